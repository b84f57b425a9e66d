from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, NoReturn, final

from typing_extensions import Self

from quorate.types import (
    AdviceCode, AdviceDict, CloseReason, CounterexampleDict, CounterexampleKind, Ending, ExplorationDict, FindingCode,
    FindingDict, Flag, Harm, NodeState, Outcome, PartitionDict, ReasonCode, ReasonDict, Ring, Rules, Severity,
    SplitDict, SplitOutcome, StatusDict, SurveyDict, Verdict, VoteReason, WitnessAlgorithm, WitnessClientDict,
    WitnessHeuristics, WitnessTiming, WitnessTls, WitnessVote,
)

__all__ = [
    "ADVICE_CODES", "ERROR_NUMBERS", "FINDING_CODES", "NODES_MAX", "REASON_CODES", "Advice", "Cluster", "Config",
    "Counterexample", "Electorate", "Engine", "Exploration", "Finding", "Net", "NodeInfo", "Options", "Partition",
    "Played", "Progress", "Reason", "Split", "Status", "Survey", "__version__", "explore", "simulate", "splits",
    "survey", "what_if",
]

__version__: str
NODES_MAX: Final[int]
REASON_CODES: dict[ReasonCode, int]
ADVICE_CODES: dict[AdviceCode, int]
STEPS: dict[str, str]
FINDING_CODES: dict[FindingCode, int]
ERROR_NUMBERS: dict[str, int]
CLOSE_REASONS: dict[CloseReason, str]

