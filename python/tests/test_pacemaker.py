"""quorate.pacemaker: what Pacemaker's programs print, which devices tell a node's power, and running agents."""

import os
import stat
import time
from pathlib import Path
from typing import Callable, Dict, List, Tuple

import pytest

from quorate.pacemaker import PacemakerError, Power, fence, read_devices, read_history, survey
from quorate.pacemaker.agent import arguments, parse_metadata
from quorate.pacemaker.command import run
from quorate.pacemaker.devices import Devices, host_list, host_map, parse_devices
from quorate.pacemaker.history import parse_history
from quorate.pacemaker.power import fencing_proves_off

HISTORY = b"""<pacemaker-result api-version="2.25" request="stonith_admin --history *">
  <list name="fencing history" count="4">
    <fence_event action="reboot" target="b" client="stonith_admin.2" origin="a" status="pending" extended-status="1"/>
    <fence_event action="off" target="b" client="stonith_admin.1" origin="a" status="success" delegate="a human"
                 completed="2026-11-22 01:08:05Z"/>
    <fence_event action="reboot" target="c" client="x" origin="a" status="failed"
                 completed="2026-11-22 02:07:25 +01:00"/>
    <fence_event action="on" target="b" client="x" origin="a" status="success" completed="2026-11-22 01:07:25.123456Z"/>
    <fence_event action="off" target="b" client="x" origin="a" status="success" completed="some day"/>
  </list>
  <status code="0" message="OK"/>
</pacemaker-result>"""


def test_history() -> None:
    pending, human, failed, on, undated = parse_history(HISTORY)
    assert pending.is_pending and pending.completed is None and not pending.was_off
    assert (human.target, human.action, human.delegate, human.was_off) == ("b", "off", "a human", True)
    assert human.completed == 1795309685
    assert failed.completed is not None and human.completed - failed.completed == 40 and not failed.was_off
    assert on.completed == failed.completed and not on.was_off
    assert undated.completed is None and not undated.was_off


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "is not XML"),
        (b"<pacemaker-result>", "is not XML"),
        (b"<crm_mon/>", "prints <crm_mon>"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><pacemaker-result>&b;</pacemaker-result>', "has a document type"),
        (b'<!DOCTYPE pacemaker-result SYSTEM "file:///etc/passwd"><pacemaker-result/>', "has a document type"),
    ],
)
def test_what_is_no_history_is_refused(text: bytes, problem: str) -> None:
    with pytest.raises(PacemakerError, match=problem):
        parse_history(text)


CIB = """<cib><configuration>
<crm_config><cluster_property_set id="p">{properties}</cluster_property_set></crm_config>
<nodes>
  <node id="1" uname="a"/>
  <node id="2" uname="b">
    <instance_attributes id="n2"><nvpair id="r" name="rack" value="7"/></instance_attributes>
  </node>
</nodes>
<resources>{resources}</resources><constraints/>
<fencing-topology>{topology}</fencing-topology>
</configuration></cib>"""


def device(name: str, agent: str, **parameters: str) -> str:
    pairs = "".join(f'<nvpair id="{name}-{key}" name="{key}" value="{text}"/>' for key, text in parameters.items())
    return (
        f'<primitive id="{name}" class="stonith" type="{agent}">'
        f'<instance_attributes id="{name}-set">{pairs}</instance_attributes></primitive>'
    )


def cib(resources: str, topology: str = "", properties: str = "") -> Devices:
    return parse_devices(CIB.format(resources=resources, topology=topology, properties=properties).encode())


def level(number: int, devices: str, target: str = 'target="b"') -> str:
    return f'<fencing-level id="l{number}" {target} index="{number}" devices="{devices}"/>'


def test_hosts_and_plugs() -> None:
    assert host_list("a, b;c\n d") == ["a", "b", "c", "d"]
    assert host_map("a:1;b:2,3 c=4\td\\ :5;broken;:6") == {"a": "1", "b": "2,3", "c": "4"}


def test_levels() -> None:
    resources = device("one", "fence_a", pcmk_host_list="a b") + device("two", "fence_a", pcmk_host_map="b:7")
    without = cib(resources)
    assert names(without, "b") == [(0, ["one", "two"])]
    assert names(without, "a") == [(0, ["one"])]
    assert names(without, "c") == []
    for target in ('target="b"', 'target="B"', 'target-pattern="^[bc]$"', 'target-attribute="rack" target-value="7"'):
        with_levels = cib(resources, level(2, "one", target) + level(1, "two,gone", target))
        assert names(with_levels, "b") == [(1, ["two", "gone"]), (2, ["one"])], target
        assert names(with_levels, "a") == [(0, ["one"])]


