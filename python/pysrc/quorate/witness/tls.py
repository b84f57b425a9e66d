"""TLS over a connection that has begun without it: what the client sends behind STARTTLS belongs to TLS, even in the
same segment. So bytes go through memory, and no socket is handed over."""

import ssl
from typing import Any, List, Optional

BYTES_AT_ONCE = 1 << 16


def server_context(certificate: str, key: Optional[str], client_ca: Optional[str]) -> ssl.SSLContext:
    """Raises OSError (ssl.SSLError is one)."""
    for path in (certificate, key, client_ca):
        if path is not None:
            # OpenSSL's errors do not name the file.
            with open(path, "rb"):
                pass
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.load_cert_chain(certificate, key, password=no_password)
    if client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_ca)
    return context


def no_password() -> str:
    """Without it OpenSSL asks at the terminal."""
    raise ValueError("the key has a passphrase: store it without")


class Session:
    """One connection's TLS, as its server."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self.is_ready = False

    def take(self, data: bytes) -> bytes:
        """What the client sent, in clear. Raises ssl.SSLError; to_send() may have an alert even then."""
        self._incoming.write(data)
        parts: List[bytes] = []
        try:
            if not self.is_ready:
                self._object.do_handshake()
                self.is_ready = True
            while True:
                part = self._object.read(BYTES_AT_ONCE)
                if not part:
                    break
                parts.append(part)
        except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            # The rest is not here yet, or the client is done; then it closes the connection, too.
            pass
        return b"".join(parts)

    def put(self, data: bytes) -> None:
        self._object.write(data)

    def to_send(self) -> bytes:
        return self._outgoing.read()

    @property
    def client_name(self) -> Optional[str]:
        """The CN of the client's certificate, which was checked; None where it showed none."""
        # A tuple of tuples of pairs, which the types do not say.
        subject: Any = (self._object.getpeercert() or {}).get("subject", ())
        return next((str(value) for part in subject for name, value in part if name == "commonName"), None)
