"""fence_quorate as a process: actions, options, delay, log lines, exit codes. No cluster is needed."""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, List

import pytest

from agent_process import PYTHON, Done, FakeCorosync, agent, site

ROOT = Path(__file__).parents[2]
MINORITY = {"members": (1,), "quorate": False, "total_votes": 1, "flags": []}
STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} "


@pytest.fixture
def corosync(tmp_path: Path) -> Iterator[FakeCorosync]:
    fake = FakeCorosync(tmp_path)
    fake.says()
    yield fake


def refused(done: Done) -> str:
    """The one line of a refusal."""
    assert done.status == 1 and done.out == ""
    assert len(done.lines) == 1, done.lines
    assert re.match(STAMP + "ERROR: ", done.lines[0])
    return re.sub(STAMP + "ERROR: ", "", done.lines[0])


def allowed(done: Done) -> str:
    assert (done.status, done.out) == (0, "Success: Powered OFF\n"), done.lines
    assert len(done.lines) == 1, done.lines
    assert re.match(STAMP + "INFO: ", done.lines[0])
    return re.sub(STAMP + "INFO: ", "", done.lines[0])


def test_off_asks_for_the_verdict(corosync: FakeCorosync) -> None:
    assert allowed(corosync.agent(stdin="action=off\nnodename=gamma\n")) == (
        "fencing of gamma allowed: majority: 2 of 3 expected votes present, 2 needed; missing: node gamma "
        "(node 1 alpha, members 1 2, 2 of 3 votes, quorum 2, ring 1.58, rules corosync, membership corosync)"
    )
    corosync.says(**MINORITY)
    assert refused(corosync.agent(stdin="action=off\nnodename=gamma\n")) == (
        "fencing of gamma refused: no majority: 1 of 3 expected votes present, 2 needed; missing: nodes beta and gamma "
        "(node 1 alpha, members 1, 1 of 3 votes, quorum 2, ring 1.58, rules corosync, membership corosync)"
    )
    assert refused(corosync.agent("--action=off", "--nodename=gamma")).startswith("fencing of gamma refused: no majori")


@pytest.mark.parametrize("method", ["cycle", "onoff"])
def test_reboot_is_refused_whatever_the_verdict_is(corosync: FakeCorosync, method: str) -> None:
    line = refused(corosync.agent(stdin=f"action=reboot\nmethod={method}\nnodename=gamma\n"))
    assert line.startswith("reboot of gamma refused: ") and "it is alone there" in line
    # What is asked for without an action; and without a node.
    assert refused(corosync.agent(stdin="nodename=gamma\n")) == line
    assert refused(corosync.agent("-o", "reboot")) == line.replace("gamma", "a node without a name")
    assert corosync.reads() == []


def test_on_always_succeeds(corosync: FakeCorosync) -> None:
    corosync.refuses("corosync is not running on this node")
    for done in (corosync.agent(stdin="action=on\nnodename=gamma\n"), agent("-o", "on", path=[])):
        assert (done.status, done.out, done.lines) == (0, "Success: Powered ON\n", [])
    assert corosync.reads() == []


def test_monitor_fails_only_where_nobody_can_know(corosync: FakeCorosync) -> None:
    for state in ({}, MINORITY):
        corosync.says(**state)
        for rules in ("corosync", "strict"):
            done = corosync.agent(stdin=f"action=monitor\nrules={rules}\n")
            assert (done.status, done.lines) == (0, [])
    assert len(corosync.reads()) == 4
    corosync.says(conf="quorum {\n two_node: 1\n wait_for_all: 0\n}\nnodelist {\n}\n")
    assert "rules strict cannot judge this cluster" in refused(corosync.agent(stdin="action=monitor\nrules=strict\n"))
    corosync.refuses("corosync is not running on this node")
    line = refused(corosync.agent(stdin="action=monitor\n"))
    assert line == "membership cannot be read: corosync is not running on this node"


