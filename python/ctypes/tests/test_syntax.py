"""All that is installed must run on Python 3.6: looked at by a newer Python's parser, whether or not a 3.6 is here."""

import ast
from pathlib import Path
from typing import Any, List

import pytest

FOLDER = Path(__file__).parents[1]


def sources() -> List[Path]:
    """What setup.py installs, and itself."""
    text = (FOLDER / "setup.py").read_text()
    assert text.count("\nos.chdir(HERE)\n") == 1
    scope: Any = {"__file__": str(FOLDER / "setup.py"), "__doc__": ""}
    exec(compile(text.split("\nos.chdir(HERE)\n")[0], "setup.py", "exec"), scope)
    files = scope["shared_files"](str(FOLDER.parent))
    shared = [FOLDER.parent / name for name in files if name.endswith(".py") or name in scope["SCRIPTS"]]
    return [FOLDER / "setup.py", *sorted((FOLDER / "quorate").glob("**/*.py")), *shared]


def too_new(tree: ast.AST) -> List[str]:
    """What parses and is not in 3.6's library."""
    found = []
    for statement in ast.walk(tree):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            found += [name.name for name in statement.names if name.name == "annotations"]
        names = [name.name for name in statement.names] if isinstance(statement, ast.Import) else []
        names += [str(statement.module)] if isinstance(statement, ast.ImportFrom) else []
        found += [name for name in names if name in ("dataclasses", "contextvars", "graphlib", "tomllib", "zoneinfo")]
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(FOLDER.parent)))
def test_parses_as_3_6(path: Path) -> None:
    tree = ast.parse(path.read_text(), filename=str(path), feature_version=(3, 6))
    assert too_new(tree) == []


def test_newer_syntax_is_found() -> None:
    with pytest.raises(SyntaxError):
        ast.parse("while (line := read()): pass", feature_version=(3, 6))
    with pytest.raises(SyntaxError):
        ast.parse("def call(name, /): pass", feature_version=(3, 6))
    newer = ast.parse("from __future__ import annotations\nimport dataclasses")
    assert too_new(newer) == ["annotations", "dataclasses"]
