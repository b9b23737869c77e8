"""An article as the record of docs/record.md: the names that programs, tests and users' scripts
rely on.
"""

from dataclasses import asdict

from wxarchive.clock import iso
from wxarchive.models import Article, Body, Link, Metadata, RawPage, StatePage, StoredArticle
from wxarchive.render.markdown import markdown

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
    return {
        **({} if source is None else {"source": source}),
        **({"id": subject.id} if isinstance(subject, StoredArticle) else {}),
        "state": "ok" if isinstance(subject, Article) else subject.state,
        "reason": None if isinstance(subject, Article) else subject.reason,
        "kind": subject.kind,
        **_identity(subject),
        **_metadata(subject.metadata),
        **_content(subject, full=full),
        "losses": list(subject.losses),
        "content_hash": None if isinstance(subject, StatePage) else subject.content_hash,
        **_capture(subject, page),
    }


def _identity(subject: Article | StatePage | StoredArticle) -> Record:
    """Return the addresses; a moved account's page may give the new one, a verification page the
    blocked one.
    """
    ref = subject.ref
    target = subject.target if isinstance(subject, StatePage) else None
    moved = isinstance(subject, StatePage) and subject.state == "migrated"
    own = ref.url if ref else None
    return {
        "key": ref.key if ref else None,
        "url": target if target and (moved or not ref) else own,
        "short_url": ref.short if ref else None,
    }


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
    body = _body(subject)
    lists: Record = {
        "images": list(body.images) if body else [],
        "media": [asdict(item) for item in body.media] if body else [],
        "links": [_link(link) for link in body.links] if body else [],
    }
    if full:
        texts = (
            {"text": body.text, "markdown": markdown(body.html), "html": body.html}
            if body
            else _NO_TEXTS
        )
        return {**lists, **texts}
    return {} if isinstance(subject, StoredArticle) and body is None else lists


_NO_TEXTS: Record = {"text": None, "markdown": None, "html": None}


def _body(subject: Article | StatePage | StoredArticle) -> Body | None:
    if isinstance(subject, StoredArticle):
        return subject.content
    return subject.body if isinstance(subject, Article) else None


def _link(link: Link) -> Record:
    return {
        "key": link.key,
        "url": link.url,
        "text": link.text,
        "title": link.title,
        "section": link.section,
    }


def _capture(subject: Article | StatePage | StoredArticle, page: RawPage | None) -> Record:
    """Return where the record comes from; a saved file's date says less than the server's own time
    in it.
    """
    if isinstance(subject, StoredArticle):
        told = {"fetched_at": iso(subject.fetched_at), "page_sha256": subject.page_sha256}
        told["origin"] = subject.origin
        return {
            **told,
            "dated_by": subject.dated_by,
            "told_by": subject.told_by,
            "gone_at": iso(subject.gone_at),
        }
    told_by = subject.told_by if isinstance(subject, StatePage) else None
    known = {"told_by": told_by, "origin": subject.origin}
    if page is None:
        return {"fetched_at": None, "page_sha256": None, "dated_by": None, **known}
    served = subject.metadata.served_at if page.from_file else None
    return {
        "fetched_at": iso(served or page.received_at),
        "page_sha256": page.sha256,
        "dated_by": subject.dated_by if served else page.dated_by,
        **known,
    }
