"""Reads cman's cluster.conf: nodes, votes, two_node, expected_votes and the quorum disk.

    <cluster name="web" config_version="1">
      <cman expected_votes="3" quorum_dev_poll="10000"/>
      <clusternodes>
        <clusternode name="a" nodeid="1" votes="1"/>
        <clusternode name="b" nodeid="2"/>
      </clusternodes>
      <quorumd label="disk" votes="1"/>
    </cluster>

The quorum disk becomes the quorum device: its votes (one less than there are nodes where not given, as qdiskd has it)
and quorum_dev_poll as its timeout (where not given totem's token). What cman knows besides is skipped. So is what cman
does not know, as cman itself does, but it is noted: ccs_config_validate refuses such a file. Document types and
entities are refused: cluster.conf needs none, and they are how XML attacks its readers.
"""

import re
from difflib import get_close_matches
from typing import Any, Dict, List, NamedTuple, NoReturn, Optional, Tuple, Union
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from quorate import ERROR_NUMBERS, Config, ConfigError, Error, Options

CMAN = ["cluster", "cman"]
NODES = ["cluster", "clusternodes"]
NODE = [*NODES, "clusternode"]
DISK = ["cluster", "quorumd"]
TOTEM = ["cluster", "totem"]

# What cman 3 knows in the elements that decide about quorum: their attributes, and the elements in them. It is its
# schema (cluster.rng), what its daemons read besides (max_queued, startup_config_timeout, master_wait, log_level,
# log_facility; event, service, aisexec and amf, which are handed to corosync), and what Red Hat Enterprise Linux 5 had
# (alias, and multicast in a clusternode).
KNOWN = {
    "cluster": (
        "name alias config_version",
        "cman clusternodes quorumd totem uidgid fence_daemon fence_xvmd fencedevices dlm gfs_controld group logging rm "
        "clvmd event service aisexec amf",
    ),
    "cluster.cman": (
        "two_node expected_votes quorum_dev_poll shutdown_timeout ccsd_poll debug_mask port cluster_id "
        "hash_cluster_id nodename broadcast transport keyfile upgrading disallowed disable_openais "
        "max_queued startup_config_timeout",
        "multicast",
    ),
    "cluster.clusternodes": ("", "clusternode"),
    "cluster.clusternodes.clusternode": ("name nodeid votes weight", "altname multicast fence unfence"),
    "cluster.quorumd": (
        "device label cman_label votes interval tko tko_up upgrade_wait master_wait master_wins min_score status_file "
        "scheduler priority stop_cman use_uptime reboot max_error_cycles io_timeout paranoid allow_kill log_facility "
        "log_level",
        "heuristic",
    ),
    "cluster.quorumd.heuristic": ("program score interval tko", ""),
}
KNOWN_WORDS = {path: (attributes.split(), elements.split()) for path, (attributes, elements) in KNOWN.items()}
DEEPEST = max(path.count(".") for path in KNOWN) + 1
# So many are remembered, as of a corosync.conf.
UNKNOWN_MAX = 8

MAXIMUM = 4294967295
TOKEN = 10_000
"""cman's totem token where the file has none, in milliseconds."""

# What the same key is called in corosync.conf, which the checks of Config speak of.
KEYS = {
    "nodelist.node.nodeid": "cluster.clusternodes.clusternode.nodeid",
    "nodelist.node.quorum_votes": "cluster.clusternodes.clusternode.votes",
    "quorum.two_node": "cluster.cman.two_node",
    "quorum.expected_votes": "cluster.cman.expected_votes",
    "quorum.device.votes": "cluster.quorumd.votes",
    "quorum.device.model": "cluster.quorumd.votes",
}

# What Config says in words that cluster.conf does not have.
PROBLEMS = {
    "NO_EXPECTED_VOTES": "neither a clusternode nor cman's expected_votes is there; add a clusternode for each node",
    "VOTES_OVERFLOW": f"votes of all nodes and of quorumd add up to more than {MAXIMUM}; lower them",
}

