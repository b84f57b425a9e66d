"""Cluster: all nodes in one process."""

from _thread import RLock
from ctypes import byref, c_size_t, c_uint32, c_uint64, create_string_buffer, sizeof

from quorate import _arguments as argument
from quorate._config import Config
from quorate._engine import about_config, config_of
from quorate._frozen import Closed, keep
from quorate._library import lib, must, nodes_of, text_of
from quorate._refusals import NO_SUCH_NODE, NODE_DOWN, cluster_error, engine_error
from quorate._status import status_of
from quorate._structs import ClusterStorage, EngineStorage
from quorate.errors import ClusterError, ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctypes import Array
    from typing import Any, Iterable, Optional, Tuple

    from quorate._library import Function
    from quorate._status import Status
    from quorate.types import Rules

    Storage = Array[c_uint64]

# What a refused step is told with fits; the rest of a long word is asked for again.
TEXT_SIZE = 1024


class Cluster(Closed):
    """Cluster(config, rules='corosync'): a whole cluster in one process, to ask what would happen.

    Every node of the config is in it, down at first. Deterministic and without a clock: time passes with the
    step 'wait 10s'. Nodes come up, crash, leave, are split and healed by steps; see run().

    >>> import quorate
    >>> cluster = quorate.Cluster(quorate.Config({1: 1, 2: 1}, two_node=True))
    >>> for step in ["up 1 2", "crash 2", "crash 1", "up 1"]:
    ...     cluster.run(step)
    >>> print(cluster.status(1).reason)
    wait_for_all: 1 of 2 expected votes are here and all must be here once; waiting for: node 2
    >>> cluster.status(2) is None
    True
    """

    __module__ = "quorate"
    __slots__ = ("_storage", "_rules", "_lock")
    _storage: "Storage"
    _rules: "Rules"
    _lock: RLock

    def __new__(cls, config: Config, rules: "Rules" = "corosync") -> "Cluster":
        name, number = argument.rules(rules)
        config, storage = config_of(config), ClusterStorage()
        status = lib.cluster_init_sized(storage, sizeof(storage), config._storage, number)
        if status:
            raise engine_error(status, **about_config(config, name, min(config.nodes, default=0)))
        return _made(storage, name)

    def _try(self, function: "Function", *arguments: "Any") -> "Tuple[int, str]":
        """A status, and the library's sentence where it is not 0. Nothing has happened then, so that a sentence that
        did not fit can be asked for again."""
        needed, buffer = c_size_t(), create_string_buffer(TEXT_SIZE)
        with self._lock:
            status = function(self._storage, *arguments, buffer, len(buffer), byref(needed))
            if status and needed.value > len(buffer):
                buffer = create_string_buffer(needed.value)
                status = function(self._storage, *arguments, buffer, len(buffer), byref(needed))
        return status, buffer.value.decode()

    def run(self, step: str) -> None:
        """Makes one step happen, with all that follows from it at this instant.

        Steps: 'up 1 2', 'crash 2', 'leave 4', 'leave 4 remove' (cman), 'split 1 4 | 2 3', 'heal', 'reform 1',
        'wait 10s', 'wait 800ms', 'expected 2', 'expected 2 on 3', 'votes 3 2', 'cancel_wait_for_all 1',
        'fence 2', 'fence 2 3 by 1', 'survey 1', 'resume 1' (these four: strict),
        'device on|off|register|lost|unregister|master_wins 1 2', and 'reload', 'reload 1 2' with a corosync.conf on
        the lines that follow. Raises StepError where the text is no step; ClusterError, EngineError or
        ConfigError where it is refused. Nothing has happened then.
        """
        text = argument.string("step", step)
        status, sentence = self._try(lib.cluster_run, text, len(text))
        if not status:
            return
        if -199 <= status <= -100:
            raise _refused_config(step, status, sentence)
        raise cluster_error(status, sentence)

    def _play(self, step: str) -> "Tuple[bool, str]":
        """Whether a step happened, and what stories show after it. For simulate()."""
        text = step.encode()
        status, sentence = self._try(lib.cluster_run, text, len(text))
        return not status, f"error: {sentence}\n" if status else self.table()

    def status(self, node: int) -> "Optional[Status]":
        """What a node says: a Status, or None while it is down. Raises ClusterError for a node that the cluster
        does not have."""
        node, engine = argument.node("node", node), EngineStorage()
        with self._lock:
            status = lib.cluster_engine_sized(self._storage, node, engine, sizeof(engine))
        if status == NO_SUCH_NODE:
            raise ClusterError(f"node {node} is not in the nodelist of this cluster", status)
        if status == NODE_DOWN:
            return None
        must(status)
        return status_of(engine, self._rules)

    def table(self) -> str:
        """What every node says, a row for each, as stories have it."""
        with self._lock:
            return text_of(lib.cluster_table, self._storage)

    def reload(self, config: Config, nodes: "Optional[Iterable[int]]" = None) -> None:
        """These nodes (all that are up where none is named) read a new config; nodes that start later do too."""
        storage = config_of(config)._storage
        named = [] if nodes is None else argument.nodes("nodes", nodes)
        ids = (c_uint32 * len(named))(*named)
        status, sentence = self._try(lib.cluster_reload, storage, ids, len(named))
        if status:
            raise cluster_error(status, sentence)

    @property
    def now(self) -> int:
        """Milliseconds since it was made."""
        now = c_uint64()
        with self._lock:
            must(lib.cluster_now(self._storage, byref(now)))
        return now.value

    @property
    def nodes(self) -> "Tuple[int, ...]":
        """All nodes, ascending, up or down."""
        with self._lock:
            return nodes_of(lib.cluster_nodes, self._storage)

    @property
    def rules(self) -> "Rules":
        """'corosync', 'cman' or 'strict'."""
        return self._rules

    def __repr__(self) -> str:
        with self._lock:
            nodes = self.nodes
            up = sum(self.status(node) is not None for node in nodes)
        return f"<Cluster of {len(nodes)} nodes, {up} up, rules {self._rules}>"

    def __copy__(self) -> "Cluster":
        with self._lock:
            return _made(ClusterStorage.from_buffer_copy(self._storage), self._rules)

    def __deepcopy__(self, memo: object) -> "Cluster":
        return self.__copy__()


def _refused_config(step: str, status: int, sentence: str) -> ConfigError:
    """The library's sentence has line and key in it; reading a reload's config again gives them apart. A node that
    starts with a config that came by a reload has no line to name, and the key is a word."""
    if not step.split() or step.split()[0] != "reload":
        key, _, text = sentence.replace("corosync.conf: ", "", 1).partition(": ")
        return ConfigError(text, status, 0, key)
    try:
        Config.from_corosync_conf(step.partition("\n")[2], for_reload=True)
    except ConfigError as error:
        return error
    return ConfigError(sentence, status)


def _made(storage: "Storage", rules: str) -> Cluster:
    cluster = object.__new__(Cluster)
    keep(cluster, "_storage", storage)
    keep(cluster, "_rules", rules)
    keep(cluster, "_lock", RLock())
    return cluster
