"""In a node: writes down whenever corosync says something about quorum, as Pacemaker and dlm_controld hear it, by the
monotonic clock. One JSON array a line: moment, quorate, ring, members; no ring where corosync is not there."""

import json
import os
import select
import sys
import time

from quorate.corosync.libraries import TRACK_CHANGES, TRACK_CURRENT, CorosyncError, Deadline
from quorate.corosync.quorum import Quorum


before = ""


def say(*facts: object) -> None:
    global before
    if before != (before := json.dumps(facts)):
        print(f"[{time.monotonic()}, {before[1:]}", flush=True)


def follow() -> None:
    quorum = Quorum(Deadline(3600))
    try:
        quorum.trackstart(TRACK_CURRENT | TRACK_CHANGES)
        while True:
            quorum.dispatch()
            say(quorum.quorate and quorum.ring is not None, quorum.ring, quorum.members)
            select.select([quorum.fileno()], [], [])
    finally:
        quorum.finalize()


if __name__ == "__main__":
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(5))
    except PermissionError:
        pass
    sys.stdout = open(sys.argv[1], "a", encoding="ascii")
    while True:
        try:
            follow()
        except CorosyncError:
            say(False, None, [])
            time.sleep(0.2)