def test_what_cannot_be_known_is_refused(corosync: FakeCorosync) -> None:
    corosync.refuses("corosync is not running on this node")
    line = refused(corosync.agent(stdin="action=off\nnodename=gamma\n"))
    assert line == "fencing of gamma refused: membership cannot be read: corosync is not running on this node"
    corosync.state.write_text("{")
    line = refused(corosync.agent(stdin="action=off\nnodename=gamma\n"))
    assert line.startswith("fencing of gamma refused: JSONDecodeError: ")


def test_without_quorate_it_tells_about_itself_and_refuses(tmp_path: Path) -> None:
    def bare(*arguments: str, stdin: str = "") -> Done:
        return agent(*arguments, stdin=stdin, path=[tmp_path])

    for action in ("metadata", "meta-data", "manpage"):
        done = bare("-o", action)
        assert (done.status, done.lines) == (0, []) and "<resource-agent" in done.out
    assert bare("--help").status == bare("--version").status == 0
    done = bare(stdin="action=validate-all\n")
    assert done.status == 0 and "the options were checked without it" in done.lines[0]
    assert refused(bare(stdin="action=monitor\n")).startswith("quorate is not installed for /usr/bin/python3 (")
    line = refused(bare(stdin="action=off\nnodename=gamma\n"))
    assert line.startswith("fencing of gamma refused: quorate is not installed for /usr/bin/python3 (")


def test_the_delay_is_waited_for_and_the_verdict_is_of_its_end(corosync: FakeCorosync) -> None:
    started = time.monotonic()
    line = allowed(corosync.agent(stdin="action=off\nnodename=gamma\ndelay=2\n"))
    assert "majority" in line
    first, *_ = corosync.reads()
    assert first - started >= 2
    # As fence-agents' own delay check has it: with nothing but a delay, and then it may fail.
    done = agent(stdin="delay=2\n")
    assert (done.status, done.seconds >= 2) == (1, True)
    # Nothing else waits.
    started = time.monotonic()
    assert corosync.agent(stdin="action=on\ndelay=1000\n").status == 0
    assert corosync.agent(stdin="action=monitor\ndelay=1000\n").status == 0
    assert time.monotonic() - started < 500


def test_the_side_without_the_tie_breaker_waits_within_the_action(corosync: FakeCorosync) -> None:
    nodelist = "nodelist {\nnode {\nnodeid: 1\nname: alpha\n}\nnode {\nnodeid: 2\nname: beta\n}\n}\n"
    corosync.says(
        node=2, ring=(2, 0x58), members=(2,), names={1: "alpha", 2: "beta"}, votes={1: 1, 2: 1},
        total_votes=1, quorum=1, expected_votes=2, highest_expected=2, flags=["2Node", "Quorate", "WaitForAll"],
        conf="quorum {\n provider: corosync_votequorum\n two_node: 1\n}\n" + nodelist,
    )  # fmt: skip
    options = "action=off\nnodename=alpha\nrules=strict\nfence_delay=2\nauto_tie_breaker_node="
    done = corosync.agent(stdin=options + "lowest\n")
    assert (done.status, len(done.lines)) == (0, 2)
    assert "INFO: fencing of alpha waits 2 s for the other side to fence first: fence first: " in done.lines[0]
    assert "2 s later the partition is the same" in done.lines[1]
    reads = corosync.reads()
    assert reads[-1] - reads[0] >= 2
    assert "node beta decides the tie" in allowed(corosync.agent(stdin=options + "highest\n"))
    assert len(corosync.reads()) == len(reads) + 1


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\n\n  action=off  \nnodename=gamma\nmember-policy=quorate\nquery-timeout=7",
        'action="off"\nnodename="gamma"\nmember_policy=quorate\nquery_timeout=7\n',
        "action=OFF\nnodename=gamma\nmember_policy=QUORATE\n",
    ],
)
def test_options_on_standard_input(corosync: FakeCorosync, text: str) -> None:
    corosync.says(**MINORITY)
    assert refused(corosync.agent(stdin=text)).startswith("fencing of gamma refused: no majority")
    # The policy has arrived: without it, a member may be fenced.
    assert "no majority" in refused(corosync.agent(stdin=text.replace("gamma", "alpha")))
    assert allowed(corosync.agent(stdin="action=off\nnodename=alpha\n"))


