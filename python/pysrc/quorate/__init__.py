"""May this partition act? Cluster quorum and votes, with the reason.

Everything that may power a node off or write to shared storage must first know whether its partition is quorate.
quorate answers that in this process, from the config and the nodes that are present, as corosync's votequorum
(rules "corosync") or Red Hat's cman (rules "cman") would, or by rules under which two partitions are never both
quorate (rules "strict"), and says why. Nothing of this asks a daemon; quorate.corosync does, for the membership of the
corosync that runs on this node.

A fence agent's question, with the members that its membership layer reports:

>>> import quorate
>>> text = '''
... quorum {
...     provider: corosync_votequorum
...     two_node: 1
... }
... nodelist {
...     node {
...         nodeid: 1
...     }
...     node {
...         nodeid: 2
...     }
... }
... '''
>>> config = quorate.Config.from_corosync_conf(text)
>>> engine = quorate.Engine(config, node=1)
>>> engine.observe([1, 2])
>>> engine.observe([1])
>>> status = engine.status
>>> status.quorate
True
>>> print(status.reason)
two_node: 1 of 2 expected votes present and 1 is enough; absent and may still be running until fenced: node 2
>>> status.reason.code, status.reason.missing
('two_node', (2,))

History matters: an engine that has never seen both nodes (it has just started) is blocked here, because two_node
turns wait_for_all on. So keep one engine for as long as the node runs and observe every change of membership; a copy
(copy.copy) is an engine of its own, to try something out.

>>> started_alone = quorate.Engine(config, node=1)
>>> started_alone.observe([1])
>>> started_alone.status.verdict, started_alone.status.reason.code
('blocked', 'waiting_for_all')

What would my cluster do? A Cluster holds all nodes; see Cluster.run for its steps:

>>> cluster = quorate.Cluster(quorate.Config({1: 1, 2: 1, 3: 1}))
>>> cluster.run("up 1 2 3")
>>> cluster.run("split 1 | 2 3")
>>> cluster.status(1).verdict, cluster.status(2).verdict
('blocked', 'quorate')

What would help, and what that risks (status.help has it in one sentence):

>>> for advice in started_alone.status.advice:
...     print(advice.risks_split_brain, advice)
False start node 2
True or, once node 2 is confirmed off, cancel wait_for_all here (if it is still running, that risks split brain)
True wait_for_all: 0 would risk split brain at every start

A config that was read has the nodes' names, and every sentence about them says those:

>>> named = quorate.Config({1: 1, 2: 1, 3: 1}, names={1: "alpha", 2: "beta", 3: "gamma"})
>>> print(quorate.what_if(named, down=[2, 3])[0].status.reason)
no majority: 1 of 3 expected votes present, 2 needed; missing: nodes beta and gamma

Config.lint() says what a config risks, each finding with a story that shows it; what_if() who would be quorate after a
loss or a split; survey() and splits() what the cluster survives; explore() tries every sequence of failures.

>>> [finding.code for finding in config.lint()]
['two_node_needs_fencing', 'wait_for_all_needs_all']
>>> [partition.verdict for partition in quorate.what_if(config, "strict", down=[2])]
['fence_first']
>>> [found.kind for found in quorate.explore(config, "corosync").findings]
['relies_on_fencing']

Errors: all are quorate.Error and have .number, the number that C uses (ERROR_NUMBERS by C's names). ConfigError has
.line and .key. All but EngineError and ClusterError are ValueErrors as well. Arguments of a wrong
type raise TypeError, numbers out of range ValueError. Whatever is refused has changed nothing.

Engine and Cluster hold state, and may be used from several threads; everything else is frozen. At most NODES_MAX
nodes. Types for annotations are in quorate.types.

The command: quorate status, watch, simulate, lint, what-if, explore, report, device and witness; see quorate --help.
"""

from quorate._native import *
from quorate.errors import *

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
    "Counterexample",
    "Electorate",
    "Engine",
    "EngineError",
    "Error",
    "Exploration",
    "ExploreError",
    "Finding",
    "MessageError",
    "Net",
    "NodeInfo",
    "Options",
    "Partition",
    "Played",
    "Progress",
    "Reason",
    "Split",
    "Status",
    "StepError",
    "StoryError",
    "Survey",
    "WhatIfError",
    "__version__",
    "explore",
    "simulate",
    "splits",
    "survey",
    "what_if",
]
