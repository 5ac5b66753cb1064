"""Telegram's HTML: the text that is shown, the entities in it, and the words for what is broken."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.bot_api.refusal import bad

LIMIT = 4096
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAG = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>|<")
_HREF = re.compile(r'href="([^"]*)"')
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(text: str, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Return a message's text and entities, or refuse it as Telegram does."""
    if mode not in (None, "", "HTML"):
        raise bad("unsupported parse_mode")
    plain, entities = _parsed(text) if mode == "HTML" else (text, [])
    if not plain.strip():
        raise bad("message text is empty")
    if units(plain) > LIMIT:
        raise bad("message is too long")
    return plain, entities


def _parsed(text: str) -> tuple[str, list[dict[str, Any]]]:
    plain, at = "", 0
    entities: list[dict[str, Any]] = []
    opened: list[tuple[str, int, dict[str, str]]] = []
    for tag in _TAG.finditer(text):
        plain += _unescaped(text[at : tag.start()])
        at = tag.end()
        offset = len(text[: tag.start()].encode())
        closing, name = tag[1], (tag[2] or "").lower()
        if not closing:
            if name not in _KINDS:
                raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {offset}')
            opened.append((name, units(plain), _more(name, tag[3])))
            continue
        if not opened:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {offset}")
        expected, start, more = opened.pop()
        if name not in ("", expected):
            raise bad(
                f"can't parse entities: Unmatched end tag at byte offset {offset}, "
                f'expected "</{expected}>", found "</{name}>"'
            )
        if units(plain) > start:
            kind = {"type": _KINDS[expected], "offset": start, "length": units(plain) - start}
            entities.append(kind | more)
    if opened:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1][0]}\"")
    return plain + _unescaped(text[at:]), entities


def _more(name: str, attributes: str) -> dict[str, str]:
    """Read the attributes that make an entity another one."""
    if name == "blockquote" and attributes.strip() == "expandable":
        return {"type": "expandable_blockquote"}
    address = _HREF.fullmatch(attributes.strip())
    return {"url": unescape(address[1])} if name == "a" and address else {}


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def loosened(text: str) -> str:
    """Write spaces that hold a sign to the word before it as plain ones, which is how they look."""
    return text.replace("\u00a0", " ").replace("\u202f%", " %")


def marked(text: str, entities: list[dict[str, Any]]) -> str:
    """Show bold text as *bold*."""
    raw = text.encode("utf-16-le")
    for entity in sorted(entities, key=lambda one: -one["offset"]):
        start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        if entity["type"] == "bold":
            star = "*".encode("utf-16-le")
            raw = raw[:start] + star + raw[start:end] + star + raw[end:]
    return raw.decode("utf-16-le")
