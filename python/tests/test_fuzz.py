"""What the fuzzers of tests/fuzz begin with, and what they found, fed to their targets."""

import pytest
from fuzz_targets import TARGETS, replay


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "gate"])
def test_seeds_and_what_was_found(name: str) -> None:
    assert replay(name) > 0
