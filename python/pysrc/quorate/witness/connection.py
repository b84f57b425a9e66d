"""One client's connection."""

import asyncio
import ipaddress
import socket
import ssl
from typing import Optional, Protocol, Tuple, cast

from quorate.witness.tls import Session

# A message is at most 142 bytes: who leaves so many unread does not read.
UNSENT_MAX = 1 << 15
# What is taken at once; then it is others' turn.
BYTES_AT_ONCE = 1 << 12


class Owner(Protocol):
    """What a connection reports to."""

    def opened(self, connection: "Connection") -> None: ...
    def received(self, connection: "Connection", data: bytes) -> None: ...
    def lost(self, connection: "Connection", why: str) -> None: ...


class Connection(asyncio.BufferedProtocol):
    """Bytes in and out, and what was said in the log of its client."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._buffer = bytearray(BYTES_AT_ONCE)
        self._transport: Optional[asyncio.Transport] = None
        self.number: Optional[int] = None
        """The witness's; None while it has none."""
        self.peer = ""
        self.site = b""
        """The address, or the network of an IPv6 one: what limits count by."""
        self.tls: Optional[Session] = None
        self.certificate: Optional[str] = None
        self.cluster = ""
        self.node = 0
        self.said: Optional[Tuple[str, str]] = None

    def __str__(self) -> str:
        return f"{self.cluster} node {self.node} ({self.peer})" if self.node else self.peer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        host, port = (transport.get_extra_info("peername") or ("0.0.0.0", 0))[:2]
        self.peer = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        # The kernel would keep megabytes for who does not read.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNSENT_MAX)
        packed = ipaddress.ip_address(host.split("%")[0]).packed
        self.site = packed if len(packed) == 4 else packed[:8]
        self._owner.opened(self)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._owner.received(self, bytes(self._buffer[:nbytes]))

    def connection_lost(self, exc: Optional[Exception]) -> None:
        self._owner.lost(self, "closed by the client" if exc is None else f"lost: {exc}")

    def start_tls(self, context: ssl.SSLContext) -> None:
        self.tls = Session(context)

    def decrypt(self, data: bytes) -> bytes:
        """Raises ssl.SSLError."""
        if self.tls is None:
            return data
        try:
            return self.tls.take(data)
        finally:
            self._write(self.tls.to_send())

    def send(self, data: bytes) -> bool:
        """Whether the client still reads."""
        if self.tls is not None:
            self.tls.put(data)
            data = self.tls.to_send()
        self._write(data)
        return self._transport is None or self._transport.get_write_buffer_size() <= UNSENT_MAX

    def _write(self, data: bytes) -> None:
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is None:
            return
        # Who does not read is not waited for.
        if self._transport.get_write_buffer_size():
            self._transport.abort()
        else:
            self._transport.close()
