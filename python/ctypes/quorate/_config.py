"""Config: from corosync.conf, or from nodes and Options."""

from collections.abc import Mapping as AnyMapping
from ctypes import byref, c_uint32, sizeof
from typing import Any, Dict, Mapping, NamedTuple, Optional, Tuple, Union

from quorate import _arguments as argument
from quorate import _structs
from quorate._codes import TIE_BREAKERS
from quorate._library import Storage, filled, lib, listed, must
from quorate._structs import FOLLOWS_TWO_NODE, NODES_MAX, ConfigInfo, ConfigNode, ConfigProblem
from quorate.errors import ConfigError

TieBreaker = Union[str, Tuple[int, ...], None]


class Written(NamedTuple):
    """The keys of corosync.conf's quorum section as they are written, and two of rules 'strict'."""

    expected_votes: int
    wait_for_all: Optional[bool]
    two_node: bool
    last_man_standing: bool
    last_man_standing_window: int
    auto_tie_breaker: bool
    allow_downscale: bool
    expected_votes_tracking: bool
    votes: int
    auto_tie_breaker_node: TieBreaker
    device: bool
    device_votes: Optional[int]
    device_timeout: int
    device_sync_timeout: int
    freeze_on_loss: bool
    fence_delay: int


class Options(Written):
    """The options of a config, by keyword: the keys of corosync.conf's quorum section, as they are written, with
    corosync's defaults, and two of rules 'strict' that corosync.conf does not have.

    wait_for_all=None follows two_node; auto_tie_breaker_node is 'lowest' (where not given), 'highest' or an iterable of
    nodeids. device=True adds a quorum device with device_votes (one less than the nodes' where not given). Times are
    milliseconds.

    >>> import quorate
    >>> options = quorate.Options(two_node=True, wait_for_all=False)
    >>> quorate.Config({1: 1, 2: 1}, options).options == options
    True
    """

    __slots__ = ()

    def __new__(cls, **given: Any) -> "Options":
        told = DEFAULTS._asdict()
        for name, value in given.items():
            if name not in told:
                raise TypeError(f"Options() got an unexpected keyword argument '{name}'")
            if name == "auto_tie_breaker_node" and value is not None:
                told[name] = _tie_breaker(value)
            elif value is not None or told[name] is not None:
                told[name] = _checked(name, value, told[name])
            if name.startswith("device_") and told[name] != getattr(DEFAULTS, name) and not given.get("device"):
                raise ValueError(f"{name} needs device=True")
        if told["auto_tie_breaker"]:
            told["auto_tie_breaker_node"] = told["auto_tie_breaker_node"] or "lowest"
        elif told["auto_tie_breaker_node"]:
            raise ValueError("auto_tie_breaker_node needs auto_tie_breaker=True")
        return Written.__new__(cls, **told)

    def as_dict(self) -> Dict[str, Any]:
        """Every option by its name."""
        return dict(self._asdict())


