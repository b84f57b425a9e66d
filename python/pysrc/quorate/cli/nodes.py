"""Nodes by their names: from the command line, and for people."""

import re
from typing import Iterable, List, Mapping

import quorate
from quorate.cli.common import Refused, join


def node_words(text: str) -> List[str]:
    """Nodeids or names, with commas between them; the config tells which: see the_node."""
    return [word.strip() for word in text.split(",")]


def the_node(option: str, word: str, config: quorate.Config) -> int:
    """The node of this nodeid or name. What looks like a number is a nodeid."""
    if re.fullmatch("[0-9]{1,10}", word):
        return int(word)
    nodes = [node for node, name in config.names.items() if name == word]
    if len(nodes) == 1:
        return nodes[0]
    if nodes:
        raise Refused(f"{option}: nodes {join(map(str, nodes), 'and')} are called {word}; use nodeids")
    known = f"or a name; nodes: {join(config.names.values(), 'and')}" if config.names else "(this config has no names)"
    raise Refused(f"{option}: {word[:40]!r} is not a nodeid {known}")


def the_nodes(option: str, words: Iterable[str], config: quorate.Config) -> List[int]:
    return [the_node(option, word, config) for word in words]


def names(nodes: Iterable[int], config: quorate.Config) -> str:
    """Nodes as people write them on the command line."""
    return " ".join(name_of(node, config.names) for node in nodes)


def name_of(node: int, known: Mapping[int, str]) -> str:
    """Its name, where no other node has the same; else its nodeid."""
    name = known.get(node)
    return name if name and list(known.values()).count(name) == 1 else str(node)
