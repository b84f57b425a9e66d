"""Exceptions: classes, and the numbers that C has for the same."""

import pickle
import re
from pathlib import Path

import pytest

import quorate

HEADER = Path(__file__).parents[2] / "include" / "quorate.h"


def header_numbers(prefix: str) -> "dict[str, int]":
    text = HEADER.read_text()
    pattern = rf"^\s*(?:#define\s+)?({prefix}\w+)\s*=?\s*\(?(-?\d+)\)?,?\s*$"
    found = {name: int(number) for name, number in re.findall(pattern, text, re.MULTILINE)}
    assert found, f"{HEADER} has no {prefix}...; is it written by hand?"
    return found


def test_numbers_are_those_of_c() -> None:
    in_c = header_numbers("QUORATE_ERROR_")
    # -1 to -99 are about pointers and the like, which Python does not have.
    shared = {name: number for name, number in in_c.items() if number <= -100}
    assert shared == dict(quorate.ERROR_NUMBERS), "src/error.rs leaves something out"


@pytest.mark.parametrize("kind", ["REASON", "FINDING", "ADVICE"])
def test_codes_are_those_of_c(kind: str) -> None:
    in_c = header_numbers(f"QUORATE_{kind}_")
    codes: "dict[str, int]" = getattr(quorate, f"{kind}_CODES")
    names = {f"QUORATE_{kind}_{code.upper()}": number for code, number in codes.items()}
    assert names == {name: number for name, number in in_c.items() if not name.endswith("_MAX")}


def test_classes() -> None:
    about_texts = (quorate.ConfigError, quorate.StepError, quorate.StoryError, quorate.MessageError)
    about_arguments = (*about_texts, quorate.WhatIfError, quorate.ExploreError)
    for kind in (*about_arguments, quorate.EngineError, quorate.ClusterError):
        assert issubclass(kind, quorate.Error)
        assert issubclass(kind, ValueError) == (kind in about_arguments)
        assert kind.__doc__


@pytest.mark.parametrize(
    "error",
    [
        quorate.ConfigError("is wrong", -110, 3, "quorum.two_node"),
        quorate.ConfigError("is wrong", -110),
        quorate.StoryError("line 2: is wrong", -400, 2),
        quorate.EngineError("not now", -206),
    ],
)
def test_pickle(error: quorate.Error) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error) and vars(again) == vars(error)


def test_str() -> None:
    assert str(quorate.ConfigError("is wrong", -110, 3, "quorum.two_node")) == "line 3: quorum.two_node: is wrong"
    assert str(quorate.ConfigError("is wrong", -110)) == "is wrong"