Place = Tuple[int, str]


class Unknown(NamedTuple):
    """What cman does not know and ignores: in which element, an attribute or an element itself, and what was probably
    meant."""

    line: int
    path: str
    kind: str
    word: str
    meant: str


def refuse(name: str, place: Place, problem: str) -> NoReturn:
    line, key = place
    raise ConfigError(problem, ERROR_NUMBERS[f"QUORATE_ERROR_CONFIG_{name}"], line, key)


class Reader(ContentHandler):
    """Collects what is wanted, and the line of each key."""

    def __init__(self) -> None:
        super().__init__()
        self.locator: Any = None
        self.path: List[str] = []
        self.root: Optional[str] = None
        self.lines: Dict[str, int] = {}
        self.unknown: List[Unknown] = []
        self.nodes: Dict[int, int] = {}
        self.names: Dict[int, str] = {}
        self.two_node = False
        self.expected_votes = 0
        self.poll: Optional[int] = None
        self.token = TOKEN
        self.has_disk = False
        self.disk_votes: Optional[int] = None

    def setDocumentLocator(self, locator: Any) -> None:
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.root = self.root or name
        self.note_unknown(name, attrs)
        self.path.append(name)
        if self.path == CMAN:
            self.cman(attrs)
        elif self.path == NODE:
            self.node(attrs)
        elif self.path == DISK:
            self.has_disk = True
            self.lines[self.place("votes")[1]] = self.place("votes")[0]
            self.disk_votes = self.number(attrs, "votes", None)
        elif self.path == TOTEM:
            self.token = self.number(attrs, "token", TOKEN) or TOKEN
        elif self.path == NODES:
            self.lines[".".join(NODES)] = self.place("")[0]

    def endElement(self, name: str) -> None:
        self.path.pop()

    def note_unknown(self, name: str, attrs: AttributesImpl) -> None:
        """Of an element that starts: itself by where it is, and its attributes."""
        # Nothing that is known lies deeper, and a long path takes its time.
        if len(self.path) > DEEPEST:
            return
        where = ".".join(self.path)
        found = [(where, "element", [name])] if where in KNOWN_WORDS else []
        inside = f"{where}.{name}" if where else name
        found += [(inside, "attribute", list(attrs.getNames()))] if inside in KNOWN_WORDS else []
        for path, kind, words in found:
            known = KNOWN_WORDS[path][kind == "element"]
            for word in words if len(self.unknown) < UNKNOWN_MAX else ():
                # Names of other vocabularies are not cman's to know.
                if word not in known and not word.startswith("xml"):
                    near = get_close_matches(word.lower().replace("-", "_")[:40], known, 1, 0.75)
                    self.unknown.append(Unknown(self.place("")[0], path, kind, word[:40], "".join(near)))

    def cman(self, attrs: AttributesImpl) -> None:
        self.two_node = self.number(attrs, "two_node", 0, 1) == 1
        self.expected_votes = self.number(attrs, "expected_votes", 0) or 0
        self.poll = self.number(attrs, "quorum_dev_poll", None)

    def node(self, attrs: AttributesImpl) -> None:
        place = self.place("nodeid")
        nodeid = self.number(attrs, "nodeid", None)
        if nodeid is None:
            refuse("NODEID_MISSING", place, "clusternode has no nodeid; give each its own from 1 up")
        if nodeid == 0:
            refuse("NODEID_ZERO", place, "nodeid 0 is the quorum device; number nodes from 1 up")
        if nodeid in self.nodes:
            refuse("DUPLICATE_NODE", place, f"nodeid {nodeid} is listed twice; give each node its own")
        votes = self.number(attrs, "votes", 1)
        self.nodes[nodeid] = 1 if votes is None else votes
        name = attrs.get("name", "")
        # As the reader of corosync.conf takes names: printable words that do not look like a nodeid.
        is_word = name != "" and all("!" <= letter <= "~" or letter.isalnum() for letter in name)
        if is_word and not re.fullmatch("[0-9]+", name):
            self.names[nodeid] = name

    def number(
        self, attrs: AttributesImpl, key: str, default: Optional[int], maximum: int = MAXIMUM
    ) -> Optional[int]:
        text: Optional[str] = attrs.get(key)
        if text is None:
            return default
        place = self.place(key)
        self.lines[place[1]] = place[0]
        text = text.strip()
        # No longer than that: int() of very many digits takes its time.
        is_number = text.isascii() and text.isdigit() and len(text) <= 10
        if not is_number or int(text) > maximum:
            refuse("NOT_A_NUMBER", place, f"value is not a whole number from 0 to {maximum}")
        return int(text)

    def place(self, key: str) -> Place:
        return self.locator.getLineNumber(), ".".join((*self.path, key))


