"""What if: partitions after a loss or a split, and what a cluster survives."""

import copy
import itertools
import json
from typing import Any, Callable, get_args

import pytest

import quorate
from quorate import types

Question = Callable[[], object]

FOUR = quorate.Config(dict.fromkeys(range(1, 5), 1))
NOT_LISTED = quorate.Config({}, quorate.Options(expected_votes=3))


def verdicts(config: quorate.Config, rules: types.Rules = "corosync", **question: Any) -> "dict[str, str]":
    partitions = quorate.what_if(config, rules, **question)
    return {",".join(map(str, partition.members)): partition.verdict for partition in partitions}


def test_losses_and_splits() -> None:
    assert verdicts(FOUR) == {"1,2,3,4": "quorate"}
    assert verdicts(FOUR, down=[4]) == {"1,2,3": "quorate"}
    assert verdicts(FOUR, down={3, 4}) == {"1,2": "blocked"}
    assert verdicts(FOUR, down=range(1, 5)) == {}
    assert verdicts(FOUR, sides=[[1], [2]]) == {"1": "blocked", "2": "blocked", "3,4": "blocked"}
    assert verdicts(FOUR, sides=((node,) for node in (4,))) == {"1,2,3": "quorate", "4": "blocked"}
    assert verdicts(FOUR, down=[2], sides=[[1], [3, 4]]) == {"1": "blocked", "3,4": "blocked"}


def test_rules() -> None:
    two = quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True))
    assert verdicts(two, sides=[[1]]) == {"1": "quorate", "2": "quorate"}
    assert verdicts(two, rules="strict", sides=[[1]]) == {"1": "fence_first", "2": "fence_first"}
    with pytest.raises(quorate.EngineError, match="expected_votes_tracking") as caught:
        quorate.what_if(quorate.Config(FOUR.nodes, quorate.Options(expected_votes_tracking=True)), "strict")
    assert caught.value.number == quorate.ERROR_NUMBERS["QUORATE_ERROR_NOT_IN_THESE_RULES"]


def test_partition() -> None:
    first, second = quorate.what_if(FOUR, sides=[[1]])
    assert (first.members, first.verdict, first.quorate, first.agrees) == ((1,), "blocked", (), True)
    assert (second.members, second.verdict, second.quorate, second.agrees) == ((2, 3, 4), "quorate", (2, 3, 4), True)
    assert second.status.node == 2 and second.status.reason.missing == (1,)
    assert repr(first) == "<Partition 1: blocked (no_majority)>"
    assert [first, second] == quorate.what_if(FOUR, sides=[[1]]) and first != second and len({first, second}) == 2
    said = second.as_dict()
    assert json.loads(json.dumps(said)) == said and set(said) == set(types.PartitionDict.__annotations__)
    assert said["status"] == second.status.as_dict()


def test_equals_the_simulator() -> None:
    """Every loss and split of five nodes, next to the steps of a story."""
    config = quorate.Config({1: 1, 2: 1, 3: 1, 4: 2, 5: 3})
    asked = 0
    for size in range(6):
        for side in itertools.combinations(range(1, 6), size):
            cluster = quorate.Cluster(config)
            cluster.run("up 1 2 3 4 5")
            others = [node for node in range(1, 6) if node not in side]
            if side and others:
                cluster.run(f"split {' '.join(map(str, side))} | {' '.join(map(str, others))}")
            for partition in quorate.what_if(config, sides=[side]):
                status = cluster.status(partition.members[0])
                assert status is not None
                assert (status.members, status.verdict) == (partition.members, partition.verdict)
                asked += 1
    assert asked == 2 * 30 + 2


def test_survey() -> None:
    survey = quorate.survey(FOUR)
    assert (survey.rules, survey.total_votes, survey.quorum, survey.votes_to_spare) == ("corosync", 4, 3, 1)
    assert (survey.at_once, survey.one_by_one, survey.at_once_fenced) == (1, 1, 1)
    assert (survey.fatal, survey.fatal_until_fenced, survey.device_is_fatal) == ((), (), False)
    assert quorate.survey(quorate.Config(FOUR.nodes, quorate.Options(last_man_standing=True))).one_by_one == 2
    heavy = quorate.Config({1: 1, 2: 1, 3: 3})
    assert quorate.survey(heavy).fatal == (3,)
    proofs = quorate.survey(quorate.Config(heavy.nodes, quorate.Options(wait_for_all=True)), "strict")
    assert (proofs.rules, proofs.fatal, proofs.fatal_until_fenced) == ("strict", (), (3,))
    assert quorate.survey(quorate.Config(dict.fromkeys(range(1, 65), 1))).at_once == 31


