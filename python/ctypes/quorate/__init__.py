"""May this partition act? Cluster quorum and votes, with the reason.

This is quorate for Pythons from 3.6 up that the wheel does not serve (RHEL 8, SLE 15), over libquorate.so: what fence
agents and `quorate device` need. A fence agent's question, with the members that its membership layer reports:

>>> import quorate
>>> config = quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True))
>>> engine = quorate.Engine(config, node=1)
>>> engine.observe([1, 2])
>>> engine.observe([1])
>>> status = engine.status
>>> status.quorate, status.reason.code, status.reason.missing
(True, 'two_node', (2,))

str(status.reason) is a sentence for the log. History matters: an engine that has never seen both nodes (it has just
started) is blocked here, because two_node turns wait_for_all on. So keep one engine for as long as the node runs and
observe every change of membership; a copy (copy.copy) is an engine of its own, to try something out.

Errors: all are quorate.Error and have .number, the number that C uses (ERROR_NUMBERS by C's names), and C's sentence.
ConfigError has .line and .key. All but EngineError are ValueErrors as well. Arguments of a wrong type raise TypeError,
numbers out of range ValueError. Whatever is refused has changed nothing.

An Engine may be used from several threads; everything else does not change. At most NODES_MAX nodes.
"""

from quorate._codes import ERROR_NUMBERS, REASON_CODES
from quorate._config import Config, Options
from quorate._engine import Electorate, Engine, Reason, Status
from quorate._library import VERSION as __version__
from quorate._structs import NODES_MAX
from quorate.errors import ConfigError, EngineError, Error, MessageError

__all__ = [
    "ERROR_NUMBERS",
    "NODES_MAX",
    "REASON_CODES",
    "Config",
    "ConfigError",
    "Electorate",
    "Engine",
    "EngineError",
    "Error",
    "MessageError",
    "Options",
    "Reason",
    "Status",
    "__version__",
]
