"""The small WeChat behind TLS, as the real one is. Needs ``trustme``, which makes certificates for
tests.
"""

import ssl

import trustme

from tests.smallwechat.server import SmallWechat


class SecureWechat(SmallWechat):
    """The running server with a certificate of ``authority``, for the host of pages."""

    def __init__(self, authority: trustme.CA) -> None:
        super().__init__()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("mp.weixin.qq.com", "localhost").configure_cert(context)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self.port}"