def names(devices: Devices, node: str) -> List[Tuple[int, List[str]]]:
    return [(one.number, [device.name for device in one.devices]) for one in devices.levels(node)]


def test_templates_groups_and_doubtful_parameters() -> None:
    devices = cib(
        '<template id="t" class="stonith" type="fence_a"><instance_attributes id="ts">'
        '<nvpair id="t1" name="ip" value="template"/><nvpair id="t2" name="user" value="admin"/>'
        '</instance_attributes></template>'
        '<group id="g"><primitive id="one" template="t"><instance_attributes id="os">'
        '<nvpair id="o1" name="ip" value="own"/></instance_attributes></primitive></group>'
        '<primitive id="two" class="stonith" type="fence_b"><instance_attributes id-ref="os"/></primitive>'
        '<primitive id="three" class="stonith" type="fence_b"><instance_attributes id="rs">'
        '<rule id="r"/><nvpair id="r1" name="ip" value="x"/></instance_attributes></primitive>'
        '<primitive id="web" class="ocf" provider="x" type="y"/>'
    ).devices
    assert sorted(devices) == ["one", "three", "two"]
    assert devices["one"].parameters == {"ip": "own", "user": "admin"} and devices["one"].agent == "fence_a"
    assert devices["two"].parameters == {"ip": "own"} and devices["two"].problem == ""
    assert devices["three"].problem == "its parameters depend on a rule"


METADATA = """<?xml version="1.0" ?><resource-agent name="x"><parameters>{parameters}</parameters>
<actions>{actions}</actions></resource-agent>"""
SAYS = {2: "echo Status: OFF"}
POWER_ACTIONS = '<action name="on" automatic="0"/><action name="off"/><action name="reboot"/><action name="status"/>'


def metadata(actions: str = POWER_ACTIONS, parameters: str = '<parameter name="plug"/><parameter name="port"/>') -> str:
    return METADATA.format(parameters=parameters, actions=actions)


def test_who_knows_a_nodes_power() -> None:
    assert parse_metadata("x", metadata().encode()).tells_power
    fabric = '<action name="on" automatic="1"/><action name="off"/><action name="reboot"/><action name="status"/>'
    assert not parse_metadata("x", metadata(fabric).encode()).tells_power
    assert not parse_metadata("x", metadata('<action name="on"/><action name="reboot"/>').encode()).tells_power


def test_arguments_are_pacemakers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = parse_metadata("x", metadata().encode())
    resources = device(
        "one", "fence_a", pcmk_host_map="b:7", pcmk_off_retries="1", password="lrm://", ip="10.0.0.1"
    ) + device("two", "fence_a", pcmk_host_list="b", pcmk_host_argument="none", pcmk_status_action="monitor")
    devices = cib(resources).devices
    monkeypatch.setattr("quorate.pacemaker.agent.SECRETS", str(tmp_path))
    with pytest.raises(PacemakerError, match="the secret .* cannot be read"):
        arguments(devices["one"], known, "b", 2)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "password").write_text("hidden\n")
    assert arguments(devices["one"], known, "b", 2) == {
        "password": "hidden", "ip": "10.0.0.1", "action": "status", "nodename": "b", "plug": "7",
    }
    assert arguments(devices["two"], known, "b", 2) == {"action": "monitor", "nodename": "b"}
    assert "hidden" not in repr(devices["one"]) and "10.0.0.1" not in repr(devices["one"])


Agents = Callable[..., None]


@pytest.fixture
def agents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Agents:
    """Makes programs: fence agents that say 'status' as the fencing library does, or what is given."""
    monkeypatch.setattr("quorate.pacemaker.power._known", {})
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def make(name: str, status: int = 0, script: str = "", actions: str = POWER_ACTIONS) -> None:
        (tmp_path / f"{name}.xml").write_text(metadata(actions))
        text = f"""#!/bin/sh
input=$(cat)
echo "$@" >>{tmp_path}/{name}.arguments
case "$input" in *action=metadata*) cat {tmp_path}/{name}.xml; exit 0 ;; esac
echo "$input" >>{tmp_path}/{name}.input
{script}
{SAYS.get(status, "")}
exit {status}
"""
        path = tmp_path / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    return make


