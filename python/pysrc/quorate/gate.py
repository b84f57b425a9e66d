"""May this node have that one switched off? What fence_quorate(8) decides, without fence-agents' library.

    decision = gate.may_fence("alpha")
    print(decision.text)  # fencing of alpha refused: ...
    if decision.allowed: ...

The answer comes from the membership alone, so that it is the same on every member of a partition, whichever of them
Pacemaker picks to run the agent. What cannot be known is refused.

| rules | membership | may fence |
| --- | --- | --- |
| corosync | corosync | where corosync says that its partition is quorate |
| strict | device | as the daemon of `quorate device` on this node says: quorate, or fence first |
| strict | corosync | as rules strict say of corosync's members, all of whose votes count: quorate, or fence first |

Fence first is for nodes of the nodelist that are outside the partition. Where it has a delay, that is waited for, and
then the partition must still be the same. Under strict a node that has just started never fences. Corosync does not
tell of one for which it waits for all whether it has, or has lost quorum, which only the device knows; neither fences.

Runs on Python 3.6 too.
"""

import importlib
import os
import re
import time
from typing import TYPE_CHECKING, Any, Callable, Dict, NamedTuple, Optional, Tuple

import quorate

if TYPE_CHECKING:
    from quorate.corosync import Live

__all__ = [
    "MEMBERSHIPS", "MEMBER_POLICIES", "RULES", "Decision", "Options", "Unknown", "View",
    "check", "look", "may_fence", "mistake",
]  # fmt: skip

RULES = ("corosync", "strict")
MEMBERSHIPS = ("auto", "corosync", "device")
MEMBER_POLICIES = ("allow", "quorate", "refuse")

QUORATE, BLOCKED, FENCE_FIRST = "quorate", "blocked", "fence_first"
# The model of `quorate device`.
DEVICE = "quorate"
# Reasons of the device under which a node neither counts nor knows enough to fence even a member.
NOT_SETTLED = ("waiting_for_all", "view_incomplete", "no_view")
# How often the daemon is asked again that has not followed corosync yet, and the partition during a delay.
DEVICE_STEP, DELAY_STEP = 0.1, 1.0
DAY = 86400
WAITS = (
    "wait_for_all: corosync waits for all nodes here; this node has either just started or lost quorum, and "
    "only a running quorate device would know which"
)


class Options(NamedTuple):
    """What fence_quorate(8) takes, with its defaults; times in seconds."""

    rules: str = "corosync"
    membership: str = "auto"
    member_policy: str = "allow"
    query_timeout: float = 5.0
    auto_tie_breaker_node: str = ""
    fence_delay: float = 10.0
    device_socket: str = ""


class Decision(NamedTuple):
    """allowed, and one line for the log: target, reason, node, members, votes, quorum, ring, rules."""

    allowed: bool
    text: str


class View(NamedTuple):
    """What is known of this node's partition, and the verdict on it. delay is in seconds."""

    live: "Live"
    verdict: str
    reason: str
    total_votes: int
    expected_votes: int
    quorum: int
    delay: float
    waits: bool
    source: str


class Unknown(Exception):
    """Membership or verdict cannot be known; one sentence."""


def may_fence(
    target: Optional[str], options: Options = Options(), tell: Optional[Callable[[str], None]] = None
) -> Decision:
    """Whether this node may have target fenced; None stands for a target that nobody has named.

    Takes at most query_timeout, and where a side must let the other fence first, that delay and query_timeout again;
    before that delay, tell gets a line for the log.
    """
    name = target or "a node without a name"
    try:
        view = look(options)
        allowed, why, delay = _judge(view, target, options.member_policy)
        if allowed and delay > 0:
            if tell is not None:
                waits = "waits {} s for the other side to fence first".format(_tenths(delay))
                tell(_line(name, waits, why, view, options))
            view, why = _wait_out(view, delay, options)
            allowed = not why
            why = why or "{}; {} s later the partition is the same".format(view.reason, _tenths(delay))
    except Unknown as unknown:
        return Decision(False, _printable("fencing of {} refused: {}".format(name, unknown)))
    return Decision(allowed, _line(name, "allowed" if allowed else "refused", why, view, options))


