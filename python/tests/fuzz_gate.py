"""fence_quorate's standard input: with these bytes as options it ends as its manual page says, and allows nothing that
the gate has not."""

import contextlib
import io
import logging
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Callable, List

import pytest
from clock import Clock
from test_gate import live, told

from quorate import corosync, gate
from quorate.corosync import CorosyncError
from quorate.device import client

SCRIPT = Path(__file__).parents[1] / "data" / "scripts" / "fence_quorate"
# What its manual page lets end well without a question to the gate.
HARMLESS = ("on", "monitor", "validate-all", "metadata", "meta-data", "manpage")
NAMES = (
    "action nodename rules membership member_policy query_timeout auto_tie_breaker_node fence_delay device_socket "
    "delay method quiet verbose verbose_level debug help version port disable_timeout agent no_status"
).split()
VALUES = "off on reboot monitor validate-all metadata corosync strict auto device allow quorate refuse gamma".split()
WORDS = [*(f"{name}=" for name in NAMES), *VALUES, "lowest", "highest", "1, 2", "inf", "9" * 30]
TWO_NODE = " two_node: 1\n"
PICTURES = (
    live(3, 1, [1, 2]),
    live(3, 1, [1]),
    live(2, 2, [2], TWO_NODE),
    live(2, 1, [1], TWO_NODE, started=True),
    CorosyncError("corosync does not run"),
)
ANSWERS = (
    told((1, 0x58)),
    told((2, 0x58), "fence_first", fence_delay_left=5000),
    told(None, "blocked"),
    client.DeviceNotRunning("no quorum device is running here"),
    client.DeviceError("no answer"),
)


def agent() -> ModuleType:
    """The script as a module, over the library of fence-agents without what that needs to log in somewhere."""
    if "fence_quorate" not in sys.modules:
        class Never(Exception):
            """What only a login raises."""

        lent: Any = {"pycurl": {"error": Never}, "pexpect": {"spawn": object, "EOF": Never, "TIMEOUT": Never}}
        for name, content in lent.items():
            sys.modules[name] = SimpleNamespace(**content)  # type: ignore[assignment]
        script = ModuleType("fence_quorate")
        exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), vars(script))
        sys.modules["fence_quorate"] = script
    return sys.modules["fence_quorate"]


def raiser(error: Exception) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


class Said(logging.Handler):
    """What the agent itself has logged, or what root has."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: List[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def answer(told: Any) -> Callable[..., Any]:
    return raiser(told) if isinstance(told, Exception) else lambda *_, **__: told


def run(data: bytes) -> None:
    script = agent()
    fencing = sys.modules["fencing"]
    root, said, decisions = logging.getLogger(), Said(), []
    # As Pacemaker starts agents, in the locale C.
    text = io.TextIOWrapper(io.BytesIO(data[1:]), "utf-8", "surrogateescape")
    out, err = io.StringIO(), io.StringIO()
    which = data[0] if data else 0
    pristine = {name: dict(option) for name, option in vars(fencing)["all_opt"].items()}
    clock: Any = Clock()
    clock.time = clock.monotonic

    def may_fence(*arguments: Any) -> gate.Decision:
        decisions.append(may_fence_really(*arguments))
        return decisions[-1]

    may_fence_really = gate.may_fence
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(corosync, "read", answer(PICTURES[which % len(PICTURES)]))
        patch.setattr(client, "ask", answer(ANSWERS[which // len(PICTURES) % len(ANSWERS)]))
        patch.setattr(gate, "may_fence", may_fence)
        patch.setattr(gate, "time", clock)
        patch.setattr(fencing, "time", clock)
        patch.setattr(fencing, "SyslogLibHandler", logging.NullHandler)
        # Nothing that bytes name is written.
        patch.setattr(logging, "FileHandler", raiser(OSError("not here")))
        patch.setattr(script, "atexit", SimpleNamespace(register=lambda _: None))
        patch.setattr(sys, "stdin", text)
        patch.setattr(sys, "argv", ["fence_quorate"])
        patch.setattr(root, "handlers", [])
        patch.setattr(root, "level", root.level)
        patch.setattr(script.LOG, "handlers", [said])
        try:
            script.main()
            status: Any = "none"
        except SystemExit as ended:
            status = ended.code or 0
    vars(fencing)["all_opt"].clear()
    vars(fencing)["all_opt"].update(pristine)
    check(data[1:].decode("utf-8", "surrogateescape"), status, decisions, said.lines, err.getvalue())


def check(text: str, status: Any, decisions: List[gate.Decision], said: List[str], err: str) -> None:
    assert status in (0, 1), status
    given = [re.split("\\s*=\\s*", line.strip(), maxsplit=1) for line in io.StringIO(text, None)]
    names = [words[0].replace("-", "_") for words in given]
    actions = [words[-1].strip('"').lower() for words, name in zip(given, names) if name == "action"]
    asks = [line for line in said if " s for the other side to fence first: " not in line]
    assert all(line.isprintable() for line in said), said
    if decisions:
        assert status == int(not decisions[-1].allowed) and len(decisions) == len(asks) == 1, said
    elif status == 0:
        assert actions and actions[-1] in HARMLESS, (actions, said)
    else:
        assert len(asks) == 1 or "Failed: " in err or "quiet" in names, (asks, err)


def seeds() -> List[bytes]:
    actions = [f"action={action}\nnodename=gamma\n" for action in VALUES[:6]]
    options = [
        "action=off\nnodename=gamma\nrules=strict\nmembership=device\nmember-policy=refuse\n",
        'action="off"\nnodename="alpha"\nrules=strict\nauto_tie_breaker_node=lowest\nfence_delay=7\n',
        "action=off\nnodename=alpha\nrules=STRICT\nmembership=auto\ndevice_socket=/\n",
        "# a comment\n\nport=1\nquery_timeout=0\nverbose=1\ndelay=2\n",
        "action=monitor\nrules=strict\nauto_tie_breaker_node=1, 2\nmembership=corosync\n",
        "help=1\n", "action=off\nversion=0\n", "no_status=1\naction=off\n",
        "quiet=1\naction=off\n", "debug=/nowhere\naction=off\n",
    ]  # fmt: skip
    return [bytes([which]) + text.encode() for which in range(0, 25, 6) for text in [*actions, *options]]
