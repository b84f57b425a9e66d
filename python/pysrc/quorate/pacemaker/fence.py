"""Has Pacemaker fence a node: through its fencing levels, gates included, from whichever node can."""

from quorate.pacemaker.command import PacemakerError, run

OPTIONS = {"off": "--fence", "reboot": "--reboot", "on": "--unfence"}
# stonith_admin gives up by itself; this is for one that hangs.
GRACE = 10.0


def fence(name: str, action: str, timeout: float) -> None:
    """Returns when Pacemaker says that it is done, within about timeout seconds; raises if it is not."""
    if not name or name.startswith("-"):
        raise PacemakerError(f"{name!r} is not a node's name")
    arguments = ["stonith_admin", OPTIONS[action], name, "--timeout", str(int(timeout)), "--tag", "quorate"]
    finished = run(arguments, timeout + GRACE)
    if finished.status != 0:
        why = finished.stderr or f"exit status {finished.status}"
        raise PacemakerError(f"{' '.join(arguments[:3])}: {why}")
