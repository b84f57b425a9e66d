"""Config: from corosync.conf, or from keywords."""

# os has imported it; collections would cost a millisecond.
from _collections_abc import Mapping
from ctypes import byref, c_size_t, c_uint32, sizeof

from quorate import _arguments as argument
from quorate._codes import FOLLOWS_TWO_NODE, TIE_BREAKER_HIGHEST, TIE_BREAKER_LIST, TIE_BREAKER_LOWEST
from quorate._frozen import Frozen, keep
from quorate._library import lib, must
from quorate._refusals import config_error
from quorate._structs import NODES_MAX, BuilderStorage, ConfigInfo, ConfigNodes, ConfigProblem, ConfigStorage, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctypes import Array, c_uint64
    from typing import Dict, Iterable, List, Optional, Tuple, Union

    from typing_extensions import Literal

    from quorate._finding import Finding

    Storage = Array[c_uint64]
    TieBreaker = Union[Literal["lowest", "highest"], Iterable[int]]


def _add_nodes(builder: "Storage", nodes: object) -> None:
    if not isinstance(nodes, Mapping):
        raise argument.wrong_type("nodes", "a mapping of nodeids to votes", nodes)
    problem = ConfigProblem()
    for node, votes in nodes.items():
        node = argument.node("a nodeid of nodes", node)
        votes = argument.votes(f"nodes[{node}]", votes)
        if lib.builder_node(builder, node, votes, byref(problem)):
            raise config_error(problem)


def _set_tie_breaker(builder: "Storage", value: object) -> None:
    name = "auto_tie_breaker_node"
    number, nodes = TIE_BREAKER_LIST, []
    if value is None:
        number = TIE_BREAKER_LOWEST
    elif isinstance(value, str):
        argument.string(name, value)
        if value not in ("lowest", "highest"):
            raise ValueError(f"{name} must be 'lowest', 'highest' or nodeids")
        number = TIE_BREAKER_LOWEST if value == "lowest" else TIE_BREAKER_HIGHEST
    else:
        nodes = argument.nodes(name, value)
        if not nodes or 0 in nodes:
            raise ValueError(f"{name} must name nodes from 1 up")
        if len(nodes) > NODES_MAX:
            raise ValueError(f"{name} holds more than {NODES_MAX} nodes")
    must(lib.builder_tie_breaker(builder, number, (c_uint32 * len(nodes))(*nodes), len(nodes)))


def _set_device(options: Options, device: bool, votes: object, timeout: object, sync_timeout: object) -> None:
    given = {"device_votes": votes, "device_timeout": timeout, "device_sync_timeout": sync_timeout}
    if not device:
        for name, value in given.items():
            if value is not None:
                raise ValueError(f"{name} needs device=True")
        return
    options.device = 1
    if votes is not None:
        options.device_has_votes, options.device_votes = 1, argument.votes("device_votes", votes)
    if timeout is not None:
        options.device_timeout = argument.millis("device_timeout", timeout)
    if sync_timeout is not None:
        options.device_sync_timeout = argument.millis("device_sync_timeout", sync_timeout)