def test_splits() -> None:
    splits = quorate.splits(FOUR)
    assert len(splits) == 7 and len({str(split) for split in splits}) == 7
    assert {str(split) for split in splits if split.outcome == "nobody"} == {"1 2 | 3 4", "1 3 | 2 4", "1 4 | 2 3"}
    for rules in ("corosync", "strict"):
        config = quorate.Config({1: 1, 2: 1, 7: 1}, quorate.Options(two_node=rules == "corosync"))
        for split in quorate.splits(config, rules):
            assert sorted(node for side in split.sides for node in side) == [1, 2, 7]
            assert split.outcome == ("both" if rules == "corosync" else "one")
    two = quorate.Config({1: 1, 2: 1}, quorate.Options(wait_for_all=True))
    assert [split.outcome for split in quorate.splits(two, "strict")] == ["fence_first"]
    assert repr(splits[0]) == f"<Split {splits[0]}: {splits[0].outcome}>"


def test_frozen_and_equal() -> None:
    surveys: Any = (quorate.survey(FOUR), quorate.survey(FOUR), quorate.survey(FOUR, "strict"))
    splits: Any = tuple(quorate.splits(FOUR)[place] for place in (0, 0, 1))
    kinds: "list[tuple[Any, Any]]" = [(quorate.Survey, types.SurveyDict), (quorate.Split, types.SplitDict)]
    for (first, again, other), (kind, keys) in zip((surveys, splits), kinds):
        assert first == again and hash(first) == hash(again) and first != other
        assert copy.copy(first) is first and copy.deepcopy(first) is first
        said = first.as_dict()
        assert json.loads(json.dumps(said)) == said and set(said) == set(keys.__annotations__)
        with pytest.raises(TypeError, match="No constructor defined|cannot create"):
            kind()
    assert {split.outcome for split in quorate.splits(FOUR)} <= set(get_args(types.SplitOutcome))


def test_questions_that_have_no_answer() -> None:
    two_nodes = quorate.Config(dict.fromkeys(range(1, 9), 1), quorate.Options(two_node=True))
    eight = quorate.Config(dict.fromkeys(range(1, 9), 1))
    questions: "list[tuple[Question, str, str]]" = [
        (lambda: quorate.what_if(FOUR, down=[9]), "NOT_IN_NODELIST", "node 9 is not in the nodelist"),
        (lambda: quorate.what_if(FOUR, sides=[[9]]), "NOT_IN_NODELIST", "node 9 is not in the nodelist"),
        (lambda: quorate.what_if(FOUR, down=[1, 1]), "DUPLICATE_MEMBER", "node 1 is named twice"),
        (lambda: quorate.what_if(FOUR, down=[1], sides=[[1]]), "DUPLICATE_MEMBER", "node 1 is named twice"),
        (lambda: quorate.what_if(FOUR, sides=[[2], itertools.count(1)]), "DUPLICATE_MEMBER", "named twice"),
        (lambda: quorate.survey(two_nodes), "TOO_MANY_NODES", "more than 7 nodes"),
        (lambda: quorate.splits(eight), "TOO_MANY_NODES", "more than 7 nodes"),
    ]
    for ask, name, message in questions:
        with pytest.raises(quorate.WhatIfError, match=message) as caught:
            ask()
        assert caught.value.number == quorate.ERROR_NUMBERS[f"QUORATE_ERROR_{name}"]
    for unlisted in (quorate.what_if, quorate.survey, quorate.splits):
        with pytest.raises(quorate.WhatIfError, match="no nodelist; add one"):
            unlisted(NOT_LISTED)


def test_wrong_types() -> None:
    ask: Any = quorate.what_if
    calls: "list[tuple[Question, str]]" = [
        (lambda: ask({1: 1}), "config must be a quorate.Config, not dict"),
        (lambda: ask(FOUR, None), "rules must be a str, not NoneType"),
        (lambda: ask(FOUR, down=4), "down must be an iterable of nodeids, not int"),
        (lambda: ask(FOUR, down=["4"]), r"down\[0\] must be an int, not str"),
        (lambda: ask(FOUR, sides="1|2"), "sides must be an iterable of iterables of nodeids, not str"),
        (lambda: ask(FOUR, sides=1), "sides must be an iterable of iterables of nodeids, not int"),
        (lambda: ask(FOUR, sides=[1, 2]), r"sides\[0\] must be an iterable of nodeids, not int"),
        (lambda: ask(FOUR, sides=[[1], [2.0]]), r"sides\[1\]\[0\] must be an int, not float"),
    ]
    for call, message in calls:
        with pytest.raises(TypeError, match=message):
            call()
    with pytest.raises(ValueError, match="sides holds more than 64 sides"):
        ask(FOUR, sides=([] for _ in itertools.count()))
