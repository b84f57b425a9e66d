"""libquorate.so: how it is found, what is refused, and that the package has its numbers and structs."""

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import pytest

from quorate import _codes, _library, _structs

ROOT = Path(__file__).parents[3]
HEADER = (ROOT / "include" / "quorate.h").read_text()


def imported(**environment: str) -> "subprocess.CompletedProcess[str]":
    """A Python of its own that imports quorate."""
    everything = dict(os.environ, **environment)
    for name in [name for name, value in everything.items() if value == ""]:
        del everything[name]
    code = "import quorate; print(quorate.__version__)"
    return subprocess.run(
        [sys.executable, "-c", code],
        env=everything,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=60,
    )


def complaint(**environment: str) -> str:
    done = imported(**environment)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: "), done.stderr
    return last[len("ImportError: ") :]


def test_found_by_its_name() -> None:
    """As the dynamic linker finds it once it is installed."""
    folder = Path(os.environ["QUORATE_LIBRARY"]).parent
    assert (folder / "libquorate.so.0.2").exists()
    done = imported(QUORATE_LIBRARY="", LD_LIBRARY_PATH=str(folder))
    assert done.stdout == _library.VERSION + "\n", done.stderr


def test_not_here(tmp_path: Path) -> None:
    if any(Path(name).exists() for name in ("/usr/local/lib/libquorate.so.0.2", "/usr/local/lib64/libquorate.so.0.2")):
        pytest.fail("libquorate is installed on this machine; run `make -C ffi uninstall`, then this test")
    said = complaint(QUORATE_LIBRARY="", LD_LIBRARY_PATH=str(tmp_path))
    assert said.startswith("quorate's C library is not installed (libquorate.so.0.2: ")
    assert "'make -C ffi install'" in said and "QUORATE_LIBRARY" in said


def test_named_and_wrong(tmp_path: Path) -> None:
    missing = tmp_path / "libquorate.so"
    said = complaint(QUORATE_LIBRARY=str(missing))
    assert said.startswith(f"cannot open quorate's C library: QUORATE_LIBRARY names it, but {missing}: ")
    missing.write_text("no library")
    assert "or unset the variable" in complaint(QUORATE_LIBRARY=str(missing))
    other = "libc.so.6 has no quorate_version, so it is not the libquorate of quorate 0.2.0; "
    assert complaint(QUORATE_LIBRARY="libc.so.6").startswith(other)


def test_another_version(tmp_path: Path) -> None:
    """The library itself, which says that it is another release."""
    ours = Path(os.environ["QUORATE_LIBRARY"]).read_bytes()
    assert ours.count(b"0.2.0\0") >= 1
    other = tmp_path / "libquorate.so"
    other.write_bytes(ours.replace(b"0.2.0\0", b"0.9.0\0"))
    said = complaint(QUORATE_LIBRARY=str(other))
    assert said.endswith("has version 0.9.0, and this package is quorate 0.2.0; install both from one release")
    other.write_bytes(ours.replace(b"0.2.0\0", b"0.2.7\0"))
    assert imported(QUORATE_LIBRARY=str(other)).stdout == "0.2.0\n"


def test_version_is_cargos() -> None:
    match = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert match is not None and match.group(1) == _library.VERSION
    assert _library.abi_of("0.1.5") == "0.1" and _library.abi_of("2.3.4") == "2"


def constants(prefix: str) -> Dict[str, int]:
    found = re.findall(rf"^#define {prefix}(\w+) (-?\d+)$", HEADER, re.MULTILINE)
    return {name.lower(): int(number) for name, number in found}


def test_constants() -> None:
    """The codes are written and compared by tests/c/header.rs."""
    # A witness's can be a node, too.
    assert constants("QUORATE_TIE_BREAKER_") == {**_codes.TIE_BREAKERS, "node": 4}
    for name in ("NODES_MAX", "KEY_SIZE", "CONFIG_TEXT_SIZE", "MESSAGE_MAX", "FOLLOWS_TWO_NODE"):
        assert re.search(rf"^#define QUORATE_{name} {getattr(_structs, name)}$", HEADER, re.MULTILINE), name
    assert "#define QUORATE_SNAPSHOT_MAX (79 + (10 * QUORATE_NODES_MAX))\n" in HEADER
    assert _structs.SNAPSHOT_MAX == 79 + 10 * _structs.NODES_MAX
    assert "#define QUORATE_NEVER UINT64_MAX\n" in HEADER and _structs.NEVER == 2**64 - 1


C_TYPES = {
    "uint32_t": ctypes.c_uint32,
    "int32_t": ctypes.c_int32,
    "uint64_t": ctypes.c_uint64,
    "char": ctypes.c_char,
    "struct quorate_options": _structs.Options,
}


def c_fields(name: str) -> List[Tuple[str, Any]]:
    """The fields of a struct as the header has them, as ctypes has them."""
    match = re.search(rf"^typedef struct {name} {{\n(.*?)^}} {name};$", HEADER, re.MULTILINE | re.DOTALL)
    assert match is not None, name
    fields = []
    for line in match.group(1).splitlines():
        if not line.strip().startswith("//"):
            parts = re.match(r"^ +(.+) (\w+)(?:\[(\w+)\])?;$", line)
            assert parts is not None, line
            kind: Any = C_TYPES[parts.group(1)]
            if parts.group(3) is not None:
                kind = kind * getattr(_structs, parts.group(3).replace("QUORATE_", ""))
            fields.append((parts.group(2), kind))
    return fields


def test_structs() -> None:
    looked_at = 0
    for ours in vars(_structs).values():
        if isinstance(ours, type) and issubclass(ours, ctypes.Structure) and ours is not ctypes.Structure:
            assert list(ours._fields_) == c_fields(str(ours.__doc__)), ours.__doc__
            looked_at += 1
    assert looked_at == 7


def c_arguments(name: str) -> Optional[List[str]]:
    match = re.search(rf"^(?:QUORATE_MUST_USE )?int32_t quorate_{name}\((.*?)\);$", HEADER, re.MULTILINE | re.DOTALL)
    return None if match is None else [" ".join(words.split()) for words in match.group(1).split(",")]


NUMBERS = {"size_t": ctypes.c_size_t, "uint32_t": ctypes.c_uint32, "uint64_t": ctypes.c_uint64}


@pytest.mark.parametrize("name", _library.FUNCTIONS)
def test_prototypes(name: str) -> None:
    in_c, ours = c_arguments(name), _library.FUNCTIONS[name]
    assert in_c is not None and len(in_c) == len(ours)
    for words, kind in zip(in_c, ours):
        what = words.replace("const ", "").split()[0]
        possible: List[object] = [NUMBERS.get(what)]
        if "*" in words:
            is_number = what in NUMBERS and not words.startswith("const ")
            possible = [ctypes.POINTER(NUMBERS[what])] if is_number else []
            possible.append(ctypes.c_char_p if what in ("char", "uint8_t") else ctypes.c_void_p)
        assert kind in possible, words
