"""Rich HTML (Bot API 10.1), as far as a bot of text needs it: blocks, and tables with their cells."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from tests.bot_api.refusal import bad

_BLOCKS = ("p", "table", "blockquote", "details")
_KNOWN = (*_BLOCKS, "tr", "td", "th", "b", "i", "a", "br", "summary")
_ALONE = ("br",)


def document(rich: dict[str, Any]) -> str:
    """Return a rich message as it is shown, a table with bars between its cells; or refuse it."""
    if ("html" in rich) == ("markdown" in rich):
        raise bad("exactly one of html and markdown must be used")
    reader = _Reader()
    reader.feed(rich["html"])
    reader.close()
    if reader.open:
        raise bad(f"can't parse rich message: {reader.open[-1]} is not closed")
    text = "\n".join(line for line in reader.text.split("\n") if line.strip())
    if not text:
        raise bad("rich message is empty")
    return text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _: Any) -> None:
        if tag not in _KNOWN:
            raise bad(f"can't parse rich message: unsupported tag {tag}")
        if not self.open and tag not in _BLOCKS:
            raise bad(f"can't parse rich message: {tag} stands in no block")
        self.text += {"br": "\n", "b": "*"}.get(tag, "")
        self.text += "\n" if tag in (*_BLOCKS, "tr") else " | " if tag in ("td", "th") else ""
        if tag not in _ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise bad(f"can't parse rich message: unmatched end of {tag}")
        self.text += {"b": "*", "tr": " |"}.get(tag, "")

    def handle_data(self, data: str) -> None:
        # Line breaks of the source are spaces, as in any HTML.
        self.text += " ".join(data.split("\n"))
