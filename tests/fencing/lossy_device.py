"""`quorate device`, some of whose messages never reach corosync, though it says that it has taken them. The first
argument is a file that says which: `1 2` lets one pass, and loses the next two. The rest are the command's."""

import sys
from pathlib import Path

from quorate.cli import main
from quorate.corosync.cpg import Cpg

LOSE = Path(sys.argv.pop(1))
multicast = Cpg.multicast


def lossy(self: Cpg, message: bytes) -> bool:
    passes, loses = map(int, LOSE.read_text().split())
    if passes or not loses:
        taken = multicast(self, message)
        LOSE.write_text(f"{max(0, passes - taken)} {loses}")
        return taken
    LOSE.write_text(f"0 {loses - 1}")
    return True


if __name__ == "__main__":
    Cpg.multicast = lossy  # type: ignore[method-assign]
    sys.exit(main())
