"""`quorate witness` and real corosync-qdevice, over TLS, on two real nodes: a death, a split, a pulled cable, a
restart of the witness, one that is frozen or cut off from all, a wrong certificate. And the pulled cable with
corosync-qnetd, for comparison, whose certificates then serve `quorate witness`."""

import signal
import time
from typing import Callable, Iterator, Tuple

import pytest
from arbiter import (
    ADDRESS, QNETD, Arbiter, in_folder, make_certificates, make_certificates_of_qnetd, manual, quorate_nodes,
    start_qdevice, tls_options, wait_votes,
)
from lab import Cluster, logged_at, stays, wait_until

MakeCluster = Callable[..., Cluster]
# A heartbeat is 0.8 of the timeout.
TIMEOUT = 5000
HEARTBEAT = 0.8 * TIMEOUT / 1000
DEVICE = f"""  device {{
    model: net
    votes: 1
    timeout: {TIMEOUT}
    sync_timeout: 30000
    net {{
      host: {ADDRESS}
      algorithm: ffsplit
      tls: %s
    }}
  }}"""
LOST = r"This node is within the non-primary component"
GAINED = r"This node is within the primary component"
SYNCED = "Completed service synchronization"


@pytest.fixture(scope="module")
def two(make_module_cluster: MakeCluster) -> Iterator[Arbiter]:
    cluster = make_module_cluster(2, quorum=DEVICE % "required")
    arbiter = Arbiter(cluster)
    make_certificates(cluster, arbiter.folder)
    files = tls_options(arbiter.folder, "server.pem", "ca.pem", "server.key")
    arbiter.start_witness(*files, f"--heartbeat-max={HEARTBEAT:g}")
    try:
        for node in cluster:
            start_qdevice(node)
        yield arbiter
    finally:
        arbiter.stop()


def whole(arbiter: Arbiter) -> None:
    """Everything mended, everybody votes, and the witness knows who."""
    for node in arbiter.cluster:
        arbiter.mend(node.id)
    arbiter.cluster.heal()
    for node in arbiter.cluster:
        if not node.is_on:
            node.power_on()
            wait_until("corosync runs", node.quorum)
            start_qdevice(node)
    arbiter.cluster.wait_together()
    wait_votes(arbiter, [1, 2])


def test_both_have_the_vote(two: Arbiter) -> None:
    wait_votes(two, [1, 2])
    said = two.status()
    assert [(client["vote"], client["reason"], client["tls"]) for _, client in sorted(said.items())] == [
        ("ack", "majority", True),
        ("ack", "majority", True),
    ]
    wait_until("the state is stored", (two.folder / "state").exists, two.log)


def test_of_two_halves_one_is_quorate(two: Arbiter) -> None:
    whole(two)
    two.cluster.split([1], [2])
    two.cluster.wait_members(1, [1])
    two.cluster.wait_members(2, [2])
    wait_until("one of two", lambda: quorate_nodes(two.cluster) == [1], lambda: two.log() + two.cluster.evidence())
    stays("one of two", lambda: quorate_nodes(two.cluster) == [1], 3)
    assert two.status()[1]["reason"] == "tie_breaker" and two.status()[2]["vote"] == "nack"


def test_a_death(two: Arbiter, tell: Callable[[str], None]) -> None:
    whole(two)
    started = time.time()
    two.cluster[2].power_off()
    two.cluster.wait_members(1, [1])
    wait_votes(two, [1])
    waited = logged_at(two.cluster[1].log("corosync.log"), SYNCED) - started
    assert quorate_nodes(two.cluster) == [1]
    tell(f"witness: {waited:.1f} s from a node's death to the survivor's vote, with a heartbeat of {HEARTBEAT:g} s")


def pull_cable(arbiter: Arbiter) -> Tuple[float, float]:
    """The holder is cut off from everything: after how many seconds it lost quorum, and the other half got it."""
    cluster = arbiter.cluster
    whole(arbiter)
    started = time.time()
    cluster.split([1], [2])
    arbiter.cut(1)
    cluster.wait_members(2, [2])
    wait_votes(arbiter, [2])
    wait_until("one of two", lambda: quorate_nodes(cluster) == [2], lambda: arbiter.log() + cluster.evidence())
    return seconds(cluster, started)


def seconds(cluster: Cluster, since: float) -> Tuple[float, float]:
    """When node 1 lost quorum, and when node 2 had it in its newest ring."""
    log = cluster[2].log("corosync.log")
    gained = logged_at(log, GAINED)
    # Where it was quorate all the time, what counts is the ring without node 1.
    gained = gained if gained > since else logged_at(log, SYNCED)
    return logged_at(cluster[1].log("corosync.log"), LOST) - since, gained - since


