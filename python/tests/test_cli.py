"""The command, as a user has it: outputs, exit status, errors in one line."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest

import quorate
from quorate import types

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Conf = Callable[..., str]

STORY = """config
    nodelist {
        node {
            nodeid: 1
        }
        node {
            nodeid: 2
        }
    }

up 1 2
----
node  verdict  expected  highest  total  quorum  why       members  flags
1     quorate  2         2        2      2       majority  1,2      Quorate
2     quorate  2         2        2      2       majority  1,2      Quorate

crash 2
"""


def error_of(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1 and done.stdout == "", done
    assert done.stderr.startswith("quorate: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_quorate(command: Command, two_node_conf: Path) -> None:
    done = command("status", "--conf", two_node_conf, "--members", "1,2")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Quorum information\n------------------\n")
    assert "Quorate:          Yes\n" in done.stdout
    assert done.stdout.endswith("\nWhy: majority: 2 of 2 expected votes present, 1 needed\n")


def test_blocked(command: Command, two_node_conf: Path) -> None:
    done = command("status", "--conf", two_node_conf, "--members", "2")
    assert done.returncode == 2
    assert "Node ID:          2\n" in done.stdout and "Quorum:           1 Activity blocked\n" in done.stdout
    assert "Why: wait_for_all: 1 of 2" in done.stdout
    why, help_line = done.stdout.splitlines()[-2:]
    assert why.startswith("Why: ") and help_line.startswith("Help: 1 of 2 votes; node 1 is missing")
    cancel = "corosync-cmapctl -s quorum.cancel_wait_for_all u8 1"
    assert f"cancel wait_for_all here (if it is still running, that risks split brain): {cancel}" in help_line


def test_history(command: Command, two_node_conf: Path) -> None:
    done = command("status", "--conf", two_node_conf, "--members", "1,2", "--members", "2", "--node", "2")
    assert done.returncode == 0 and "Why: two_node: 1 of 2" in done.stdout


def test_json(command: Command, two_node_conf: Path) -> None:
    done = command("status", "--conf", two_node_conf, "--members", "1", "--json")
    engine = quorate.Engine(quorate.Config.from_corosync_conf(two_node_conf.read_text()), 1)
    engine.observe([1])
    said, known = json.loads(done.stdout), engine.status.as_dict()
    # What to run for it, only the command knows.
    assert [advice.pop("commands") for advice in said["advice"]][0] == ["systemctl start corosync"]
    assert done.returncode == 2 and said["help"].startswith(known["help"].split("; start")[0])
    texts = {"help": "", "advice": [{**advice, "text": ""} for advice in known["advice"]]}
    assert {**said, "help": "", "advice": [{**advice, "text": ""} for advice in said["advice"]]} == {**known, **texts}


def test_device(command: Command, conf: Conf) -> None:
    text = conf(2, "  device {\n    model: net\n    votes: 1\n  }\n")
    for device, status in (("on", 0), ("off", 2)):
        done = command("status", "--conf", "-", "--members", "1,2", "--members", "1", "--device", device, stdin=text)
        assert done.returncode == status and "A," in done.stdout, done
    # Without a device section it has no votes.
    none = command("status", "--conf", "-", "--members", "1", "--device", "on", stdin=conf(2))
    assert none.returncode == 2 and "Why: no majority: 1 of 2" in none.stdout


def test_cman(command: Command, tmp_path: Path, conf: Conf) -> None:
    path = tmp_path / "cluster.conf"
    nodes = "".join(f'<clusternode name="n{node}" nodeid="{node}"/>' for node in range(1, 5))
    path.write_text(f"\n<cluster><cman/><clusternodes>{nodes}</clusternodes></cluster>")
    for rules in ((), ("--rules", "cman")):
        done = command("status", "--conf", path, "--members", "1,2", *rules)
        assert done.returncode == 2
        assert done.stdout.startswith(
            "Nodes: 2\nExpected votes: 4\nTotal votes: 2\nNode votes: 1\nQuorum: 3 Activity blocked\nFlags:\nWhy: "
        )
    done = command("status", "--conf", "-", "--rules", "cman", "--members", "1,2", stdin=conf(2))
    assert done.returncode == 0 and done.stdout.startswith("Nodes: 2\n")
    path.write_text("<cluster>\n<cman two_node='2'/></cluster>")
    error = error_of(command("status", "--conf", path, "--members", "1"))
    assert error.startswith(f"quorate: {path}: line 2: cluster.cman.two_node: value is not")


def test_strict(command: Command, conf: Conf) -> None:
    arguments = ("status", "--conf", "-", "--rules", "strict", "--members", "1,2", "--members", "1")
    done = command(*arguments, stdin=conf(2, "  wait_for_all: 1\n"))
    assert done.returncode == 2 and "Why: fence first: 1 of 2" in done.stdout


def test_members(command: Command, conf: Conf) -> None:
    alone = command("status", "--conf", "-", stdin=conf(1))
    assert alone.returncode == 0
    assert "who is present? say it with --members" in error_of(command("status", "--conf", "-", stdin=conf(2)))
    for members, message in [
        ("", "'' is not a nodeid"),
        ("1,x", "'x' is not a nodeid"),
        ("-1", "--members: '-1' is not a nodeid"),
        ("1,1", "node 1 is in the view twice"),
        ("1,9", "node 9 is not in the nodelist"),
        ("0", "node 0 is the quorum device"),
        ("4294967296", "node must be from 0 to 4294967295"),
        ("9" * 5000, "is not a nodeid"),
    ]:
        done = command("status", "--conf", "-", "--members", members, stdin=conf(2))
        assert message in error_of(done), members
    done = command("status", "--conf", "-", "--members", "2", "--node", "1", stdin=conf(2))
    assert "does not contain the local node 1" in error_of(done)


def test_config_errors(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "corosync.conf"
    for data, message in [
        (b"", "neither a nodelist"),
        (b"quorum {\n  two_node: \xff\n}\n", "line 2: quorum.two_node: value"),
        (b"{" * 10_000_000, "line 1: line is longer"),
    ]:
        path.write_bytes(data)
        assert f"quorate: {path}: {message}" in error_of(command("status", "--conf", path, "--members", "1"))


def test_files(command: Command, tmp_path: Path) -> None:
    for arguments in (("status", "--members", "1", "--conf"), ("simulate",)):
        missing = tmp_path / "none"
        assert error_of(command(*arguments, missing)) == f"quorate: {missing}: No such file or directory\n"
        assert error_of(command(*arguments, tmp_path)) == f"quorate: {tmp_path}: Is a directory\n"
    if os.geteuid() == 0:
        # Root may read everything but this.
        secret = Path("/proc/self/mem")
        assert error_of(command("simulate", secret)).startswith(f"quorate: {secret}: ")
    else:
        secret = tmp_path / "secret"
        secret.touch(0o000)
        assert error_of(command("simulate", secret)) == f"quorate: {secret}: Permission denied\n"


def test_usage(command: Command) -> None:
    assert "COMMAND" in error_of(command())
    assert "invalid choice" in error_of(command("stutus"))
    assert "invalid choice" in error_of(command("status", "--rules", "paxos"))
    assert "STORY" in error_of(command("simulate"))
    assert command("--version").stdout == f"quorate {quorate.__version__}\n"


@pytest.mark.parametrize("arguments", [(), ("status",), ("simulate",)])
def test_help(command: Command, arguments: "tuple[str, ...]") -> None:
    done = command(*arguments, "--help")
    assert done.returncode == 0
    assert all(len(line) <= 120 for line in done.stdout.splitlines())
    assert "examples:" in done.stdout or "a story:" in done.stdout
    assert bool(arguments) == ("exit status:" in done.stdout)


def test_the_story_of_the_help(command: Command) -> None:
    text = command("simulate", "--help").stdout
    story = text.split("\na story:\n")[1].split("\nThe table after")[0]
    done = command("simulate", "-", stdin="\n".join(line[2:] for line in story.splitlines()))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("4 steps, 1 checked, 0 not as expected\n")


def test_json_keys_are_in_the_help(command: Command) -> None:
    text = command("status", "--help").stdout
    engine = quorate.Engine(quorate.Config({1: 1}), 1)
    said = engine.status.as_dict()
    for key in (*said, *said["reason"], *types.AdviceDict.__annotations__):
        assert key in text


def test_simulate(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.story"
    path.write_text(STORY)
    done = command("simulate", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "line 11: up 1 2\nnode  verdict" in done.stdout and "line 17: crash 2\n" in done.stdout
    assert done.stdout.endswith("2 steps, 1 checked, 0 not as expected\n")


def test_an_expectation_fails(command: Command) -> None:
    done = command("simulate", "-", stdin=STORY.replace("2     quorate", "2     blocked"))
    assert done.returncode == 1 and done.stderr == ""
    assert "line 11: up 1 2   <-- not as expected\n" in done.stdout
    marked = [line.split()[:3] for line in done.stdout.split("differences:\n")[1].splitlines()[:2]]
    assert marked == [["-", "2", "blocked"], ["+", "2", "quorate"]]
    assert "2 steps, 1 checked, 1 not as expected" in done.stdout


def test_a_step_is_refused(command: Command) -> None:
    done = command("simulate", "-", stdin=STORY + "\ncrash 2\n\nheall\n")
    assert done.returncode == 1
    assert "line 19: crash 2   <-- refused\nerror: node 2 is not up\n" in done.stdout
    assert "error: unknown step 'heall'; steps are up, crash" in done.stdout


def test_no_story(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "bad.story"
    for data, message in [
        (b"", "the story is empty"),
        (b"config\n  quorum {\n", "the story is empty"),
        (b"up 1\n", "line 1: no config yet"),
        (b"# one\n# \xff\n", "line 2: not UTF-8"),
    ]:
        path.write_bytes(data)
        assert error_of(command("simulate", path)).startswith(f"quorate: {path}: {message}")


def test_output_that_cannot_be_written(two_node_conf: Path) -> None:
    arguments = [sys.executable, "-m", "quorate", "status", "--conf", str(two_node_conf), "--members", "1,2"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert (done.returncode, done.stderr) == (1, "quorate: output: No space left on device\n")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(arguments, stdout=writer, stderr=subprocess.PIPE, encoding="utf-8")
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_closed_streams(two_node_conf: Path) -> None:
    command = f"{sys.executable} -m quorate"
    for line, message in [
        (f"{command} status --conf {two_node_conf} --members 1 >&-", "output: standard output is closed"),
        (f"{command} simulate - <&-", "-: standard input is closed"),
    ]:
        done = subprocess.run(line, shell=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        assert (done.returncode, done.stdout, done.stderr) == (1, "", f"quorate: {message}\n")


def test_one_line_whatever_the_name(command: Command) -> None:
    for arguments in (("simulate", "a\nb"), ("simulate", "a", "b\nc"), ("status", "--conf", "\n")):
        assert "\\n" in error_of(command(*arguments))


def test_interrupt() -> None:
    arguments = [sys.executable, "-m", "quorate", "simulate", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        # Once it has read this much, it is up and waits for more.
        process.stdin.write(b"#\n" * 1_000_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, b"", b"")


def test_the_script_is_installed() -> None:
    script = Path(sys.executable).parent / "quorate"
    done = subprocess.run([str(script), "--version"], stdout=subprocess.PIPE, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, f"quorate {quorate.__version__}\n")