class Config:
    """A cluster config that corosync would start with: who has how many votes, and which options are on. It does not
    change.

    Config(nodes, options=None, *, cluster_name=None): nodes maps nodeids to votes; options are an Options, the defaults
    where not given; cluster_name is that of totem: an Engine.with_storage refuses the snapshot of another. What
    corosync refuses raises ConfigError.

    >>> import quorate
    >>> config = quorate.Config({1: 1, 2: 1}, quorate.Options(two_node=True))
    >>> config.wait_for_all, config.expected_votes
    (True, 2)
    """

    __slots__ = ("_storage", "_info", "_nodes", "_options")

    def __init__(
        self, nodes: Mapping[int, int], options: Optional[Options] = None, *, cluster_name: Optional[str] = None
    ) -> None:
        if not isinstance(nodes, AnyMapping):
            raise argument.wrong_type("nodes", "a mapping of nodeids to votes", nodes)
        options = Options() if options is None else options
        if not isinstance(options, Options):
            raise argument.wrong_type("options", "a quorate.Options", options)
        builder, problem = lib.storage("builder"), ConfigProblem()
        refused = byref(problem), sizeof(problem)
        must(lib.builder_init_sized(builder, sizeof(builder)))
        for node, votes in nodes.items():
            node = argument.whole("a nodeid of nodes", node)
            votes = argument.whole(f"nodes[{node}]", votes)
            if lib.builder_node_sized(builder, node, votes, *refused):
                raise _error(problem)
        breaker = options.auto_tie_breaker_node
        if breaker is not None:
            listed_nodes = () if isinstance(breaker, str) else breaker
            number = TIE_BREAKERS[breaker if isinstance(breaker, str) else "list"]
            array = (c_uint32 * len(listed_nodes))(*listed_nodes)
            must(lib.builder_tie_breaker(builder, number, array, len(listed_nodes)))
        must(lib.builder_options(builder, byref(_in_c(options))))
        storage = lib.storage("config")
        if lib.builder_build_sized(builder, storage, sizeof(storage), *refused):
            raise _error(problem)
        if cluster_name is not None:
            name = argument.text("cluster_name", cluster_name)
            must(lib.config_set_cluster_name(storage, name, len(name)))
        self._keep(storage)

    def _keep(self, storage: Storage) -> None:
        self._storage = storage
        self._info = filled(ConfigInfo, lib.config_describe_sized, storage)
        nodes = listed(ConfigNode, NODES_MAX, lib.config_nodes, storage)
        self._nodes = tuple((node.node_id, node.votes) for node in nodes)
        self._options: Options = _written(Options, self._info.options, _tie_breaker_of(self._info))

    @staticmethod
    def from_corosync_conf(
        text: Union[str, bytes], *, freeze_on_loss: bool = False, fence_delay: Optional[int] = None
    ) -> "Config":
        """Reads a corosync.conf, str or bytes, as corosync itself would; sections other than nodelist and quorum are
        skipped. freeze_on_loss and fence_delay are options of rules 'strict', which no corosync.conf has. Raises
        ConfigError with .line and .key.

        >>> import quorate
        >>> try:
        ...     quorate.Config.from_corosync_conf("quorum {\\n  two_node: yes\\n}\\n")
        ... except quorate.ConfigError as error:
        ...     print(error.line, error.key)
        2 quorum.two_node
        """
        read = argument.text("text", text)
        freezes = argument.flag("freeze_on_loss", freeze_on_loss)
        delay = None if fence_delay is None else argument.millis("fence_delay", fence_delay)
        storage, problem = lib.storage("config"), ConfigProblem()
        refused = byref(problem), sizeof(problem)
        if lib.config_from_corosync_conf_sized(storage, sizeof(storage), read, len(read), *refused):
            raise _error(problem)
        must(lib.config_set_freeze_on_loss(storage, freezes))
        if delay is not None:
            must(lib.config_set_fence_delay(storage, delay))
        config: Config = object.__new__(Config)
        config._keep(storage)
        return config

    @property
    def nodes(self) -> Dict[int, int]:
        """Votes of each node of the nodelist, in its order: a new dict."""
        return dict(self._nodes)

    @property
    def expected_votes(self) -> int:
        """Expected votes at startup: as given, else the sum of the nodelist."""
        return int(self._info.expected_votes)

    @property
    def nodelist_votes(self) -> int:
        """Sum of the nodelist's votes."""
        return int(self._info.nodelist_votes)

    @property
    def two_node(self) -> bool:
        """Whether two_node is in force."""
        return bool(self._info.two_node)

    @property
    def wait_for_all(self) -> bool:
        """Whether wait_for_all is in force: as given, else as two_node."""
        return bool(self._info.wait_for_all)

    @property
    def auto_tie_breaker_node(self) -> TieBreaker:
        """The tie breaker in force: 'lowest', 'highest', a tuple of nodeids, or None where none is."""
        return _tie_breaker_of(self._info) if self._info.tie_breaker_in_force else None

    @property
    def device_votes(self) -> int:
        """Votes of the quorum device; 0 without one."""
        return int(self._info.qdevice_votes)

    @property
    def device_decides(self) -> bool:
        """Whether the device alone decides: with its votes each node is quorate, without them not even all nodes
        together."""
        return bool(self._info.qdevice_decides)

    @property
    def device_votes_to_decide(self) -> int:
        """With so many votes the device alone decides, unless an option of votequorum's or expected_votes is in the
        way."""
        return int(self._info.qdevice_votes_to_decide)

    @property
    def options(self) -> Options:
        """The options as they are written."""
        return self._options

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and (self._nodes, self._options) == (other._nodes, other._options)

    def __hash__(self) -> int:
        return hash((self._nodes, self._options))

    def __repr__(self) -> str:
        return f"Config({self.nodes}, {self.options})"


def _checked(name: str, value: object, default: object) -> object:
    """Of the kind that the C struct has for it."""
    if isinstance(default, bool) or name == "wait_for_all":
        return argument.flag(name, value)
    return argument.whole(name, value, argument.most(getattr(_structs.Options, name).size))


def _tie_breaker(value: object) -> Union[str, Tuple[int, ...]]:
    name = "auto_tie_breaker_node"
    if isinstance(value, str):
        if value not in ("lowest", "highest"):
            raise ValueError(f"{name} must be 'lowest', 'highest' or nodeids")
        return value
    nodes = argument.nodes(name, value, NODES_MAX)
    if not nodes or 0 in nodes:
        raise ValueError(f"{name} must name nodes from 1 up")
    if len(nodes) > NODES_MAX:
        raise ValueError(f"{name} holds more than {NODES_MAX} nodes")
    return tuple(nodes)


def _tie_breaker_of(info: ConfigInfo) -> TieBreaker:
    for name, number in TIE_BREAKERS.items():
        if number == info.tie_breaker:
            return tuple(info.tie_breaker_nodes[: info.tie_breaker_count]) if name == "list" else name
    return None


def _in_c(options: Options) -> _structs.Options:
    found = _structs.Options()
    for name, value in options._asdict().items():
        if name != "auto_tie_breaker_node" and value is not None:
            setattr(found, name, value)
    found.device_has_votes = options.device_votes is not None
    if options.wait_for_all is None:
        found.wait_for_all = FOLLOWS_TWO_NODE
    return found


def _written(kind: Any, options: _structs.Options, tie_breaker: TieBreaker) -> Any:
    told = {name: getattr(options, name, None) for name in Written._fields}  # type: Dict[str, Any]
    told.update((name, bool(told[name])) for name, kind in Written.__annotations__.items() if kind is bool)
    told["wait_for_all"] = None if options.wait_for_all == FOLLOWS_TWO_NODE else bool(options.wait_for_all)
    told["device_votes"] = options.device_votes if options.device_has_votes else None
    told["auto_tie_breaker_node"] = tie_breaker
    return Written.__new__(kind, **told)


def _error(problem: ConfigProblem) -> ConfigError:
    line, key, text = problem.line, problem.key.decode(), problem.text.decode()
    # The library's text begins with the place, as str() of the error will.
    place = str(ConfigError("", problem.status, line, key))
    return ConfigError(text[len(place) :], problem.status, line, key)


def _defaults() -> Written:
    options = _structs.Options()
    must(lib.options_init_sized(byref(options), sizeof(options)))
    found: Written = _written(Written, options, None)
    return found


DEFAULTS = _defaults()
