from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.databases import Postgres, copied


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
