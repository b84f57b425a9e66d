"""The quorum device with Pacemaker: fencing where it is due, and proofs from it, so that no human is needed."""

import time
from typing import Callable, List

import pytest
from lab import Cluster, Node, Pacemaker, Picture, gate_lines, logged_at, picture, stays, wait_until

MakeCluster = Callable[..., Cluster]
# More than a busy machine needs for one fencing.
DELAY = 15


def device(votes: int) -> str:
    return f"  device {{\n    model: quorate\n    votes: {votes}\n    timeout: 60000\n    sync_timeout: 8000\n  }}"


def start(
    make_cluster: MakeCluster, nodes: int, options: str = "", gated: bool = False, as_units: bool = False
) -> Cluster:
    """as_units: as systemd runs them, the device within what its unit leaves it."""
    pacemaker = Pacemaker(gate={"rules": "strict"}, levels=["gate,bmc"]) if gated else Pacemaker(levels=["bmc"])
    run = {"units": ["corosync", "quorate-device", "pacemaker"]} if as_units else {
        "services": [f"quorate device {options}"]
    }
    cluster = make_cluster(nodes, quorum=device(nodes), pacemaker=pacemaker, **run)
    cluster.wait_pacemaker(1, online=range(1, nodes + 1))
    return cluster


def said(node: Node, text: str) -> bool:
    return text in node.log("service1.log")


def is_quorate(node: Node) -> bool:
    quorum = node.quorum()
    return quorum is not None and quorum.quorate


def is_quorate_alone(node: Node) -> bool:
    """In the old view both are quorate until they notice the split."""
    quorum = node.quorum()
    return quorum is not None and quorum.quorate and quorum.members == (node.id,)


def lives_of(cluster: Cluster, resource: str) -> int:
    """How often the resource was started, on any node."""
    return sum(node.log("pacemaker.log").count(f"Result of start operation for {resource}") for node in cluster)


def test_after_a_power_cut_one_node_starts_alone_once_its_peer_is_proven_off(
    make_cluster: MakeCluster, tell: Callable[[str], None]
) -> None:
    pair = start(make_cluster, 2, as_units=True)
    for name in pair.names:
        pair.bmc.cut_power(name)
    pair.bmc.powerless.discard("node1")
    began = time.monotonic()
    pair[1].power_on()
    pair.wait_pacemaker(1, online=[1])
    assert said(pair[1], "node 2: proven off: its power is off (node2: device bmc says off)")
    assert pair[1].device()["reason"]["code"] == "everyone_accounted"
    # Asked, never switched.
    assert pair.bmc.log() == ""
    tell(f"device, two nodes after a power cut: resources run {time.monotonic() - began:.1f} s after power came back")
    pair.bring_back()
    wait_until("both are quorate", lambda: is_quorate(pair[1]) and is_quorate(pair[2]), pair.evidence)


@pytest.mark.parametrize("gated", [False, True], ids=["without a gate", "through the gate"])
def test_a_survivor_has_its_dead_peer_fenced_and_goes_on(
    make_cluster: MakeCluster, tell: Callable[[str], None], gated: bool
) -> None:
    pair = start(make_cluster, 2, gated=gated, as_units=gated)
    pair.bmc.crash("node2")
    began = time.monotonic()
    pair.wait_members(1, [1])
    lost = time.monotonic()
    wait_until("node 1 is quorate again", lambda: is_quorate(pair[1]), pair.evidence)
    tell(
        f"device, two nodes{', gate' if gated else ''}, one dies: noticed after {lost - began:.1f} s, quorate again"
        f" {time.monotonic() - lost:.1f} s later"
    )
    assert [(shot.by, shot.target) for shot in pair.bmc.asked("off")] == [("node1", "node2")]
    assert said(pair[1], "has Pacemaker fence node2 (reboot), because the verdict is fence first")
    assert said(pair[1], "node 2: proven off: node2 was fenced (reboot) on this daemon's request")
    assert gated == any(line.startswith("fencing of node2 allowed: ") for line in gate_lines(pair[1]))
    pair.wait_pacemaker(1, online=[1])


def test_a_split_without_tie_breaker_leaves_one_side(make_cluster: MakeCluster) -> None:
    pair = start(make_cluster, 2)
    pair.bmc.broken.update(pair.names)
    pair.split([1], [2])

    def never_both() -> List[int]:
        """Who is quorate in a view of its own; who is so once has its peer off, for good."""
        alone = [node.id for node in pair if is_quorate_alone(node)]
        assert len(alone) <= 1, pair.evidence()
        return alone

    def is_over() -> bool:
        # Both may shoot at once; then nobody is left, which is no split either.
        return never_both() == [node.id for node in pair if node.is_on]

    wait_until("one is off and the other quorate, or both are off", is_over, pair.evidence)
    stays("at most one is quorate", lambda: len(never_both()) <= 1, 3)


def test_the_side_of_the_tie_breaker_acts_and_the_other_waits_to_be_shot(make_cluster: MakeCluster) -> None:
    pair = start(make_cluster, 2, f"--auto-tie-breaker-node highest --fence-delay {DELAY}")
    gaps = pair[2].log("corosync.log").count("non-primary component")
    pair.bmc.broken.add("node1")
    pair.split([1], [2])
    wait_until("node 1 is off", lambda: not pair[1].is_on, pair.evidence)
    pair.wait_pacemaker(2, online=[2])
    assert {(shot.by, shot.target) for shot in pair.bmc.asked("off")} == {("node2", "node1")}
    assert pair[2].log("corosync.log").count("non-primary component") == gaps
    assert not said(pair[1], "has Pacemaker fence"), pair.evidence()


