"""Stories: a config, steps, and what is expected after each. The library knows steps; their text form is read here."""

from quorate import _arguments as argument
from quorate._cluster import Cluster
from quorate._codes import TIE_BREAKER_HIGHEST, TIE_BREAKER_LIST, TIE_BREAKER_LOWEST, FOLLOWS_TWO_NODE
from quorate._config import Config
from quorate._frozen import Frozen, keep, no_constructor
from quorate.errors import ConfigError, EngineError, StoryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator, List, Optional, Sequence, Tuple

    from quorate.types import Outcome

    Block = Tuple[int, str, Optional[str]]

INVALID_VALUE, STEP = -7, -400


class Played(Frozen):
    """What came of one step of a story: see simulate()."""

    __module__ = "quorate"
    __slots__ = ("_said",)
    __new__ = no_constructor
    _said: "Tuple[int, str, str, Optional[str], Outcome]"

    @property
    def line(self) -> int:
        """The step's line in the story, from 1."""
        return self._said[0]

    @property
    def step(self) -> str:
        """The step as written."""
        return self._said[1]

    @property
    def seen(self) -> str:
        """The table after it, or 'error: ...' where it was refused."""
        return self._said[2]

    @property
    def expected(self) -> "Optional[str]":
        """What the story expects to be seen; None where it says nothing."""
        return self._said[3]

    @property
    def outcome(self) -> "Outcome":
        """'as_expected', 'not_checked' (nothing was expected), 'different', or 'refused' (and nobody expected
        that)."""
        return self._said[4]

    @property
    def ok(self) -> bool:
        """Whether the step went as the story says: neither 'different' nor 'refused'."""
        return self.outcome in ("as_expected", "not_checked")

    def __eq__(self, other: object) -> bool:
        return self._said == other._said if isinstance(other, Played) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._said)

    def __repr__(self) -> str:
        first = self.step.split("\n")[0]
        return f"<Played line {self.line}: {first}: {self.outcome}>"


