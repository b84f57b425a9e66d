"""May this partition act? Cluster quorum and votes, with the reason.

This is quorate for Pythons from 3.6 up that the wheel does not serve (RHEL 8, SLE 15): the same names over
libquorate.so. A fence agent's question, with the members that its membership layer reports:

>>> import quorate
>>> config = quorate.Config({1: 1, 2: 1}, two_node=True)
>>> engine = quorate.Engine(config, node=1)
>>> engine.observe([1, 2])
>>> engine.observe([1])
>>> status = engine.status
>>> status.quorate
True
>>> print(status.reason)
two_node: 1 of 2 expected votes are here and 1 is enough; not here and possibly running until fenced: node 2
>>> status.reason.code, status.reason.missing
('two_node', (2,))

History matters: an engine that has never seen both nodes (it has just started) is blocked here, because two_node
turns wait_for_all on. So keep one engine for as long as the node runs and observe every change of membership; a copy
(copy.copy) is an engine of its own, to try something out.

What would my cluster do? A Cluster holds all nodes; see Cluster.run for its steps:

>>> cluster = quorate.Cluster(quorate.Config({1: 1, 2: 1, 3: 1}))
>>> cluster.run("up 1 2 3")
>>> cluster.run("split 1 | 2 3")
>>> cluster.status(1).verdict, cluster.status(2).verdict
('blocked', 'quorate')

Errors: all are quorate.Error and have .number, the number that C uses (ERROR_NUMBERS by C's names). ConfigError has
.line and .key. All but EngineError and ClusterError are ValueErrors as well. Arguments of a wrong
type raise TypeError, numbers out of range ValueError. Whatever is refused has changed nothing.

Engine and Cluster hold state, and may be used from several threads; everything else is frozen. At most NODES_MAX
nodes. Types for annotations are in quorate.types.

The library is libquorate.so, from 'make -C ffi install'. The environment variable QUORATE_LIBRARY names another file.
In the wheel only, and told so when they are called: explore, what_if, survey, splits, Config.from_cluster_conf, and
the command.
"""

from quorate._absent import explore, splits, survey, what_if
from quorate._advice import Advice
from quorate._cluster import Cluster
from quorate._codes import ADVICE_CODES, ERROR_NUMBERS, FINDING_CODES, REASON_CODES
from quorate._config import Config
from quorate._engine import Engine
from quorate._finding import Finding
from quorate._library import VERSION as __version__
from quorate._status import NodeInfo, Reason, Status
from quorate._story import Played, simulate
from quorate._structs import NODES_MAX
from quorate.errors import (
    ClusterError,
    ConfigError,
    EngineError,
    Error,
    ExploreError,
    MessageError,
    StepError,
    StoryError,
    WhatIfError,
)

__all__ = [
    "ADVICE_CODES",
    "ERROR_NUMBERS",
    "FINDING_CODES",
    "NODES_MAX",
    "REASON_CODES",
    "Advice",
    "Cluster",
    "ClusterError",
    "Config",
    "ConfigError",
    "Engine",
    "EngineError",
    "Error",
    "ExploreError",
    "Finding",
    "MessageError",
    "NodeInfo",
    "Played",
    "Reason",
    "Status",
    "StepError",
    "StoryError",
    "WhatIfError",
    "__version__",
    "explore",
    "simulate",
    "splits",
    "survey",
    "what_if",
]
