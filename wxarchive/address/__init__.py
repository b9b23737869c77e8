"""What an address is: an article's, a list's, a picture's; its canonical form, without credentials.

``addresses`` has articles and what may be shown of any address, ``lists`` the lists.
"""

from wxarchive.address.addresses import (
    PAGE_HOST,
    article_ref,
    behind_proxy,
    clean,
    credentials_of,
    has_credentials,
    is_address,
    long_ref,
    picture_url,
    secure,
    target_of,
    unescape,
    without_session,
)
from wxarchive.address.lists import account_list, biz_in, list_begin, list_page, list_ref

__all__ = [
    "PAGE_HOST", "account_list", "article_ref", "behind_proxy", "biz_in", "clean",
    "credentials_of", "has_credentials", "is_address", "list_begin", "list_page", "list_ref",
    "long_ref", "picture_url", "secure", "target_of", "unescape", "without_session",
]  # fmt: skip
