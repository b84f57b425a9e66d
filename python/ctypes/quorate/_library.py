"""libquorate.so: found, opened, and checked to be the one that this package was written for."""

import ctypes
import os

from quorate._structs import FUNCTIONS, SIZES, NodeIds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, List, Tuple

    Function = Callable[..., int]

# The version of this package; a test compares it with Cargo.toml.
VERSION = "0.1.0"

BUFFER_TOO_SMALL = -5

_WAY_OUT = (
    "build and install it with 'make -C ffi install' in the sources of quorate and run ldconfig, "
    "or name the file in the environment variable QUORATE_LIBRARY"
)


def abi_of(version: str) -> str:
    """What programs of one version depend on: while the major version is 0, each minor version breaks the ABI."""
    major, minor = version.split(".")[:2]
    return "0." + minor if major == "0" else major


def candidates() -> "List[str]":
    """Names to try. dlopen knows the system's folders; where make installs by default is often not among them."""
    named = os.environ.get("QUORATE_LIBRARY")
    if named:
        return [named]
    name = "libquorate.so." + abi_of(VERSION)
    return [name, "/usr/local/lib/" + name, "/usr/local/lib64/" + name]


def opened() -> "Tuple[ctypes.CDLL, str]":
    problems = []
    for name in candidates():
        try:
            return ctypes.CDLL(name), name
        except OSError as error:
            problems.append(str(error))
    if os.environ.get("QUORATE_LIBRARY"):
        raise ImportError(
            f"quorate's C library cannot be opened: QUORATE_LIBRARY names it, but {problems[0]}; "
            "name libquorate.so there, or unset the variable"
        )
    raise ImportError(f"quorate's C library is not here ({problems[0]}); {_WAY_OUT}")


def check(library: ctypes.CDLL, name: str) -> None:
    """Refuses a library with which calls would read or write the wrong memory."""
    other = f"{name} is not the library that this package (quorate {VERSION}) was written for"
    try:
        version_of = library.quorate_version
    except AttributeError:
        raise ImportError(f"{name} is no libquorate: it has no quorate_version; {_WAY_OUT}") from None
    version_of.restype = ctypes.c_char_p
    version_of.argtypes = ()
    version = version_of().decode()
    if abi_of(version) != abi_of(VERSION):
        raise ImportError(f"{other}: its version is {version}; install both from one release")
    for function, storage in SIZES.items():
        size_of = getattr(library, function)
        size_of.restype, size_of.argtypes = ctypes.c_size_t, ()
        if size_of() != ctypes.sizeof(storage):
            raise ImportError(
                f"{other}: {function}() says {size_of()}, not {ctypes.sizeof(storage)}; it was built with another "
                "NODES_MAX or from another source; build it with 'make -C ffi install'"
            )


class Functions:
    """The library's functions, without `quorate_` before their names."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Function: ...

    def __init__(self, library: ctypes.CDLL, name: str) -> None:
        for function, arguments in FUNCTIONS.items():
            try:
                found = getattr(library, "quorate_" + function)
            except AttributeError:
                raise ImportError(
                    f"{name} has no quorate_{function}: it is older than this package (quorate {VERSION}); "
                    "install both from one release"
                ) from None
            found.restype, found.argtypes = ctypes.c_int32, arguments
            setattr(self, function, found)


_LIBRARY, NAME = opened()
check(_LIBRARY, NAME)
lib = Functions(_LIBRARY, NAME)

_error_text = _LIBRARY.quorate_error_text
_error_text.restype, _error_text.argtypes = ctypes.c_char_p, (ctypes.c_int32,)


def sentence(status: int) -> str:
    """What the library says of a status."""
    return str(_error_text(status).decode())


def must(status: int) -> None:
    """For calls that nothing can be wrong with."""
    if status:
        raise RuntimeError(f"{NAME} answers {status} ({sentence(status)}), which this package does not expect")


def text_of(function: "Function", *arguments: "Any") -> str:
    """The text that a function writes."""
    needed = ctypes.c_size_t()
    buffer = ctypes.create_string_buffer(1024)
    status = function(*arguments, buffer, len(buffer), ctypes.byref(needed))
    if status == BUFFER_TOO_SMALL:
        buffer = ctypes.create_string_buffer(needed.value)
        status = function(*arguments, buffer, len(buffer), ctypes.byref(needed))
    must(status)
    return buffer.value.decode()


def nodes_of(function: "Function", *arguments: "Any") -> "Tuple[int, ...]":
    """The nodeids that a function writes."""
    nodes, count = NodeIds(), ctypes.c_size_t()
    must(function(*arguments, nodes, len(nodes), ctypes.byref(count)))
    return tuple(nodes[: count.value])
