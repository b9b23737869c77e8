"""Which account is meant by a name: one of the archive, else one that the search finds."""

from collections.abc import Callable, Iterable
from typing import Protocol

from wxarchive.address import account_list, biz_in, list_ref
from wxarchive.errors import NotFound
from wxarchive.sources import ListAddress
from wxarchive.store import Store


class NamedAccount(Protocol):
    """An account as a search names it."""

    @property
    def biz(self) -> str:
        """Its id."""

    @property
    def nickname(self) -> str:
        """Its display name."""

    @property
    def alias(self) -> str | None:
        """Its WeChat id, if it has one."""


def account_named(
    name: str, store: Store, search: Callable[[str], Iterable[NamedAccount]]
) -> ListAddress:
    """Return the list of what an account published, by its biz, the address of its history, its
    name or WeChat id; the search is asked only where the archive does not know it.

    Raises :class:`NotFound` where it is none, or several.
    """
    text = name.strip()
    known = {one.biz: one for one in store.catalogue.accounts() if one.biz}
    biz = biz_in(text)
    ref = list_ref(text)
    if ref and ref.kind == "account":
        biz = ref.biz
    # names are not unique: one that several archived accounts have says nothing
    if biz is None:
        called = [one for one in known.values() if text in {one.name, one.alias, one.gh_id}]
        if len(called) == 1:
            biz = called[0].biz
    if biz:
        title = known[biz].name if biz in known else None
        return ListAddress(name, account_list(biz), title)
    # the search also finds accounts whose names only have the word in them
    found = list(search(text))
    meant = [one for one in found if text in {one.nickname, one.alias}]
    if len(meant) == 1:
        return ListAddress(name, account_list(meant[0].biz), meant[0].nickname)
    if not found:
        hint = "give its whole name, its WeChat id, or its biz"
        raise NotFound("WeChat finds no such account", text, hint)
    which = "; ".join(f"{one.nickname} {one.alias or ''} {one.biz}" for one in meant or found)
    hint = f"give the biz of one of these: {' '.join(which.split())}"
    raise NotFound("it is not clear which account this is", text, hint)
