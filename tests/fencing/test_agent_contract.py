"""What fence-agents, Pacemaker and admins expect of an agent: metadata, schema, options, manual page, wheel."""

import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Dict, Optional
from xml.etree import ElementTree

import pytest

from agent_process import PYTHON, agent, site, tool

LIBRARY = Path("/usr/share/fence/fencing.py")
MODEL = "fence_heuristics_ping"
OWN = {
    # name: (type, default, choices)
    "nodename": ("string", None, []),
    "rules": ("select", "corosync", ["corosync", "strict"]),
    "membership": ("select", "auto", ["auto", "corosync", "device"]),
    "member_policy": ("select", "allow", ["allow", "quorate", "refuse"]),
    "query_timeout": ("second", "5", []),
    "auto_tie_breaker_node": ("string", None, []),
    "fence_delay": ("second", "10", []),
    "device_socket": ("string", "/run/quorate/device.sock", []),
}


def metadata() -> str:
    done = agent("--action=metadata")
    assert (done.status, done.lines) == (0, [])
    return done.out


@pytest.fixture(scope="module")
def tree() -> ElementTree.Element:
    return ElementTree.fromstring(metadata())


@pytest.fixture(scope="module")
def upstream() -> Path:
    """fence-agents' own checks, which are not installed anywhere: fetched once as source, and kept with the build."""
    folder = site().parent / "fence-agents"
    # Another worker may be fetching it.
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "lib" / "metadata.rng").exists():
            missing = fetch_source(folder)
            if missing:
                pytest.fail(f"fence-agents' own schema cannot be asked: {missing}", pytrace=False)
    return folder / "lib"


