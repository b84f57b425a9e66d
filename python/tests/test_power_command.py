"""quorate device --power-status: a command of the admin's tells the power of one node."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quorate.pacemaker import survey_by_command
from quorate.pacemaker.power import check_command


def test_survey_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    script = tmp_path / "ask"
    lines = ['#!/bin/sh', 'test "$1" = b/2 && echo "Status: OFF" && exit 2', 'test "$1" = "c d/3" && exit 0', "exit 1"]
    script.write_text("\n".join(lines) + "\n")
    script.chmod(0o755)
    answers = survey_by_command("ask {name}/{nodeid} '$HOME'", {2: "b", 3: "c d", 4: "e"}, 10)
    assert {node: answer.state for node, answer in answers.items()} == {2: "off", 3: "on", 4: "unknown"}
    assert answers[4].why == "ask does not know (exit status 1)"


@pytest.mark.parametrize(
    ("command", "state", "why"),
    [
        ("sh -c 'echo Status: OFF; exit 2' {name}", "off", "sh says off"),
        ("sh -c 'echo power is off; exit 2' {name}", "off", "sh says off"),
        ("sh -c 'echo Status: ON; exit 0' {name}", "on", "sh says on"),
        # Programs that fail with 2, some with a usage that has the word.
        ("python3 /nonexistent/{name}", "unknown", "python3 does not know: exit status 2, but .*can't open file"),
        ("sh /nonexistent/{name}", "unknown", "sh does not know: .*/nonexistent/b"),
        ("grep x /nonexistent/{name}", "unknown", "grep does not know: .*No such file or directory"),
        ("sh -c 'exit 2' {name}", "unknown", "does not say off .it is empty.$"),
        ("sh -c 'echo on, off or status >&2; exit 2' {name}", "unknown", "does not say off .on, off or status.$"),
        ("sh -c 'echo on, off or status; exit 2' {name}", "unknown", "does not say off .on, off or status.$"),
        ("sh -c 'echo try --power-off, offline; exit 2' {name}", "unknown", "does not say off .try --power-off, offl"),
        ("sh -c 'echo Status: OFF; exit 1' {name}", "unknown", "does not know .exit status 1.$"),
    ],
)
def test_a_command_that_fails_proves_nothing(command: str, state: str, why: str) -> None:
    answer = survey_by_command(command, {2: "b"}, 20)[2]
    assert answer.state == state and re.search(why, answer.why), answer


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("", "is empty"),
        ("true", "asks the same for all nodes"),
        ("ask {host}", "only {name} and {nodeid}"),
        ("ask {name.x}", "only {name} and {nodeid}"),
        ("ask {name", "expected"),
        ("ask '{name}", "No closing quotation"),
    ],
)
def test_commands_that_never_run(command: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        check_command(command)


LEAVES_DURING_A_SURVEY = """
import sys, threading, time
from pathlib import Path
from quorate.pacemaker import survey_by_command
script, started = sys.argv[1:]
threading.Thread(target=survey_by_command, args=(script + " {name}", {1: "a", 2: "b"}, 60.0), daemon=True).start()
end = time.monotonic() + 20
while not Path(started).exists():
    assert time.monotonic() < end, "the survey did not start"
    time.sleep(0.02)
"""


def test_a_survey_does_not_hold_up_the_end_of_the_process(tmp_path: Path) -> None:
    script, started = tmp_path / "ask", tmp_path / "started"
    script.write_text(f'#!/bin/sh\necho $$ >>{started}\nexec sleep 30\n')
    script.chmod(0o755)
    began = time.monotonic()
    try:
        done = subprocess.run([sys.executable, "-c", LEAVES_DURING_A_SURVEY, str(script), str(started)], timeout=25)
        assert done.returncode == 0 and time.monotonic() - began < 20
    finally:
        for pid in started.read_text().split():
            os.kill(int(pid), signal.SIGKILL)
