"""The wheel and this package, side by side: the same configs, verdicts, codes and reasons after the same events. Run on
one Python only, that has the wheel in another venv; QUORATE_WHEEL_PYTHON is its interpreter."""

import os
import random
import subprocess
import sys
from typing import Any, Callable, List

import quorate

RULES = ["corosync", "cman", "strict"]


def told(call: Callable[[], Any]) -> Any:
    """What it returns, or the kind and number of what it raises: a sentence may say more in the wheel."""
    try:
        return call()
    except (quorate.Error, ValueError) as error:
        return type(error).__name__, getattr(error, "number", 0)


def config(draw: random.Random) -> Any:
    votes = {node: draw.choice([1, 1, 1, 2, 0]) for node in range(1, draw.randint(2, 6))}
    names = ["two_node", "last_man_standing", "auto_tie_breaker", "allow_downscale", "device", "freeze_on_loss"]
    options = {name: True for name in names if draw.random() < 0.1}  # type: Any
    options.update({"wait_for_all": draw.random() < 0.5} if draw.random() < 0.5 else {})
    options.update({"expected_votes": draw.randint(1, 8)} if draw.random() < 0.1 else {})
    return told(lambda: quorate.Config(votes, quorate.Options(**options)))


def event(draw: random.Random, engine: quorate.Engine, count: int, now: int) -> Callable[[], object]:
    everyone = range(1, count + draw.choice([0, 0, 0, 2]))
    members = sorted({engine.node, *draw.sample(everyone, draw.randint(0, len(everyone)))})
    node, ring = draw.randint(1, count), draw.choice([engine.status.ring, (1, now)])
    calls: List[Callable[[], object]] = [
        lambda: engine.observe(members),
        lambda: engine.observe(members),
        lambda: engine.view((min(members), now), members, now),
        lambda: engine.receive(node, engine.poll_transmit() or b"\1\5", now),
        lambda: engine.handle_timeout(now),
        engine.cancel_wait_for_all,
        lambda: engine.fenced(node, ring, now),
        engine.resume,
        lambda: engine.device_register("disk"),
        lambda: engine.device_poll(ring, True, now),
    ]
    return draw.choice(calls)


def transcript() -> None:
    for seed in range(600):
        draw = random.Random(seed)
        made, rules = config(draw), draw.choice(RULES)  # type: Any, Any
        if not isinstance(made, quorate.Config):
            print(seed, made)
            continue
        print(seed, made.nodes, made.expected_votes, made.device_votes, made.options.as_dict())
        engine = told(lambda: quorate.Engine(made, draw.randint(1, 3), rules))
        for now in range(10, 300, 25) if isinstance(engine, quorate.Engine) else ():
            said, status = told(event(draw, engine, len(made.nodes) + 1, now)), engine.status
            numbers = status.quorum, status.expected_votes, status.highest_expected, status.total_votes
            reason = status.reason
            why = [reason.code, reason.votes, reason.needed, reason.missing, reason.node, reason.device_votes]
            why.append(str(reason))
            print(said, status.verdict, numbers, sorted(status.flags), status.members, status.ring, why)
            print(status.fence_delay, engine.poll_timeout(), engine.poll_transmit())


def lines_of(python: str) -> List[str]:
    done = subprocess.run([python, __file__], stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout.splitlines()


def test_same_transcript() -> None:
    theirs, ours = lines_of(os.environ["QUORATE_WHEEL_PYTHON"]), lines_of(sys.executable)
    different = [(one, other) for one, other in zip(theirs, ours) if one != other]
    assert not different, f"{len(different)} answers differ, such as {different[0]}"
    assert len(theirs) == len(ours) > 5000
    for word in ("ConfigError", "EngineError", "MessageError", "fence_first", "frozen", "two_node"):
        assert any(word in line for line in ours), f"{word} is not tried"


if __name__ == "__main__":
    transcript()
