"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from tests.databases import Postgres, template


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant with the packaged knowledge; it holds no state, so one serves all."""
    return Assistant.open()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with all its tables, to be copied."""
    return template(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server."""
    server = Postgres()
    yield server
    server.stop()
