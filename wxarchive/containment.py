"""One item never ends the whole run: an unexpected exception becomes that item's own error.

Code that works on one of many items (a row of the queue, a file, a picture, an article to export)
does so within :func:`contained`, and reports the error as the item's outcome. The store's errors
concern all items and pass, but for a damaged row: :func:`ends_the_run` says which is which.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from wxarchive.credentials import without_credentials
from wxarchive.errors import Bug, DamagedRow, StoreError, WxArchiveError

LOG = logging.getLogger("wxarchive")
"""Where the traceback of each bug goes, at level ``DEBUG``."""
_REPORT = "please report it, with the output under WXARCHIVE_DEBUG=1"


@contextmanager
def contained(work: str, *passing: type[Exception]) -> Iterator[None]:
    """Raise an exception that is no error of ours, and not ``passing``, as a :class:`Bug`; Ctrl-C
    and the end of the process pass.

    ``work`` says what is done here, for the message: ``"read this page"``.
    """
    try:
        yield
    except WxArchiveError:
        raise
    except passing:
        raise
    except Exception as error:
        raise bug(error, work) from error


def ends_the_run(error: WxArchiveError) -> bool:
    """Tell whether an error concerns all items, and not only the present one: the archive itself
    cannot be used.
    """
    return isinstance(error, StoreError) and not isinstance(error, DamagedRow)


def bug(error: Exception, work: str) -> Bug:
    """Return an unexpected exception in some work as an error of ours. It may quote anything, so no
    credential is left in it.
    """
    LOG.debug("%s", without_credentials("".join(traceback.format_exception(error))))
    if isinstance(error, MemoryError):
        return Bug("it needs more memory than there is")
    if isinstance(error, OSError) and error.strerror:
        return Bug(without_credentials(f"the system refused it: {error.strerror}"))
    what = type(error).__name__
    if str(error):
        what += f": {error}"
    return Bug(without_credentials(f"failed to {work} (a bug): {what}"), hint=_REPORT)
