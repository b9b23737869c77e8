"""Counts and comments of an article as programs and people see them."""

from collections.abc import Iterator, Sequence

from wxarchive.clock import iso
from wxarchive.models import Comment, Counts

Record = dict[str, object]


def counts_record(counts: Counts) -> Record:
    """Return an observation of counts; what was not told is ``None``."""
    return {
        "seen_at": iso(counts.seen_at),
        "reads": counts.reads,
        "likes": counts.likes,
        "recommended": counts.recommended,
        "shares": counts.shares,
        "comments": counts.comments,
    }


def comment_record(comment: Comment) -> Record:
    """Return a comment or a reply; ``author`` is a pseudonym unless names were wanted."""
    return {
        "comment_id": comment.id,
        "reply_to": comment.reply_to,
        "author": comment.author,
        "is_by_account": comment.is_by_account,
        "text": comment.text,
        "written_at": iso(comment.written_at),
        "likes": comment.likes,
        "location": comment.location,
        "first_seen": iso(comment.first_seen),
        "last_seen": iso(comment.last_seen),
    }


def threads(comments: Sequence[Comment]) -> Iterator[tuple[Comment, tuple[Comment, ...]]]:
    """Yield each comment with the replies to it, all in their given order; a reply whose comment is
    not there stands as a comment.
    """
    replies: dict[str, list[Comment]] = {one.id: [] for one in comments if one.reply_to is None}
    begins: list[Comment] = []
    for one in comments:
        replies.get(one.reply_to or "", begins).append(one)
    for one in begins:
        yield one, tuple(replies.get(one.id, ()))