class _Lines:
    """The lines of a story, taken one by one."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        if not self.lines[-1]:
            self.lines.pop()
        self.taken = 0

    def skip_empty(self) -> "Optional[str]":
        """The next line that is neither empty nor a comment; it stays."""
        while self.taken < len(self.lines):
            line = self.lines[self.taken]
            if line.strip() and not line.startswith("#"):
                return line
            self.taken += 1
        return None

    def indented(self) -> str:
        """Takes lines that are indented or empty."""
        start = self.taken
        while self.taken < len(self.lines):
            line = self.lines[self.taken]
            if line.strip() and not line.startswith((" ", "\t")):
                break
            self.taken += 1
        return "".join(line + "\n" for line in self.lines[start : self.taken])

    def expected(self) -> "Optional[str]":
        """Takes the table after '----', up to an empty line."""
        if self.taken == len(self.lines) or self.lines[self.taken].rstrip() != "----":
            return None
        self.taken += 1
        start = self.taken
        while self.taken < len(self.lines) and self.lines[self.taken].strip():
            self.taken += 1
        return "\n".join(self.lines[start : self.taken]).rstrip()


def _head(lines: _Lines) -> "Tuple[str, bool]":
    """Takes what stands before the config: the rules, and whether they freeze on loss."""
    rules, freezes = "corosync", False
    while True:
        line = lines.skip_empty()
        if line is None:
            raise StoryError("the story is empty: it has no step", STEP, 0)
        lines.taken += 1
        line = line.rstrip()
        if line == "config":
            return rules, freezes
        if not line.startswith("rules "):
            what = "no config yet; begin with 'config' and an indented corosync.conf"
            raise StoryError(f"line {lines.taken}: {what}", STEP, lines.taken)
        words = line[len("rules ") :].split() + ["", ""]
        try:
            rules, freezes = argument.rules(words[0])[0], words[1] == "freeze_on_loss"
            if words[1] and not freezes:
                argument.rules("")
        except ValueError as error:
            what = str(error)[len("rules: ") :]
            raise StoryError(f"line {lines.taken}: {what}", INVALID_VALUE, lines.taken) from None


def _blocks(lines: _Lines) -> "Iterator[Block]":
    while True:
        line = lines.skip_empty()
        if line is None:
            return
        lines.taken += 1
        number = lines.taken
        if line.startswith((" ", "\t")):
            what = "an indented line belongs to 'config' or 'reload', which is not before it"
            raise StoryError(f"line {number}: {what}", STEP, number)
        if line.rstrip() == "----":
            raise StoryError(f"line {number}: '----' without a step before it", STEP, number)
        step = line + "\n" + (lines.indented() if line.split()[0] == "reload" else "")
        yield number, step.rstrip(), lines.expected()


def _cluster(rules: str, freezes: bool, text: str, config_line: int) -> Cluster:
    try:
        config = Config.from_corosync_conf(text, freeze_on_loss=freezes)
        return Cluster(config, rules)  # type: ignore[arg-type]
    except ConfigError as error:
        line = error.line + config_line
        moved = ConfigError(error.problem, error.number, line, error.key)
        raise StoryError(str(moved), error.number, line) from None
    except EngineError as error:
        raise StoryError(f"line {config_line}: {error}", error.number, config_line) from None


def simulate(text: str) -> "List[Played]":
    """Runs a story and tells what came of each step: a list of Played.

    A story is text: 'rules cman' (may be left out: corosync), 'config' with an indented corosync.conf, then steps (see
    Cluster.run), each followed by '----' and the expected table, or 'error: ...', up to an empty line, where
    something is expected. Raises StoryError, and runs nothing, where the text is no story.

    >>> import quorate
    >>> story = '''
    ... config
    ...     nodelist {
    ...         node {
    ...             nodeid: 1
    ...         }
    ...     }
    ... up 1
    ... crash 2
    ... ----
    ... error: node 2 is not in the nodelist of this cluster
    ... '''
    >>> [played.outcome for played in quorate.simulate(story)]
    ['not_checked', 'as_expected']
    """
    argument.string("text", text)
    lines = _Lines(text)
    rules, freezes = _head(lines)
    config_line = lines.taken
    config = lines.indented()
    if lines.skip_empty() is None:
        raise StoryError("the story is empty: it has no step", STEP, 0)
    blocks = list(_blocks(lines))
    cluster = _cluster(rules, freezes, config, config_line)
    return [_played(cluster, block) for block in blocks]


def _played(cluster: Cluster, block: "Block") -> Played:
    line, step, expected = block
    happened, seen = cluster._play(step)
    played: Played = object.__new__(Played)
    keep(played, "_said", (line, step, seen, expected, _outcome(happened, seen, expected)))
    return played


def _outcome(happened: bool, seen: str, expected: "Optional[str]") -> "Outcome":
    if expected is None:
        return "not_checked" if happened else "refused"
    # Any run of white space stands for any other.
    if seen.split() == expected.split():
        return "as_expected"
    return "different" if happened or expected.lstrip().startswith("error:") else "refused"


def _config_text(config: Config) -> str:
    """The corosync.conf that makes this config; without freeze_on_loss and fence_delay, which it does not have."""
    info = config._info
    options = info.options
    lines = ["quorum {", "    provider: corosync_votequorum"]
    if options.expected_votes:
        lines.append(f"    expected_votes: {options.expected_votes}")
    if options.wait_for_all != FOLLOWS_TWO_NODE:
        lines.append(f"    wait_for_all: {options.wait_for_all}")
    keys = ("two_node", "last_man_standing", "auto_tie_breaker", "allow_downscale", "expected_votes_tracking")
    lines += [f"    {key}: 1" for key in keys if getattr(options, key)]
    if options.last_man_standing:
        lines.append(f"    last_man_standing_window: {options.last_man_standing_window}")
    if options.auto_tie_breaker:
        names = {
            TIE_BREAKER_LOWEST: "lowest",
            TIE_BREAKER_HIGHEST: "highest",
            TIE_BREAKER_LIST: " ".join(map(str, info.tie_breaker_nodes[: info.tie_breaker_count])),
        }
        lines.append(f"    auto_tie_breaker_node: {names.get(info.tie_breaker, 'none')}")
    if options.device:
        lines += ["    device {", "        model: net", f"        timeout: {options.device_timeout}"]
        lines.append(f"        sync_timeout: {options.device_sync_timeout}")
        if options.device_has_votes:
            lines.append(f"        votes: {options.device_votes}")
        lines.append("    }")
    lines += ["}", "nodelist {"]
    for node, votes in config._nodes:
        lines += ["    node {", f"        nodeid: {node}"]
        if votes != 1:
            lines.append(f"        quorum_votes: {votes}")
        lines.append("    }")
    return "\n".join(lines + ["}"])


def written(config: Config, what: str, steps: "Sequence[str]") -> str:
    """The story of these steps under rules corosync, from the start: the config, the steps, and the table after
    each."""
    cluster = Cluster(config)
    text = f"# {what}\nrules corosync\nconfig\n"
    text += "".join(f"    {line}\n" for line in _config_text(config).split("\n"))
    for step in steps:
        text += f"\n{step}\n----\n{cluster._play(step)[1]}"
    return text
