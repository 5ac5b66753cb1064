"""Random and mutated updates of every type that the Bot API describes."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from tests.bot_api.room import ADAM, SALMA, entities
from tests.bot_api.schema import schema
from tests.bot_api.server import BotApi

ME = "@raqam_test_bot"
SECRET = "quetzalcoatl"
"""A word of what people write, to be looked for where it must not be."""
WORDS = (
    "",
    " ",
    "ITO 2024 ?",
    f"{ME} ITO 2024 {SECRET}",
    f"/ask{ME} CRM",
    "/start aXRvIDIwMjQ",
    "/language",
    "\u202e\u200f\u0000",
    "😀" * 40,
    "a\ud800b",
    "<b>&amp;</i>",
    "é" * 300,
    "١٢٣ رقم",
    "1qfr:ITO 2024 ?",
    "1l:en",
    "1+fr:exports.ITO.2024",
    "1rfr:exports.ITO.2024",
    "fr",
    "private",
    "supergroup",
    "%s {0} {x} \\",
)
NUMBERS = (0, 1, 2, 5, 7001, 7002, -100500, 1_760_000_000)
_LONG = 6
"""How deep random objects are nested."""


def updates(api: BotApi, seed: int) -> Any:
    """Make updates without end: a random one of each type in turn, and a plausible one with something changed."""
    random = Random(seed)  # noqa: S311 - not for secrets
    kinds = [name for name in schema()["types"]["Update"] if name != "update_id"]
    while True:
        for kind in kinds:
            described = schema()["types"]["Update"][kind].rstrip("!")
            yield kind, _object(described, random, 0)
            plausible = _plausible(kind, random, api)
            if plausible is not None:
                yield kind, _mutated(described, plausible, random)


def _object(name: str, random: Random, depth: int) -> Any:
    described = schema()["types"][name]
    if isinstance(described, list):
        return _value(random.choice(described), random, depth)
    chance = 0.5 if depth == 0 else 0.15 if depth < 3 else 0.0
    found = {
        field: "7"
        if kinds.startswith("String") and field.endswith("id")
        else _value(kinds.rstrip("!"), random, depth + 1)
        for field, kinds in described.items()
        if kinds.endswith("!") or random.random() < chance
    }
    if name == "Chat":
        found["type"] = random.choice(("private", "group", "supergroup", "channel"))
    return found


def _value(kinds: str, random: Random, depth: int) -> Any:
    kind = random.choice(kinds.split("|"))
    if kind.startswith("Array of "):
        if depth > _LONG:
            return []
        return [_value(kind.removeprefix("Array of "), random, depth + 1) for _ in range(random.randint(0, 2))]
    plain: dict[str, Any] = {
        "String": random.choice(WORDS),
        "Integer": random.choice(NUMBERS),
        "Float": 1.5,
        "Boolean": random.random() < 0.5,
        "True": True,
    }
    if kind in plain:
        return plain[kind]
    if isinstance(schema()["types"][kind], list) and depth > _LONG:
        return _shallow(kind, random)
    return _object(kind, random, depth)


def _shallow(kind: str, random: Random) -> Any:
    """Make one of several kinds of object that holds no other of them."""
    kinds = schema()["types"][kind]
    if "String" in kinds:
        return random.choice(WORDS)
    least = min((one for one in kinds if isinstance(schema()["types"].get(one), dict)), key=_required)
    return _object(least, random, _LONG)


def _required(kind: str) -> int:
    return sum(described.endswith("!") for described in schema()["types"][kind].values())


def _plausible(kind: str, random: Random, api: BotApi) -> dict[str, Any] | None:
    person = random.choice((SALMA, ADAM))
    text = random.choice(WORDS)
    private = {"id": person.number, "type": "private"}
    group = {"id": -100500, "type": "supergroup", "title": "Équipe", "is_forum": True}
    chat = random.choice((private, group))
    message = api.message(chat, **{"from": person.user}, text=text, entities=entities(text))
    message |= {"reply_to_message": api.message(chat, **{"from": api.bot}, text="Bonjour"), "message_thread_id": 5}
    match kind:
        case "message" | "edited_message":
            return message | {"is_topic_message": True}
        case "guest_message":
            return message | {"guest_query_id": "g"}
        case "callback_query":
            return {"id": "c", "from": person.user, "chat_instance": "1", "data": text, "message": message}
        case "inline_query":
            return {"id": "i", "from": person.user, "query": text, "offset": ""}
    return None


def _mutated(name: str, content: dict[str, Any], random: Random) -> dict[str, Any]:
    """Leave out what may be missing, or put something else in the place of a field."""
    described = schema()["types"][name]
    changed = copy.deepcopy(content)
    for field in list(changed):
        chance = random.random()
        if chance < 0.15 and not described[field].endswith("!"):
            del changed[field]
        elif chance < 0.3 and field not in ("chat", "from", "date", "id", "guest_query_id"):
            changed[field] = _value(described[field].rstrip("!"), random, 2)
    return changed