def power(devices: Devices, timeout: float = 10) -> Power:
    return survey(devices, {2: "b"}, timeout)[2]


def test_a_node_is_off_when_a_whole_level_says_so(agents: Agents) -> None:
    for name, status in (("fence_on", 0), ("fence_off", 2), ("fence_unknown", 1)):
        agents(name, status)
    names = {"on": "fence_on", "off": "fence_off", "unknown": "fence_unknown", "gate": "fence_quorate"}
    resources = "".join(device(name, agent, pcmk_host_list="b") for name, agent in names.items() if name != "gate")
    resources += device("gate", "fence_quorate")
    cases: Dict[str, str] = {
        level(1, "off"): "off",
        level(1, "gate,off"): "off",
        level(1, "on"): "on",
        level(1, "unknown"): "unknown",
        level(1, "off,unknown"): "unknown",
        level(1, "off,missing"): "unknown",
        level(1, "unknown") + level(2, "off"): "off",
        level(1, "off") + level(2, "on"): "on",
        level(1, "gate"): "unknown",
        # Without a topology: all devices that have the node.
        "": "on",
    }
    assert {topology: power(cib(resources, topology)).state for topology in cases} == cases
    assert power(cib(resources, level(1, "off"))) == Power("off", "device off says off")
    assert power(cib("")) == Power("unknown", "no fence device can tell the power of b")


@pytest.mark.parametrize(
    "script",
    [
        "cat /nonexistent",
        "echo action must be on, off, reboot or status",
        "echo usage: [--power-off] >&2",
        'test "$(cat /nonexistent)" = on',
        "echo Status: ON",
    ],
)
def test_exit_status_2_of_an_agent_that_failed_is_not_off(agents: Agents, script: str) -> None:
    agents("fence_script", 2, script=f"{script}; exit 2")
    told = power(cib(device("pdu", "fence_script", pcmk_host_list="b")))
    assert told.state == "unknown", told
    agents("fence_script", 2)
    assert power(cib(device("pdu", "fence_script", pcmk_host_list="b"))) == Power("off", "device pdu says off")


def test_devices_that_list_their_nodes_themselves(agents: Agents) -> None:
    listing = 'case "$input" in *action=list*) printf "7,b\\na,\\n"; exit 0 ;; esac'
    actions = POWER_ACTIONS + '<action name="list"/>'
    agents("fence_lists", 2, script=listing, actions=actions)
    agents("fence_mute", 2)
    assert power(cib(device("pdu", "fence_lists", ip="x"))) == Power("off", "device pdu says off")
    assert survey(cib(device("pdu", "fence_lists")), {3: "c"}, 10)[3].state == "unknown"
    assert power(cib(device("pdu", "fence_lists", pcmk_host_check="static-list"))).state == "unknown"
    assert power(cib(device("pdu", "fence_mute"))).state == "unknown"
    assert power(cib(device("one", "fence_mute", pcmk_host_check="none"))).state == "off"
    assert fencing_proves_off(cib(device("pdu", "fence_lists")), "b", 10) == ""


def test_secrets_go_to_stdin_only(agents: Agents, tmp_path: Path) -> None:
    agents("fence_off", 2)
    assert power(cib(device("off", "fence_off", pcmk_host_list="b", password="hidden"))).state == "off"
    assert (tmp_path / "fence_off.arguments").read_text().split() == []
    assert (tmp_path / "fence_off.input").read_text().splitlines() == [
        "password=hidden", "action=status", "nodename=b", "plug=b",
    ]


def test_agents_that_do_not_know_power(agents: Agents) -> None:
    agents("fence_fabric", 2, actions='<action name="on" automatic="1"/><action name="off"/><action name="status"/>')
    assert power(cib(device("san", "fence_fabric", pcmk_host_list="b"))) == Power(
        "unknown", "device san: fence_fabric does not know a node's power"
    )
    assert "only agents of the kind fence_" in power(cib(device("x", "external/ipmi", pcmk_host_list="b"))).why
    assert "no such program" in power(cib(device("x", "fence_nowhere", pcmk_host_list="b"))).why