def check(options: Options = Options()) -> None:
    """Raises Unknown if may_fence could not know. The verdict does not matter."""
    look(options)


def mistake(options: Options) -> str:
    """What is wrong with the options, as a sentence; else an empty string."""
    tie_breaker = options.auto_tie_breaker_node
    for name, value, values in (
        ("rules", options.rules, RULES),
        ("membership", options.membership, MEMBERSHIPS),
        ("member_policy", options.member_policy, MEMBER_POLICIES),
    ):
        if value not in values:
            return "{}: {!r} is not one of {}".format(name, value, ", ".join(values))
    for name, seconds in (("query_timeout", options.query_timeout), ("fence_delay", options.fence_delay)):
        if seconds > DAY:
            return "{}: {:g} s is more than a day".format(name, seconds)
    if not options.query_timeout > 0:
        return "query_timeout: {:g} s is not enough to read anything".format(options.query_timeout)
    if not options.fence_delay >= 0:
        return "fence_delay: {:g} s is negative".format(options.fence_delay)
    if tie_breaker and not re.match(r"[\w.:-]+([ ,]+[\w.:-]+)*\Z", tie_breaker):
        return "auto_tie_breaker_node: {!r} is not lowest, highest or a list of nodes".format(tie_breaker)
    if options.rules == "corosync" and tie_breaker:
        return "auto_tie_breaker_node: corosync's verdict follows corosync.conf; a tie breaker here needs rules=strict"
    if options.rules == "corosync" and options.membership == "device":
        return "membership: the quorum device decides by rules strict; membership=device needs rules=strict"
    if options.membership == "device" and tie_breaker:
        return "auto_tie_breaker_node: with membership=device the tie breaker is the daemon's"
    return ""


def look(options: Options = Options()) -> View:
    """The partition of this node, and the verdict on it. Raises Unknown."""
    wrong = mistake(options)
    if wrong:
        raise Unknown(wrong)
    # Not a part of the question, and slow on a busy machine.
    importlib.import_module("quorate.corosync")
    deadline = time.monotonic() + options.query_timeout
    if options.rules == "corosync":
        return _by_corosync(_read(deadline))
    if options.membership != "corosync":
        view = _by_device(options, deadline)
        if view is not None:
            return view
    return _by_strict_rules(_read(deadline), options)


def _read(deadline: float) -> "Live":
    from quorate import corosync

    try:
        return corosync.read(timeout=_left(deadline))
    except corosync.CorosyncError as error:
        raise Unknown("membership cannot be read: {}".format(error)) from None


def _left(deadline: float) -> float:
    """Rounded, because people are told of it; more than 0, because there is an answer for everything in time."""
    return max(round(deadline - time.monotonic(), 1), 0.1)


def _by_corosync(live: "Live") -> View:
    """Corosync's verdict, with the engine's reason where the engine comes to the same."""
    verdict = QUORATE if live.quorate else BLOCKED
    reason = "corosync says {}quorate".format("" if live.quorate else "not ")
    try:
        engine = _engine(live, live.conf, "corosync", None)
    except (quorate.Error, ValueError):
        pass
    else:
        status = engine.status
        ours = status.quorate, status.total_votes, status.expected_votes, status.quorum
        if ours == (live.quorate, live.total_votes, live.expected_votes, live.quorum):
            reason = str(status.reason)
    if not live.quorate and live.device_name == DEVICE:
        reason += "; where the quorum device of quorate votes, rules=strict may allow to fence first"
    return View(
        live, verdict, reason, live.total_votes, live.expected_votes, live.quorum, 0, waits=False, source="corosync"
    )


