"""The options of quorate.gate; and that gate and agent run on Python 3.6, as far as syntax tells."""

import ast
import sys
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

from quorate import gate

MISTAKES: List[Tuple[Dict[str, Any], str]] = [
    ({"rules": "cman"}, "rules: 'cman' is not one of corosync, strict"),
    ({"membership": "file"}, "membership: 'file' is not one of auto, corosync, device"),
    ({"member_policy": "maybe"}, "member_policy: 'maybe' is not one of allow, quorate, refuse"),
    ({"query_timeout": 0}, "query_timeout: 0 s is not enough"),
    ({"query_timeout": 99999999999999999999.0}, "query_timeout: 1e+20 s is more than a day"),
    ({"query_timeout": float("inf")}, "query_timeout: inf s is more than a day"),
    ({"query_timeout": float("nan")}, "query_timeout: nan s is not enough"),
    ({"fence_delay": 1e300}, "fence_delay: 1e+300 s is more than a day"),
    ({"fence_delay": float("nan")}, "fence_delay: nan s is negative"),
    ({"fence_delay": -1}, "fence_delay: -1 s is negative"),
    ({"rules": "strict", "auto_tie_breaker_node": "1; 2"}, "auto_tie_breaker_node: '1; 2' is not lowest"),
    ({"rules": "strict", "auto_tie_breaker_node": "1\n2"}, "auto_tie_breaker_node: '1\\n2' is not lowest"),
    ({"rules": "strict", "auto_tie_breaker_node": "lowest\n"}, "auto_tie_breaker_node: 'lowest\\n' is not lowest"),
    ({"auto_tie_breaker_node": "lowest"}, "a tie breaker here needs rules=strict"),
    ({"membership": "device"}, "membership=device needs rules=strict"),
    ({"rules": "strict", "membership": "device", "auto_tie_breaker_node": "1"}, "the tie breaker is the daemon's"),
]


@pytest.mark.parametrize("options, sentence", MISTAKES)
def test_mistakes_are_refused_before_anybody_is_asked(options: Dict[str, Any], sentence: str) -> None:
    wrong = gate.Options(**options)
    assert sentence in gate.mistake(wrong)
    decision = gate.may_fence("gamma", wrong)
    assert not decision.allowed and decision.text.isprintable()
    assert decision.text.startswith("fencing of gamma refused: ") and "membership cannot be read" not in decision.text
    with pytest.raises(gate.Unknown):
        gate.check(wrong)


@pytest.mark.parametrize("tie_breaker", ["", "lowest", "highest", "1", "2 1", "3, 2,1"])
@pytest.mark.parametrize("membership", ["auto", "corosync"])
def test_what_is_no_mistake(membership: str, tie_breaker: str) -> None:
    options = gate.Options(rules="strict", membership=membership, auto_tie_breaker_node=tie_breaker, fence_delay=0)
    assert gate.mistake(options) == gate.mistake(gate.Options()) == ""
    assert gate.mistake(gate.Options(rules="strict", membership="device", member_policy="refuse")) == ""
    assert gate.mistake(gate.Options(query_timeout=86400, fence_delay=86400)) == ""
    assert gate.mistake(gate.Options(query_timeout=0.5, fence_delay=0.5)) == ""
