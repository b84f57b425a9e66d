"""Nodes by their names, and the first line of lint and what-if: one node fails, what then?"""

import subprocess
from pathlib import Path
from typing import Callable

import pytest

import quorate

Command = Callable[..., "subprocess.CompletedProcess[str]"]

NAMES = {1: "alpha", 2: "beta", 3: "gamma", 4: "delta"}
DEVICE = "  device {\n    model: net\n    votes: 1\n  }\n"


def named_conf(nodes: int, quorum: str = "", key: str = "name") -> str:
    nodelist = "".join(
        f"  node {{\n    {key}: {name}\n    nodeid: {node}\n  }}\n" for node, name in list(NAMES.items())[:nodes]
    )
    return f"nodelist {{\n{nodelist}}}\nquorum {{\n  provider: corosync_votequorum\n{quorum}}}\n"


def error_of(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1 and done.stdout == "", done
    return done.stderr


def test_names_of_a_config() -> None:
    config = quorate.Config.from_corosync_conf(named_conf(2))
    assert config.names == {1: "alpha", 2: "beta"} and quorate.Config({1: 1}).names == {}
    assert quorate.Config.from_corosync_conf(named_conf(2, key="ring0_addr")).names == config.names
    assert quorate.Config({1: 1, 2: 1}, names=config.names).names == config.names
    assert quorate.Config({1: 1}, names={1: "alpha"}) != quorate.Config({1: 1})
    with pytest.raises(TypeError, match="names must be a mapping of nodeids to names, not list"):
        quorate.Config({1: 1}, names=["alpha"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"names\[1\] must be a str, not int"):
        quorate.Config({1: 1}, names={1: 1})  # type: ignore[dict-item]


def test_sentences_name_nodes() -> None:
    config = quorate.Config.from_corosync_conf(named_conf(3))
    engine = quorate.Engine(config, 1)
    engine.observe([1])
    status = engine.status
    assert str(status.reason).endswith("missing: nodes beta and gamma")
    assert "; start nodes beta and gamma" in status.help and str(status.advice[0]) == "start nodes beta and gamma"
    assert status.as_dict()["reason"]["missing"] == [2, 3]
    assert "\n         1          1 alpha (local)\n" in engine.quorumtool()
    engine.reload(quorate.Config.from_corosync_conf(named_conf(3).replace("beta", "echo")))
    assert str(engine.status.reason).endswith("missing: nodes echo and gamma")
    cluster = quorate.Cluster(config)
    cluster.run("up 1")
    alone = cluster.status(1)
    assert alone is not None and str(alone.reason) == str(status.reason)
    findings = quorate.Config.from_corosync_conf(named_conf(2, "  two_node: 1\n")).lint()
    assert any("while node beta is broken" in str(finding) for finding in findings)
    assert all("beta" not in step for finding in findings for step in finding.steps)


def test_names_of_a_cluster_conf(command: Command, tmp_path: Path) -> None:
    pytest.importorskip("defusedxml")
    nodes = "".join(f"<clusternode name='{name}' nodeid='{node}'/>" for node, name in NAMES.items())
    path = tmp_path / "cluster.conf"
    path.write_text(f"<cluster><cman/><clusternodes>{nodes}</clusternodes></cluster>")
    assert quorate.Config.from_cluster_conf(path.read_bytes()).names == NAMES
    done = command("what-if", path, "--down", "alpha,beta")
    assert done.returncode == 2 and done.stdout.startswith("gamma delta: blocked\n")
    assert "cman_tool expected -e 1" in command("what-if", "-", stdin=two_of_cman()).stdout.splitlines()[0]


def two_of_cman() -> str:
    nodes = "".join(f"<clusternode name='{NAMES[node]}' nodeid='{node}'/>" for node in (1, 2))
    return f"<cluster><cman/><clusternodes>{nodes}</clusternodes></cluster>"


def test_commands_take_names(command: Command) -> None:
    text = named_conf(4)
    done = command("what-if", "-", "--down", "delta", "--split", "alpha|beta 3", stdin=text)
    assert done.returncode == 2 and done.stdout.startswith("alpha: blocked\n")
    assert "\nbeta gamma: blocked\n" in done.stdout
    by_number = command("what-if", "-", "--down", "4", "--split", "1|2 3", stdin=text)
    assert by_number.stdout == done.stdout
    status = command("status", "--conf", "-", "--members", "alpha, beta", "--node", "beta", stdin=text)
    assert status.returncode == 2 and "\n         2          1 beta (local)\n" in status.stdout
    assert "missing: nodes gamma and delta" in status.stdout
    explored = command("explore", "-", "--nodes", "alpha,beta", "--depth", "1", stdin=text)
    assert explored.stdout.startswith("# Rules corosync, nodes 1 2 (3 4 stay down)")
    table = command("what-if", "-", stdin=text).stdout
    assert "\n  alpha beta | gamma delta " in table


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("what-if", "-", "--down", "omega"), "--down"),
        (("what-if", "-", "--split", "alpha|omega"), "--split"),
        (("status", "--conf", "-", "--members", "alpha,omega"), "--members"),
        (("status", "--conf", "-", "--members", "alpha", "--node", "omega"), "--node"),
        (("explore", "-", "--nodes", "omega"), "--nodes"),
    ],
)
def test_unknown_names(command: Command, arguments: "tuple[str, ...]", option: str) -> None:
    known = "alpha, beta and gamma"
    error = error_of(command(*arguments, stdin=named_conf(3)))
    assert error == f"quorate: {option}: 'omega' is not a nodeid or a name; nodes: {known}\n"