def _by_strict_rules(live: "Live", options: Options) -> View:
    try:
        engine = _engine(live, live.conf + _tie_breaker(options, live), "strict", options.fence_delay)
    except (quorate.Error, ValueError) as error:
        raise Unknown("rules strict cannot judge this cluster: {}".format(error)) from None
    status = engine.status
    verdict, reason, votes = str(status.verdict), str(status.reason), status.total_votes
    if live.waits_for_all:
        # Armed at the start and at every loss of quorum; and a node that has just started must not fence.
        verdict, reason, votes = BLOCKED, WAITS, live.total_votes
    return View(
        live,
        verdict,
        reason,
        votes,
        status.expected_votes,
        status.quorum,
        status.fence_delay / 1000.0,
        live.waits_for_all,
        source="corosync",
    )


def _tie_breaker(options: Options, live: "Live") -> str:
    """For the end of a corosync.conf, where the last value of a key counts. Votequorum refuses it with two_node."""
    words = options.auto_tie_breaker_node.replace(",", " ").split()
    if words not in ([], ["lowest"], ["highest"]):
        words = [str(_listed(word, live)) for word in words]
    text = "\nquorum {{\n auto_tie_breaker: 1\n auto_tie_breaker_node: {}\n}}\n"
    return text.format(" ".join(words)) if words else ""


def _listed(word: str, live: "Live") -> int:
    """A node of the nodelist: another would be no tie breaker, and nobody would notice."""
    node = int(word) if word.isdigit() else _nodeid(live.names, word)
    if node not in live.votes:
        raise Unknown("auto_tie_breaker_node: node {} is not in the nodelist".format(word))
    return node


def _engine(live: "Live", conf: str, rules: str, fence_delay: Optional[float]) -> "quorate.Engine":
    """An engine that has seen what corosync sees, as far as one picture can tell."""
    delay = None if fence_delay is None else int(fence_delay * 1000)
    config = quorate.Config.from_corosync_conf(conf, fence_delay=delay)
    engine = quorate.Engine(config, live.node, "strict" if rules == "strict" else "corosync")
    if "Qdevice" in live.flags:
        engine.device_register(live.device_name or "Qdevice")
    if not live.waits_for_all:
        # It has been with everybody, or with others that have.
        engine.observe(sorted(set(config.nodes) | set(live.members)))
    engine.observe(live.members)
    if "Qdevice" in live.flags:
        engine.device_poll(engine.status.ring, "QdeviceCastVote" in live.flags, 0)
    return engine


def _by_device(options: Options, deadline: float) -> Optional[View]:
    """The daemon's verdict; None where membership is auto and no daemon runs.

    The daemon must have followed corosync: of an older ring its verdict says nothing.
    """
    from quorate.device import client

    path = options.device_socket or client.SOCKET
    if options.membership == "auto" and not os.path.exists(path):
        return None
    while True:
        live = _read(deadline)
        try:
            answer = client.ask(path, _left(deadline))
        except client.DeviceNotRunning as error:
            if options.membership == "auto":
                return None
            raise Unknown(str(error)) from None
        except client.DeviceError as error:
            raise Unknown(str(error)) from None
        view = _told(live, answer)
        if view is not None:
            return view
        if time.monotonic() + DEVICE_STEP > deadline:
            raise Unknown(
                "the quorum device on this node has not followed corosync to ring {} within {:g} s".format(
                    _ring(live.ring), options.query_timeout
                )
            )
        time.sleep(DEVICE_STEP)


def _told(live: "Live", answer: Dict[str, Any]) -> Optional[View]:
    """What the daemon says, if it is of corosync's ring. Nodes whose daemon does not run are not in its view."""
    try:
        ring, members = tuple(answer["corosync_ring"] or ()), frozenset(answer["members"])
        if ring != tuple(live.ring) or not members.issubset(live.members):
            return None
        return View(
            live,
            answer["verdict"],
            answer["reason"]["text"],
            answer["total_votes"],
            answer["expected_votes"],
            answer["quorum"],
            answer["fence_delay_left"] / 1000.0,
            waits=answer["reason"]["code"] in NOT_SETTLED,
            source="device",
        )
    except (KeyError, TypeError) as error:
        raise Unknown("the quorum device's answer cannot be understood: {!r}".format(error)) from None


