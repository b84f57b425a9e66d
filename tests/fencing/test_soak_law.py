"""The checker of tests/soak, on what nobody said: it sees a split, and nothing else."""

from typing import List, Tuple

import law
import pytest
from law import Said, Stopped
from plan import PLAIN, PROFILES, Plan

APART = law.notice(3, 1.0, 3.0)


def said(*lines: Tuple[float, int, bool, int, str]) -> List[Said]:
    """Moment, node, whether it acts, ring, members."""
    return [Said(at, node, acts, (1, ring), frozenset(map(int, who.split()))) for at, node, acts, ring, who in lines]


TOGETHER = said((0, 1, True, 4, "1 2 3"), (0, 2, True, 4, "1 2 3"), (0, 3, True, 4, "1 2 3"))
MAJORITY = said((12, 1, True, 8, "1 2"), (12.1, 2, True, 8, "1 2"))
ALONE = said((14, 3, True, 12, "3"))


def found(history: List[Said], disturbed: Tuple[float, ...] = (10,)) -> List[Tuple[Tuple[int, int], bool]]:
    return [(one.nodes, one.is_disjoint) for one in law.splits(history, disturbed, 60, APART, 0.3)]


def test_the_notice() -> None:
    """As real clusters took it: 3.6 s for three nodes without a device."""
    assert law.notice(3, 1.0, 0.0) - law.SLACK == pytest.approx(1.65 + 1.98)


def test_who_notices_in_time_is_no_split() -> None:
    assert found(TOGETHER + MAJORITY + said((14, 3, False, 12, "3"))) == []
    # Moments at which one hears it first.
    assert law.overlaps(TOGETHER, 60) == []


def test_who_never_notices_is_one() -> None:
    assert found(TOGETHER + MAJORITY) == [((1, 3), False), ((2, 3), False)]
    # Nor does it matter that others were disturbed, where that was long ago.
    assert found(TOGETHER + MAJORITY, disturbed=(10, 20)) == [((1, 3), False), ((2, 3), False)]
    # Again and again: it always had less time than it takes.
    assert found(TOGETHER + MAJORITY, disturbed=tuple(range(10, 60, 5))) == []


def test_nobody_notices_a_cut_that_is_no_parting() -> None:
    """As a real cluster did: node 2 heard all, and 3 did not hear it; node 2 knew after 29 s."""
    cuts = {
        (): True, ((1, 2), (2, 1)): False, ((1, 2),): False, ((1, 2), (2, 1), (1, 3), (3, 1)): True,
        ((1, 2), (1, 3)): False, ((1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)): True,
    }  # fmt: skip
    for cut, is_in_parts in cuts.items():
        assert law.is_in_parts([1, 2, 3], cut) == is_in_parts, cut
    assert not law.is_in_parts([1, 2], [(1, 2)])
    for torn, count in (((10, 60), 0), ((10, 40), 2), ((10, 53), 0), ((30, 60), 2)):
        assert len(law.splits(TOGETHER + MAJORITY, [10], 60, APART, 0.3, [torn])) == count, torn
    # There is no excuse for views without a common node.
    assert law.splits(TOGETHER + MAJORITY + ALONE, [10], 60, APART, 0.3, [(10, 60)])[0].is_disjoint


def test_two_views_without_a_common_node_are_one_at_once() -> None:
    assert ((1, 3), True) in found(TOGETHER + MAJORITY + ALONE + said((15, 3, False, 12, "3")))
    assert found(TOGETHER + MAJORITY + ALONE + said((14.2, 3, False, 12, "3"))) == []
    assert ((1, 3), True) in found(TOGETHER + MAJORITY + ALONE, disturbed=tuple(range(10, 60)))


def test_who_is_stopped_is_not_asked() -> None:
    history = TOGETHER + MAJORITY
    stopped, thawed = Stopped(10, 3, "corosync", True), Stopped(20, 3, "corosync", False)
    assert found(law.audible(history, [stopped])) == []
    # Once it goes on it has to notice.
    assert found(law.audible(history + said((21, 3, False, 12, "3")), [stopped, thawed])) == []
    assert ((1, 3), False) in found(law.audible(history, [stopped, thawed]))
    # Another of its daemons is stopped still.
    assert found(law.audible(history, [stopped, Stopped(11, 3, "corosync-qdevice", True), thawed])) == []


def test_electorates_are_a_chain() -> None:
    all3, two = frozenset({1, 2, 3}), frozenset({1, 2})
    assert law.forks([(1, 0, frozenset()), (1, 1, all3), (2, 1, all3), (1, 2, two), (2, 2, two)]) == []
    assert law.forks([(1, 2, all3), (2, 2, two)]) == ["epoch 2 has the electorates [1, 2, 3] and, on 2, [1, 2]"]
    assert law.forks([(1, 2, two), (1, 1, all3)]) == ["node 1 goes back from epoch 2 to 1"]


def test_what_grows_leaks() -> None:
    flat = [(float(at), 20_000 + at % 3 * 100, 12) for at in range(0, 600, 10)]
    assert law.leak(flat) is None
    assert law.leak([(at, size + int(at) * 40, files) for at, size, files in flat]) is not None
    assert law.leak([(at, size, files + int(at) // 20) for at, size, files in flat]) == "20 to 34 descriptors"
    # What a process takes as it starts is none.
    assert law.leak([(0.0, 5_000, 3), *flat[1:]]) is None


@pytest.mark.parametrize("name", [*PROFILES, *PLAIN])
def test_a_seed_is_a_plan(name: str) -> None:
    profile = {**PROFILES, **PLAIN}[name]
    one, other = (Plan(profile, 7), Plan(profile, 7))
    rounds = [one.round() for _ in range(30)]
    assert rounds == [other.round() for _ in range(30)]
    assert rounds[0] != Plan(profile, 8).round()
    assert {event.split()[0] for played in rounds for _, event in played} == set(profile.events)
