"""libquorate.so: found, opened, checked to be of this package's release, and called."""

import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_int32, c_size_t, c_uint32, c_uint64, c_void_p
from typing import Any, Callable, Dict, List, Tuple, Type, TypeVar

# The version of this package; a test compares it with Cargo.toml.
VERSION = "0.2.0"

WAY_OUT = (
    "build and install it with 'make -C ffi install' in quorate's sources and run ldconfig, "
    "or name the file in the environment variable QUORATE_LIBRARY"
)

# A pointer to an object, a struct or an array of ours; where a text, and where nodeids are written.
_REF = c_void_p
_TEXT = (c_char_p, c_size_t, POINTER(c_size_t))  # type: Tuple[Any, ...]
_LIST = (_REF, c_size_t, POINTER(c_size_t))  # type: Tuple[Any, ...]

# What follows `quorate_` in the names, and the arguments. All of these return a status; a test compares them with the
# header.
FUNCTIONS = {
    "options_init_sized": (_REF, c_size_t),
    "builder_init_sized": (_REF, c_size_t),
    "builder_node_sized": (_REF, c_uint32, c_uint32, _REF, c_size_t),
    "builder_options": (_REF, _REF),
    "builder_tie_breaker": (_REF, c_uint32, _REF, c_size_t),
    "builder_build_sized": (_REF, _REF, c_size_t, _REF, c_size_t),
    "config_from_corosync_conf_sized": (_REF, c_size_t, c_char_p, c_size_t, _REF, c_size_t),
    "config_nodes": (_REF,) + _LIST,
    "config_describe_sized": (_REF, _REF, c_size_t),
    "config_set_freeze_on_loss": (_REF, c_uint32),
    "config_set_fence_delay": (_REF, c_uint64),
    "config_set_cluster_name": (_REF, c_char_p, c_size_t),
    "engine_init_sized": (_REF, c_size_t, _REF, c_uint32, c_uint32),
    "engine_init_text": (_REF, c_uint32, c_uint32) + _TEXT,
    "engine_init_with_storage_sized": (_REF, c_size_t, _REF, c_uint32),
    "engine_init_with_storage_text": (_REF, c_uint32) + _TEXT,
    "engine_observe": (_REF, _REF, c_size_t),
    "engine_view": (_REF, c_uint32, c_uint64, _REF, c_size_t, c_uint64),
    "engine_receive": (_REF, c_uint32, c_char_p, c_size_t, c_uint64),
    "engine_poll_transmit": (_REF, c_char_p, c_size_t, POINTER(c_size_t)),
    "engine_poll_timeout": (_REF, POINTER(c_uint64)),
    "engine_handle_timeout": (_REF, c_uint64),
    "engine_leave": (_REF, c_uint32),
    "engine_has_left_agreed": (_REF, POINTER(c_uint32)),
    "engine_write_snapshot": (_REF, c_char_p, c_size_t, POINTER(c_size_t)),
    "engine_is_unsaved": (_REF, POINTER(c_uint32)),
    "engine_saved": (_REF, c_char_p, c_size_t),
    "engine_restore": (_REF, c_char_p, c_size_t),
    "engine_set_votes": (_REF, c_uint32, c_uint32),
    "engine_reload": (_REF, _REF),
    "engine_cancel_wait_for_all": (_REF,),
    "engine_fenced": (_REF, c_uint32, c_uint32, c_uint64, c_uint64),
    "engine_resume": (_REF,),
    "engine_device_register": (_REF, c_char_p, c_size_t),
    "engine_device_poll": (_REF, c_uint32, c_uint64, c_uint32, c_uint64),
    "engine_status_sized": (_REF, _REF, c_size_t),
    "engine_reason_sized": (_REF, _REF, c_size_t),
    "engine_electorate_sized": (_REF, _REF, c_size_t),
    "engine_members": (_REF,) + _LIST,
    "engine_reason_text": (_REF,) + _TEXT,
}  # type: Dict[str, Tuple[Any, ...]]

Storage = Any
Struct = TypeVar("Struct", bound=ctypes.Structure)


def abi_of(version: str) -> str:
    """What programs of one version depend on: while the major version is 0, each minor version breaks the ABI."""
    major, minor = version.split(".")[:2]
    return "0." + minor if major == "0" else major


def opened() -> Tuple[ctypes.CDLL, str]:
    """dlopen knows the system's folders; where make installs by default is often not among them."""
    named = os.environ.get("QUORATE_LIBRARY")
    soname = "libquorate.so." + abi_of(VERSION)
    problems = []
    for name in [named] if named else [soname, "/usr/local/lib/" + soname, "/usr/local/lib64/" + soname]:
        try:
            return ctypes.CDLL(name), name
        except OSError as error:
            problems.append(str(error))
    if named:
        raise ImportError(
            f"cannot open quorate's C library: QUORATE_LIBRARY names it, but {problems[0]}; "
            "name libquorate.so there, or unset the variable"
        )
    raise ImportError(f"quorate's C library is not installed ({problems[0]}); {WAY_OUT}")


class Library:
    """The library's functions as attributes, without `quorate_` before their names."""

    def __init__(self, library: ctypes.CDLL, name: str) -> None:
        self.name = name
        self._library = library
        version = self._bound("version", c_char_p)().decode()
        if abi_of(version) != abi_of(VERSION):
            raise ImportError(
                f"{name} has version {version}, and this package is quorate {VERSION}; install both from one release"
            )
        for function, arguments in FUNCTIONS.items():
            setattr(self, function, self._bound(function, c_int32, *arguments))
        self._error_text = self._bound("error_text", c_char_p, c_int32)

    def __getattr__(self, name: str) -> Callable[..., int]:
        raise AttributeError(name)

    def _bound(self, function: str, result: Any, *arguments: Any) -> Callable[..., Any]:
        try:
            found = getattr(self._library, "quorate_" + function)
        except AttributeError:
            raise ImportError(
                f"{self.name} has no quorate_{function}, so it is not the libquorate of quorate {VERSION}; {WAY_OUT}"
            ) from None
        found.restype, found.argtypes = result, arguments
        return found  # type: ignore[no-any-return]

    def storage(self, kind: str) -> Storage:
        """Memory for a config, a builder or an engine, of the size that the library wants."""
        words: int = self._bound(kind + "_size", c_size_t)() // 8
        return (c_uint64 * words)()

    def sentence(self, status: int) -> str:
        """What the library says of a status."""
        return str(self._error_text(status).decode())


lib = Library(*opened())


def must(status: int) -> None:
    """For calls that nothing can be wrong with."""
    if status:
        raise RuntimeError(f"{lib.name} answers {status} ({lib.sentence(status)}), which this package does not expect")


def filled(struct: Type[Struct], function: Callable[..., int], owner: Storage) -> Struct:
    """The struct that a function writes of a config or an engine."""
    found = struct()
    must(function(owner, byref(found), ctypes.sizeof(found)))
    return found


def listed(kind: Any, most: int, function: Callable[..., int], owner: Storage) -> List[Any]:
    """The array that a function writes."""
    items, count = (kind * most)(), c_size_t()
    must(function(owner, items, most, byref(count)))
    return list(items[: count.value])


def text_of(function: Callable[..., int], *asked: Any) -> str:
    """The text that a function writes."""
    needed = c_size_t(1024)
    while True:
        buffer = ctypes.create_string_buffer(needed.value)
        status = function(*asked, buffer, len(buffer), byref(needed))
        if needed.value <= len(buffer):
            must(status)
            return buffer.value.decode()
