"""The wheel and this package, side by side: the same answers, sentences and refusals. Run on one Python only, that has
the wheel in another venv; QUORATE_WHEEL_PYTHON is its interpreter."""

import os
import subprocess
import sys
from pathlib import Path
from typing import List

HERE = Path(__file__).parent
STORIES = HERE.parents[2] / "tests" / "stories"


def transcript(python: str) -> List[str]:
    done = subprocess.run(
        [python, str(HERE / "transcript.py"), str(STORIES)], stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout.splitlines()


def has_native(python: str) -> bool:
    code = "import importlib.util as u; print(u.find_spec('quorate._native') is not None)"
    return subprocess.check_output([python, "-c", code], encoding="utf-8") == "True\n"


def difference(theirs: str, ours: str) -> str:
    place = next((place for place, (one, other) in enumerate(zip(theirs, ours)) if one != other), 0)
    around = slice(max(0, place - 200), place + 200)
    return f"{theirs[:60]}\nwheel: {theirs[around]}\nhere:  {ours[around]}"


def test_same_transcript() -> None:
    wheel = os.environ["QUORATE_WHEEL_PYTHON"]
    assert has_native(wheel) and not has_native(sys.executable)
    theirs, ours = transcript(wheel), transcript(sys.executable)
    different = [difference(one, other) for one, other in zip(theirs, ours) if one != other]
    assert not different, f"{len(different)} answers differ, such as\n" + "\n".join(different[:5])
    assert len(theirs) == len(ours) > 5000
    for word in ("ConfigError", "EngineError", "ClusterError", "StepError", "StoryError", "ValueError", "fence_first"):
        assert any(word in line for line in ours), f"{word} is not tried"
