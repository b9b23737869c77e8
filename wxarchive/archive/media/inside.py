"""An article's HTML with the pictures that the archive has of it inside."""

from contextlib import suppress

from wxarchive.errors import DamagedRow
from wxarchive.models import picture_identity
from wxarchive.render import Addresses, data_address, rewritten
from wxarchive.store import Store


def with_pictures_inside(html: str, article_id: int, store: Store) -> str:
    """Put an article's archived pictures into its HTML; those the archive lacks keep their
    addresses.
    """
    files = {
        picture_identity(use.address): use
        for use in store.media.of_article(article_id)
        if use.sha256
    }

    def place(address: str) -> str:
        use = files.get(picture_identity(address))
        # the store notes the damage, and the address stays
        with suppress(DamagedRow):
            if use and use.sha256:
                return data_address(use.type or "", store.media.read(use.sha256))
        return address

    return rewritten(html, Addresses(picture=place))
