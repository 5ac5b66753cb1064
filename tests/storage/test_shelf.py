from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from bot.storage.database import Database
from bot.storage.journal import Journal
from bot.storage.shelf import Shelf
from bot.storage.tables import contexts

KEYS = [(number, 0, number, "") for number in range(60)]


def shelf(database: Database) -> Shelf:
    return Shelf(contexts, Journal(database), lambda: 1, 1, 100)


async def filled(database: Database) -> Shelf:
    rows = [
        {"chat": chat, "topic": topic, "person": person, "signature": signature, "after": "{}", "touched": 1}
        for chat, topic, person, signature in KEYS
    ]
    await database.apply(lambda connection: connection.execute(insert(contexts), rows).rowcount)
    return shelf(database)


async def test_rows_are_found_by_their_keys_however_many_are_asked_for(database: Database) -> None:
    own = await filled(database)
    for many in (0, 1, 3, 4, 17, 60):
        asked = [*KEYS[:many], (7, 1, 7, ""), (7, 0, 7, "#another")]

        def look(connection: Connection, asked: list[Any] = asked) -> list[Any]:
            return own.look(connection, asked)

        assert sorted(own.key(row) for row in await database.look(look)) == KEYS[:many]


async def test_no_table_is_gone_through_for_a_few_keys(database: Database) -> None:
    """SQLite would, for a list of keys: with each person who ever asked, everybody would wait longer."""
    own = await filled(database)
    if database.shared:
        return

    def plans(connection: Connection) -> list[str]:
        return [
            str(step)
            for size, statement in own._each.items()
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", KEYS[0] * size).all()
        ]

    found = await database.look(plans)
    assert any("SEARCH contexts USING INDEX" in step for step in found)
    assert not any("SCAN" in step for step in found)
