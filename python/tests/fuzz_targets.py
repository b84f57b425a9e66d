"""What any bytes may be fed to, and what then must hold. tests/fuzz looks for bytes that break it, with coverage as its
guide; test_fuzz.py plays the seeds, and what was found, on every run; of the gate tests/fencing does, where
fence-agents are."""

from pathlib import Path
from typing import Callable, Dict, Iterable, NamedTuple

import fuzz_cluster_conf
import fuzz_device
import fuzz_gate

FOUND = Path(__file__).parents[2] / "tests" / "fuzz" / "found"


class Target(NamedTuple):
    """Where bytes go in: raises where something does not hold."""

    run: Callable[[bytes], None]
    # From which the search begins.
    seeds: Callable[[], Iterable[bytes]]
    # The longest input in bytes.
    longest: int
    # What inputs are made of, beside bytes.
    words: Iterable[str] = ()


TARGETS: Dict[str, Target] = {
    "cluster_conf": Target(fuzz_cluster_conf.run, fuzz_cluster_conf.seeds, 4096, fuzz_cluster_conf.WORDS),
    "device_order": Target(fuzz_device.order, fuzz_device.orders, 512),
    "device_frames": Target(fuzz_device.frames, fuzz_device.events, 1024),
    "device_socket": Target(fuzz_device.talk, fuzz_device.talks, 512, fuzz_device.WORDS),
    "gate": Target(fuzz_gate.run, fuzz_gate.seeds, 512, fuzz_gate.WORDS),
}


def replay(name: str) -> int:
    """Plays the seeds, and what was found; how many."""
    target = TARGETS[name]
    inputs = [*target.seeds(), *(path.read_bytes() for path in sorted((FOUND / name).glob("*")))]
    for data in inputs:
        target.run(data[: target.longest])
    return len(inputs)
