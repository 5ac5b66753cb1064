"""Checks a call against the Bot API's own description: methods, fields, types."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.bot_api.refusal import Refusal, bad

_INTEGER = re.compile(r"-?\d{1,19}")
_WRONG: Any = object()
_EMPTY = {"chat_id": "chat_id is empty", "text": "message text is empty"}
"""Telegram's own words for the fields that are missed most."""


@cache
def schema() -> Any:
    return json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))


def checked(method: str, sent: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a call with their real types, or refuse it."""
    fields = schema()["methods"].get(method)
    if fields is None:
        raise Refusal(404, "Not Found: method not found")
    return {**_fields(method, fields, sent, loose=True)}


def check_type(name: str, value: Any) -> None:
    """Refuse an object that is not of a type: what the server itself sends is held to the description too."""
    if _read(name, value, loose=False) is _WRONG:
        raise bad(f"not a {name}")


def _fields(owner: str, fields: dict[str, str], sent: dict[str, Any], *, loose: bool) -> dict[str, Any]:
    for name in sent:
        if name not in fields:
            raise bad(f'{owner} has no field "{name}"')
    found = {}
    for name, described in fields.items():
        if name not in sent:
            if described.endswith("!"):
                raise bad(_EMPTY.get(name, f'parameter "{name}" is required'))
            continue
        value = _read(described.rstrip("!"), sent[name], loose=loose)
        if value is _WRONG:
            raise bad(f'field "{name}" must be of type {described.rstrip("!")}')
        found[name] = value
    return found


def _read(described: str, value: Any, *, loose: bool) -> Any:
    """Read a value as the first of the types that it fits; loose: a form's field, all of them text."""
    for kind in described.split("|"):
        found = _read_one(kind, value, loose=loose)
        if found is not _WRONG:
            return found
    return _WRONG


def _read_one(kind: str, value: Any, *, loose: bool) -> Any:
    if kind in _PLAIN:
        return _plain(kind, value, loose=loose)
    if kind == "InputFile":
        return value if isinstance(value, bytes) else _WRONG
    if loose and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(f"can't parse {kind} JSON object") from None
    if kind.startswith("Array of "):
        return _array(kind.removeprefix("Array of "), value)
    return _object(kind, value)


_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
}


def _plain(kind: str, value: Any, *, loose: bool) -> Any:
    if loose and isinstance(value, str) and kind != "String":
        value = _from_text(kind, value)
    if isinstance(value, bool) and bool not in _PLAIN[kind]:
        return _WRONG
    return value if isinstance(value, _PLAIN[kind]) else _WRONG


def _from_text(kind: str, text: str) -> Any:
    if kind == "Integer":
        return int(text) if _INTEGER.fullmatch(text) else _WRONG
    if kind == "Float":
        try:
            return float(text)
        except ValueError:
            return _WRONG
    return {"true": True, "false": False}.get(text.lower(), _WRONG)


def _array(kind: str, value: Any) -> Any:
    if not isinstance(value, list):
        return _WRONG
    found = [_read(kind, one, loose=False) for one in value]
    return _WRONG if any(one is _WRONG for one in found) else found


def _object(kind: str, value: Any) -> Any:
    described = schema()["types"][kind]
    if isinstance(described, list):
        return _variant(described, value)
    if not described:
        return value
    if not isinstance(value, dict):
        return _WRONG
    return _fields(kind, described, value, loose=False)


def _variant(kinds: list[str], value: Any) -> Any:
    for kind in kinds:
        try:
            found = _read(kind, value, loose=False)
        except Refusal:
            continue
        if found is not _WRONG:
            return found
    return _WRONG
