"""Refusals: a status of the library becomes an exception with the sentence that the wheel has.

C's statuses are numbers; where the sentence names a node, votes or a view, the caller of these functions knows them.
What it does not know is told without, in the words of quorate_error_text.
"""

from quorate._library import sentence
from quorate._structs import NODES_MAX
from quorate.errors import ClusterError, ConfigError, EngineError, Error, MessageError, StepError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from quorate._structs import ConfigInfo, ConfigProblem
    from quorate.types import Ring

NOT_IN_NODELIST, UNKNOWN_NODE, DUPLICATE_MEMBER, TOO_MANY_NODES, QUORUM_OUT_OF_REACH = -201, -202, -204, -205, -211
STEP, NO_SUCH_NODE, NODE_DOWN = -400, -401, -403

# Where they say more than quorate_error_text.
SENTENCES = {
    -12: "libquorate.so was built without the rules '{rules}'; build it with all: 'make -C ffi install'",
    -201: "node {node} is not in the nodelist; add it there and reload",
    -202: "node {node} has never been seen; it must have been up once",
    -203: "the view does not contain the local node {local}; a node is always a member of its own view",
    -204: "node {node} is in the view twice",
    -205: f"more than {NODES_MAX} nodes, the limit of this build",
    -207: "it belongs to view {ring}, not to the current one; deliver it there or drop it",
    -208: "node {node} sent this but is not in the view; drop it",
    -210: "expected votes cannot be 0, or lower than the {votes} votes present",
    -211: "quorum would become {quorum}, more than the votes present",
    -214: "these rules do not support {option}",
    -215: "two_node needs exactly two nodes of one vote each (cman)",
    -216: (
        "this config does not allow a quorum device; see its device section and two_node, last_man_standing, "
        "auto_tie_breaker, allow_downscale"
    ),
    -221: "node {node} is in the view, so it is not off",
    -222: "this proof is older than the view, or before another proof; ask again whether all missing nodes are "
    "off",
    -223: "a ring id is used only once: the sequence must be greater than that of view {last}, after a restart, too",
}


def engine_sentence(status: int, about: "dict[str, object]") -> str:
    template = SENTENCES.get(status)
    if template is None:
        return sentence(status)
    try:
        return template.format(**about)
    except KeyError:
        return sentence(status)


def engine_error(status: int, **about: object) -> Error:
    """`about` has what the sentence names: node, local, ring, votes, quorum, option."""
    if -399 <= status <= -300:
        return MessageError(sentence(status), status)
    return EngineError(engine_sentence(status, about), status)


def config_error(problem: "ConfigProblem") -> ConfigError:
    line, key, text = problem.line, problem.key.decode(), problem.text.decode()
    place = (f"line {line}: " if line else "") + (f"{key}: " if key else "")
    return ConfigError(text[len(place) :], problem.status, line, key)


def cluster_error(status: int, text: str) -> Error:
    """Of a step or a reload; `text` is the library's. A refused config is the caller's to explain."""
    if status == STEP:
        return StepError(text, status)
    of_an_engine = -299 <= status <= -200 and (status != TOO_MANY_NODES or text.startswith("node "))
    return (EngineError if of_an_engine else ClusterError)(text, status)


def ring_text(ring: "Ring") -> str:
    """As corosync-quorumtool prints it: decimal node, hexadecimal sequence."""
    return f"{ring[0]}.{ring[1]:x}"


def ring_of_message(message: bytes) -> "Optional[str]":
    """The view that a message belongs to. The library has read it and found it whole; after the version, 1, there are
    node and sequence in seven bits a byte, the lowest first."""
    if message[:1] != b"\x01":
        return None
    numbers, number, shift = [], 0, 0
    for byte in message[1:]:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number, shift = 0, 0
            if len(numbers) == 2:
                return ring_text((numbers[0], numbers[1]))
    return None


def missing_option(info: "ConfigInfo", has_nodelist: bool, rules: str) -> "Optional[str]":
    """The first option that a config asks for and the rules do not have."""
    options = info.options
    if rules == "cman":
        asked = [
            (options.wait_for_all == 1, "wait_for_all"),
            (options.last_man_standing, "last_man_standing"),
            (options.auto_tie_breaker, "auto_tie_breaker"),
            (options.allow_downscale, "allow_downscale"),
            (options.freeze_on_loss, "freeze_on_loss"),
            (options.expected_votes_tracking, "expected_votes_tracking"),
        ]
    else:
        asked = [
            (not has_nodelist, "cluster without a nodelist"),
            (options.last_man_standing, "last_man_standing"),
            (options.allow_downscale, "allow_downscale"),
            (options.expected_votes_tracking, "expected_votes_tracking"),
            (options.two_node and not info.wait_for_all, "two_node with wait_for_all: 0"),
        ]
    return next((name for wanted, name in asked if wanted), None)
