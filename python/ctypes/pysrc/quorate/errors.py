"""The exceptions of quorate. Each is a quorate.Error and has .number, the number that C uses for the same error
(see quorate.ERROR_NUMBERS); those about arguments are ValueErrors too."""


class Error(Exception):
    """Anything that quorate refuses. Nothing has changed then.

    number is the same as in C, fixed for ever and never 0.
    """

    number: int

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message, number)
        self.number = number

    def __str__(self) -> str:
        return str(self.args[0])


class ConfigError(Error, ValueError):
    """A config was refused.

    problem is the sentence; line counts from 1, 0 speaks of the config as a whole; key has its sections
    ('quorum.two_node') and is empty where no key is at fault. str() has all three.
    """

    problem: str
    line: int
    key: str

    def __init__(self, problem: str, number: int, line: int = 0, key: str = "") -> None:
        super().__init__(problem, number)
        self.args = (problem, number, line, key)
        self.problem = problem
        self.line = line
        self.key = key

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        key = f"{self.key}: " if self.key else ""
        return f"{place}{key}{self.problem}"


class EngineError(Error):
    """An engine refused an event or a request."""


class MessageError(Error, ValueError):
    """Bytes are no message. Drop them."""


class ClusterError(Error):
    """A step was refused: no such node, up already, not up."""


class StepError(Error, ValueError):
    """A text is no step."""


class StoryError(Error, ValueError):
    """A text is no story. line counts from 1; 0 speaks of the story as a whole."""

    line: int

    def __init__(self, message: str, number: int, line: int) -> None:
        super().__init__(message, number)
        self.args = (message, number, line)
        self.line = line


class WhatIfError(Error, ValueError):
    """A question to what_if, survey or splits cannot be answered for this config: no nodelist, a node that is not in
    it, too many nodes."""


class ExploreError(Error, ValueError):
    """A cluster cannot be explored: no nodelist, or too many nodes."""