class Config(Frozen):
    """A cluster config that corosync would start with: who has how many votes, and which options are on.

    Config(nodes, *, expected_votes=None, votes=None, two_node=False, wait_for_all=None, last_man_standing=False,
    last_man_standing_window=None, auto_tie_breaker=False, auto_tie_breaker_node=None, allow_downscale=False,
    expected_votes_tracking=False, device=False, device_votes=None, device_timeout=None,
    device_sync_timeout=None, freeze_on_loss=False, fence_delay=None)

    nodes maps nodeids to votes. The keywords are the keys of the quorum section, with corosync's defaults;
    wait_for_all=None follows two_node; auto_tie_breaker_node is 'lowest', 'highest' or an iterable of nodeids.
    device=True adds a quorum device with device_votes (one less than the nodes' where not given) and
    timeouts in milliseconds. freeze_on_loss and fence_delay (milliseconds) are for rules 'strict' and not in
    corosync.conf. What corosync refuses raises ConfigError.

    >>> import quorate
    >>> config = quorate.Config({1: 1, 2: 1}, two_node=True)
    >>> config.wait_for_all
    True
    >>> config.expected_votes
    2
    """

    __module__ = "quorate"
    __slots__ = ("_storage", "_info", "_nodes")
    _storage: "Storage"
    _info: ConfigInfo
    _nodes: "Tuple[Tuple[int, int], ...]"

    def __new__(
        cls,
        nodes: "Mapping[int, int]",
        *,
        expected_votes: "Optional[int]" = None,
        votes: "Optional[int]" = None,
        two_node: bool = False,
        wait_for_all: "Optional[bool]" = None,
        last_man_standing: bool = False,
        last_man_standing_window: "Optional[int]" = None,
        auto_tie_breaker: bool = False,
        auto_tie_breaker_node: "Optional[TieBreaker]" = None,
        allow_downscale: bool = False,
        expected_votes_tracking: bool = False,
        device: bool = False,
        device_votes: "Optional[int]" = None,
        device_timeout: "Optional[int]" = None,
        device_sync_timeout: "Optional[int]" = None,
        freeze_on_loss: bool = False,
        fence_delay: "Optional[int]" = None
    ) -> "Config":
        options, builder = Options(), BuilderStorage()
        must(lib.options_init_sized(byref(options), sizeof(options)))
        must(lib.builder_init_sized(builder, sizeof(builder)))
        options.two_node = argument.flag("two_node", two_node)
        options.last_man_standing = argument.flag("last_man_standing", last_man_standing)
        options.auto_tie_breaker = argument.flag("auto_tie_breaker", auto_tie_breaker)
        options.allow_downscale = argument.flag("allow_downscale", allow_downscale)
        options.expected_votes_tracking = argument.flag("expected_votes_tracking", expected_votes_tracking)
        has_device = argument.flag("device", device)
        options.freeze_on_loss = argument.flag("freeze_on_loss", freeze_on_loss)
        _add_nodes(builder, nodes)
        _set_tie_breaker(builder, auto_tie_breaker_node)
        if expected_votes is not None:
            options.expected_votes = argument.votes("expected_votes", expected_votes)
        if votes is not None:
            options.votes = argument.votes("votes", votes)
        if wait_for_all is not None:
            options.wait_for_all = argument.flag("wait_for_all", wait_for_all)
        if last_man_standing_window is not None:
            window = argument.millis("last_man_standing_window", last_man_standing_window)
            options.last_man_standing_window = window
        _set_device(options, has_device, device_votes, device_timeout, device_sync_timeout)
        if fence_delay is not None:
            options.fence_delay = argument.millis("fence_delay", fence_delay)
        must(lib.builder_options(builder, byref(options)))
        storage, problem = ConfigStorage(), ConfigProblem()
        if lib.builder_build_sized(builder, storage, sizeof(storage), byref(problem)):
            raise config_error(problem)
        return _made(storage)

    @staticmethod
    def from_corosync_conf(
        text: "Union[str, bytes]",
        *,
        for_reload: bool = False,
        freeze_on_loss: bool = False,
        fence_delay: "Optional[int]" = None
    ) -> "Config":
        """Reads a corosync.conf, str or bytes, as corosync itself would; sections other than nodelist and
        quorum are skipped.

        for_reload=True lets through what corosync refuses at startup only (a quorum device next to options that
        exclude it); use it for Engine.reload and Cluster.reload. freeze_on_loss and fence_delay are options of
        rules 'strict', which no corosync.conf has. Raises ConfigError with .line and .key.

        >>> import quorate
        >>> try:
        ...     quorate.Config.from_corosync_conf("quorum {\\n  two_node: yes\\n}\\n")
        ... except quorate.ConfigError as error:
        ...     print(error.line, error.key)
        2 quorum.two_node
        """
        for_reload = argument.flag("for_reload", for_reload)
        freeze_on_loss = argument.flag("freeze_on_loss", freeze_on_loss)
        read = argument.text("text", text)
        delay = None if fence_delay is None else argument.millis("fence_delay", fence_delay)
        storage, problem = ConfigStorage(), ConfigProblem()
        reader = lib.config_from_corosync_conf_for_reload_sized if for_reload else lib.config_from_corosync_conf_sized
        if reader(storage, sizeof(storage), read, len(read), byref(problem)):
            raise config_error(problem)
        must(lib.config_set_freeze_on_loss(storage, freeze_on_loss))
        if delay is not None:
            must(lib.config_set_fence_delay(storage, delay))
        return _made(storage)

    @staticmethod
    def from_cluster_conf(text: "Union[str, bytes]") -> "Config":
        """cman's cluster.conf (XML) is read by the wheel for Python 3.9 and later only; this raises
        NotImplementedError."""
        argument.text("text", text)
        raise NotImplementedError(
            "Config.from_cluster_conf is not in quorate's module for older Pythons; install the wheel (quorate's "
            "folder python), which needs Python 3.9"
        )

    def lint(self) -> "List[Finding]":
        """What this config risks under votequorum: a list of Finding, in order of their numbers, each with a story
        that shows the harm on this very cluster. Unknown keys come last.

        >>> import quorate
        >>> config = quorate.Config({1: 1, 2: 1, 3: 1}, two_node=True)
        >>> finding = config.lint()[0]
        >>> finding.severity, finding.code, finding.harm
        ('error', 'two_node_not_two', 'split_brain')
        """
        from quorate._finding import findings

        return findings(self)

    @property
    def nodes(self) -> "Dict[int, int]":
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
    def last_man_standing(self) -> bool:
        """Whether last_man_standing is on."""
        return bool(self._info.options.last_man_standing)

    @property
    def last_man_standing_window(self) -> int:
        """last_man_standing's window in milliseconds."""
        return int(self._info.options.last_man_standing_window)

    @property
    def auto_tie_breaker(self) -> bool:
        """Whether auto_tie_breaker is on."""
        return bool(self._info.options.auto_tie_breaker)

    @property
    def auto_tie_breaker_node(self) -> "Union[Literal['lowest', 'highest'], Tuple[int, ...], None]":
        """The tie breaker in force: 'lowest', 'highest', a tuple of nodeids, or None where none is."""
        info = self._info
        if not info.tie_breaker_in_force:
            return None
        if info.tie_breaker == TIE_BREAKER_LIST:
            return tuple(info.tie_breaker_nodes[: info.tie_breaker_count])
        return "lowest" if info.tie_breaker == TIE_BREAKER_LOWEST else "highest"

    @property
    def allow_downscale(self) -> bool:
        """Whether allow_downscale is on."""
        return bool(self._info.options.allow_downscale)

    @property
    def expected_votes_tracking(self) -> bool:
        """Whether expected_votes_tracking is on."""
        return bool(self._info.options.expected_votes_tracking)

    @property
    def device(self) -> bool:
        """Whether there is a quorum device."""
        return bool(self._info.options.device)

    @property
    def device_votes(self) -> int:
        """Votes of the quorum device; 0 without one."""
        return int(self._info.qdevice_votes)

    @property
    def device_timeout(self) -> int:
        """How long a poll of the quorum device lasts, in milliseconds."""
        return int(self._info.options.device_timeout)

    @property
    def device_sync_timeout(self) -> int:
        """How long a new view waits for the quorum device, in milliseconds."""
        return int(self._info.options.device_sync_timeout)

    @property
    def freeze_on_loss(self) -> bool:
        """Rules 'strict': whether any unclean loss blocks every member until an operator says resume."""
        return bool(self._info.options.freeze_on_loss)

    @property
    def fence_delay(self) -> int:
        """Rules 'strict': how long the half without the tie breaker waits before it fences, in milliseconds."""
        return int(self._info.options.fence_delay)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Config):
            return NotImplemented
        if self is other:
            return True
        if (self._nodes, bytes(self._info)) != (other._nodes, bytes(other._info)):
            return False
        # What the reader noted of lines and unknown keys is to be seen in the findings only.
        return [finding._said() for finding in self.lint()] == [finding._said() for finding in other.lint()]

    def __hash__(self) -> int:
        return hash((self.expected_votes, self._nodes))

    def __repr__(self) -> str:
        nodes = ", ".join(f"{node}: {votes}" for node, votes in self._nodes)
        return "Config({" + nodes + "}" + "".join(f", {word}" for word in _keywords(self)) + ")"