def test_names_that_are_no_names(command: Command) -> None:
    twice = named_conf(3).replace("gamma", "beta")
    error = error_of(command("what-if", "-", "--down", "beta", stdin=twice))
    assert error == "quorate: --down: nodes 2 and 3 are called beta; use nodeids\n"
    # Node 1 is called 2: a number is a nodeid all the same.
    number = command("what-if", "-", "--down", "2", stdin=named_conf(3).replace("alpha", "2"))
    assert number.stdout.startswith("1 gamma: quorate\n")
    none = named_conf(3, key="quorum_votes").replace("alpha", "1").replace("beta", "1").replace("gamma", "1")
    assert "'beta' is not a nodeid (this config has no names)" in error_of(
        command("what-if", "-", "--down", "beta", stdin=none)
    )


WAYS = "Ways out: two_node: 1{0}, with fencing that works; or a quorum device (corosync-qdevice){0}."
WAYS_OUT = WAYS.format("")
THEN = "then, once the failed node is confirmed off, run on"
CANCEL = "corosync-cmapctl -s quorum.cancel_wait_for_all u8 1"
WAITS = f"If the others start while one node is down, they wait for it (wait_for_all); {{}}run: {CANCEL}"
WAITS_ALONE = f"If the other starts while one node is down, it waits for it (wait_for_all); {{}}run: {CANCEL}"

ONE_FAILS = [
    (1, "", ["node alpha is the only one, and nothing goes on without it."]),
    (
        2,
        "",
        [f"if node alpha or beta fails, the other is blocked; {THEN} the other: corosync-quorumtool -e 1", WAYS_OUT],
    ),
    (
        2,
        "  auto_tie_breaker: 1\n",
        [
            "if node beta fails, the other stays quorate; if node alpha fails, the other is blocked; "
            f"{THEN} the other: corosync-quorumtool -e 1",
            WAYS.format(" instead of auto_tie_breaker"),
        ],
    ),
    (
        2,
        "  two_node: 1\n",
        [
            "if node alpha or beta fails, the other stays quorate; it must fence the failed node before it takes over.",
            WAITS_ALONE.format("once it is confirmed off, "),
        ],
    ),
    (
        2,
        "  wait_for_all: 1\n",
        [
            f"if node alpha or beta fails, the other is blocked; {THEN} the other: corosync-quorumtool -e 1",
            WAITS_ALONE.format("once it is confirmed off, ").replace(CANCEL, "corosync-quorumtool -e 1"),
            WAYS_OUT,
        ],
    ),
    (
        3,
        "  wait_for_all: 1\n",
        ["if node alpha, beta or gamma fails, the others stay quorate.", WAITS.format("")],
    ),
    (
        2,
        DEVICE,
        [
            "if node alpha or beta fails, the other stays quorate; if only the quorum device fails, all nodes stay "
            "quorate."
        ],
    ),
    (3, "", ["if node alpha, beta or gamma fails, the others stay quorate."]),
    (4, "", ["if node alpha, beta, gamma or delta fails, the others stay quorate."]),
]


