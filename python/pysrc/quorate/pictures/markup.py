"""Tags of HTML and SVG. Whatever is not a tag is text, and escaped."""

import html
import re
from typing import Dict, Union

VOID = {"br", "col", "hr", "meta"}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold, escaped or not."""


class Markup(str):
    """Text that is escaped already."""


Content = Union[str, Markup, int, float, None]
Attributes = Dict[str, Content]


def escape(content: Content) -> str:
    """As the text of a tag, or in quotes as an attribute's value."""
    if content is None or isinstance(content, Markup):
        return content or ""
    text = f"{content:.6g}" if isinstance(content, float) else str(content)
    return html.escape(NOT_XML.sub("\ufffd", text))


def tag(name: str, /, *contents: Content, **attributes: Content) -> Markup:
    """One tag with what is in it. class_ is class, stroke_width is stroke-width; an attribute that is None is left
    out."""
    words = (
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    start = f"<{name}{''.join(words)}"
    if name in VOID:
        return Markup(f"{start}>")
    inside = "".join(map(escape, contents))
    return Markup(f"{start}>{inside}</{name}>")


def joined(*contents: Content) -> Markup:
    return Markup("".join(map(escape, contents)))
