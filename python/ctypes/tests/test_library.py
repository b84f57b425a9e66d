"""libquorate.so: how it is found, what is refused, and that the package has its numbers and structs."""

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import pytest

from quorate import _codes, _library, _refusals, _structs

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
    assert (folder / "libquorate.so.0.1").exists()
    done = imported(QUORATE_LIBRARY="", LD_LIBRARY_PATH=str(folder))
    assert done.stdout == _library.VERSION + "\n", done.stderr


def test_not_here(tmp_path: Path) -> None:
    if any(Path(name).exists() for name in ("/usr/local/lib/libquorate.so.0.1", "/usr/local/lib64/libquorate.so.0.1")):
        pytest.fail("libquorate is installed on this machine; run `make -C ffi uninstall`, then this test")
    said = complaint(QUORATE_LIBRARY="", LD_LIBRARY_PATH=str(tmp_path))
    assert said.startswith("quorate's C library is not here (libquorate.so.0.1: ")
    assert "'make -C ffi install'" in said and "QUORATE_LIBRARY" in said


def test_named_and_wrong(tmp_path: Path) -> None:
    missing = tmp_path / "libquorate.so"
    said = complaint(QUORATE_LIBRARY=str(missing))
    assert said.startswith(f"quorate's C library cannot be opened: QUORATE_LIBRARY names it, but {missing}: ")
    missing.write_text("no library")
    assert "or unset the variable" in complaint(QUORATE_LIBRARY=str(missing))
    assert complaint(QUORATE_LIBRARY="libc.so.6").startswith("libc.so.6 is no libquorate: it has no quorate_version")


def test_another_version(tmp_path: Path) -> None:
    """The library itself, which says that it is another release."""
    ours = Path(os.environ["QUORATE_LIBRARY"]).read_bytes()
    assert ours.count(b"0.1.0\0") >= 1
    other = tmp_path / "libquorate.so"
    other.write_bytes(ours.replace(b"0.1.0\0", b"0.9.0\0"))
    said = complaint(QUORATE_LIBRARY=str(other))
    assert said.endswith("its version is 0.9.0; install both from one release")
    other.write_bytes(ours.replace(b"0.1.0\0", b"0.1.7\0"))
    assert imported(QUORATE_LIBRARY=str(other)).stdout == "0.1.0\n"


class Answer:
    """A function of a library that there is not."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def __call__(self) -> object:
        return self.answer


class Other:
    """A library built with another bound."""

    def __init__(self, **sizes: int) -> None:
        for name, storage in _structs.SIZES.items():
            setattr(self, name, Answer(sizes.get(name, ctypes.sizeof(storage))))
        self.quorate_version = Answer(_library.VERSION.encode())


@pytest.mark.parametrize("name", _structs.SIZES)
def test_other_sizes(name: str) -> None:
    right: Any = Other()
    _library.check(right, "here")
    wrong: Any = Other(**{name: 8})
    with pytest.raises(ImportError, match=rf"here is not the library .*: {name}\(\) says 8, not \d+; .* NODES_MAX"):
        _library.check(wrong, "here")


def test_missing_function() -> None:
    with pytest.raises(ImportError, match="here has no quorate_options_init_sized: it is older than this package"):
        _library.Functions(ctypes.CDLL(None), "here")


def test_a_library_with_fewer_rules() -> None:
    error = _refusals.engine_error(-12, rules="cman")
    assert str(error).startswith("libquorate.so was built without the rules 'cman'; build it")
    assert "#define QUORATE_ERROR_RULES_NOT_BUILT -12\n" in HEADER and error.number == -12


def test_what_the_library_knows_alone() -> None:
    """Where a sentence's detail is not known, it is the library's."""
    assert str(_refusals.engine_error(-201)) == "a node is not in the nodelist; add it there and reload"
    assert _refusals.ring_of_message(b"\x02\x01\x01") is None and _refusals.ring_of_message(b"\x01\x81") is None
    assert _refusals.ring_of_message(b"\x01\x05\x90\x03\x02") == "5.190"


def test_version_is_cargos() -> None:
    match = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert match is not None and match.group(1) == _library.VERSION
    assert _library.abi_of("0.1.5") == "0.1" and _library.abi_of("2.3.4") == "2"


def constants(prefix: str) -> Dict[str, int]:
    found = re.findall(rf"^#define {prefix}(\w+) (-?\d+)$", HEADER, re.MULTILINE)
    return {name.lower(): int(number) for name, number in found}


def test_constants() -> None:
    assert constants("QUORATE_RULES_") == _codes.RULES
    assert constants("QUORATE_VERDICT_") == {name: number for number, name in _codes.VERDICTS.items()}
    assert constants("QUORATE_NODESTATE_") == {name: number for number, name in _codes.NODE_STATES.items()}
    assert constants("QUORATE_SEVERITY_") == {name: number for number, name in _codes.SEVERITIES.items()}
    assert constants("QUORATE_ADVICE_") == _codes.ADVICE_CODES
    assert constants("QUORATE_HARM_") == {name: number for number, name in _codes.HARMS.items()}
    assert constants("QUORATE_TIE_BREAKER_") == {
        "lowest": _codes.TIE_BREAKER_LOWEST,
        "highest": _codes.TIE_BREAKER_HIGHEST,
        "list": _codes.TIE_BREAKER_LIST,
    }
    assert sorted(constants("QUORATE_FLAG_").values()) == list(_codes.FLAGS)
    for name in ("NODES_MAX", "KEY_SIZE", "CONFIG_TEXT_SIZE", "MESSAGE_MAX", "SNAPSHOT_SIZE"):
        assert re.search(rf"^#define QUORATE_{name} {getattr(_structs, name)}$", HEADER, re.MULTILINE), name
    assert "#define QUORATE_NEVER UINT64_MAX\n" in HEADER and _structs.NEVER == 2**64 - 1


def test_words() -> None:
    words = dict(re.findall(r"^#define QUORATE_(\w+_WORDS) (\(.+\))$", HEADER, re.MULTILINE))
    assert len(words) == 4
    for name, expression in words.items():
        in_python = expression.replace("QUORATE_", "").replace("/", "//")
        assert eval(in_python, vars(_structs)) == getattr(_structs, name), expression


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
    assert looked_at >= 8


def c_arguments(name: str) -> Optional[List[str]]:
    match = re.search(rf"^int32_t quorate_{name}\((.*?)\);$", HEADER, re.MULTILINE | re.DOTALL)
    return None if match is None else [" ".join(words.split()) for words in match.group(1).split(",")]


NUMBERS = {"size_t": ctypes.c_size_t, "uint32_t": ctypes.c_uint32, "uint64_t": ctypes.c_uint64}


@pytest.mark.parametrize("name", _structs.FUNCTIONS)
def test_prototypes(name: str) -> None:
    in_c, ours = c_arguments(name), _structs.FUNCTIONS[name]
    assert in_c is not None and len(in_c) == len(ours)
    for words, kind in zip(in_c, ours):
        what = words.replace("const ", "").split()[0]
        possible: List[object] = [NUMBERS.get(what)]
        if "*" in words:
            is_number = what in NUMBERS and not words.startswith("const ")
            possible = [ctypes.POINTER(NUMBERS[what])] if is_number else []
            possible.append(ctypes.c_char_p if what in ("char", "uint8_t") else ctypes.c_void_p)
        assert kind in possible, words
