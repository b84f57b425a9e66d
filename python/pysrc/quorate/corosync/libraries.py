"""corosync's libraries, opened at run time: no corosync is needed to install or import this."""

import ctypes
import time
from typing import Any, Callable, Dict, Tuple

SONAMES = {
    "quorum": "libquorum.so.5",
    "votequorum": "libvotequorum.so.8",
    "cmap": "libcmap.so.4",
    "cpg": "libcpg.so.4",
}
"""The same in corosync 3.0 and 3.1."""

PACKAGES = {"quorum": "libquorum5", "votequorum": "libvotequorum8", "cmap": "libcmap4", "cpg": "libcpg4"}

OK = 1
ERR_TRY_AGAIN = 6
ERR_NOT_EXIST = 12
ERR_NO_SECTIONS = 27

NAMES = {
    2: "CS_ERR_LIBRARY",
    3: "CS_ERR_VERSION",
    4: "CS_ERR_INIT",
    5: "CS_ERR_TIMEOUT",
    6: "CS_ERR_TRY_AGAIN",
    7: "CS_ERR_INVALID_PARAM",
    8: "CS_ERR_NO_MEMORY",
    9: "CS_ERR_BAD_HANDLE",
    10: "CS_ERR_BUSY",
    11: "CS_ERR_ACCESS",
    12: "CS_ERR_NOT_EXIST",
    13: "CS_ERR_NAME_TOO_LONG",
    14: "CS_ERR_EXIST",
    15: "CS_ERR_NO_SPACE",
    16: "CS_ERR_INTERRUPT",
    17: "CS_ERR_NAME_NOT_FOUND",
    18: "CS_ERR_NO_RESOURCES",
    19: "CS_ERR_NOT_SUPPORTED",
    20: "CS_ERR_BAD_OPERATION",
    21: "CS_ERR_FAILED_OPERATION",
    22: "CS_ERR_MESSAGE_ERROR",
    23: "CS_ERR_QUEUE_FULL",
    26: "CS_ERR_TOO_BIG",
    27: "CS_ERR_NO_SECTIONS",
    100: "CS_ERR_SECURITY",
}

SENTENCES = {
    2: "corosync is not running on this node, or has just stopped; start it with: systemctl start corosync",
    9: "corosync has closed the connection; it has stopped, or restarted",
    11: "corosync refuses this user; run this as root, or allow the user in /etc/corosync/uidgid.d",
    100: "corosync refuses this user; run this as root, or allow the user in /etc/corosync/uidgid.d",
}

DISPATCH_ALL = 2
TRACK_CURRENT, TRACK_CHANGES, TRACK_CHANGES_ONLY = 1, 2, 4
PAUSE = 0.01
"""Seconds between two tries. A corosync that is busy with a new view says 'try again' for some milliseconds."""


class CorosyncError(Exception):
    """corosync's libraries are not here, or refused a call.

    function is the library's ('votequorum_getinfo', empty where none was called), code the cs_error_t that it
    returned, 0 where it returned none.
    """

    function: str
    code: int

    def __init__(self, message: str, function: str = "", code: int = 0) -> None:
        super().__init__(message, function, code)
        self.function = function
        self.code = code

    def __str__(self) -> str:
        return str(self.args[0])


class TimedOut(CorosyncError):
    """No answer in time: corosync is frozen, or has not agreed on a view yet."""


class Deadline:
    """When to give up; of the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self.end - time.monotonic())


_loaded = {}  # type: Dict[str, ctypes.CDLL]


def load(name: str, soname: str = "") -> ctypes.CDLL:
    """Opens one of corosync's libraries by its short name, such as 'votequorum'."""
    if name not in _loaded or soname:
        path = soname or SONAMES[name]
        try:
            library = ctypes.CDLL(path)
        except OSError as error:
            package = PACKAGES.get(name, f"lib{name}")
            raise CorosyncError(
                f"cannot open corosync's library {path} ({error}); it is in the package {package} on Debian, Ubuntu "
                "and SUSE, corosynclib on Red Hat and Fedora"
            ) from None
        if soname:
            return library
        _loaded[name] = library
    return _loaded[name]


def bind(library: ctypes.CDLL, signatures: Dict[str, Tuple[Any, ...]]) -> None:
    """Gives functions their argument types. All return a cs_error_t."""
    for function, types in signatures.items():
        bound = getattr(library, function)
        bound.argtypes = types
        bound.restype = ctypes.c_int


def check(code: int, function: str) -> None:
    if code == OK:
        return
    name = NAMES.get(code, f"error {code}")
    sentence = SENTENCES.get(code, "corosync refused a call")
    raise CorosyncError(f"{sentence} ({function}: {name})", function, code)


def retry(call: Callable[[], int], function: str, deadline: Deadline) -> None:
    """Calls until the answer is not 'try again', and checks it."""
    while True:
        code = call()
        if code != ERR_TRY_AGAIN:
            return check(code, function)
        if not deadline.left:
            raise TimedOut(
                f"corosync was busy for {deadline.seconds:g} s; try again, or give it longer ({function}: "
                "CS_ERR_TRY_AGAIN)",
                function,
                code,
            )
        time.sleep(min(PAUSE, deadline.left))


class Handle:
    """One connection to corosync. Use it in a with statement: finalize() gives back its files."""

    library = ""
    signatures = {}  # type: Dict[str, Tuple[Any, ...]]

    is_open = False

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.functions = load(self.library)
        bind(self.functions, self.signatures)
        self.handle = ctypes.c_uint64()

    def opened(self, function: str, *arguments: Any) -> None:
        """Calls the initialize function, of which the first argument is the handle."""
        call = getattr(self.functions, function)
        retry(lambda: int(call(ctypes.byref(self.handle), *arguments)), function, self.deadline)
        self.is_open = True

    def call(self, function: str, *arguments: Any) -> None:
        """Calls a function on the handle; CorosyncError says what went wrong."""
        called = getattr(self.functions, function)
        retry(lambda: int(called(self.handle, *arguments)), function, self.deadline)

    def fileno(self) -> int:
        """For select and poll: readable when dispatch() has something to do. Do not close it."""
        fd = ctypes.c_int(-1)
        self.call(f"{self.library}_fd_get", ctypes.byref(fd))
        return fd.value

    def dispatch(self) -> None:
        """Runs the callbacks of all that has come; does not wait."""
        self.call(f"{self.library}_dispatch", DISPATCH_ALL)

    def finalize(self) -> None:
        if self.is_open:
            self.is_open = False
            getattr(self.functions, f"{self.library}_finalize")(self.handle)

    def __del__(self) -> None:
        self.finalize()


COMMON = {"fd_get": (ctypes.c_uint64, ctypes.POINTER(ctypes.c_int)), "dispatch": (ctypes.c_uint64, ctypes.c_int)}


def common(library: str) -> Dict[str, Tuple[Any, ...]]:
    """The functions that each of the libraries has."""
    signatures = {f"{library}_{name}": types for name, types in COMMON.items()}  # type: Dict[str, Tuple[Any, ...]]
    signatures[f"{library}_finalize"] = (ctypes.c_uint64,)
    return signatures
