"""The clusters of the other tests: power is power, a split is a split, and nothing is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Callable

from lab import Cluster, wait_until

MakeCluster = Callable[..., Cluster]
OWNER = """
import sys, time
from lab import Cluster
cluster = Cluster(1)
print(cluster.site.folder, cluster[1].pid, flush=True)
time.sleep(600)
"""


def test_a_split_a_power_cut_and_back(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(3)
    everyone = cluster.wait_members(1, [1, 2, 3])
    cluster.split([1, 2], [3])
    minority = cluster.wait_members(3, [3])
    majority = cluster.wait_members(1, [1, 2])
    assert (minority.quorate, majority.quorate) == (False, True)
    assert everyone.ring != majority.ring
    cluster.heal()
    cluster.wait_together()
    pids = cluster[2].processes("corosync")
    assert len(pids) == 1
    cluster[2].power_off()
    assert not cluster[2].is_on and not os.path.exists(f"/proc/{pids[0]}")
    assert cluster.wait_members(1, [1, 3]).total_votes == 2
    cluster[2].power_on()
    cluster.wait_together()
    # A test that fails after that is run again (conftest.py).
    cluster[2].signal("corosync", signal.SIGABRT)
    wait_until("it is told", lambda: cluster.died() == ["node2: corosync died by itself: status 134"])
    assert set(cluster.died()) <= set(cluster.unplanned(0))


def test_the_management_controller_obeys_and_writes_down_who_asked(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(2)

    def model(state: str) -> None:
        cluster[1].output("sh", "-c", f"printf {state} >/run/dummy")

    def agent(action: str) -> int:
        options = [f"--socket={cluster.bmc.socket}", "--plug=node2", f"--action={action}"]
        done = cluster[1].run("fence_testbmc", *options)
        # It says what an agent on the library of fence-agents says, which quorate reads.
        said = cluster[1].run("fence_dummy", "--status-file=/run/dummy", f"--action={action}")
        assert (done.returncode, done.stdout) == (said.returncode, said.stdout), (done, said)
        return done.returncode

    model("on")
    assert agent("status") == 0
    assert agent("off") == 0
    assert not cluster[2].is_on
    assert agent("off") == 0
    # As fence agents have it: 2 is "off", 1 is "I do not know".
    assert agent("status") == 2
    cluster.bmc.unreachable.add("node2")
    model("unknown")
    assert agent("status") == 1
    cluster.bmc.unreachable.clear()
    model("off")
    assert agent("reboot") == 0 and cluster[2].is_on
    assert agent("on") == 0
    assert [(request.by, request.target) for request in cluster.bmc.asked("off")] == [("node1", "node2")]
    cluster.wait_together()


def test_a_killed_run_leaves_no_process_and_the_next_one_removes_its_folder(make_cluster: MakeCluster) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdout=subprocess.PIPE, cwd=Path(__file__).parent, encoding="utf-8"
    )
    try:
        assert owner.stdout is not None
        with owner.stdout:
            folder, pid = owner.stdout.readline().split()
        assert os.path.exists(f"/proc/{pid}") and os.path.exists(folder)
    finally:
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    wait_until("its node is gone", lambda: not os.path.exists(f"/proc/{pid}"))
    make_cluster(1)
    assert not os.path.exists(folder)
