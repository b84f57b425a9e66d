"""quorate.corosync without a corosync: errors, the rebuilt config, the words of status and watch.

What it reads from a running one is tested on real clusters, in tests/fencing.
"""

import ctypes
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import pytest

import quorate
from quorate import corosync
from quorate.cli import live as page
from quorate.cli import drift, past, report_page, watch
from quorate.cli.common import Refused
from quorate.corosync import conf, libraries
from quorate.corosync import live as reading
from quorate.corosync.quorum import ModelV1
from quorate.corosync.votequorum import FLAGS, InfoRecord, RingId

Command = Callable[..., "subprocess.CompletedProcess[str]"]

KEYS: Dict[str, Any] = {
    "quorum.provider": "corosync_votequorum",
    "quorum.two_node": 0,
    "quorum.wait_for_all": 1,
    "quorum.cancel_wait_for_all": 0,
    "quorum.device.model": "net",
    "quorum.device.votes": 1,
    "quorum.device.net.host": "witness.example",
    "nodelist.local_node_pos": 1,
    "nodelist.node.1.nodeid": 2,
    "nodelist.node.1.name": "beta",
    "nodelist.node.1.ring0_addr": "10.0.0.2",
    "nodelist.node.0.nodeid": 1,
    "nodelist.node.0.quorum_votes": 3,
    "nodelist.node.0.ring0_addr": "10.0.0.1",
}


@pytest.fixture(autouse=True)
def no_corosync_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else this machine runs."""
    monkeypatch.setattr(drift, "conf_path", lambda: None)
    monkeypatch.setattr(page, "ask_device", lambda live: (None, ""))


def picture(members: "tuple[int, ...]" = (1, 2), **fields: Any) -> corosync.Live:
    """Three nodes of one vote each; node 1 sees these."""
    keys = {"quorum.provider": "corosync_votequorum"}
    for node in (1, 2, 3):
        keys[f"nodelist.node.{node}.nodeid"] = node  # type: ignore[assignment]
    usual: Dict[str, Any] = dict(
        node=1,
        ring=(1, 26),
        members=members,
        quorate=len(members) > 1,
        total_votes=len(members),
        quorum=2,
        expected_votes=3,
        highest_expected=3,
        flags=frozenset({"Quorate"} if len(members) > 1 else ()),
        votes={1: 1, 2: 1, 3: 1},
        device_votes=0,
        device_name="",
        names={1: "alpha", 2: "beta"},
        waits_for_all=False,
        conf=conf.rebuild(keys),
    )
    return corosync.Live(**{**usual, **fields})


def test_the_records_are_laid_out_as_in_c() -> None:
    assert ctypes.sizeof(InfoRecord) == 9 * 4 + 255 + 1
    assert (ctypes.sizeof(RingId), RingId.seq.offset) == (16, 8)
    assert ModelV1.nodelist.offset == 2 * ctypes.sizeof(ctypes.c_void_p)
    # In the order of the bits, as the engine's flags are called.
    assert list(FLAGS.values()) == [
        *("2Node", "Quorate", "WaitForAll", "LastManStanding", "AutoTieBreaker", "AllowDownscale"),
        *("Qdevice", "QdeviceAlive", "QdeviceCastVote", "QdeviceMasterWins"),
    ]


def test_a_missing_library_names_its_package() -> None:
    with pytest.raises(corosync.CorosyncError) as raised:
        libraries.load("votequorum", "libvotequorum.so.none")
    assert "cannot open corosync's library libvotequorum.so.none" in str(raised.value)
    assert "package libvotequorum8 on Debian" in str(raised.value) and "corosynclib" in str(raised.value)
    assert (raised.value.function, raised.value.code) == ("", 0)


def test_what_corosync_refuses() -> None:
    libraries.check(libraries.OK, "quorum_dispatch")
    with pytest.raises(corosync.CorosyncError) as raised:
        libraries.check(11, "cmap_initialize")
    assert (raised.value.function, raised.value.code) == ("cmap_initialize", 11)
    assert str(raised.value).startswith("corosync refuses this user; run this as root")
    assert str(raised.value).endswith("(cmap_initialize: CS_ERR_ACCESS)")
    with pytest.raises(corosync.CorosyncError, match=r"\(quorum_dispatch: error 77\)"):
        libraries.check(77, "quorum_dispatch")


def test_try_again_is_tried_again() -> None:
    answers = [libraries.ERR_TRY_AGAIN, libraries.ERR_TRY_AGAIN, libraries.OK]
    libraries.retry(lambda: answers.pop(0), "cmap_get", libraries.Deadline(30))
    assert answers == []
    with pytest.raises(corosync.TimedOut, match="busy for 0.05 s") as raised:
        libraries.retry(lambda: libraries.ERR_TRY_AGAIN, "cmap_get", libraries.Deadline(0.05))
    assert (raised.value.function, raised.value.code) == ("cmap_get", libraries.ERR_TRY_AGAIN)


def test_a_call_that_never_returns() -> None:
    """Not even the end of the process waits for it."""
    script = """
