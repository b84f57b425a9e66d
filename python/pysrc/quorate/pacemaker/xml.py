"""Reads what Pacemaker's programs and fence agents print.

It comes from root's own programs. Still, a document type is refused: none of these has one, and entities are how
XML attacks its readers.
"""

from xml.etree import ElementTree

from quorate.pacemaker.command import PacemakerError

BYTES_MAX = 1 << 26


def parse(source: str, text: bytes) -> ElementTree.Element:
    """The root element; source is named in the error."""
    if len(text) > BYTES_MAX:
        raise PacemakerError(f"{source}: the answer is too long")
    builder = ElementTree.TreeBuilder()
    parser = ElementTree.XMLParser(target=_NoDoctype(builder))
    try:
        parser.feed(text)
        root = parser.close()
    except ElementTree.ParseError as error:
        raise PacemakerError(f"{source}: the answer is not XML: {error}") from None
    except _Doctype:
        raise PacemakerError(f"{source}: the answer has a document type, which is refused") from None
    if not isinstance(root, ElementTree.Element):
        raise PacemakerError(f"{source}: the answer is empty")
    return root


class _Doctype(Exception):
    pass


class _NoDoctype:
    """A tree builder that stops at a document type, before any of its entities is read."""

    def __init__(self, builder: ElementTree.TreeBuilder) -> None:
        self.start = builder.start
        self.end = builder.end
        self.data = builder.data
        self.close = builder.close

    def doctype(self, name: str, public: object, system: object) -> None:
        raise _Doctype()
