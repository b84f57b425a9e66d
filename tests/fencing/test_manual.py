"""What quorate(8) has for users of pcs before there is a cluster, run with pcs."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

from agent_process import site

MANUAL = Path("share", "man", "man8", "quorate.8")


def test_pcs_writes_what_quorate_looks_at(tmp_path: Path) -> None:
    blocks = re.findall(r"^\.Bd.*?\n(.*?)^\.Ed$", (site() / MANUAL).read_text(), re.MULTILINE | re.DOTALL)
    [script] = [textwrap.dedent(block).replace("\\e", "\\") for block in blocks if "--corosync_conf" in block]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", script], cwd=tmp_path, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done
    assert "name: alpha" in (tmp_path / "corosync.conf").read_text()
    assert "if node alpha or beta fails, the other stays quorate" in done.stdout
    # Of what-if.
    assert "may fail at once" in done.stdout