def fetch_source(folder: Path) -> Optional[str]:
    """With apt, into that folder alone: neither the machine's sources nor its lists change. Says why not."""
    for part in ("lists/partial", "sources"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    apt = [
        tool("apt-get", "apt"), "--quiet=2", f"-oDir::State::lists={folder}/lists", f"-oDir::Cache={folder}",
        "-oDir::Etc::sourcelist=/dev/null", f"-oDir::Etc::sourceparts={folder}/sources", "-oAcquire::Retries=0",
        "-oAcquire::http::Timeout=10", "-oAPT::Sandbox::User=root",
    ]  # fmt: skip
    said = "apt knows no repository"
    # A mirror may have lost the source of an old release.
    others = [(uri, f"{suite} main") for uri, _ in repositories() for suite in ("stable", "unstable")]
    for uri, suite in repositories() + others:
        (folder / "sources" / "source.list").write_text(f"deb-src {uri} {suite}\n")
        for command in (["update"], ["source", "--download-only", "--tar-only", "fence-agents"]):
            done = subprocess.run(
                [*apt, *command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                timeout=300,
            )  # fmt: skip
            said = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else f"apt-get {command[0]} failed"
        archives = sorted(folder.glob("fence-agents_*.orig.tar.*"))
        if archives:
            names = ["*/lib/metadata.rng", "*/lib/check_used_options.py"]
            unpack = ["tar", "--extract", f"--file={archives[0]}", "--strip-components=1", "--wildcards", *names]
            subprocess.run(unpack, cwd=folder, check=True, timeout=60)
            return None
    return f"no source of fence-agents can be had ({said})"


def repositories() -> "list[tuple[str, str]]":
    """Where packages come from, as a line of sources.list has it: address and suite, and the suite's components."""
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", form, "Created-By: Packages"],
        stdout=subprocess.PIPE, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    rows = [line.split() for line in sorted(set(done.stdout.splitlines()))]
    found: "dict[tuple[str, str], str]" = {}
    for uri, suite, component in (row for row in rows if len(row) == 3 and "-" not in row[1]):
        found[uri, suite] = f"{found.get((uri, suite), '')} {component}"
    return [(uri, f"{suite}{components}") for (uri, suite), components in found.items()]


def test_fence_agents_own_schema(upstream: Path, tmp_path: Path) -> None:
    xml = tmp_path / "metadata.xml"
    xml.write_text(metadata())
    check = [tool("xmllint", "libxml2-utils"), "--noout", "--relaxng", str(upstream / "metadata.rng")]
    done = subprocess.run([*check, str(xml)], stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    # The schema can say no.
    xml.write_text(metadata().replace('unique="0"', 'unique="no"', 1))
    assert subprocess.run([*check, str(xml)], stderr=subprocess.DEVNULL, timeout=60).returncode != 0


def test_fence_agents_own_check_of_options(upstream: Path, tmp_path: Path) -> None:
    def check(path: Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [PYTHON, str(upstream / "check_used_options.py"), str(path)], env={"PYTHONPATH": str(LIBRARY.parent)},
            stdout=subprocess.PIPE, encoding="utf-8", timeout=60,
        )  # fmt: skip

    script = site() / "bin" / "fence_quorate"
    done = check(script)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "fence_quorate"
    wrong.write_text(script.read_text() + '\nprint(options["--undeclared"])\n')
    assert check(wrong).returncode != 0


def test_every_option_that_is_used_is_declared() -> None:
    source = (site() / "bin" / "fence_quorate").read_text()
    names = r'"longopt"\s*:\s*"([^"]+)"'
    declared = set(re.findall(names, source)) | set(re.findall(names, LIBRARY.read_text()))
    used = set(re.findall(r'"--([a-z-]+)"', source))
    assert {"action", "nodename", "rules", "query-timeout"} <= used <= declared


def test_the_schema_s_words_are_those_of_the_agents_that_are_here(tree: ElementTree.Element) -> None:
    """Elements, attributes and types as in the metadata of the distribution's own agent of this kind."""

    def words(root: ElementTree.Element) -> "set[tuple[str, str]]":
        return {(element.tag, name) for element in root.iter() for name in ("", *element.attrib)}

    model = subprocess.run([f"/usr/sbin/{MODEL}", "-o", "metadata"], stdout=subprocess.PIPE, check=True, timeout=60)
    theirs = words(ElementTree.fromstring(model.stdout))
    assert words(tree) <= theirs and ("action", "automatic") in theirs


def test_actions_and_parameters(tree: ElementTree.Element) -> None:
    assert tree.tag == "resource-agent" and tree.get("name") == "fence_quorate" and tree.get("shortdesc")
    assert "not a fence agent by itself" in (tree.findtext("longdesc") or "")
    actions = {action.get("name"): action.get("automatic") for action in tree.iterfind("actions/action")}
    # No unfencing, no list, no status.
    assert actions == {
        "on": "0", "off": None, "reboot": None, "monitor": None, "metadata": None, "manpage": None, "validate-all": None
    }  # fmt: skip
    parameters = {parameter.get("name"): parameter for parameter in tree.iterfind("parameters/parameter")}
    # port would advertise list, and make Pacemaker ask it who can be fenced.
    assert "port" not in parameters and "plug" not in parameters
    method = parameters["method"].find("content")
    assert method is not None and method.get("default") == "cycle"
    for name, (kind, default, choices) in OWN.items():
        parameter, content = parameters[name], parameters[name].find("content")
        assert content is not None
        assert (content.get("type"), content.get("default")) == (kind, default)
        assert [option.get("value") for option in content.iterfind("option")] == choices
        assert (parameter.get("required"), parameter.get("unique")) == ("0", "0")
        assert parameter.findtext("shortdesc")
        option = parameter.find("getopt")
        # Agent-specific options have no short name.
        assert option is not None and (option.get("mixed") or "").startswith(f"--{name.replace('_', '-')}=[")


def test_defaults_are_the_gate_s() -> None:
    shown = subprocess.run(
        [PYTHON, "-c", "from quorate import gate; print(gate.Options()._asdict(), gate.RULES, gate.MEMBERSHIPS)"],
        env={"PYTHONPATH": str(site())}, stdout=subprocess.PIPE, encoding="utf-8", check=True, timeout=60,
    ).stdout  # fmt: skip
    for name, (kind, default, choices) in OWN.items():
        number = f"{default}.0" if kind == "second" else f"{default or ''}"
        if name not in ("nodename", "device_socket"):
            assert f"'{name}': {number}" in shown or f"'{name}': '{number}'" in shown
    for name in ("rules", "membership"):
        assert str(tuple(OWN[name][2])) in shown


MANUAL = Path("share/man/man8/fence_quorate.8")


def test_the_wheel_brings_agent_and_manual_page(tmp_path: Path) -> None:
    """In a venv, where bin/fence_quorate must be run by the venv's own Python."""
    wheels = list(site().parent.glob("dist/quorate_cluster-*.whl"))
    assert len(wheels) == 1, "tests/fencing/run builds it"
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    # As fence_quorate(8) says, it sees the library of fence-agents. pip is that of the tests.
    make = [PYTHON, "-m", "venv", "--system-site-packages", "--without-pip", str(tmp_path)]
    subprocess.run(make, check=True, timeout=120)
    pip = [sys.executable, "-m", "pip", "--python", str(tmp_path / "bin" / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheels[0])], check=True, timeout=120, env=environment)
    script = tmp_path / "bin" / "fence_quorate"
    assert script.read_text().splitlines()[0].startswith(f"#!{tmp_path}/bin/python")
    assert (tmp_path / MANUAL).read_text().startswith(".Dd ")
    link = tmp_path / "fence_quorate"
    link.symlink_to(script)
    for command in (script, link):
        clean: Dict[str, str] = {"PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [str(command), "-o", "off", "-q"], env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (1, "")
        done = subprocess.run(
            [str(command), "-o", "monitor"], env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", timeout=60,
        )  # fmt: skip
        # quorate is there: it is corosync that is not.
        assert done.returncode == 1 and "ERROR: membership cannot be read: " in done.stdout


@pytest.mark.parametrize("name", ["fence_quorate", "quorate", "quorate-device", "quorate-witness"])
def test_the_manual_pages_are_sound(name: str) -> None:
    page = str((site() / MANUAL).with_name(f"{name}.8"))
    lint = subprocess.run(
        [tool("mandoc", "mandoc"), "-T", "lint", "-W", "warning", page],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert (lint.returncode, lint.stdout) == (0, "")
    groff = subprocess.run(
        [tool("groff", "groff-base"), "-mandoc", "-ww", "-z", page],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert (groff.returncode, groff.stdout) == (0, "")


def test_the_manual_page_has_all_options_and_their_defaults() -> None:
    page = (site() / MANUAL).read_text()
    items = {item.split()[0]: item for item in re.split(r"\n\.It Fl -", page)[1:]}
    for name, (kind, default, choices) in OWN.items():
        text = items[name.replace("_", "-")]
        first = text.splitlines()[0]
        if choices:
            assert first.endswith("Cm " + " | ".join(choices))
            assert f"\n.Cm {default}\n(the default)" in text
        elif default:
            assert re.search(rf"Default:\s+(\.Pa )?{default}\b", text)
    assert set(items) - {name.replace("_", "-") for name in OWN} == {"delay"}
