"""The package as it is installed: the wheel's names, what it lacks, how little it imports, and the files that it
shares with the wheel."""

import ast
import copy
import doctest
import importlib
import os
import pickle
import pydoc
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest

import quorate

WHEEL = Path(__file__).parents[2] / "pysrc" / "quorate"

# What only the explorer and the questions to it return.
ONLY_IN_THE_WHEEL = {"Counterexample", "Exploration", "Partition", "Progress", "Split", "Survey"}


def names_of_the_wheel() -> List[str]:
    for statement in ast.parse((WHEEL / "__init__.py").read_text()).body:
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "__all__":
            names: List[str] = ast.literal_eval(statement.value)
            return names
    raise AssertionError("no __all__")


def test_names() -> None:
    assert set(names_of_the_wheel()) - set(quorate.__all__) == ONLY_IN_THE_WHEEL
    assert set(quorate.__all__) <= set(names_of_the_wheel())
    assert all(hasattr(quorate, name) for name in quorate.__all__)


def members(thing: type) -> Dict[str, object]:
    return {name: value for name, value in vars(thing).items() if not name.startswith("_")}


def test_members() -> None:
    looked_at = 0
    # An older Python's ast does not know the `/` of the stubs.
    stubs = (WHEEL / "_native.pyi").read_text().replace(", /)", ")")
    for statement in ast.parse(stubs).body:
        ours: Any = getattr(quorate, getattr(statement, "name", ""), None)
        if isinstance(statement, ast.ClassDef) and ours is not None:
            theirs = {one.name: one for one in statement.body if isinstance(one, ast.FunctionDef)}
            public = {name for name in theirs if not name.startswith("_")}
            assert public == set(members(ours)), statement.name
            for name in public:
                is_property = any(getattr(word, "id", "") == "property" for word in theirs[name].decorator_list)
                assert is_property == isinstance(vars(ours)[name], property), f"{statement.name}.{name}"
                if not is_property:
                    code = getattr(ours, name).__code__
                    named = [one.arg for one in theirs[name].args.args + theirs[name].args.kwonlyargs]
                    assert named == list(code.co_varnames[: len(named)]), f"{statement.name}.{name}"
            looked_at += len(public)
    assert looked_at > 90


@pytest.mark.parametrize("name", ["explore", "what_if", "survey", "splits"])
def test_absent(name: str) -> None:
    with pytest.raises(NotImplementedError) as caught:
        getattr(quorate, name)(quorate.Config({1: 1}), "strict", depth=3)
    assert str(caught.value) == (
        f"quorate.{name} is not in quorate's module for older Pythons; install the wheel (quorate's folder python), "
        "which needs Python 3.9"
    )


def test_absent_cluster_conf() -> None:
    with pytest.raises(NotImplementedError, match="install the wheel"):
        quorate.Config.from_cluster_conf("<cluster/>")


def documented() -> Iterator[Tuple[str, object]]:
    yield "quorate", quorate
    for name in quorate.__all__:
        thing = getattr(quorate, name)
        if callable(thing):
            yield name, thing
        if isinstance(thing, type):
            yield from ((f"{name}.{key}", value) for key, value in members(thing).items())


def test_documented_with_examples_that_work() -> None:
    parser, runner, ran = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF), 0
    for name, thing in documented():
        if isinstance(thing, (str, int)):
            continue
        # A static method's text is its function's.
        text = getattr(thing, "__func__", thing).__doc__
        assert text, name
        test = parser.get_doctest(text, {}, name, None, None)
        result = runner.run(test)
        assert result.failed == 0, name
        ran += result.attempted
    assert ran >= 25
    assert "Config(nodes, *, expected_votes=None" in pydoc.render_doc(quorate.Config)


def test_import_is_light() -> None:
    """Fence agents import it each time they run."""
    paths = [path for path in sys.path if path]
    code = "before = set(sys.modules); import quorate; print(*sorted(set(sys.modules) - before))"
    code = f"import sys; sys.path[:] = {paths!r}; {code}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    loaded = set(done.stdout.split())
    assert "quorate._library" in loaded
    heavy = {"argparse", "collections", "enum", "json", "operator", "re", "subprocess", "threading", "typing"}
    assert not loaded & heavy


def test_closed() -> None:
    config = quorate.Config({1: 1, 2: 1})
    engine, cluster = quorate.Engine(config, 1), quorate.Cluster(config)
    for thing in (config, engine, cluster, engine.status, engine.status.reason):
        with pytest.raises(AttributeError, match="is not writable"):
            setattr(thing, "anything", 1)
        with pytest.raises(AttributeError, match="is not writable"):
            delattr(thing, "_storage")
        with pytest.raises(TypeError, match=f"cannot pickle 'quorate.{type(thing).__name__}' object"):
            pickle.dumps(thing)
        with pytest.raises(TypeError, match="is not an acceptable base type"):
            type("Derived", (type(thing),), {})
        assert type(thing).__module__ == "quorate"
    assert copy.copy(config) is config


def test_signal_handlers_may_ask() -> None:
    """An alarm interrupts a thread that holds an engine's lock, and asks the same engine."""
    code = """
import signal, quorate
engine = quorate.Engine(quorate.Config({1: 1, 2: 1, 3: 1}), 1)
cluster = quorate.Cluster(quorate.Config({1: 1, 2: 1}))
asked = []
def ask(*_):
    asked.append((engine.status.verdict, cluster.now))
signal.signal(signal.SIGALRM, ask)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
while len(asked) < 200:
    engine.observe([1, 2])
    cluster.table()
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(asked) >= 200)
"""
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8", timeout=60)
    assert done.stdout == "True\n"


@pytest.mark.parametrize("name", ["types", "errors", "gate", "corosync", "device", "device.client"])
def test_shared_modules(name: str) -> None:
    module = importlib.import_module(f"quorate.{name}")
    source = WHEEL.joinpath(*name.split("."))
    source = source / "__init__.py" if source.is_dir() else source.with_suffix(".py")
    assert Path(str(module.__file__)).read_text() == source.read_text()
    assert Path(str(module.__file__)).parts[-4:] != source.parts[-4:], "the sources are imported"


def test_the_agent_and_its_page() -> None:
    agent = Path(sysconfig.get_path("scripts")) / "fence_quorate"
    assert agent.read_text().splitlines()[0] == f"#!{sys.executable}" and os.access(str(agent), os.X_OK)
    page = Path(sysconfig.get_path("data")) / "share" / "man" / "man8" / "fence_quorate.8"
    assert page.read_text() == (WHEEL.parents[1] / "data" / "data" / "share" / "man" / "man8" / page.name).read_text()
