"""The package as it is installed: the wheel's names, and the files that it shares with the wheel."""

import ast
import doctest
import importlib
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Iterator, List, Tuple

import pytest

import quorate

WHEEL = Path(__file__).parents[2] / "pysrc" / "quorate"

def names_of_the_wheel() -> List[str]:
    for statement in ast.parse((WHEEL / "__init__.py").read_text()).body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "__all__":
            names: List[str] = ast.literal_eval(statement.value)
            return names
    raise AssertionError("no __all__")


def test_names() -> None:
    assert set(quorate.__all__) <= set(names_of_the_wheel())
    assert all(hasattr(quorate, name) for name in quorate.__all__)


def documented() -> Iterator[Tuple[str, object]]:
    yield "quorate", quorate
    for name in quorate.__all__:
        thing = getattr(quorate, name)
        if callable(thing):
            yield name, thing
        if isinstance(thing, type):
            yield from ((f"{name}.{key}", value) for key, value in vars(thing).items() if not key.startswith("_"))


def test_documented_with_examples_that_work() -> None:
    parser, runner, ran = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF), 0
    for name, thing in documented():
        if isinstance(thing, (str, int, dict)) or type(thing).__name__ == "member_descriptor":
            continue
        # A static method's text is its function's.
        text = getattr(thing, "__func__", thing).__doc__
        assert text, name
        test = parser.get_doctest(text, {}, name, None, None)
        result = runner.run(test)
        assert result.failed == 0, name
        ran += result.attempted
    assert ran >= 15


SHARED = ["types", "errors", "gate", "corosync.cpg", "device", "device.daemon", "pacemaker.power", "cli.device"]


@pytest.mark.parametrize("name", SHARED)
def test_shared_modules(name: str) -> None:
    module = importlib.import_module(f"quorate.{name}")
    source = WHEEL.joinpath(*name.split("."))
    source = source / "__init__.py" if source.is_dir() else source.with_suffix(".py")
    assert Path(str(module.__file__)).read_text() == source.read_text()
    assert WHEEL not in Path(str(module.__file__)).parents, "the sources are imported"


def test_the_agent_the_command_and_their_pages() -> None:
    scripts = Path(sysconfig.get_path("scripts"))
    assert (scripts / "fence_quorate").read_text().splitlines()[0] == f"#!{sys.executable}"
    assert os.access(str(scripts / "fence_quorate"), os.X_OK)
    for name in ("fence_quorate.8", "quorate-device.8"):
        page = Path("share", "man", "man8", name)
        assert (sysconfig.get_path("data") / page).read_text() == (WHEEL.parents[1] / "data/data" / page).read_text()
    assert (Path(sysconfig.get_path("data")) / "lib/systemd/system/quorate-device.service").exists()


def quorate_command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sysconfig.get_path("scripts")) / "quorate")] + list(arguments)
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=60)


def test_the_command(tmp_path: Path) -> None:
    shown = quorate_command("device", "--help")
    assert shown.returncode == 0 and "--auto-tie-breaker-node" in shown.stdout
    asked = quorate_command("device", "status", "--socket", str(tmp_path / "socket"))
    assert asked.returncode == 1 and "no quorum device is running here" in asked.stderr
    other = quorate_command("lint")
    assert other.returncode == 1 and "invalid choice: 'lint'" in other.stderr
    assert quorate_command().returncode == 1
