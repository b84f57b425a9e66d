"""What is written for users: docstrings, README and what importing costs."""

import doctest
import os
import pydoc
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Tuple

import quorate
from quorate.cli import COMMANDS

README = Path(__file__).parents[1] / "README.md"
REPOSITORY = Path(__file__).parents[2]


def documented() -> Iterator[Tuple[str, object]]:
    yield "quorate", quorate
    for name in quorate.__all__:
        thing = getattr(quorate, name)
        if callable(thing):
            yield name, thing
        if isinstance(thing, type):
            yield from ((f"{name}.{key}", value) for key, value in vars(thing).items() if key[0] != "_")


def test_everything_is_documented() -> None:
    things = dict(documented())
    assert len(things) > 80
    bare = [name for name, thing in things.items() if not getattr(thing, "__doc__", None)]
    # Attributes that are no properties are described in their class.
    assert [name for name in bare if not isinstance(things[name], (str, int))] == []


def test_examples() -> None:
    parser, ran = doctest.DocTestParser(), 0
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    for name, thing in documented():
        text = pydoc.getdoc(thing)
        if ">>>" in text:
            test = parser.get_doctest(text, {}, name, None, None)
            result = runner.run(test)
            assert result.failed == 0, name
            ran += result.attempted
    assert ran >= 35


def test_help_is_enough_for_a_fence_agent() -> None:
    # Bold is a letter, a backspace and the letter again.
    text = re.sub(".\x08", "", pydoc.render_doc(quorate))
    for word in quorate.__all__:
        assert word.strip("_") in text.lower() or word in text
    # Newer Pythons break long signatures into lines, each with a margin.
    text = re.sub(r"[\s|]", "", text)
    assert "from_corosync_conf(text,*,for_reload=False," in text
    assert "Engine(config,node,rules='corosync')" in text
    assert max(map(len, (quorate.__doc__ or "").splitlines())) <= 120


def test_readme(tmp_path: Path, two_node_conf: Path) -> None:
    text = README.read_text()
    match = re.search(r"```python\n(.*?)```.*?```text\n(.*?)```", text, re.DOTALL)
    assert match is not None
    code = match[1].replace("/etc/corosync/corosync.conf", str(two_node_conf))
    assert code != match[1]
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8", check=True)
    assert done.stdout == match[2]


def test_import_is_light() -> None:
    """Fence agents import it each time they run."""
    code = "import sys; before = set(sys.modules); import quorate; print(*sorted(set(sys.modules) - before))"
    # -S: what site loads is not ours to judge, and -I keeps the environment out.
    paths = [path for path in sys.path if path]
    code = f"import sys; sys.path[:] = {paths!r}; {code}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], stdout=subprocess.PIPE, encoding="utf-8")
    loaded = set(done.stdout.split())
    assert {"quorate", "quorate._native", "quorate.errors"} <= loaded
    heavy = {"argparse", "json", "xml", "subprocess", "typing", "re", "dataclasses", "enum", "importlib.metadata"}
    assert not loaded & heavy
    assert {name for name in loaded if name.startswith("quorate")} == {
        "quorate",
        "quorate._native",
        "quorate.errors",
    }


def test_only_what_draws_loads_pictures() -> None:
    commands = ", ".join(name.replace("-", "_") for name in COMMANDS)
    code = f"import sys, quorate.gate; from quorate.cli import {commands}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8", check=True)
    loaded = done.stdout.split()
    assert {"quorate.gate", "quorate.cli.report"} <= set(loaded)
    assert [name for name in loaded if name.startswith(("quorate.pictures", "html", "quorate.cli.report_"))] == []


def test_readme_of_the_repository() -> None:
    text = (REPOSITORY / "README.md").read_text()
    program = text.split("```python\n")[1].split("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("wait_for_all: 1 of 2 expected votes present")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for command, shown in re.findall(r"^\$ (.*)\n((?:[^$].*\n)+)", "".join(blocks), re.MULTILINE):
        done = subprocess.run(["sh", "-c", command], cwd=REPOSITORY, env=path, capture_output=True, text=True)
        assert (done.stdout.split(), done.stderr) == (shown.split(), ""), command
    assert blocks
