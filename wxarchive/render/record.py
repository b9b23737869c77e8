"""An article as the record of docs/record.md: the names that programs, tests and users' scripts
rely on.
"""

from dataclasses import asdict

from wxarchive.clock import iso
from wxarchive.models import Article, Body, Metadata, RawPage, StatePage, StoredArticle
from wxarchive.render.annotations import highlight_record, marks_record, note_record
from wxarchive.render.markdown import markdown
from wxarchive.render.reactions import comment_record, counts_record

Record = dict[str, object]


def record(
    subject: Article | StatePage | StoredArticle,
    *,
    source: str | None = None,
    page: RawPage | None = None,
    full: bool = True,
) -> Record:
    """Return the record of docs/record.md, ready for JSON, its fields in that order.

    ``source`` and ``page`` (what was given, and what was read there) belong to a page that is not
    stored. Without ``full`` the bodies are left out; so are pictures, media and links where they
    were not loaded.
    """
    head: Record = {}
    if source is not None:
        head["source"] = source
    if isinstance(subject, StoredArticle):
        head["id"] = subject.id
    # a page of an article is the proof that it is online; other pages say what they are
    head["state"], head["reason"] = "ok", None
    if not isinstance(subject, Article):
        head["state"], head["reason"] = subject.state, subject.reason
    content_hash = None
    if not isinstance(subject, StatePage):
        content_hash = subject.content_hash
    return {
        **head,
        "kind": subject.kind,
        **_identity(subject),
        **_metadata(subject.metadata),
        **_content(subject, full=full),
        "losses": list(subject.losses),
        "content_hash": content_hash,
        **_capture(subject, page),
        **_noted(subject, full=full),
        **_reactions(subject, full=full),
    }


def _identity(subject: Article | StatePage | StoredArticle) -> Record:
    """Return the addresses; a moved account's page may give the new one, a verification page the
    blocked one.
    """
    identity: Record = {"key": None, "url": None, "short_url": None}
    if ref := subject.ref:
        identity = {"key": ref.key, "url": ref.url, "short_url": ref.short}
    if isinstance(subject, StatePage) and subject.target:
        moved = subject.state == "migrated"
        if moved or not ref:
            identity["url"] = subject.target
    return identity


def _metadata(about: Metadata) -> Record:
    return {
        "title": about.title,
        "account": about.account,
        "account_id": about.account_id,
        "account_alias": about.account_alias,
        "biz": about.biz,
        "author": about.author,
        "published_at": iso(about.published_at),
        "modified_at": iso(about.modified_at),
        "location": about.location,
        "digest": about.digest,
        "cover_url": about.cover_url,
        "is_original": about.is_original,
        "is_reprint": about.is_reprint,
        "reprint_url": about.reprint_url,
        "reprint_account": about.reprint_account,
        "source_url": about.source_url,
        "is_paid": about.is_paid,
        "albums": [asdict(album) for album in about.albums],
    }


def _content(subject: Article | StatePage | StoredArticle, *, full: bool) -> Record:
    body: Body | None = None
    if isinstance(subject, StoredArticle):
        body = subject.content
    elif isinstance(subject, Article):
        body = subject.body
    # lists of stored articles load no bodies: an empty list would say that there are no pictures
    if body is None and not full and isinstance(subject, StoredArticle):
        return {}
    content: Record = {"images": [], "media": [], "links": []}
    if body:
        content["images"] = list(body.images)
        content["media"] = [asdict(item) for item in body.media]
        # the key first: it says which article a link leads to
        content["links"] = [{"key": link.key, **asdict(link)} for link in body.links]
    if full and body:
        content |= {"text": body.text, "markdown": markdown(body.html), "html": body.html}
    elif full:
        content |= {"text": None, "markdown": None, "html": None}
    return content


def _noted(subject: Article | StatePage | StoredArticle, *, full: bool) -> Record:
    """Return what people noted of a stored article; lists load no notes."""
    if not isinstance(subject, StoredArticle):
        return {}
    noted = marks_record(subject)
    if full:
        noted["notes"] = [note_record(note) for note in subject.notes]
        noted["highlights"] = [highlight_record(one) for one in subject.highlights]
    return noted


def _reactions(subject: Article | StatePage | StoredArticle, *, full: bool) -> Record:
    """Return what is known of an article's readers; lists load none of it, and of pages only
    records tell it.
    """
    is_told = isinstance(subject, StoredArticle) or subject.counts or subject.comments
    if not full or not is_told:
        return {}
    return {
        "counts": [counts_record(one) for one in subject.counts],
        "comments": [comment_record(one) for one in subject.comments],
    }


def _capture(subject: Article | StatePage | StoredArticle, page: RawPage | None) -> Record:
    """Return where the record comes from; a saved file's date says less than the server's own time
    in it.
    """
    if isinstance(subject, StoredArticle):
        return {
            "fetched_at": iso(subject.fetched_at),
            "page_sha256": subject.page_sha256,
            "origin": subject.origin,
            "dated_by": subject.dated_by,
            "told_by": subject.told_by,
            "gone_at": iso(subject.gone_at),
        }
    capture: Record = {"fetched_at": None, "page_sha256": None, "dated_by": None}
    if page is not None:
        capture = {
            "fetched_at": iso(page.received_at),
            "page_sha256": page.sha256,
            "dated_by": page.dated_by,
        }
        # a file's date is that of its last copy
        if page.from_file and subject.metadata.served_at:
            capture["fetched_at"] = iso(subject.metadata.served_at)
            capture["dated_by"] = subject.dated_by
    capture["told_by"] = None
    if isinstance(subject, StatePage):
        capture["told_by"] = subject.told_by
    capture["origin"] = subject.origin
    return capture
