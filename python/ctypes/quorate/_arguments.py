"""Arguments: ctypes takes any int and cuts it to size, so whole numbers are checked here. Every refusal names the
argument and what it takes."""

import operator
from typing import List, Tuple

U32_MAX, U64_MAX = 2**32 - 1, 2**64 - 1


def wrong_type(name: str, wanted: str, value: object) -> TypeError:
    return TypeError("{} must be {}, not {}".format(name, wanted, type(value).__name__))


def whole(name: str, value: object, most: int = U32_MAX) -> int:
    """A whole number from 0 to `most`. A bool is an int to Python, but never meant as a number here."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise wrong_type(name, "an int", value)
    number = operator.index(value)
    if not 0 <= number <= most:
        raise ValueError("{} must be from 0 to {}".format(name, most))
    return number


def most(size: int) -> int:
    """The largest number of so many bytes."""
    return U32_MAX if size == 4 else U64_MAX


def millis(name: str, value: object) -> int:
    return whole(name, value, U64_MAX)


def flag(name: str, value: object) -> bool:
    """Yes or no: a bool, and nothing that merely has a truth."""
    if not isinstance(value, bool):
        raise wrong_type(name, "a bool", value)
    return value


def bytes_of(name: str, value: object) -> Tuple[bytes, int]:
    """Bytes, and how many."""
    if not isinstance(value, bytes):
        raise wrong_type(name, "bytes", value)
    return value, len(value)


def text(name: str, value: object) -> bytes:
    """str or bytes, as UTF-8."""
    if not isinstance(value, (str, bytes)):
        raise wrong_type(name, "str or bytes", value)
    try:
        return value if isinstance(value, bytes) else value.encode()
    except UnicodeEncodeError:
        raise ValueError("{} has lone surrogates; pass proper text".format(name)) from None


def ring(name: str, value: object) -> Tuple[int, int]:
    """A view's name: (node, seq)."""
    if not isinstance(value, tuple):
        raise wrong_type(name, "a tuple (node, seq)", value)
    if len(value) != 2:
        raise ValueError("{} must be a tuple (node, seq), not {} items".format(name, len(value)))
    return whole(name + "[0]", value[0]), millis(name + "[1]", value[1])


def nodes(name: str, value: object, most: int) -> List[int]:
    """Nodeids from any iterable but text, read before anything is locked. It is left at one more than `most`, which
    the library then refuses: an endless generator ends here."""
    read = []  # type: List[int]
    if isinstance(value, (str, bytes, bytearray)) or not hasattr(value, "__iter__"):
        raise wrong_type(name, "an iterable of nodeids", value)
    for item in value:
        read.append(whole("{}[{}]".format(name, len(read)), item))
        if len(read) > most:
            break
    return read