def parse(text: Union[str, bytes]) -> Reader:
    # Here, since it loads urllib and ssl, which takes longer than all of quorate.
    try:
        import defusedxml.sax
    except ImportError:
        missing = "reading cluster.conf needs defusedxml; install it: pip install defusedxml"
        raise ImportError(missing, name="defusedxml") from None
    reader = Reader()
    whole = (0, "")
    try:
        data = text.encode() if isinstance(text, str) else text
        defusedxml.sax.parseString(data, reader, forbid_dtd=True)
    except defusedxml.DefusedXmlException:
        line = reader.locator.getLineNumber() if reader.locator else 0
        refuse("NOT_AN_ENTRY", (line, ""), "document types and entities are refused; remove <!DOCTYPE ...>")
    except SAXParseException as error:
        refuse("NOT_AN_ENTRY", (error.getLineNumber() or 0, ""), f"not XML: {error.getMessage()}")
    except (LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, Error):
            raise
        refuse("NOT_AN_ENTRY", whole, f"not XML: {error}")
    if reader.root != "cluster":
        outermost = str(reader.root)[:40]
        refuse("NOT_AN_ENTRY", whole, f"not a cluster.conf: the outermost element is {outermost!r}, not 'cluster'")
    return reader


def line_numbers(text: Union[str, bytes]) -> Tuple[Dict[str, int], List[Unknown]]:
    """The line of each key that was read, and what cman does not know, of a text that is a cluster.conf."""
    reader = parse(text)
    return reader.lines, reader.unknown


def read(text: Union[str, bytes]) -> Config:
    """Reads a cluster.conf. Called as quorate.Config.from_cluster_conf."""
    reader = parse(text)
    if not reader.nodes and reader.expected_votes:
        key = ".".join(NODES)
        refuse("NO_EXPECTED_VOTES", (reader.lines.get(key, 0), key), "no clusternode is there; add one for each node")
    device: Dict[str, Any] = {}
    if reader.has_disk:
        votes = max(len(reader.nodes) - 1, 0) if reader.disk_votes is None else reader.disk_votes
        device = {"device": True, "device_votes": votes, "device_timeout": reader.poll or reader.token}
    try:
        # cman has no wait_for_all, and it must not follow two_node.
        options = Options(
            expected_votes=reader.expected_votes, two_node=reader.two_node, wait_for_all=False, **device
        )
        # cman takes beside a quorum disk what corosync does not start with beside a device.
        return Config(reader.nodes, options, names=reader.names, for_reload=True)
    except ConfigError as error:
        problems = {ERROR_NUMBERS[f"QUORATE_ERROR_CONFIG_{name}"]: problem for name, problem in PROBLEMS.items()}
        key = KEYS.get(error.key, error.key or ".".join(NODES))
        problem = problems.get(error.number, error.problem)
        raise ConfigError(problem, error.number, reader.lines.get(key, 0), key) from None
