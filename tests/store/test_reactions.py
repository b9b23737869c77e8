"""Counts and comments as the archive stores them."""

from tests.store.making import article, day, ref
from tests.store.test_articles import save
from wxarchive.models import Comment
from wxarchive.store.database import Store


def test_half_a_character_in_a_name_does_not_keep_a_comment_from_being_stored(
    store: Store,
) -> None:
    saved = save(store, article(ref(1)), 1)
    assert saved.id
    comments = [Comment("1", "好", "小\ud83d"), Comment("2", "茶", "小\ud83d")]
    store.reactions.keep_comments(saved.id, comments, day(1))
    stored = store.reactions.comments_of(saved.id)
    assert [one.text for one in stored] == ["好", "茶"]
    assert len({one.author for one in stored}) == 1