def test_unknown_options_are_ignored_with_a_warning(corosync: FakeCorosync) -> None:
    # What Pacemaker before 3.0 passes without pcmk_host_argument=none.
    done = corosync.agent(stdin="action=off\nport=gamma\nnodeid=3\nnodename=gamma\n")
    assert done.status == 0
    warnings: List[str] = done.lines[:-1]
    assert len(warnings) == 2 and all("Ignoring unknown option" in line for line in warnings)
    assert "INFO: fencing of gamma allowed" in done.lines[-1]


@pytest.mark.parametrize(
    "option, sentence",
    [
        ("rules=cman", "You have to enter a valid choice for --rules"),
        ("membership=file", "You have to enter a valid choice for --membership"),
        ("member_policy=maybe", "You have to enter a valid choice for --member-policy"),
        ("query_timeout=soon", "--query-timeout is not a valid time in seconds"),
        ("query_timeout=0", "query_timeout: 0 s is not enough to read anything"),
        ("fence_delay=-1", "fence_delay: -1 s is negative"),
        ("auto_tie_breaker_node=lowest", "a tie breaker here needs rules=strict"),
        ("membership=device", "membership=device needs rules=strict"),
        ("action=status", "Unrecognised action 'status'"),
    ],
)
def test_wrong_options_are_refused(corosync: FakeCorosync, option: str, sentence: str) -> None:
    for action in ("action=validate-all", "action=monitor", "action=off\nnodename=gamma"):
        done = corosync.agent(stdin=f"{action}\n{option}\n")
        assert done.status == 1
        assert len([line for line in done.lines if sentence in line]) == 1, done.lines


def test_right_options_are_valid(corosync: FakeCorosync) -> None:
    options = "rules=strict\nmembership=corosync\nauto_tie_breaker_node=2 1\nfence_delay=0\nquery_timeout=1\n"
    done = corosync.agent(stdin=f"action=validate-all\n{options}")
    assert (done.status, done.lines) == (0, [])
    assert corosync.reads() == []


def test_what_is_logged_of_a_name_is_printable(corosync: FakeCorosync) -> None:
    assert refused(corosync.agent(stdin="nodename=g\x1b[2J\n")).startswith("reboot of g?[2J refused: ")


def test_help_is_no_permission(corosync: FakeCorosync) -> None:
    """Both are parameters by the metadata, which Pacemaker's shells let a device have."""
    corosync.says(**MINORITY)
    for option in ("help=1", "version=0"):
        line = refused(corosync.agent(stdin=f"action=off\nnodename=gamma\n{option}\n"))
        assert line.startswith("fencing of gamma refused: no majority")


@pytest.mark.parametrize("option", ["no_status=1", "delay=99999999999999999999"])
def test_what_the_library_trips_over_is_refused_in_one_line(corosync: FakeCorosync, option: str) -> None:
    done = corosync.agent(stdin=f"action=off\nnodename=gamma\n{option}\n")
    assert done.status == 1 and "refused: fence-agents fails with these options: " in done.lines[-1]


def test_what_the_fuzzer_begins_with_and_found() -> None:
    """tests/fuzz's target gate."""
    play = "import fuzz_targets; assert fuzz_targets.replay('gate') > 0"
    subprocess.run([sys.executable, "-c", play], cwd=ROOT / "python" / "tests", timeout=600, check=True)


def test_quiet_is_quiet(corosync: FakeCorosync) -> None:
    corosync.says(**MINORITY)
    done = corosync.agent(stdin="action=off\nnodename=gamma\nquiet=1\n")
    assert (done.status, done.out, done.lines) == (1, "", [])


def test_no_library_of_fence_agents_is_a_sentence() -> None:
    source = (site() / "bin" / "fence_quorate").read_text().replace("/usr/share/fence", "/nowhere")
    done = subprocess.run([PYTHON, "-I", "-c", source], stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
    assert done.returncode == 1
    assert re.fullmatch(
        r"fence_quorate: .*: this needs the library of fence-agents \(Debian: fence-agents, .*\n", done.stderr
    )
