"""libcmap: the configuration that the running corosync uses."""

import ctypes
import struct
from typing import Any, Dict, Iterator, Optional, Tuple, Union

from quorate.corosync.libraries import ERR_NO_SECTIONS, ERR_NOT_EXIST, CorosyncError, Deadline, Handle, common

Value = Union[int, float, str]

NAME_MAX = 255
FORMATS = {1: "b", 2: "B", 3: "h", 4: "H", 5: "i", 6: "I", 7: "q", 8: "Q", 9: "f", 10: "d"}
"""cmap_value_types_t to struct's letters."""
STRING = 11


class Cmap(Handle):
    """A connection to the configuration map."""

    library = "cmap"
    signatures = dict(
        common("cmap"),
        cmap_initialize=(ctypes.POINTER(ctypes.c_uint64),),
        cmap_get=(
            ctypes.c_uint64,
            ctypes.c_char_p,
            ctypes.c_void_p,
            ctypes.POINTER(ctypes.c_size_t),
            ctypes.POINTER(ctypes.c_int),
        ),
        cmap_iter_init=(ctypes.c_uint64, ctypes.c_char_p, ctypes.POINTER(ctypes.c_uint64)),
        cmap_iter_next=(
            ctypes.c_uint64,
            ctypes.c_uint64,
            ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_size_t),
            ctypes.POINTER(ctypes.c_int),
        ),
        cmap_iter_finalize=(ctypes.c_uint64, ctypes.c_uint64),
    )  # type: Dict[str, Tuple[Any, ...]]

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(deadline)
        self.opened("cmap_initialize")

    def keys(self, prefix: str) -> Iterator[Tuple[str, int]]:
        """The keys that begin so, with the length of the value."""
        iteration = ctypes.c_uint64()
        self.call("cmap_iter_init", prefix.encode(), ctypes.byref(iteration))
        try:
            name = ctypes.create_string_buffer(NAME_MAX + 1)
            length, kind = ctypes.c_size_t(), ctypes.c_int()
            while True:
                try:
                    self.call("cmap_iter_next", iteration, name, ctypes.byref(length), ctypes.byref(kind))
                except CorosyncError as error:
                    if error.code == ERR_NO_SECTIONS:
                        return
                    raise
                yield name.value.decode("utf-8", "replace"), length.value
        finally:
            self.functions.cmap_iter_finalize(self.handle, iteration)

    def get(self, key: str, size: int = 8) -> Optional[Value]:
        """The value; None where there is no such key, or it is binary."""
        data = ctypes.create_string_buffer(max(size, 8))
        length, kind = ctypes.c_size_t(len(data)), ctypes.c_int()
        try:
            self.call("cmap_get", key.encode(), data, ctypes.byref(length), ctypes.byref(kind))
        except CorosyncError as error:
            if error.code == ERR_NOT_EXIST:
                return None
            raise
        raw = data.raw[: length.value]
        if kind.value == STRING:
            return raw.split(b"\0")[0].decode("utf-8", "replace")
        if kind.value in FORMATS:
            value = struct.unpack("=" + FORMATS[kind.value], raw)[0]  # type: Union[int, float]
            return value
        return None

    def section(self, prefix: str) -> Dict[str, Value]:
        """All keys that begin so, with their values."""
        values = {}
        for key, size in list(self.keys(prefix)):
            value = self.get(key, size)
            if value is not None:
                values[key] = value
        return values
