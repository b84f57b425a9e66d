"""The running corosync's verdict and ours side by side: where they differ, and why."""

from typing import Any, Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Tuple

import quorate
from quorate import corosync
from quorate.cli import drift
from quorate.cli.commands import CANCEL, RELOAD, Site, help_text, installed, status_dict
from quorate.cli.common import QUERY_TIMEOUT, Refused, count, table
from quorate.cli.past import FIELDS as FIELDS
from quorate.cli.past import Told, history, unequal
from quorate.cli.past import named as named
from quorate.corosync import Live, conf
from quorate.types import Rules


class Difference(NamedTuple):
    """A field in which the verdicts differ, and why they do."""

    field: str
    corosync: Any
    quorate: Any
    why: str


class Comparison(NamedTuple):
    """corosync's picture and what the rules make of it."""

    live: Live
    rules: Rules
    engine: quorate.Engine
    differences: List[Difference]
    notes: List[str]
    device: Optional[Dict[str, Any]]
    device_error: str

    @property
    def is_quorate(self) -> bool:
        """By these rules. Of strict, the running daemon of the device knows more than one look shows."""
        if self.device is not None and self.rules == "strict":
            return bool(self.device["verdict"] == "quorate") and self.device_follows
        return self.engine.status.quorate

    @property
    def device_follows(self) -> bool:
        """Whether the device's verdict is about this view."""
        return self.device is not None and tuple(self.device["corosync_ring"] or ()) == self.live.ring

    def as_dict(self) -> Dict[str, Any]:
        live = self.live
        mine = status_dict(self.engine.status, self.rules, site(self))
        mine.update(
            ring=list(live.ring),
            rules=self.rules,
            names={str(node): name for node, name in sorted(live.names.items())},
            corosync=corosync_dict(live),
            differences=[
                {"field": field, "corosync": listed(theirs), "quorate": listed(ours), "why": why}
                for field, theirs, ours, why in self.differences
            ],
            notes=self.notes,
            device=self.device,
        )
        return mine


def corosync_dict(live: Live) -> Dict[str, Any]:
    return {
        "quorate": live.quorate,
        "quorum": live.quorum,
        "expected_votes": live.expected_votes,
        "highest_expected": live.highest_expected,
        "total_votes": live.total_votes,
        "device_votes": live.device_votes,
        "device_name": live.device_name,
        "flags": sorted(live.flags),
        "members": list(live.members),
        "votes": {str(node): votes for node, votes in sorted(live.votes.items())},
        "waits_for_all": live.waits_for_all,
        "node": live.node,
        "ring": list(live.ring),
    }