def told(who: str, what: str, lost: float, gained: float) -> str:
    both = max(0.0, lost - gained)
    return (
        f"{who}: {what}: the holder lost quorum after {lost:.1f} s, the other got it after {gained:.1f} s, with a "
        f"heartbeat of {HEARTBEAT:g} s: {both:.1f} s with both quorate"
    )


def test_a_pulled_cable(two: Arbiter, tell: Callable[[str], None]) -> None:
    """The other half gets the vote after the holder has lost it."""
    lost, gained = pull_cable(two)
    tell(told("witness", "a pulled cable", lost, gained))
    assert 0 < lost < gained


def test_a_restart_in_a_split(two: Arbiter, tell: Callable[[str], None]) -> None:
    """The witness is restarted while the holder is out of its reach, and remembers who has the vote."""
    whole(two)
    two.cluster.split([1], [2])
    wait_until("one of two", lambda: quorate_nodes(two.cluster) == [1], lambda: two.log() + two.cluster.evidence())
    started = time.time()
    two.cut(1)
    two.stop()
    two.start()
    wait_votes(two, [2])
    wait_until("one of two", lambda: quorate_nodes(two.cluster) == [2], lambda: two.log() + two.cluster.evidence())
    lost, gained = seconds(two.cluster, started)
    tell(told("witness", "restarted in a split, the holder out of reach", lost, gained))
    assert 0 < lost < gained
    assert two.log().count("listens on") == 2 and two.log().count("who has votes is not known") == 1


def cut_from_all(arbiter: Arbiter) -> None:
    for node in arbiter.cluster:
        arbiter.cut(node.id)


@pytest.mark.parametrize("lose, find", [(Arbiter.freeze, Arbiter.thaw), (cut_from_all, whole)])
def test_out_of_reach(two: Arbiter, lose: Callable[[Arbiter], None], find: Callable[[Arbiter], None]) -> None:
    """Both lose its vote, and get it back; nobody notices more, since two of three are quorate without it."""
    whole(two)
    gaps = [node.log("corosync.log").count(LOST) for node in two.cluster]
    lose(two)
    wait_votes(two, [])
    find(two)
    wait_votes(two, [1, 2])
    assert [node.log("corosync.log").count(LOST) for node in two.cluster] == gaps


def test_a_wrong_certificate(two: Arbiter) -> None:
    """Of the right CA, but for another cluster: its node has no vote, the other keeps its own."""
    whole(two)
    make = manual(two.cluster, "-x509").splitlines()[-2:]
    export, *imports = manual(two.cluster, "pkcs12 -export").splitlines()
    wrong = [line.replace("lab", "wrong") for line in (*make, export)]
    node = two.cluster[2]
    database = "/etc/corosync/qdevice/net/nssdb"
    two.run("\n".join(wrong).replace("cluster.p12", "wrong.p12"))
    node.signal("corosync-qdevice", signal.SIGTERM)
    wait_until("it ends", lambda: not node.processes("corosync-qdevice"), lambda: node.log("service1.log"))
    imports = [line.replace("cluster.p12", "wrong.p12") for line in imports]
    in_folder(node, two.folder, f"mv {database} kept", *imports)
    start_qdevice(node)
    wait_until("it is refused", lambda: "certificate is missing or is another cluster's" in two.log(), two.log)
    wait_votes(two, [1])
    node.signal("corosync-qdevice", signal.SIGTERM)
    wait_until("it ends", lambda: not node.processes("corosync-qdevice"), lambda: node.log("service1.log"))
    in_folder(node, two.folder, f"rm -r {database}", f"mv kept {database}")
    start_qdevice(node)
    wait_votes(two, [1, 2])


def test_the_same_cable_with_qnetd(make_cluster: MakeCluster, tell: Callable[[str], None]) -> None:
    """For comparison: the same half gets the vote, and how long both halves are quorate depends on qnetd's timers. Then
    `quorate witness` takes over with the certificates of corosync-qnetd, exported as the manual says."""
    cluster = make_cluster(2, quorum=DEVICE % "required")
    arbiter = Arbiter(cluster)
    make_certificates_of_qnetd(arbiter)
    arbiter.start(*QNETD, "on")
    try:
        for node in cluster:
            start_qdevice(node)
        lost, gained = pull_cable(arbiter)
        tell(told("corosync-qnetd", "a pulled cable", lost, gained))
        assert lost > 0 and gained > 0
        whole(arbiter)
        arbiter.stop()
        arbiter.run(manual(cluster, "certutil -L -d") + f"cp ca.pem ca.key server.pem {arbiter.folder}")
        arbiter.run('[ "$(openssl rsa -in ca.key -modulus -noout)" = "$(openssl x509 -in ca.pem -modulus -noout)" ]')
        arbiter.start_witness(*tls_options(arbiter.folder, "server.pem", "ca.pem"))
        wait_votes(arbiter, [1, 2])
        assert all(client["tls"] and client["certificate"] for client in arbiter.status().values())
    finally:
        arbiter.stop()