def _made(storage: "Storage") -> Config:
    config = object.__new__(Config)
    info, nodes, count = ConfigInfo(), ConfigNodes(), c_size_t()
    must(lib.config_describe(storage, byref(info)))
    must(lib.config_nodes(storage, nodes, len(nodes), byref(count)))
    keep(config, "_storage", storage)
    keep(config, "_info", info)
    keep(config, "_nodes", tuple((node.node_id, node.votes) for node in nodes[: count.value]))
    return config


def _keywords(config: Config) -> "Iterable[str]":
    """The keywords that differ from their defaults, as Python writes them."""
    options, default = config._info.options, Options()
    must(lib.options_init_sized(byref(default), sizeof(default)))

    def number(name: str) -> "List[str]":
        value = getattr(options, name)
        return [f"{name}={value}"] if value != getattr(default, name) else []

    def yes(name: str) -> "List[str]":
        return [f"{name}=True"] if getattr(options, name) else []

    words = number("expected_votes") + number("votes") + yes("two_node")
    if options.wait_for_all != FOLLOWS_TWO_NODE:
        words.append(f"wait_for_all={bool(options.wait_for_all)}")
    words += yes("last_man_standing") + number("last_man_standing_window") + yes("auto_tie_breaker")
    breaker = config.auto_tie_breaker_node
    if isinstance(breaker, tuple):
        words.append(f"auto_tie_breaker_node={list(breaker)}")
    elif breaker == "highest":
        words.append("auto_tie_breaker_node='highest'")
    words += yes("allow_downscale") + yes("expected_votes_tracking")
    if options.device:
        words.append("device=True")
        if options.device_has_votes:
            words.append(f"device_votes={options.device_votes}")
        words += number("device_timeout") + number("device_sync_timeout")
    return words + yes("freeze_on_loss") + number("fence_delay")