def _judge(view: View, target: Optional[str], member_policy: str) -> Tuple[bool, str, float]:
    """Allowed or not, why, and the seconds to wait before that."""
    if view.waits:
        return False, view.reason, 0
    node = _nodeid(view.live.names, target)
    is_member = node in view.live.members
    nameless = [member for member in view.live.members if not view.live.names.get(member)]
    if node is None and nameless and member_policy != "allow":
        reason = "{} may be node {}, a member without a name: give every node of corosync.conf its name"
        return False, reason.format(target or "that node", nameless[0]), 0
    if is_member and member_policy == "refuse":
        return False, "{} is still a member of this partition, and member_policy is refuse".format(target), 0
    if view.verdict == QUORATE:
        return True, view.reason, 0
    if is_member and member_policy == "allow":
        return True, "{} is a member of this partition; {}".format(target, view.reason), 0
    if view.verdict != FENCE_FIRST or is_member:
        return False, view.reason, 0
    if node is None:
        reason = "the nodelist has no such node ({}), and only a quorate partition may fence others; {}"
        return False, reason.format(_known(view.live), view.reason), 0
    return True, view.reason, view.delay


def _known(live: "Live") -> str:
    """Names, for people."""
    return ", ".join(live.names.get(node) or "{} has no name: give it one".format(node) for node in sorted(live.votes))


def _nodeid(names: Dict[int, str], target: Optional[str]) -> Optional[int]:
    """Pacemaker takes names that differ in case only for the same node."""
    called = (node for node, name in names.items() if target is not None and name.lower() == target.lower())
    return next(called, None)


def _wait_out(view: View, delay: float, options: Options) -> Tuple[View, str]:
    """Lets the other side fence first. The last view, and why it must not fence after all, else an empty string."""
    end = time.monotonic() + delay
    while True:
        left = end - time.monotonic()
        if left > 0:
            time.sleep(min(left, DELAY_STEP))
        now = look(options)
        if tuple(now.live.ring) != tuple(view.live.ring):
            given = _tenths(delay)
            return now, "the partition changed while the other side was given {} s to fence first".format(given)
        if now.verdict == BLOCKED:
            return now, now.reason
        if left <= DELAY_STEP:
            return now, _asks_for_more(now)


def _asks_for_more(view: View) -> str:
    """The device knows when its partition began, and may have begun a new one in the same ring of corosync."""
    if view.source != "device" or view.verdict == QUORATE or view.delay <= 0:
        return ""
    return "the quorum device now gives the other side {} s more".format(_tenths(view.delay))


def _line(name: str, outcome: str, why: str, view: View, options: Options) -> str:
    live = view.live
    own = live.names.get(live.node)
    line = "fencing of {} {}: {} (node {}{}, members {}, {} of {} votes, quorum {}, ring {}, rules {}, membership {})"
    return _printable(
        line.format(
            name, outcome, why, live.node,
            " " + own if own else "",
            " ".join(map(str, sorted(live.members))),
            view.total_votes, view.expected_votes, view.quorum,
            _ring(live.ring),
            options.rules,
            view.source,
        )
    )


def _printable(line: str) -> str:
    """Names come from outside, and what is logged must stay one line."""
    return "".join(character if character.isprintable() else "?" for character in line)


def _tenths(seconds: float) -> str:
    return "{:g}".format(round(seconds, 1))


def _ring(ring: Tuple[int, int]) -> str:
    """As corosync-quorumtool prints it."""
    return "{}.{:x}".format(*ring)