@pytest.mark.parametrize(("nodes", "quorum", "expected"), ONE_FAILS)
def test_one_fails(command: Command, nodes: int, quorum: str, expected: "list[str]") -> None:
    text = named_conf(nodes, quorum)
    lint, table = (command(name, "-", stdin=text).stdout.splitlines() for name in ("lint", "what-if"))
    assert len(lint) <= 10 and lint[0] == table[0]
    lines = [f"One node fails: {expected[0]}", *expected[1:]]
    assert lint[: len(lines)] == table[: len(lines)] == lines
    if any("blocked" in line for line in lines):
        assert "nothing found" not in lint


@pytest.mark.parametrize("key", [
    "", "expected_votes: 1", "expected_votes: 3", "wait_for_all: 0", "auto_tie_breaker: 1", "last_man_standing: 1",
    "allow_downscale: 1", "expected_votes_tracking: 1",
])
def test_ways_out_are_ways_out(command: Command, key: str) -> None:
    """Each, done as it says, leaves nothing worse than a note."""
    said = command("lint", "-", stdin=named_conf(2, f"  {key}\n" if key else "")).stdout
    [line] = [line for line in said.splitlines() if line.startswith("Ways out: ")]
    is_gone = not key or f" instead of {key.split(': 1')[0].split(': 3')[0]}" in line
    for way in ("  two_node: 1\n", "  device {\n    model: net\n  }\n"):
        text = named_conf(2, way + ("" if is_gone else f"  {key}\n"))
        findings = quorate.Config.from_corosync_conf(text).lint()
        assert all(finding.severity == "note" for finding in findings), (text, findings)
        assert "blocked" not in command("lint", "-", stdin=text).stdout.splitlines()[0]


def test_what_to_run_makes_it_quorate() -> None:
    """The command of the first line, told to an engine in the very situation."""
    for quorum in ("", "  auto_tie_breaker: 1\n", "  wait_for_all: 1\n"):
        engine = quorate.Engine(quorate.Config.from_corosync_conf(named_conf(2, quorum)), 2)
        engine.observe([1, 2])
        engine.observe([2])
        assert not engine.status.quorate
        engine.set_expected_votes(1)
        assert engine.status.quorate, quorum


def test_some_stop_all(command: Command, conf: Callable[..., str]) -> None:
    heavy = named_conf(3).replace("nodeid: 1\n", "nodeid: 1\n    quorum_votes: 3\n")
    first = command("lint", "-", stdin=heavy).stdout.splitlines()[0]
    assert first == (
        "One node fails: if node beta or gamma fails, the others stay quorate; if node alpha fails, the others are "
        f"blocked; {THEN} one that is left: corosync-quorumtool -e 2"
    )
    never = command("lint", "-", stdin=named_conf(3, "  expected_votes: 9\n")).stdout
    assert never.startswith("Even with all nodes up, nobody is quorate: no majority: 3 of 9 expected votes present")
    strict = command("what-if", "-", "--rules", "strict", stdin=named_conf(2, "  two_node: 1\n")).stdout
    assert strict.splitlines()[0] == (
        "One node fails: if node alpha or beta fails, the other is blocked; fence the failed node: once it is "
        "confirmed off, the rest is quorate."
    )
    many = command("lint", "-", stdin=conf(9)).stdout
    assert many == "One node fails: if any of 9 nodes fails, the others stay quorate.\nnothing found\n"
