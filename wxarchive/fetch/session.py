"""A session of requests that leaves redirects to its caller."""

import requests


class SessionWithoutRedirects(requests.Session):
    """Even when told not to follow, requests reads the whole body of a redirect, whatever its size,
    and trips over a Location that is no address.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that no answer is a redirect."""
