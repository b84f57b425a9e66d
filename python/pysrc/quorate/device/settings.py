"""Whether the running corosync is set up for the device, and the config that its engine decides by.

votequorum has to do as the device says: with the vote any partition is quorate, without it none is. That is so when
the device has as many votes as all nodes together, and nothing else of votequorum's changes the count.
"""

from typing import Dict, List, NamedTuple, Optional, Sequence, Union

import quorate
from quorate.corosync import conf
from quorate.corosync.cmap import Cmap
from quorate.corosync.libraries import Deadline

MODEL = "quorate"
TIMEOUT, SYNC_TIMEOUT = 10_000, 5_000
# While the daemon is gone, all nodes wait so long with each new ring.
SYNC_TIMEOUT_LONG = 10_000

TieBreaker = Union[str, Sequence[Union[int, str]], None]


class Unfit(Exception):
    """corosync.conf and the device do not go together; the sentence has the lines to write."""


class Options(NamedTuple):
    """How the engine decides, from the command line."""

    wait_for_all: bool = True
    tie_breaker: TieBreaker = None
    fence_delay: Optional[int] = None
    freeze_on_loss: bool = False
    allow_downscale: bool = False
    # In milliseconds.
    last_man_standing: Optional[int] = None
    agreed_electorate: bool = False

    @property
    def is_agreed(self) -> bool:
        """Whether the electorate changes by agreement, so that each node keeps it on its disk."""
        return self.agreed_electorate or self.allow_downscale or self.last_man_standing is not None


class Corosync(NamedTuple):
    """What the running corosync is set up with."""

    config: quorate.Config
    names: Dict[int, str]
    cluster_name: str = ""
    # Has begun to, and not ended: where corosync refused the file, it stays so.
    is_reloading: bool = False


def read_corosync(timeout: float) -> Corosync:
    """From the running corosync; CorosyncError where there is none, Unfit where the device cannot work with it."""
    cmap = Cmap(Deadline(timeout))
    try:
        keys = {**cmap.section("quorum."), **cmap.section("nodelist."), **cmap.section("totem.cluster_name")}
        is_reloading = bool(cmap.get("config.totemconfig_reload_in_progress"))
    finally:
        cmap.finalize()
    model = keys.get("quorum.device.model", MODEL)
    if model != MODEL:
        raise Unfit(f"corosync.conf: quorum.device.model is {model}, another device's; this one is model: {MODEL}")
    name = str(keys.get("totem.cluster_name", ""))
    return Corosync(checked(conf.rebuild(keys)), conf.names(keys), name, is_reloading)


def checked(text: str) -> quorate.Config:
    """corosync's own config; Unfit where votequorum would not do as the device says."""
    try:
        config = quorate.Config.from_corosync_conf(text)
    except quorate.ConfigError as error:
        raise Unfit(f"corosync.conf: {error}") from None
    votes = config.device_votes_to_decide
    if not config.options.device:
        raise Unfit(f"corosync.conf has no quorum device; add to its quorum section: {section(votes)}")
    for key, value in config.options.as_dict().items():
        if value is True and key != "device":
            raise Unfit(
                f"corosync.conf: quorum.{key} changes how votequorum counts the device's vote: remove it "
                f"(quorate device has its own options) and write: {section(votes)}"
            )
    if not config.nodes:
        raise Unfit("corosync.conf has no nodelist, so nobody knows who is missing: add one")
    if not config.device_decides:
        raise Unfit(
            f"corosync.conf: with {config.device_votes} votes the device decides nothing: the nodes have "
            f"{config.nodelist_votes}; remove quorum.expected_votes if it is there, and write: {section(votes)}"
        )
    return config


def section(votes: int) -> str:
    return f"device {{ model: {MODEL} votes: {votes} timeout: {TIMEOUT} sync_timeout: {SYNC_TIMEOUT} }} (key per line)"


