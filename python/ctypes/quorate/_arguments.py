"""Arguments: every refusal names the argument and what it takes.

Iterables are read to their end before anything is locked, so that a generator may use the very object that it is
passed to.
"""

from quorate._codes import RULES
from quorate._structs import NODES_MAX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Tuple

    from quorate.types import Ring

U32_MAX = 2**32 - 1
U64_MAX = 2**64 - 1


def wrong_type(name: str, wanted: str, value: object) -> TypeError:
    return TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


def whole(name: str, value: object, most: int = U64_MAX) -> int:
    """A whole number from 0 to `most`. A bool is an int to Python, but never meant as a number here."""
    if isinstance(value, bool):
        raise wrong_type(name, "an int", value)
    number = value if isinstance(value, int) else _index(name, value)
    if not 0 <= number <= most:
        raise ValueError(f"{name} must be from 0 to {most}")
    return number


def _index(name: str, value: object) -> int:
    """What is no int may be one's like; imported here, since it seldom is."""
    import operator

    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise wrong_type(name, "an int", value) from None
    except OverflowError:
        return -1


def votes(name: str, value: object) -> int:
    """Votes, or whatever else has 32 bits."""
    return whole(name, value, U32_MAX)


# A nodeid. 0 is left to the library, which says what it is.
node = votes
# Milliseconds.
millis = whole


def ring(name: str, value: object) -> "Ring":
    """A view's name: (node, seq)."""
    wanted = "a tuple (node, seq)"
    if not isinstance(value, tuple):
        raise wrong_type(name, wanted, value)
    if len(value) != 2:
        raise ValueError(f"{name} must be {wanted}, not {len(value)} items")
    return node(f"{name}[0]", value[0]), whole(f"{name}[1]", value[1])


def nodes(name: str, value: object) -> "List[int]":
    """Nodeids from any iterable but text. It is left as soon as there are too many, which the library then
    refuses: an endless generator ends here."""
    wanted = "an iterable of nodeids"
    if isinstance(value, (str, bytes, bytearray)):
        raise wrong_type(name, wanted, value)
    try:
        items = iter(value)  # type: ignore[call-overload]
    except TypeError:
        raise wrong_type(name, wanted, value) from None
    read: "List[int]" = []
    for item in items:
        read.append(node(f"{name}[{len(read)}]", item))
        if len(read) > NODES_MAX:
            break
    return read


def string(name: str, value: object) -> bytes:
    """Text that must be str, in UTF-8."""
    if not isinstance(value, str):
        raise wrong_type(name, "a str", value)
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} has lone surrogates; pass proper text") from None


def text(name: str, value: object) -> bytes:
    """The text of a config file, str or bytes."""
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise wrong_type(name, "str or bytes", value)
    return string(name, value)


def message(value: object, name: str = "message") -> bytes:
    if not isinstance(value, bytes):
        raise wrong_type(name, "bytes", value)
    return value


def rules(value: object) -> "Tuple[str, int]":
    """The name of a rule set and its number."""
    string("rules", value)
    for name, number in RULES.items():
        if name == value:
            return name, number
    raise ValueError("rules: no such rules; there are 'corosync', 'cman' and 'strict'")


def flag(name: str, value: object) -> bool:
    """Yes or no: a bool, and nothing that merely has a truth."""
    if not isinstance(value, bool):
        raise wrong_type(name, "a bool", value)
    return value
