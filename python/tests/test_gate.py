"""quorate.gate: who may have whom fenced, decided without fence-agents, corosync or a quorum device."""

import itertools
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, Union

import pytest
from clock import Clock

import quorate
from quorate import corosync, gate
from quorate.corosync import Live
from quorate.device import client

from_conf = quorate.Config.from_corosync_conf
NAMES = {1: "alpha", 2: "beta", 3: "gamma", 4: "delta", 5: "epsilon"}
STRICT = gate.Options(rules="strict", membership="corosync")
DEVICE = gate.Options(rules="strict", membership="device", device_socket="/nowhere")
Say = Callable[..., Any]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(gate, "time", clock)
    return clock


def next_of(answers: List[Any]) -> Any:
    """One after the other, the last for ever."""
    answer = answers.pop(0) if len(answers) > 1 else answers[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


@pytest.fixture
def see(monkeypatch: pytest.MonkeyPatch) -> Callable[..., List[float]]:
    """What corosync says, one time after the other, the last for ever. Returns the timeouts it was asked with."""

    def answers(*pictures: Union[Live, Exception]) -> List[float]:
        left, timeouts = list(pictures), []

        def read(timeout: float = 5.0) -> Any:
            timeouts.append(timeout)
            return next_of(left)

        monkeypatch.setattr(corosync, "read", read)
        return timeouts

    return answers


@pytest.fixture
def tell(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What the quorum device says, in the same way."""

    def answers(*answers: Union[Dict[str, Any], Exception]) -> None:
        left = list(answers)
        monkeypatch.setattr(client, "ask", lambda path="", timeout=5.0: next_of(left))

    return answers


def conf(count: int, quorum: str = "") -> str:
    nodes = "".join(f" node {{\n  nodeid: {node}\n  name: {NAMES[node]}\n }}\n" for node in range(1, count + 1))
    return f"quorum {{\n provider: corosync_votequorum\n{quorum}}}\nnodelist {{\n{nodes}}}\n"


def live(
    count: int, node: int, members: Iterable[int], quorum: str = "", started: bool = False, seq: int = 0x58
) -> Live:
    """What corosync says on a node of so many that has seen all of them, and now sees these."""
    text, members = conf(count, quorum), tuple(members)
    engine = quorate.Engine(from_conf(text), node)
    if not started:
        engine.observe(range(1, count + 1))
    engine.observe(members)
    status = engine.status
    return Live(
        node=node, ring=(min(members), seq), members=members, quorate=status.quorate, total_votes=status.total_votes,
        quorum=status.quorum, expected_votes=status.expected_votes, highest_expected=status.highest_expected,
        flags=frozenset(status.flags), votes=dict.fromkeys(range(1, count + 1), 1), device_votes=0, device_name="",
        names={number: NAMES[number] for number in range(1, count + 1)},
        waits_for_all=status.reason.code == "waiting_for_all", conf=text,
    )  # fmt: skip


def told(ring: Optional[Tuple[int, int]], verdict: str = "quorate", **more: Any) -> Dict[str, Any]:
    """An answer of the quorum device."""
    reason = {"code": "majority", "text": "as the device says"}
    answer: Dict[str, Any] = {"verdict": verdict, "reason": reason, "corosync_ring": list(ring) if ring else None}
    answer.update({"members": [2], "total_votes": 1, "quorum": 2, "expected_votes": 2, "fence_delay_left": 0}, **more)
    return answer


TWO_NODE, WAIT = " two_node: 1\n", " wait_for_all: 1\n"
# The package over libquorate.so has nodeids.
ALPHA, BETA, GAMMA = ("alpha", "beta", "gamma") if hasattr(quorate.Config, "names") else "123"
MINORITY = "no majority: 1 of 3 expected votes present, 2 needed; missing: nodes"


@pytest.mark.parametrize(
    "members, target, policy, allowed, why",
    [
        ((1, 2), "gamma", "allow", True, f"majority: 2 of 3 expected votes present, 2 needed; missing: node {GAMMA}"),
        *(((1, 2), target, "allow", True, "majority") for target in ("a-remote-node", None, "beta")),
        ((1, 2), "gamma", "refuse", True, "majority"),
        ((1, 2), "beta", "quorate", True, "majority"),
        ((1, 2), "beta", "refuse", False, "beta is still a member of this partition, and member_policy is refuse"),
        ((1,), "gamma", "allow", False, f"{MINORITY} {BETA} and {GAMMA}"),
        *(((1,), target, "allow", False, "no majority") for target in ("a-remote-node", None)),
        # As Pacemaker, which fences a node that is in its membership even without quorum.
        ((1,), "alpha", "allow", True, "alpha is a member of this partition; no majority"),
        ((1,), "alpha", "quorate", False, "no majority"),
        ((1,), "alpha", "refuse", False, "alpha is still a member"),
    ],
)
@pytest.mark.parametrize("rules", ["corosync", "strict"])
def test_majority(
    see: Say, rules: str, members: Tuple[int, ...], target: str, policy: str, allowed: bool, why: str
) -> None:
    see(live(3, 1, members))
    decision = gate.may_fence(target, gate.Options(rules=rules, membership="auto", member_policy=policy))
    assert decision.allowed == allowed, decision.text
    name = target or "a node without a name"
    assert decision.text.startswith(f"fencing of {name} {'allowed' if allowed else 'refused'}: {why}"), decision.text


def test_the_line_has_everything(see: Say) -> None:
    see(live(3, 3, [3]))
    assert gate.may_fence("alpha").text == (
        f"fencing of alpha refused: {MINORITY} {ALPHA} and {BETA} "
        "(node 3 gamma, members 3, 1 of 3 votes, quorum 2, ring 3.58, rules corosync, membership corosync)"
    )


@pytest.mark.parametrize("target", ["a\nb", "a\x1b[2Jb", "a\x00b", "a\u2028b"])
def test_the_line_stays_one_line(see: Say, target: str) -> None:
    see(live(3, 1, [1, 2]))
    assert gate.may_fence(target).text.isprintable()
    see(corosync.CorosyncError("corosync\nsays no", "quorum_initialize", 2))
    assert gate.may_fence(target).text.isprintable()


def test_corosyncs_verdict_is_the_truth_where_history_made_it(see: Say) -> None:
    # An operator has set expected votes to 1, which no config tells.
    picture = live(3, 1, [1])._replace(quorate=True, expected_votes=1, quorum=1)
    see(picture)
    decision = gate.may_fence("beta")
    assert decision.allowed
    assert decision.text.startswith("fencing of beta allowed: corosync says quorate (node 1 alpha, members 1, 1 of 1 ")
    see(picture._replace(quorate=False, conf="this is no config {"))
    assert "refused: corosync says not quorate (" in gate.may_fence("beta").text
    see(picture._replace(quorate=False, device_name="quorate"))
    assert "rules=strict may allow to fence first (" in gate.may_fence("beta").text


def test_two_halves_under_two_node(see: Say) -> None:
    for node, target in ((1, "beta"), (2, "alpha")):
        see(live(2, node, [node], TWO_NODE))
        # What two_node means, and why rules strict are there.
        assert gate.may_fence(target).allowed
        strict = gate.may_fence(target, STRICT)
        assert strict.allowed and "fence first: 1 of 2 expected votes present, half" in strict.text


def test_the_tie_breakers_side_fences_at_once_and_the_other_after_the_delay(see: Say, clock: Clock) -> None:
    options = STRICT._replace(auto_tie_breaker_node="lowest", fence_delay=7)
    see(live(2, 1, [1], TWO_NODE))
    decision = gate.may_fence("beta", options)
    assert decision.allowed and "auto_tie_breaker: 1 of 2" in decision.text
    assert clock.now == 1000
    lines: List[str] = []
    timeouts = see(live(2, 2, [2], TWO_NODE))
    decision = gate.may_fence("alpha", options, lines.append)
    assert [line[:80] for line in lines] == [
        "fencing of alpha waits 7 s for the other side to fence first: fence first: 1 of "
    ]
    assert decision.allowed and "7 s later the partition is the same" in decision.text
    assert clock.now == 1007
    # Once, and then every second.
    assert len(timeouts) == 8
    decision = gate.may_fence("alpha", options._replace(fence_delay=0.56))
    assert decision.allowed and "0.6 s later the partition is the same" in decision.text
    assert clock.now == pytest.approx(1007.56)


@pytest.mark.parametrize("nodes, winner", [("lowest", 1), ("highest", 2), ("2 1", 2), ("1,2", 1), ("Beta alpha", 2)])
def test_the_tie_breaker_is_the_option_s(see: Say, clock: Clock, nodes: str, winner: int) -> None:
    for node in (1, 2):
        see(live(2, node, [node], TWO_NODE))
        verdict = gate.look(STRICT._replace(auto_tie_breaker_node=nodes)).verdict
        assert verdict == ("quorate" if node == winner else "fence_first")


def test_the_tie_breaker_of_the_config_is_overridden(see: Say) -> None:
    see(live(4, 1, [1, 2], WAIT + " auto_tie_breaker: 1\n"))
    assert gate.look(STRICT).verdict == "quorate"
    assert gate.look(STRICT._replace(auto_tie_breaker_node="highest")).verdict == "fence_first"


SURVIVOR = live(2, 2, [2], TWO_NODE)


@pytest.mark.parametrize(
    "after, why",
    [
        (live(2, 2, [1, 2], TWO_NODE, seq=0x5C), "the partition changed while the other side was given 10 s to fence"),
        (live(2, 2, [2], TWO_NODE, seq=0x5C), "the partition changed"),
        (SURVIVOR._replace(waits_for_all=True), "waits for all"),
        (corosync.TimedOut("corosync did not answer within 5 s", "quorum_dispatch"), "membership cannot be read"),
    ],
)
def test_what_happens_during_the_delay_stops_the_fencing(
    see: Say, clock: Clock, after: Union[Live, Exception], why: str
) -> None:
    see(SURVIVOR, SURVIVOR, SURVIVOR, after)
    decision = gate.may_fence("alpha", STRICT._replace(auto_tie_breaker_node="lowest"))
    assert not decision.allowed
    assert decision.text.startswith("fencing of alpha refused: ") and why in decision.text
    # At once, for what Pacemaker would ask again anyway.
    assert clock.now < 1010


def test_fence_first_is_for_nodes_of_the_nodelist_that_are_outside(see: Say, clock: Clock) -> None:
    see(live(2, 2, [2], TWO_NODE))
    refused = gate.may_fence("a-remote-node", STRICT)
    assert not refused.allowed
    assert "the nodelist has no such node (alpha, beta), and only a quorate partition may fence others" in refused.text
    assert not gate.may_fence(None, STRICT).allowed
    assert gate.may_fence("alpha", STRICT).allowed
    # A member decides no tie.
    assert gate.may_fence("beta", STRICT._replace(auto_tie_breaker_node="lowest")).allowed
    assert clock.now == 1000
    assert not gate.may_fence("beta", STRICT._replace(member_policy="quorate")).allowed
    assert not gate.may_fence("beta", STRICT._replace(member_policy="refuse")).allowed


def test_the_vote_of_another_quorum_device_counts(see: Say) -> None:
    picture = live(2, 1, [1], WAIT + " device {\n  model: net\n  votes: 1\n }\n")
    for flags, allowed in (({"Qdevice", "QdeviceAlive"}, False), ({"Qdevice", "QdeviceCastVote"}, True)):
        see(picture._replace(flags=frozenset(flags), device_name="Qdevice", quorate=allowed, waits_for_all=False))
        for rules in gate.RULES:
            assert gate.may_fence("beta", STRICT._replace(rules=rules)).allowed == allowed


@pytest.mark.parametrize("target", ["alpha", "beta", "a-remote-node", None])
@pytest.mark.parametrize("policy", gate.MEMBER_POLICIES)
def test_a_node_that_has_just_started_never_fences_under_strict(see: Say, target: str, policy: str) -> None:
    see(live(2, 2, [2], TWO_NODE, started=True))
    decision = gate.may_fence(target, STRICT._replace(member_policy=policy, auto_tie_breaker_node="highest"))
    assert not decision.allowed
    assert "corosync waits for all nodes here" in decision.text
    assert "wait_for_all: 1 of 2 expected votes present" in gate.look().reason
    see(live(2, 2, [1, 2], TWO_NODE)._replace(waits_for_all=True))
    assert gate.look(STRICT).verdict == "blocked"


@pytest.mark.parametrize(
    "count, quorum, why",
    [
        (4, " last_man_standing: 1\n", "these rules do not support last_man_standing"),
        (2, TWO_NODE + " wait_for_all: 0\n", "these rules do not support two_node without wait_for_all"),
    ],
)
def test_what_strict_cannot_judge_is_refused(see: Say, count: int, quorum: str, why: str) -> None:
    see(live(count, 1, range(1, count + 1), quorum))
    assert gate.may_fence("beta", STRICT).text == (
        f"fencing of beta refused: rules strict cannot judge this cluster: {why}"
    )
    with pytest.raises(gate.Unknown, match=why):
        gate.check(STRICT)
    assert gate.may_fence("beta").allowed


@pytest.mark.parametrize("tie_breaker", ["", "lowest", "highest", "2"])
@pytest.mark.parametrize("count, quorum", [(2, TWO_NODE), (2, WAIT), (3, ""), (4, ""), (4, WAIT), (5, WAIT)])
def test_one_answer_per_partition_and_no_two_that_are_quorate(
    see: Say, count: int, quorum: str, tie_breaker: str
) -> None:
    """Pacemaker may run the gate on any member; and under strict one side of a split at most need not wait."""
    options, nodes = STRICT._replace(auto_tie_breaker_node=tie_breaker), range(1, count + 1)
    sides = [side for size in range(1, count + 1) for side in itertools.combinations(nodes, size)]
    verdicts = {}
    for side in sides:
        views = []
        for node in side:
            picture = live(count, node, side, quorum)
            see(picture._replace(waits_for_all=False))
            views.append(gate.look(options))
        assert len({(view.verdict, view.delay, view.reason) for view in views}) == 1
        verdicts[side] = views[0].verdict
    for one, other in itertools.combinations(sides, 2):
        if set(one).isdisjoint(other):
            assert [verdicts[one], verdicts[other]].count("quorate") <= 1
            if tie_breaker:
                assert (verdicts[one], verdicts[other]) != ("fence_first", "fence_first")
    assert verdicts[tuple(nodes)] == "quorate"


@pytest.mark.parametrize(
    "verdict, target, allowed",
    [
        ("quorate", "alpha", True),
        ("quorate", "a-remote-node", True),
        ("fence_first", "alpha", True),
        ("fence_first", "a-remote-node", False),
        ("blocked", "alpha", False),
        ("blocked", "beta", True),
    ],
)
def test_the_device_decides(
    see: Say, tell: Say, clock: Clock, verdict: str, target: str, allowed: bool
) -> None:
    see(SURVIVOR._replace(quorate=False, waits_for_all=True))
    tell(told(SURVIVOR.ring, verdict))
    decision = gate.may_fence(target, DEVICE)
    assert decision.allowed == allowed
    assert "as the device says" in decision.text and decision.text.endswith("rules strict, membership device)")
    assert clock.now == 1000


def test_the_device_must_have_followed_corosync(see: Say, tell: Say, clock: Clock) -> None:
    see(SURVIVOR)
    tell(told(None), told((1, 0x54)), told(SURVIVOR.ring))
    assert gate.may_fence("alpha", DEVICE).allowed
    tell(told((1, 0x54)))
    clock.now = 1000
    decision = gate.may_fence("alpha", DEVICE)
    assert decision.text == (
        "fencing of alpha refused: the quorum device on this node has not followed corosync to ring 2.58 within 5 s"
    )
    assert clock.now <= 1005
    # It is asked a last time at the very end.
    tell(told((1, 0x54)), told(SURVIVOR.ring))
    clock.now = 1000
    assert gate.may_fence("alpha", DEVICE._replace(query_timeout=gate.DEVICE_STEP)).allowed
    # Of that ring, but with a node that is no longer there; and what is no answer.
    tell(told(SURVIVOR.ring, members=[1, 2]))
    assert "has not followed corosync" in gate.may_fence("alpha", DEVICE).text
    tell({"verdict": "quorate", "corosync_ring": list(SURVIVOR.ring)})
    assert "cannot be understood: KeyError('members'" in gate.may_fence("alpha", DEVICE).text


def test_the_delay_that_is_left_is_the_device_s(see: Say, tell: Say, clock: Clock) -> None:
    see(SURVIVOR)
    tell(told(SURVIVOR.ring, "fence_first", fence_delay_left=2500), told(SURVIVOR.ring, "fence_first"))
    assert gate.may_fence("alpha", DEVICE).allowed
    assert clock.now == 1002.5
    # It has begun again, within the same ring of corosync.
    for left in (2.5, 0.5):
        tell(told(SURVIVOR.ring, "fence_first", fence_delay_left=left * 1000))
        decision = gate.may_fence("alpha", DEVICE)
        assert not decision.allowed and f"now gives the other side {left} s more" in decision.text


def test_without_a_daemon_auto_asks_corosync(see: Say, tell: Say, tmp_path: Path) -> None:
    see(live(3, 1, [1, 2]))
    tell(client.DeviceNotRunning("no quorate device is running here"))
    auto = DEVICE._replace(membership="auto")
    assert gate.look(auto).source == "corosync"
    # A daemon that was killed leaves its socket.
    stale = tmp_path / "device.sock"
    stale.touch()
    assert gate.look(auto._replace(device_socket=str(stale))).source == "corosync"
    refused = gate.may_fence("gamma", DEVICE)
    assert refused.text == "fencing of gamma refused: no quorate device is running here"
    # One that hangs is another matter.
    tell(client.DeviceError("no answer within 5 s"))
    assert not gate.may_fence("gamma", auto._replace(device_socket=str(stale))).allowed
    tell(told((1, 0x58)))
    assert gate.look(auto._replace(device_socket=str(stale))).source == "device"


@pytest.mark.parametrize("options", [gate.Options(), STRICT, DEVICE, gate.Options(rules="strict")])
def test_what_cannot_be_known_is_refused(see: Say, options: gate.Options) -> None:
    see(corosync.CorosyncError("corosync is not running on this node", "quorum_initialize", 2))
    decision = gate.may_fence("beta", options)
    assert not decision.allowed
    assert decision.text.startswith("fencing of beta refused: membership cannot be read: ")
    with pytest.raises(gate.Unknown, match="membership cannot be read"):
        gate.check(options)
    # The verdict does not matter.
    see(live(3, 3, [3]))
    gate.check(options._replace(membership="auto"))