def strict_config(corosync: Corosync, options: Options) -> quorate.Config:
    """What the engine decides by: the nodes and their votes, and the options of the command line."""
    config = corosync.config
    fence_delay = quorate.Options().fence_delay if options.fence_delay is None else options.fence_delay
    window = quorate.Options().last_man_standing_window
    strict = quorate.Options(
        wait_for_all=options.wait_for_all,
        allow_downscale=options.allow_downscale,
        last_man_standing=options.last_man_standing is not None,
        last_man_standing_window=window if options.last_man_standing is None else options.last_man_standing,
        auto_tie_breaker=options.tie_breaker is not None,
        auto_tie_breaker_node=tie_breaker(corosync, options),  # type: ignore[arg-type]
        freeze_on_loss=options.freeze_on_loss,
        fence_delay=fence_delay,
    )
    return quorate.Config(config.nodes, strict, cluster_name=corosync.cluster_name)


def tie_breaker(corosync: Corosync, options: Options) -> Union[str, List[int], None]:
    """Nodes as the engine has them: their names are corosync's."""
    if options.tie_breaker is None or isinstance(options.tie_breaker, str):
        return options.tie_breaker
    return [node if isinstance(node, int) else the_node(node, corosync.names) for node in options.tie_breaker]


def the_node(name: str, names: Dict[int, str]) -> int:
    called = [node for node, known in names.items() if known == name]
    if len(called) != 1:
        found = "more than one node is" if called else "no node is"
        nodes = ", ".join(sorted(names.values()))
        raise Unfit(f"--auto-tie-breaker-node: {found} called {name!r}; corosync has {nodes or 'no names'}")
    return called[0]


def described(rules: quorate.Config, options: Options) -> List[str]:
    """The rules in force, for the log."""
    nodes = " ".join(f"{node}:{votes}" for node, votes in sorted(rules.nodes.items()))
    return [
        f"nodes and votes {nodes}",
        f"wait_for_all {'on' if options.wait_for_all else 'off'}",
        f"tie breaker {options.tie_breaker if options.tie_breaker is not None else 'none'}",
        *(["freeze_on_loss on"] if options.freeze_on_loss else []),
        *(["who votes changes by agreement"] if options.is_agreed else []),
        *(["allow_downscale on"] if options.allow_downscale else []),
        *([f"last_man_standing after {options.last_man_standing} ms"] if options.last_man_standing is not None else []),
    ]


def advice(corosync: Corosync, options: Options) -> List[str]:
    """What works, but could be better."""
    config, found = corosync.config, []
    if corosync.is_reloading:
        found.append(
            "corosync refused to reload corosync.conf and goes on with the nodes and votes of before; correct the file "
            "(corosync's log says what is wrong), and run: corosync-cfgtool -R"
        )
    sync_timeout = config.options.device_sync_timeout
    if sync_timeout > SYNC_TIMEOUT_LONG:
        found.append(
            f"corosync.conf: quorum.device.sync_timeout is {sync_timeout} ms: all nodes wait that long "
            f"in a new ring if a daemon hangs; set it to {SYNC_TIMEOUT}"
        )
    nameless = [str(node) for node in sorted(config.nodes) if not corosync.names.get(node)]
    if nameless:
        found.append(
            f"corosync.conf: nodes without a name in the nodelist: {', '.join(nameless)}; fencing, surveys and "
            "fence_quorate use names: add to each node a line name: with its name in Pacemaker"
        )
    if options.tie_breaker is None and options.wait_for_all and may_split_in_halves(config):
        found.append(
            "the votes are even and there is no tie breaker: in an even split both halves may fence, and all nodes may "
            "end up off or blocked; --auto-tie-breaker-node lowest, on all nodes, decides which half survives"
        )
    return found


def may_split_in_halves(config: quorate.Config) -> bool:
    """By the number of votes; whether weights add up to a half makes no difference worth a search."""
    return len(config.nodes) > 1 and config.nodelist_votes % 2 == 0
