"""Plays all stories with the quorate that this Python finds; each knows what it expects."""

import glob
import platform

import quorate

steps = 0
for name in sorted(glob.glob("tests/stories/*.story")):
    with open(name, encoding="utf-8") as story:
        for played in quorate.simulate(story.read()):
            assert played.ok, f"{name}:{played.line}: {played.seen}"
            steps += 1
assert steps > 100, steps
print(f"quorate {quorate.__version__}, Python {platform.python_version()}, {platform.machine()}: {steps} steps")