import threading, quorate.corosync.live as live
try:
    live.within(0.05, lambda deadline: threading.Event().wait())
except live.TimedOut as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, timeout=60, check=True)
    assert done.stdout.startswith(b"corosync did not answer within 0.05 s: it is frozen, or waits for its quorum")
    assert reading.within(30, lambda deadline: deadline.seconds) == 30
    with pytest.raises(ZeroDivisionError):
        reading.within(30, lambda deadline: 1 // 0)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_timeouts_that_are_none(timeout: float) -> None:
    with pytest.raises(ValueError, match="a timeout is a number of seconds above 0"):
        corosync.read(timeout)
    with pytest.raises(ValueError, match="a timeout is a number of seconds above 0"):
        next(corosync.changes(timeout))


def test_the_config_is_rebuilt() -> None:
    text = conf.rebuild(KEYS)
    config = quorate.Config.from_corosync_conf(text)
    assert config.nodes == {1: 3, 2: 1}
    assert config.wait_for_all and not config.two_node and config.options.device and config.device_votes == 1
    assert "cancel_wait_for_all" not in text and "local_node_pos" not in text
    assert "        net {\n            host: witness.example\n        }\n" in text
    assert conf.names(KEYS) == {2: "beta"}


def test_the_device_in_the_rebuilt_config() -> None:
    text = conf.rebuild(KEYS)
    assert conf.device_model(text) == "net"
    without = conf.without_device(text)
    assert conf.device_model(without) == "" and conf.without_device(without) == without
    config = quorate.Config.from_corosync_conf(without)
    assert not config.options.device and config.wait_for_all and config.nodes == {1: 3, 2: 1}


def test_the_votes_of_a_quorate_device_are_no_voter_beside_rules_strict() -> None:
    keys = {**KEYS, "quorum.wait_for_all": 0, "quorum.device.votes": 4}
    flags = frozenset({"Quorate", "Qdevice", "QdeviceAlive", "QdeviceCastVote"})
    for model, name, verdict, votes in [("quorate", "quorate", "quorate", 3), ("net", "Qdevice", "quorate", 7)]:
        now = picture(
            (1,), total_votes=7, quorum=5, expected_votes=8, highest_expected=8, votes={1: 3, 2: 1}, flags=flags,
            quorate=True, device_votes=4, device_name=name, conf=conf.rebuild({**keys, "quorum.device.model": model}),
        )  # fmt: skip
        assert page.compare(now, "corosync").differences == []
        status = page.compare(now, "strict").engine.status
        assert (status.verdict, status.total_votes) == (verdict, votes), model


def device_keys(device_votes: int, votes: Dict[int, int]) -> Dict[str, Any]:
    """The map of a cluster with the device of `quorate device`, and these votes."""
    keys: Dict[str, Any] = {"quorum.provider": "corosync_votequorum", "quorum.device.model": "quorate"}
    keys["quorum.device.votes"] = device_votes
    for position, (node, own) in enumerate(votes.items()):
        keys.update({f"nodelist.node.{position}.nodeid": node, f"nodelist.node.{position}.quorum_votes": own})
    return keys


@pytest.mark.parametrize(
    ("device_votes", "votes", "together", "members", "expected"),
    [
        (3, {1: 1, 2: 1, 3: 1}, (1,), (1,), 4),
        (5, {1: 3, 2: 1, 3: 1}, (1,), (1,), 8),
        (4, {1: 1, 2: 1, 3: 0}, (1,), (1,), 5),
        (3, {1: 1, 2: 1, 3: 1}, (1, 2), (1, 2), 5),
        # Node 2 came and went; corosync expects the most that it has seen.
        (3, {1: 1, 2: 1, 3: 1}, (1, 2), (1,), 5),
        (9, {1: 2, 2: 3, 3: 4}, (1, 3), (1,), 15),
        (3, {1: 1, 2: 1, 3: 1}, (1, 2, 3), (1,), 6),
    ],
)
def test_nobody_is_blamed_for_a_start_without_the_others(
    device_votes: int, votes: Dict[int, int], together: Tuple[int, ...], members: Tuple[int, ...], expected: int
) -> None:
    text = conf.rebuild(device_keys(device_votes, votes))
    for flags in (frozenset(), frozenset({"Qdevice", "QdeviceAlive"})):
        total = sum(votes[node] for node in members)
        now = picture(
            members, total_votes=total, quorum=expected // 2 + 1, expected_votes=expected, quorate=False, flags=flags,
            highest_expected=expected, votes=votes, device_votes=device_votes, conf=text,
            device_name="quorate" if flags else "",
        )  # fmt: skip
        compared = page.compare(now, "corosync")
        assert compared.notes == [] and compared.differences == []
        assert f"of {expected} expected votes present" in page.page(compared)
    # What no past explains is an operator's doing.
    told = now._replace(expected_votes=2, highest_expected=2, quorum=2)
    total = max(expected, sum(votes.values()) + device_votes)
    assert page.compare(told, "corosync").notes[0].startswith(f"corosync expects 2 votes; the config says {total} (")


def test_weights_with_many_sums_take_no_time() -> None:
    votes = {node: 1 << node % 20 for node in range(1, 41)}
    config = quorate.Config.from_corosync_conf(conf.rebuild(device_keys(sum(votes.values()), votes)))
    found = list(past.pasts(config, picture((1,))))
    assert found[:2] == [tuple(range(1, 41)), (1,)] and 40 < len(found) <= past.SUMS_MAX + 1
    assert all(1 in nodes for nodes in found)


def test_the_device_that_would_help_is_the_one_of_the_config() -> None:
    for model, helped in [("quorate", "start quorate-device.service here"), ("net", "start ")]:
        keys = {**device_keys(3, {1: 1, 2: 1, 3: 1}), "quorum.device.model": model}
        now = picture(
            total_votes=2, quorum=4, expected_votes=6, highest_expected=6, quorate=False, flags=frozenset(),
            device_votes=3, conf=conf.rebuild(keys),
        )  # fmt: skip
        compared = page.compare(now, "corosync")
        assert compared.engine.status.reason.code == "device_vote_missing"
        words = f"restore the quorum device (3 votes): {helped}"
        assert words in page.page(compared) and words in compared.as_dict()["help"]
        [advice] = [a for a in compared.as_dict()["advice"] if a["code"] == "restore_device"]
        assert advice["text"].startswith(words)
        assert model != "quorate" or "corosync-qdevice" not in page.page(compared)
    answer = {"verdict": "blocked", "corosync_ring": None, "reason": {"text": "no majority"}}
    running = compared._replace(device=answer, live=now._replace(conf=now.conf.replace("model: net", "model: quorate")))
    assert "says why it does not vote here: quorate device status" in page.page(running)


def test_strings_that_would_break_the_config() -> None:
    evil = {**KEYS, "nodelist.node.0.name": "a\n  quorum_votes: 9", "quorum.device.net.tls": "}", "quorum.x": ""}
    assert quorate.Config.from_corosync_conf(conf.rebuild(evil)).nodes == {1: 3, 2: 1}
    assert "quorum_votes: 9" not in conf.rebuild(evil) and "tls" not in conf.rebuild(evil)
    # A key that is a section too: the section's keys are what counts votes.
    both = conf.rebuild({**KEYS, "quorum.device": "x"})
    quorate.Config.from_corosync_conf(both)


def test_no_nodelist() -> None:
    text = conf.rebuild({"quorum.provider": "corosync_votequorum", "quorum.expected_votes": 3})
    assert quorate.Config.from_corosync_conf(text).expected_votes == 3 and conf.names({}) == {}


def test_what_happened_to_corosync_is_noted() -> None:
    [refused] = page.compare(picture(is_reloading=True), "corosync").notes
    assert refused.startswith("corosync refused to reload corosync.conf") and refused.endswith("corosync-cfgtool -R")
    # corosync 3.0.3: libquorum says quorate still.
    [armed] = page.compare(picture(waits_for_all=True), "corosync").notes
    assert "armed wait_for_all again" in armed and "quorum.cancel_wait_for_all u8 1" in armed
    waits = page.compare(picture(members=(1,), waits_for_all=True), "corosync").notes
    assert waits == ["corosync has been waiting for all nodes since it started or lost quorum (wait_for_all)"]


def test_both_agree() -> None:
    compared = page.compare(picture(), "corosync")
    assert compared.differences == [] and compared.notes == [] and compared.is_quorate
    lines = page.page(compared).splitlines()
    assert lines[:4] == ["Node:     1 (alpha)", "Members:  1 (alpha), 2 (beta)", "Missing:  3", "Ring ID:  1.1a"]
    assert lines[-1] == "Why: majority: 2 of 3 expected votes present, 2 needed; missing: node 3"
    json.dumps(compared.as_dict())


def test_a_past_that_one_look_does_not_show() -> None:
    """corosync holds a partition quorate that neither the config nor an operator explains."""
    odd = picture((1,), quorate=True, flags=frozenset({"Quorate"}))
    compared = page.compare(odd, "corosync")
    assert [found.field for found in compared.differences] == ["quorate", "flags"]
    assert {found.why for found in compared.differences} == {page.PAST}
    text = page.page(compared)
    assert "\nDiffers: verdict quorate and blocked, flags Quorate and none: one look does not show" in text


def test_last_man_standing_is_named() -> None:
    lines = picture().conf.replace("provider: corosync_votequorum", "provider: corosync_votequorum\n wait_for_all: 1\n"
                                   " last_man_standing: 1")
    shrunk = picture((1, 2), expected_votes=2, highest_expected=2, conf=lines,
                     flags=frozenset({"Quorate", "WaitForAll", "LastManStanding"}))
    compared = page.compare(shrunk, "corosync")
    why = "last_man_standing or corosync-quorumtool -e"
    assert compared.notes == [f"corosync expects 2 votes; the config says 3 ({why})"]
    assert compared.differences == []


def test_a_config_that_the_rules_do_not_take() -> None:
    with pytest.raises(Refused, match="the running corosync's config: "):
        page.compare(picture(conf="quorum {\n}\n"), "corosync")
    with pytest.raises(Refused, match="rules corosync cannot judge this cluster: "):
        page.compare(picture(node=9), "corosync")


def changes(before: corosync.Live, now: corosync.Live) -> List[str]:
    return list(watch.changed(before, now))


def test_changes_in_words() -> None:
    first = picture((1, 2, 3))
    assert changes(first, first) == []
    assert changes(first, picture((1,), ring=(1, 30))) == ["left 2 (beta), 3", "verdict quorate to blocked"]
    assert changes(picture((1, 2)), picture((1, 3))) == ["joined 3", "left 2 (beta)"]
    assert changes(first, first._replace(ring=(1, 30))) == ["same members in a new ring"]
    assert changes(first, first._replace(votes={1: 1, 2: 4, 3: 1})) == ["votes of node 2 (beta) 1 to 4"]
    device = first._replace(flags=first.flags | {"Qdevice"}, device_name="net", device_votes=1)
    assert changes(first, device) == [
        *("flags now Qdevice", "quorum device none to net", "votes of the quorum device 0 to 1"),
    ]
    assert changes(device, first)[0] == "flags no longer Qdevice"
    assert changes(first, first._replace(waits_for_all=True)) == ["waits for all nodes"]
    assert changes(first, first._replace(conf=first.conf + "\n")) == ["config changed"]


def test_watch_goes_on_where_the_config_cannot_be_judged(capsys: pytest.CaptureFixture[str]) -> None:
    printer = watch.Printer("corosync", as_json=True)
    printer.state(picture())
    printer.state(picture(conf="quorum {\n}\n"))
    start, odd = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (start["event"], start["verdict"]) == ("start", "quorate")
    assert odd["event"] == "change" and odd["changes"][0] == "config changed" and odd["corosync"]["quorate"]
    assert odd["changes"][1].startswith("the running corosync's config: ") and "verdict" not in odd


def test_a_report_of_what_runs() -> None:
    compared = page.compare(picture((1,), names={1: "<b>alpha"}), "strict")
    title, verdicts, text = report_page.running(compared)
    assert "What runs now" in title and verdicts.count("<span>blocked</span>") == 2
    assert "Members:  1 (&lt;b&gt;alpha)" in text and "Why: no majority" in text
    assert report_page.running(None) == []


def test_watch_keeps_a_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "cluster.html"
    printer = watch.Printer("corosync", as_json=False, page=str(path))
    printer.state(picture((1, 2, 3)))
    printer.state(picture((1,), ring=(1, 30), names={1: "alpha", 2: "<b>beta"}))
    printer.lost("it stopped")
    printer.lost("it stopped")
    capsys.readouterr()
    text = path.read_text()
    assert [one.name for one in tmp_path.iterdir()] == ["cluster.html"]
    [_, first, second, third] = re.findall("<title>([^<]*)</title>", text)
    beta = "&lt;b&gt;beta"
    assert first.endswith(f"members 1 (alpha), 2 (beta), 3; alpha {beta} 3: quorate (majority)")
    assert second.endswith(f"verdict quorate to blocked; alpha: blocked (no majority); {beta}: not seen; 3: not seen")
    assert third.endswith(f"lost corosync: it stopped; alpha: not seen; {beta}: not seen; 3: not seen")
    absent = re.findall('<text [^>]*class="f-down-ink">([^<]*)', text)
    assert absent == [beta, "node 3", "alpha", beta, "node 3"] and ", down" not in text and "<b>" not in text
    with pytest.raises(Refused, match="No such file"):
        watch.Printer("corosync", as_json=False, page=str(tmp_path / "none" / "a.html"))


def test_no_corosync_here(command: Command, tmp_path: Path) -> None:
    """Or no library of it: one line with the way out, also under a limit of files. Nothing of a real one is asked."""
    script = (
        "import sys; from quorate.corosync import libraries; libraries.SONAMES['cmap'] = 'libcmap.so.none';"
        "from quorate.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    for arguments, way_out in [(["status"], "; or say who is present, with --members\n"), (["watch"], "Fedora\n")]:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
        )
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done
        assert done.stderr.startswith("quorate: cannot open corosync's library libcmap.so.none")
        assert done.stderr.endswith(way_out)


def test_importing_it_opens_nothing() -> None:
    script = "import quorate.corosync as c, sys; sys.exit(bool(c.libraries._loaded))"
    assert subprocess.run([sys.executable, "-c", script], timeout=60, check=False).returncode == 0
