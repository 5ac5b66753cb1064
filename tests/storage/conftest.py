from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.store import Store
from tests.databases import Postgres, copied


class Moment:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **spans: float) -> None:
        self.now += timedelta(**spans)


Opened = Callable[[], Awaitable[Store]]
"""Opens the same database once more, as another process would."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> str:
    """Find an empty database of either kind; that of SQLite has its tables already."""
    if request.param == "sqlite":
        return copied(migrated, tmp_path / "raqam.sqlite3")
    postgres = request.getfixturevalue("postgres")
    assert isinstance(postgres, Postgres)
    return postgres.database()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Open a database of either kind."""
    opened = Database(url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Moment:
    return Moment()


@pytest.fixture
async def opened(url: str, clock: Moment) -> AsyncIterator[Opened]:
    stores: list[Store] = []

    async def open_it() -> Store:
        store = Store(url, clock, collect_unanswered=True)
        await store.open()
        stores.append(store)
        return store

    yield open_it
    for store in stores:
        await store.close()


@pytest.fixture
async def store(opened: Opened) -> Store:
    return await opened()