class _Frozen:
    """What everything frozen has; there is no such class at run time."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object, /) -> Self: ...

@final
class Config(_Frozen):
    def __new__(
        cls,
        nodes: Mapping[int, int],
        options: Options | None = None,
        *,
        net: Net | None = None,
        names: Mapping[int, str] | None = None,
        cluster_name: str | None = None,
        for_reload: bool = False,
    ) -> Config: ...
    @staticmethod
    def from_corosync_conf(
        text: str | bytes,
        *,
        for_reload: bool = False,
        freeze_on_loss: bool = False,
        fence_delay: int | None = None,
    ) -> Config: ...
    @staticmethod
    def from_cluster_conf(text: str | bytes) -> Config: ...
    def lint(self) -> list[Finding]: ...
    nodes: Final[dict[int, int]]
    names: Final[dict[int, str]]
    expected_votes: Final[int]
    nodelist_votes: Final[int]
    two_node: Final[bool]
    wait_for_all: Final[bool]
    auto_tie_breaker_node: Final[Literal["lowest", "highest"] | tuple[int, ...] | None]
    device_votes: Final[int]
    device_decides: Final[bool]
    device_votes_to_decide: Final[int]
    options: Final[Options]
    net: Final[Net | None]

@final
class Net(_Frozen):
    def __new__(
        cls,
        *,
        host: int | None = None,
        algorithm: Literal["ffsplit", "lms", "2nodelms"] = "ffsplit",
        tie_breaker: Literal["lowest", "highest"] | int = "lowest",
        keep_active_partition_tie_breaker: bool = True,
        heuristics: bool = False,
    ) -> Net: ...
    host: Final[int | None]
    algorithm: Final[Literal["ffsplit", "lms", "2nodelms"]]
    tie_breaker: Final[Literal["lowest", "highest"] | int]
    keep_active_partition_tie_breaker: Final[bool]
    heuristics: Final[bool]
    def as_dict(self) -> dict[str, object]: ...

@final
class Options(_Frozen):
    def __new__(
        cls,
        *,
        expected_votes: int = 0,
        wait_for_all: bool | None = None,
        two_node: bool = False,
        last_man_standing: bool = False,
        last_man_standing_window: int = 10_000,
        auto_tie_breaker: bool = False,
        allow_downscale: bool = False,
        expected_votes_tracking: bool = False,
        votes: int = 1,
        auto_tie_breaker_node: Literal["lowest", "highest"] | Iterable[int] | None = None,
        device: bool = False,
        device_votes: int | None = None,
        device_timeout: int = 10_000,
        device_sync_timeout: int = 30_000,
        freeze_on_loss: bool = False,
        fence_delay: int = 10_000,
    ) -> Options: ...
    expected_votes: Final[int]
    wait_for_all: Final[bool | None]
    two_node: Final[bool]
    last_man_standing: Final[bool]
    last_man_standing_window: Final[int]
    auto_tie_breaker: Final[bool]
    allow_downscale: Final[bool]
    expected_votes_tracking: Final[bool]
    votes: Final[int]
    auto_tie_breaker_node: Final[Literal["lowest", "highest"] | tuple[int, ...] | None]
    device: Final[bool]
    device_votes: Final[int | None]
    device_timeout: Final[int]
    device_sync_timeout: Final[int]
    freeze_on_loss: Final[bool]
    fence_delay: Final[int]
    def as_dict(self) -> dict[str, object]: ...

@final
class Engine:
    def __new__(cls, config: Config, node: int, rules: Rules = "corosync") -> Engine: ...
    @staticmethod
    def with_storage(config: Config, node: int) -> Engine: ...
    def observe(self, members: Iterable[int]) -> None: ...
    status: Final[Status]
    joined: Final[tuple[int, ...]]
    left: Final[tuple[int, ...]]
    def view(self, ring: Ring, members: Iterable[int], now: int) -> None: ...
    def receive(self, sender: int, message: bytes, now: int) -> None: ...
    def poll_transmit(self) -> bytes | None: ...
    def poll_timeout(self) -> int | None: ...
    def handle_timeout(self, now: int) -> None: ...
    def leave(self, remove: bool = False) -> None: ...
    electorate: Final[Electorate | None]
    has_left_agreed: Final[bool]
    def set_expected_votes(self, votes: int) -> None: ...
    def set_votes(self, node: int, votes: int) -> None: ...
    def cancel_wait_for_all(self) -> None: ...
    def reload(self, config: Config) -> None: ...
    def fenced(self, node: int, ring: Ring, instant: int) -> None: ...
    def resume(self) -> None: ...
    def device_register(self, name: str) -> None: ...
    def device_unregister(self) -> None: ...
    def device_rename(self, name: str) -> None: ...
    def device_poll(self, ring: Ring, cast_vote: bool, now: int) -> None: ...
    def device_master_wins(self, allow: bool) -> None: ...
    waits_for_device: Final[bool]
    tracked_expected_votes: Final[int | None]
    def snapshot(self) -> bytes: ...
    is_unsaved: Final[bool]
    def saved(self, snapshot: bytes) -> None: ...
    def restore(self, snapshot: bytes) -> None: ...
    def node_info(self, node: int) -> NodeInfo | None: ...
    def quorumtool(self) -> str: ...
    def cman_tool(self) -> str: ...
    rules: Final[Rules]
    node: Final[int]
    def __copy__(self) -> Engine: ...
    def __deepcopy__(self, memo: object, /) -> Engine: ...

@final
class Cluster:
    def __new__(cls, config: Config, rules: Rules = "corosync") -> Cluster: ...
    def run(self, step: str) -> None: ...
    def status(self, node: int) -> Status | None: ...
    def table(self) -> str: ...
    def reload(self, config: Config, nodes: Iterable[int] | None = None) -> None: ...
    now: Final[int]
    nodes: Final[tuple[int, ...]]
    rules: Final[Rules]
    def __copy__(self) -> Cluster: ...
    def __deepcopy__(self, memo: object, /) -> Cluster: ...

@final
class Status(_Frozen):
    quorate: Final[bool]
    verdict: Final[Verdict]
    reason: Final[Reason]
    advice: Final[tuple[Advice, ...]]
    help: Final[str]
    quorum: Final[int]
    expected_votes: Final[int]
    highest_expected: Final[int]
    total_votes: Final[int]
    device_votes: Final[int]
    fence_delay: Final[int]
    flags: Final[frozenset[Flag]]
    members: Final[tuple[int, ...]]
    node: Final[int]
    ring: Final[Ring]
    def as_dict(self) -> StatusDict: ...
    def __bool__(self) -> NoReturn: ...

@final
class Reason(_Frozen):
    code: Final[ReasonCode]
    number: Final[int]
    votes: Final[int]
    needed: Final[int]
    expected_votes: Final[int]
    node: Final[int | None]
    missing: Final[tuple[int, ...]]
    device_votes: Final[int]
    def as_dict(self) -> ReasonDict: ...

@final
class Electorate(_Frozen):
    epoch: Final[int]
    electors: Final[tuple[int, ...]]
    change_pending: Final[bool]
    unstored: Final[tuple[int, ...]]
    other_nodelist: Final[tuple[int, ...]]

@final
class NodeInfo(_Frozen):
    node: Final[int]
    state: Final[NodeState]
    votes: Final[int]
    expected_votes: Final[int]
    flags: Final[frozenset[Flag]]

@final
class Played(_Frozen):
    line: Final[int]
    step: Final[str]
    seen: Final[str]
    expected: Final[str | None]
    outcome: Final[Outcome]
    ok: Final[bool]

@final
class Advice(_Frozen):
    code: Final[AdviceCode]
    number: Final[int]
    nodes: Final[tuple[int, ...]]
    votes: Final[int]
    delay: Final[int]
    risks_split_brain: Final[bool]
    def as_dict(self) -> AdviceDict: ...

@final
class Finding(_Frozen):
    code: Final[FindingCode]
    number: Final[int]
    severity: Final[Severity]
    harm: Final[Harm]
    line: Final[int]
    key: Final[str]
    meant: Final[str]
    votes: Final[int]
    nodes: Final[tuple[int, ...]]
    steps: Final[tuple[str, ...]]
    story: Final[str]
    def as_dict(self) -> FindingDict: ...

@final
class Partition(_Frozen):
    members: Final[tuple[int, ...]]
    verdict: Final[Verdict]
    status: Final[Status]
    quorate: Final[tuple[int, ...]]
    agrees: Final[bool]
    def as_dict(self) -> PartitionDict: ...

@final
class Survey(_Frozen):
    rules: Final[Rules]
    total_votes: Final[int]
    quorum: Final[int]
    votes_to_spare: Final[int]
    at_once: Final[int]
    one_by_one: Final[int]
    at_once_fenced: Final[int]
    fatal: Final[tuple[int, ...]]
    fatal_until_fenced: Final[tuple[int, ...]]
    device_is_fatal: Final[bool]
    def as_dict(self) -> SurveyDict: ...

@final
class Split(_Frozen):
    sides: Final[tuple[tuple[int, ...], tuple[int, ...]]]
    outcome: Final[SplitOutcome]
    def as_dict(self) -> SplitDict: ...

@final
class Progress(_Frozen):
    states: Final[int]
    expanded: Final[int]
    depth: Final[int]
    memory: Final[int]

@final
class Counterexample(_Frozen):
    kind: Final[CounterexampleKind]
    length: Final[int]
    steps: Final[tuple[str, ...]]
    story: Final[str]
    def as_dict(self) -> CounterexampleDict: ...

@final
class Exploration(_Frozen):
    states: Final[int]
    events: Final[int]
    depth: Final[int]
    ending: Final[Ending]
    memory: Final[int]
    findings: Final[tuple[Counterexample, ...]]
    def as_dict(self) -> ExplorationDict: ...

def simulate(text: str) -> list[Played]: ...
def story_head(text: str) -> tuple[Rules, dict[int, str]]: ...
def what_if(
    config: Config,
    rules: Rules = "corosync",
    *,
    down: Iterable[int] = (),
    sides: Iterable[Iterable[int]] = (),
) -> list[Partition]: ...
def survey(config: Config, rules: Rules = "corosync") -> Survey: ...
def splits(config: Config, rules: Rules = "corosync") -> list[Split]: ...
def explore(
    config: Config,
    rules: Rules = "corosync",
    *,
    nodes: Iterable[int] | None = None,
    depth: int | None = None,
    memory_max: int = 1073741824,
    threads: int = 1,
    lost_messages: bool = False,
    like_qnetd: bool = False,
    witness_restarts: bool = True,
    progress: Callable[[Progress], object] | None = None,
) -> Exploration: ...

@final
class Witness:
    def __new__(
        cls,
        now: int,
        *,
        timing: WitnessTiming = "safe",
        tls: WitnessTls = "off",
        client_certificates: bool = True,
        refuse_unsafe: bool = False,
        heartbeat_max: int = 120_000,
    ) -> Witness: ...
    def tell(self, cluster: str, nodes: Iterable[int] = ()) -> None: ...
    def connect(self, now: int) -> int | None: ...
    def receive(self, connection: int, now: int, data: bytes) -> int: ...
    def secured(self, connection: int, now: int, certificate: str | None) -> None: ...
    def disconnect(self, connection: int, now: int) -> None: ...
    def poll_output(self) -> (
        tuple[int, Literal["send"], bytes]
        | tuple[int, Literal["start_tls"], None]
        | tuple[int, Literal["close"], CloseReason]
        | None
    ): ...
    def poll_timeout(self) -> int | None: ...
    def handle_timeout(self, now: int) -> None: ...
    def client(self, connection: int) -> WitnessClient | None: ...
    silent_until: Final[int]
    is_unsaved: Final[bool]
    def snapshot(self, now: int) -> bytes: ...
    def saved(self) -> None: ...
    def restore(self, snapshot: bytes, now: int) -> None: ...

@final
class WitnessClient(_Frozen):
    cluster: Final[str]
    node: Final[int]
    algorithm: Final[WitnessAlgorithm]
    tie_breaker: Final[Literal["lowest", "highest"] | int]
    keep_active_partition: Final[bool]
    configured: Final[tuple[int, ...]]
    ring: Final[Ring]
    members: Final[tuple[int, ...]]
    heuristics: Final[WitnessHeuristics]
    heartbeat: Final[int]
    vote: Final[WitnessVote]
    reason: Final[VoteReason]
    text: Final[str]
    holds: Final[bool]
    lease: Final[int]
    former_holders: Final[tuple[int, ...]]
    former_lease: Final[int]
    def as_dict(self) -> WitnessClientDict: ...