def listed(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def read(timeout: Optional[float], way_out: str) -> Live:
    """The running corosync. Refused ends with the way out."""
    try:
        return corosync.read(QUERY_TIMEOUT if timeout is None else timeout)
    except corosync.CorosyncError as error:
        raise Refused(f"{error}{way_out}") from None


def refuse_cman(rules: Optional[Rules]) -> None:
    if rules == "cman":
        raise Refused("rules cman need a cluster.conf, which a running corosync does not have; name it with --conf")


def strict_config(config: quorate.Config, live: Live, fence_delay: Optional[int]) -> quorate.Config:
    """The votes of a quorate device say what rules strict say: they are no voter beside them."""
    if conf.device_model(live.conf) != "quorate":
        return config
    return read_config(conf.without_device(live.conf), fence_delay)


def read_config(text: str, fence_delay: Optional[int]) -> quorate.Config:
    try:
        return quorate.Config.from_corosync_conf(text, fence_delay=fence_delay)
    except quorate.ConfigError as error:
        key = f"{error.key}: " if error.key else ""
        raise Refused(f"the running corosync's config: {key}{error.problem}") from None


def compare(live: Live, rules: Rules, fence_delay: Optional[int] = None) -> Comparison:
    """What the rules say of the running corosync's view. Refused: they do not take its config.

    Rules corosync know what an operator has told corosync; rules strict go by the config.
    """
    config = read_config(live.conf, fence_delay)
    try:
        told = Told(config, live)
        engine = told.by_config
        if rules == "strict":
            engine = history(strict_config(config, live, fence_delay), live, rules)
    except (quorate.Error, ValueError) as error:
        stale = drift.of_peers(live, config)
        raise Refused("; ".join([f"rules {rules} cannot judge this cluster: {error}", *stale])) from None
    notes = []
    if rules == "corosync" and told.words and told.engine is not None:
        engine, notes = told.engine, [told.words]
        if engine.status.quorate != told.by_config.status.quorate:
            verdict = shown("quorate", told.by_config.status.quorate)
            notes = [f"{told.words}; by its config alone, this partition would be {verdict}"]
    notes += drift.notes(live, config, told.by_config.status.flags)
    notes += past_notes(live)
    device, device_error = ask_device(live)
    differences = explain(live, rules, engine, told)
    return Comparison(live, rules, engine, differences, notes, device, device_error)


def past_notes(live: Live) -> List[str]:
    """What happened to this corosync, and still counts."""
    notes = []
    if live.is_reloading:
        notes.append(
            "corosync refused to reload corosync.conf, and ignores changed votes and quorum.cancel_wait_for_all until "
            f"a reload succeeds; correct the file (its log says what is wrong), and run: {RELOAD}"
        )
    if live.waits_for_all and live.quorate:
        notes.append(
            "a reload armed wait_for_all again (corosync up to 2.4.5 and 3.0.3): the next change of members blocks "
            f"this partition; to prevent that, run: {CANCEL}"
        )
    elif live.waits_for_all:
        notes.append("corosync has been waiting for all nodes since it started or lost quorum (wait_for_all)")
    return notes


def explain(live: Live, rules: Rules, engine: quorate.Engine, told: Told) -> List[Difference]:
    """Every field that differs, with the reason: what an operator has told, the rules, or the past."""
    differences = []
    for field, theirs, ours in unequal(live, engine, rules):
        if told.words and engine is not told.engine and getattr(told.by_config.status, field) == ours:
            why = told.words
        elif rules == "strict":
            why = strict_words(live, field, engine)
        else:
            why = PAST
        differences.append(Difference(field, theirs, ours, why))
    return differences


PAST = (
    "one look does not show corosync's history (last_man_standing, auto_tie_breaker, nodes that came and went); "
    "quorate assumes that the missing nodes were lost all at once"
)


def site(compared: Comparison) -> Site:
    """The engine knows no devices' kinds; of ours there is more to say."""
    found = Site(compared.live.names, installed())
    if conf.device_model(compared.live.conf) != "quorate":
        return found
    votes = f"restore the quorum device ({count(compared.engine.status.device_votes, 'vote')})"
    if compared.device is None and not compared.device_error:
        clause = f"{votes}: start quorate-device.service here"
        return found._replace(restore="systemctl start quorate-device", restore_clause=clause)
    clause = f"{votes}: its daemon says why it does not vote here"
    return found._replace(restore="quorate device status", restore_clause=clause)


def strict_words(live: Live, field: str, engine: quorate.Engine) -> str:
    if field == "quorate":
        return f"rules strict: {engine.status.reason}"
    if field == "total_votes" and live.waits_for_all:
        return "rules strict count only admitted nodes, and wait_for_all keeps this one from being admitted"
    if conf.device_model(live.conf) == "quorate":
        return "the quorate device itself follows rules strict, so they do not count its votes"
    return "rules strict count differently: the device is a voter, and votes count only once admitted"


def ask_device(live: Live) -> Tuple[Optional[Dict[str, Any]], str]:
    """What the daemon of quorate device on this node says; an error where one runs and does not answer."""
    from quorate.device import client

    try:
        return client.ask(timeout=2.0), ""
    except client.DeviceNotRunning:
        return None, ""
    except client.DeviceError as error:
        return None, str(error)


def nodes_named(nodes: Sequence[int], live: Live) -> str:
    return ", ".join(f"{node} ({live.names[node]})" if node in live.names else str(node) for node in nodes)


def ring_words(ring: Sequence[int]) -> str:
    """As corosync-quorumtool prints it."""
    return f"{ring[0]}.{ring[1]:x}"


def shown(field: str, value: Any) -> str:
    if field == "quorate":
        return "quorate" if value else "blocked"
    if isinstance(value, frozenset):
        return flags_words(value)
    return str(value)


def flags_words(flags: FrozenSet[str]) -> str:
    return " ".join(sorted(flags)) or "none"


def heading(live: Live) -> List[str]:
    missing = sorted(set(live.votes) - set(live.members))
    lines = [
        f"Node:     {nodes_named([live.node], live)}",
        f"Members:  {nodes_named(live.members, live)}",
    ]
    if missing:
        lines.append(f"Missing:  {nodes_named(missing, live)}")
    return [*lines, f"Ring ID:  {ring_words(live.ring)}", ""]


def page(compared: Comparison) -> str:
    """Everything for people."""
    live, status = compared.live, compared.engine.status
    rows = [["", "corosync", f"quorate, rules {compared.rules}"]]
    for field, title in FIELDS:
        ours = status.verdict.replace("_", " ") if field == "quorate" else shown(field, getattr(status, field))
        rows.append([title.capitalize(), shown(field, getattr(live, field)), ours])
    if compared.device is not None:
        cells = ["quorate device", *(device_cell(field, compared.device) for field, _ in FIELDS)]
        rows = [[*row, cell] for row, cell in zip(rows, cells)]
    lines = [*heading(live), table(rows), "", f"Why: {status.reason}"]
    if not status.quorate:
        lines.append(f"Help: {help_text(status, compared.rules, site(compared))}")
    lines += [f"Note: {note}" for note in compared.notes]
    lines += difference_lines(compared.differences)
    lines += device_lines(compared)
    return "\n".join(lines)


def page_of_corosync(live: Live) -> str:
    """What is left where the rules do not take the config."""
    rows = [["", "corosync"], *([title.capitalize(), shown(field, getattr(live, field))] for field, title in FIELDS)]
    return "\n".join([*heading(live), table(rows)])


def difference_lines(differences: Sequence[Difference]) -> List[str]:
    """One line for each cause."""
    causes: Dict[str, List[str]] = {}
    titles = dict(FIELDS)
    for field, theirs, ours, why in differences:
        causes.setdefault(why, []).append(f"{titles[field]} {shown(field, theirs)} and {shown(field, ours)}")
    return [f"Differs: {', '.join(fields)}: {why}" for why, fields in causes.items()]


def device_cell(field: str, device: Dict[str, Any]) -> str:
    value = device.get("verdict" if field == "quorate" else field, "")
    return str(value).replace("_", " ")


def device_lines(compared: Comparison) -> List[str]:
    if compared.device_error:
        return [f"Quorum device: {compared.device_error}"]
    device = compared.device
    if device is None:
        return []
    verdict = device_cell("quorate", device)
    lines = [f"Quorum device: {verdict} by rules strict: {device['reason']['text']}"]
    if compared.rules == "strict" and device["verdict"] != compared.engine.status.verdict:
        lines.append("Note: the quorum device knows the history, and has its own options (see quorate-device(8))")
    if not compared.device_follows:
        lines.append("Note: the quorum device has not followed corosync to this ring yet")
    return lines
