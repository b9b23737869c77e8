"""The small WeChat behind TLS, as the real one is. Needs ``trustme``, which makes certificates for
tests.
"""

import base64
import hashlib
import ssl

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.smallwechat import media
from tests.smallwechat.server import PAGES, Faults, SmallWechat
from tests.smallwechat.site import DEMO_SITE, Site


class SecureWechat(SmallWechat):
    """The running server with a certificate of ``authority``, for all of its hosts."""

    def __init__(
        self, authority: trustme.CA, site: Site = DEMO_SITE, faults: Faults | None = None
    ) -> None:
        super().__init__(site, faults)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = authority.issue_cert(PAGES, *media.HOSTS, "localhost")
        certificate.configure_cert(context)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self.port}"
        self.pin = _pin(certificate.cert_chain_pems[0].bytes())
        """By which Chromium knows the certificate (``--ignore-certificate-errors-spki-list``)."""


def _pin(certificate: bytes) -> str:
    key = x509.load_pem_x509_certificate(certificate).public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(der).digest()).decode()
