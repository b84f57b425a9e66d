"""What the daemons tell each other through corosync: bytes, and back.

A frame is a header, and a hello or a message of the engine. corosync says who sent it, so frames do not. Numbers
are big-endian. Whatever is not understood is refused with a sentence for the log, and dropped.
"""

import hashlib
import struct
from typing import Iterable, List, NamedTuple, Tuple, Union

from quorate import Config

MAGIC = b"QRTD"
VERSION = 1
HELLO, ENGINE = 1, 2
DIGEST_BYTES = 16
# The engine's messages are a few bytes long.
FRAME_BYTES_MAX = 512
HEADER = struct.Struct("!4sBB")
HELLO_BODY = struct.Struct(f"!Q{DIGEST_BYTES}s{DIGEST_BYTES}s")


class Member(NamedTuple):
    """A daemon in the group: its node, and its process there."""

    node: int
    pid: int


class Hello(NamedTuple):
    """Opens a round: everyone tells which group it sees, by which rules, and how far it has counted views."""

    counter: int
    group: bytes
    rules: bytes


class Dropped(Exception):
    """Bytes that are no frame; the sentence is for the log."""


def digest_of_group(members: Iterable[Member]) -> bytes:
    packed = b"".join(struct.pack("!II", *member) for member in sorted(members))
    return hashlib.sha256(packed).digest()[:DIGEST_BYTES]


def digest_of_rules(config: Config, is_agreed: bool = False) -> bytes:
    """Of everything that a verdict depends on: members with other rules would not agree. is_agreed: who votes changes
    by agreement, so nodelists may differ for a while."""
    nodes: List[Tuple[int, int]] = [] if is_agreed else sorted(config.nodes.items())
    facts = (nodes, sorted(config.options.as_dict().items()))
    return hashlib.sha256(repr(facts).encode()).digest()[:DIGEST_BYTES]


def pack_hello(hello: Hello) -> bytes:
    return HEADER.pack(MAGIC, VERSION, HELLO) + HELLO_BODY.pack(*hello)


def pack_engine(message: bytes) -> bytes:
    return HEADER.pack(MAGIC, VERSION, ENGINE) + message


def unpack(frame: bytes) -> Union[Hello, bytes]:
    """A hello, or the bytes of an engine's message."""
    if not HEADER.size < len(frame) <= FRAME_BYTES_MAX:
        raise Dropped(f"{len(frame)} bytes are not a frame")
    magic, version, kind = HEADER.unpack_from(frame)
    body = frame[HEADER.size :]
    if magic != MAGIC:
        raise Dropped("it does not start like a frame")
    if version != VERSION:
        raise Dropped(f"it has version {version}, not {VERSION}: install the same quorate on all nodes")
    if kind == ENGINE:
        return body
    if kind == HELLO and len(body) == HELLO_BODY.size:
        return Hello(*HELLO_BODY.unpack(body))
    raise Dropped(f"there are no frames of kind {kind} with {len(body)} bytes")