def test_an_agent_that_hangs_is_killed_with_its_children(agents: Agents, tmp_path: Path) -> None:
    agents("fence_hangs", 2, script=f"sleep 600 & echo $! >{tmp_path}/child; wait")
    began = time.monotonic()
    answer = power(cib(device("slow", "fence_hangs", pcmk_host_list="b")), timeout=1)
    assert answer == Power("unknown", "device slow: fence_hangs: no answer within 1 s")
    assert time.monotonic() - began < 20
    child = int((tmp_path / "child").read_text())
    end = time.monotonic() + 10
    while is_running(child):
        assert time.monotonic() < end, "the agent's child is still there"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_nodes_are_asked_at_the_same_time(agents: Agents) -> None:
    agents("fence_slow", 2, script="sleep 1")
    devices = cib(device("slow", "fence_slow", pcmk_host_list="a b c d e f"))
    began = time.monotonic()
    answers = survey(devices, {number: name for number, name in enumerate("abcdef", start=1)}, 30)
    assert {answer.state for answer in answers.values()} == {"off"}
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("given", "state"), [("1", "unknown"), ("true", "unknown"), ("YES", "unknown"), ("on", "unknown"), ("0", "off")]
)
def test_off_may_be_that_of_a_mistyped_plug(agents: Agents, given: str, state: str) -> None:
    agents("fence_vm", 2)
    devices = cib(device("vm", "fence_vm", pcmk_host_list="b", missing_as_off=given))
    assert power(devices).state == state
    # With it, fencing such a plug succeeds.
    assert (fencing_proves_off(devices, "b", 10) == "") == (state == "off")
    agents("fence_vm", 0)
    assert power(devices).state == "on"


def test_what_fencing_proves(agents: Agents) -> None:
    fabric = '<action name="on" automatic="1"/><action name="off"/><action name="reboot"/>'
    agents("fence_power", 0)
    agents("fence_fabric", 0, actions=fabric)
    resources = (
        device("power", "fence_power", pcmk_host_list="b")
        + device("san", "fence_fabric", pcmk_host_list="b")
        + device("gate", "fence_quorate")
        + device("dog", "fence_sbd", pcmk_host_list="b")
    )
    assert fencing_proves_off(cib(resources, level(1, "gate,power")), "b", 10) == ""
    assert fencing_proves_off(cib(resources, level(1, "dog")), "b", 10) == ""
    # Alone on a level each of these succeeds, and the node runs on.
    assert "with gate alone" in fencing_proves_off(cib(resources, level(1, "gate")), "b", 10)
    assert "with san alone" in fencing_proves_off(cib(resources, level(1, "power") + level(2, "san")), "b", 10)
    assert "with san alone" in fencing_proves_off(cib(resources), "b", 10)
    assert "no fence device is known to have node c" in fencing_proves_off(cib(resources), "c", 10)
    watchdog = '<nvpair id="w" name="stonith-watchdog-timeout" value="10"/>'
    assert fencing_proves_off(cib("", properties=watchdog), "b", 10) == ""


def test_pacemakers_programs(agents: Agents, tmp_path: Path) -> None:
    (tmp_path / "history.xml").write_bytes(HISTORY)
    agents("stonith_admin", 0, script=f"cat {tmp_path}/history.xml")
    assert len(read_history(10)) == 5
    fence("b", "reboot", 60)
    assert (tmp_path / "stonith_admin.arguments").read_text().splitlines() == [
        "--history * --verbose --output-as=xml",
        "--reboot b --timeout 60 --tag quorate",
    ]
    agents("stonith_admin", 105, script="echo 'No such device' >&2")
    with pytest.raises(PacemakerError, match="^stonith_admin --fence b: No such device$"):
        fence("b", "off", 60)
    with pytest.raises(PacemakerError, match="Pacemaker does not answer; is it running"):
        read_history(10)
    with pytest.raises(PacemakerError, match="not a node's name"):
        fence("--confirm", "off", 60)
    agents("cibadmin", 102, script="echo 'Init failed' >&2")
    with pytest.raises(PacemakerError, match=r"\(cibadmin: Init failed\)"):
        read_devices(10)


def test_a_long_answer_is_cut_to_a_line(agents: Agents) -> None:
    agents("noisy", 1, script="printf 'first\\n\\033[31m%0500d\\n\\n' 7 >&2")
    finished = run(["noisy"], 10)
    assert finished.status == 1 and len(finished.stderr) == 200 and finished.stderr.startswith("?[31m000")