def test_where_the_tie_breakers_node_is_dead_the_other_takes_over_after_the_delay(make_cluster: MakeCluster) -> None:
    pair = start(make_cluster, 2, f"--auto-tie-breaker-node highest --fence-delay {DELAY}")
    pair.bmc.crash("node2")
    pair.wait_members(1, [1])
    wait_until("it waits", lambda: pair[1].device().get("fence_delay_left", 0) > 0, pair.evidence)
    wait_until("node 1 is quorate", lambda: is_quorate(pair[1]), pair.evidence)
    (shot,) = pair.bmc.asked("off")
    assert (shot.by, shot.target) == ("node1", "node2")
    lost = logged_at(pair[1].log("corosync.log"), "A new membership .* left: 2")
    assert shot.at - lost >= DELAY
    pair.wait_pacemaker(1, online=[1])


def test_without_fencing_of_its_own_it_takes_a_humans_word(make_cluster: MakeCluster) -> None:
    pair = start(make_cluster, 2, "--no-fence --survey-interval 1")
    pair.bmc.unreachable.add("node2")
    pair[2].power_off()
    wait_until("it knows nothing", lambda: "device bmc does not know" in pair[1].device().get("proofs", ""))
    stays("nobody knows, nobody acts", lambda: pair[1].device()["verdict"] == "fence_first", 2)
    assert pair.bmc.asked("off") == []
    pair[1].output("stonith_admin", "--confirm", "node2")
    wait_until("node 1 is quorate", lambda: is_quorate(pair[1]), pair.evidence)
    assert said(pair[1], "node2 was fenced, according to a human")


def test_an_old_fencing_proves_nothing(make_cluster: MakeCluster) -> None:
    pair = start(make_cluster, 2, "--no-fence --survey-interval 1")
    pair[1].output("stonith_admin", "--reboot", "node2")
    wait_until("node 2 is back", lambda: pair[2].device().get("verdict") == "quorate", pair.evidence)
    pair.wait_together()
    wait_until("both are together", lambda: pair[1].device()["members"] == [1, 2], pair.evidence)
    pair.bmc.unreachable.add("node2")
    pair[2].power_off()
    wait_until("node 2 is lost", lambda: pair[1].device()["missing"] == [2], pair.evidence)
    wait_until("it asks", lambda: "does not know" in pair[1].device().get("proofs", ""), pair.evidence)
    stays("it is blocked", lambda: pair[1].device()["verdict"] == "fence_first", 5)


CLOCK_BEHIND = """import sys, time
now = time.time
time.time = lambda: now() - 86400
from quorate.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.long
def test_an_old_fencing_proves_nothing_to_a_node_that_boots_with_its_clock_behind(make_cluster: MakeCluster) -> None:
    """Its Pacemaker has no history of its own, and is told what happened before."""
    services = ["quorate device --survey-interval 2"]
    three = make_cluster(3, votes={3: 3}, quorum=device(5), services=services, pacemaker=Pacemaker(levels=["bmc"]))
    three.wait_pacemaker(1, online=[1, 2, 3])
    three.bmc.broken.add("node3")
    three[1].output("stonith_admin", "--reboot", "node3")
    three.wait_members(1, [1, 2])
    three.bring_back()
    wait_until("node 3 is back", lambda: three[3].device().get("verdict") == "quorate", three.evidence)
    three.bmc.unreachable.update(three.names)
    three.split([1, 2], [3])
    three.wait_members(3, [3])
    behind = three[1].folder / "behind.py"
    behind.write_text(CLOCK_BEHIND)
    (three[1].folder / "services").write_text(f"python3 {behind} device --survey-interval 2\n")
    three[1].power_off()
    three[1].power_on()

    def says(text: str) -> bool:
        said = three[1].device()
        if said:
            assert said["verdict"] == "blocked" and is_quorate(three[3]), three.evidence()
        return bool(said) and text in said["proofs"]

    unsettled = "; node3 was fenced, but that counts only after"
    wait_until("it knows of the fencing", lambda: says(unsettled), three.evidence)
    # Pacemaker has merged all histories. A survey that Pacemaker does not answer says nothing of the fencing.
    last = time.monotonic()

    def has_settled() -> bool:
        nonlocal last
        if not says("does not know (exit status 1)") or says(unsettled):
            last = time.monotonic()
        return time.monotonic() - last >= 10

    wait_until("it knows that it is old, and is blocked", has_settled, three.evidence)


def test_pacemaker_does_not_notice_that_a_majority_changed(
    make_cluster: MakeCluster, tell: Callable[[str], None]
) -> None:
    three = start(make_cluster, 3)
    before: Picture = wait_until("the resource runs", lambda: picture(three[1]))
    host = before.running["work"][0]
    victim = max(node.id for node in three if node.name != host)
    rest = [node.id for node in three if node.id != victim]
    lives = lives_of(three, "work")
    three.bmc.broken.add(three[victim].name)
    three[victim].power_off()
    three.wait_pacemaker(rest[0], online=rest)
    gaps = [three[node].log("corosync.log").count("non-primary component") for node in rest]
    three.bring_back()
    three.wait_pacemaker(rest[0], online=[1, 2, 3])
    after: Picture = wait_until("the resource still runs", lambda: picture(three[1]))
    assert gaps == [three[node].log("corosync.log").count("non-primary component") for node in rest] == [0, 0]
    assert after.running["work"] == (host,)
    assert lives_of(three, "work") == lives
    tell("device, three nodes, one lost and back: no gap in quorum, no resource restarted")
