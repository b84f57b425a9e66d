"""The pages and drawings in Debian's Chromium, without a window: on a desk and on a phone, light and dark, on paper.

QUORATE_AXE: axe-core's script. QUORATE_SHOTS: a folder for screenshots, to be looked at.
"""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List

import pytest

REPOSITORY = Path(__file__).parents[2]
STORIES = REPOSITORY / "tests" / "stories"
PROBE = (Path(__file__).parent / "probe.js").read_text()
AXE = Path(os.environ["QUORATE_AXE"]).read_text()
SHOTS = Path(os.environ["QUORATE_SHOTS"])
NAMES = ["alpha", "beta", "pve-node-03.storage.example.com", "w" * 63]


def conf(nodes: int, quorum: str) -> str:
    def node(number: int) -> str:
        name = NAMES[number] if number < len(NAMES) else f"node-{number}"
        return f"  node {{\n    nodeid: {number + 1}\n    name: {name}\n    ring0_addr: 10.0.0.{number + 1}\n  }}\n"

    nodelist = "".join(map(node, range(nodes)))
    return f"nodelist {{\n{nodelist}}}\nquorum {{\n  provider: corosync_votequorum\n{quorum}}}\n"


HOSTILE = "</title></style><script>alert(1)</script><img/src=x>\"'&amp;"
CONFS = {
    "two": conf(2, "  two_node: 1\n"),
    "four": conf(4, "  last_man_standing: 1\n  auto_tie_breaker: 1\n"),
    "twelve": conf(12, "  wait_for_all: 1\n  last_man_standing: 1\n"),
    "hostile": conf(3, "  two_node: 1\n").replace("alpha", HOSTILE),
    "device": conf(4, "  device {\n    model: net\n    votes: 1\n    net {\n      host: qnetd\n    }\n  }\n"),
}
PAGES = {
    **{f"report-{name}": ["report", f"{name}.conf", "-o", "-"] for name in CONFS},
    "explore": ["explore", "two.conf", "--html"],
    "split": ["simulate", str(STORIES / "recorded-two-node-split.story"), "--html"],
    "tie-breaker": ["simulate", str(STORIES / "strict-tie-breaker-four.story"), "--html"],
    "refused": ["simulate", str(STORIES / "refused-steps.story"), "--html"],
    "device": ["simulate", str(STORIES / "device-votes.story"), "--html"],
}
SIZES = {"desk": 1280, "phone": 390}
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 21, 28)"}
RULES_MIN = {"color-contrast", "document-title", "html-has-lang", "heading-order", "region"}
WITHOUT_STORIES = ["report-device"]


def chromium(profile: Path, *arguments: str) -> str:
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page, with and without the probe."""
    path = tmp_path_factory.mktemp("pages")
    for name, text in CONFS.items():
        (path / f"{name}.conf").write_text(text)
    for name, arguments in PAGES.items():
        done = subprocess.run(
            [sys.executable, "-m", "quorate", *arguments], cwd=path, stdout=subprocess.PIPE, encoding="utf-8"
        )
        assert "</html>" in done.stdout, name
        (path / f"{name}.html").write_text(done.stdout)
        scripts = f"<script>{AXE}</script><script>{PROBE}</script></body>"
        (path / f"{name}-probed.html").write_text(done.stdout.replace("</body>", scripts))
    return path


def frame(folder: Path, page: str, width: int, height: int) -> str:
    """The page as wide as a phone's: a window cannot be that narrow. It writes down what the probe says."""
    path = folder / f"{page}-{width}.html"
    listen = "addEventListener('message', (said) => document.body.append(JSON.stringify(said.data)))"
    inner = f'<iframe src="{page}.html" width="{width}" height="{height}" style="border:0;display:block"></iframe>'
    path.write_text(f'<body style="margin:0"><script>{listen}</script>{inner}')
    return path.as_uri()


def theme(name: str) -> List[str]:
    return ["--blink-settings=preferredColorScheme=0"] if name == "dark" else []


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("page", list(PAGES))
def test_page(folder: Path, tmp_path: Path, page: str, size: str, colors: str) -> None:
    address = frame(folder, f"{page}-probed", SIZES[size], 900)
    shown = chromium(tmp_path / "1", "--virtual-time-budget=60000", *theme(colors), "--dump-dom", address)
    answers = re.findall(r"</iframe>(\{.*\})", html.unescape(shown))
    assert len(answers) == 1, shown[-400:]
    said: Dict[str, Any] = json.loads(answers[0])
    assert said["faults"] == []
    assert (said["width"], said["colors"]) == (SIZES[size], PAPER[colors])
    assert RULES_MIN <= set(said["rules"])
    assert said["texts"] > 4 or page in WITHOUT_STORIES
    shot = SHOTS / f"{page}-{size}-{colors}.png"
    window = f"--window-size={max(SIZES[size], 500)},2400"
    chromium(
        tmp_path / "2", *theme(colors), "--hide-scrollbars", window, f"--screenshot={shot}",
        frame(folder, page, SIZES[size], 2400),
    )  # fmt: skip
    assert shot.stat().st_size > 10_000


@pytest.mark.parametrize("page", ["report-four", "report-twelve"])
def test_paper(folder: Path, tmp_path: Path, page: str) -> None:
    """A4, in light colors whatever the screen has, and every piece of it on one page."""
    path = SHOTS / f"{page}.pdf"
    arguments = ["--no-pdf-header-footer", f"--print-to-pdf={path}", (folder / f"{page}.html").as_uri()]
    chromium(tmp_path / "1", *theme("dark"), *arguments)
    text = path.read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", text)
    assert text.startswith(b"%PDF") and 1 < len(boxes) < 12
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_the_probe_finds_faults(folder: Path, tmp_path: Path) -> None:
    """A page that is wrong in every way that the probe looks for."""
    scripts = f"<script>{AXE}</script><script>{PROBE}</script>"
    wrong = (
        '<div style="width:2000px;color:#ccc">far too wide</div><div style="width:30px;overflow:hidden;'
        'white-space:nowrap">cut in the middle</div><svg class="t" width="50" height="20"><text x="0" y="10">one</text>'
        '<text x="4" y="12">other, and longer</text></svg>'
    )
    (folder / "wrong.html").write_text(f"<!DOCTYPE html><body style='background:#fff'>{wrong}{scripts}</body>")
    address = frame(folder, "wrong", 390, 900)
    shown = html.unescape(chromium(tmp_path / "1", "--virtual-time-budget=60000", "--dump-dom", address))
    faults = ["scrolls sideways", "cut: DIV", "leaves its drawing", "texts overlap", "axe color-contrast", "axe html"]
    assert [fault for fault in faults if fault not in shown] == []
