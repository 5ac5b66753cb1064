"""What was handled is known after a kill, also what no commit has reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage.slate import Slate
from bot.storage.store import Store
from bot.storage.updates import Mark
from tests.databases import copied
from tests.storage.conftest import Moment


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "handled"


def noted(file: Path, *marks: tuple[int, int], most: int = 100) -> None:
    """Note something and end as after a kill: nothing is written at the end that was not there before."""
    slate = Slate(file, most)
    slate.open()
    for mark in marks:
        slate.note(*mark)
    before = file.read_bytes()
    slate.close(stored=False)
    assert file.read_bytes() == before


def left(file: Path, most: int = 100) -> list[tuple[int, int]]:
    slate = Slate(file, most)
    found = slate.open()
    slate.close(stored=False)
    return found


def test_a_process_that_is_killed_leaves_its_notes(file: Path) -> None:
    noted(file, (7, 0xFFFF_FFFF), (8, 0), (1 << 62, 3))
    assert left(file) == [(7, 0xFFFF_FFFF), (8, 0), (1 << 62, 3)]
    assert file.stat().st_mode & 0o077 == 0


def test_the_oldest_are_written_over(file: Path) -> None:
    noted(file, *((number, 1) for number in range(1, 8)), most=3)
    assert sorted(left(file, 3)) == [(5, 1), (6, 1), (7, 1)]
    assert file.stat().st_size == 3 * 16


def test_a_note_cut_short_is_none(file: Path) -> None:
    noted(file, (7, 1), (8, 2))
    whole = file.read_bytes()
    file.write_bytes(whole[:20])
    assert left(file) == [(7, 1)]
    file.write_bytes(whole[:16] + bytes([9]) + whole[17:])
    assert left(file) == [(7, 1)]


def test_numbers_that_no_database_holds_are_left_out(file: Path) -> None:
    noted(file, (-1, 1), (1 << 63, 1), (5, 1))
    assert left(file) == [(5, 1)]


def test_without_a_file_nothing_is_noted_and_nothing_breaks(tmp_path: Path) -> None:
    slate = Slate(tmp_path / "gone" / "handled")
    assert slate.open() == []
    slate.note(7, 1)
    slate.close(stored=True)
    slate.note(8, 1)


async def test_what_no_commit_reached_is_known_after_a_kill(migrated: Path, tmp_path: Path) -> None:
    url = copied(migrated, tmp_path / "raqam.sqlite3")
    killed = Store(url, Moment())
    await killed.database.open()  # its journal never begins: nothing is committed
    assert await killed.updates.recent() == []
    await killed.updates.end(Mark(7, 1))
    killed.updates.wipe(stored=False)
    await killed.database.close()
    after = Store(url, Moment())
    await after.open()
    assert await after.updates.recent() == [(7, 1)]
    assert (tmp_path / "raqam.sqlite3-handled").is_file()
    await after.close()
    assert not (tmp_path / "raqam.sqlite3-handled").exists()
    later = Store(url, Moment())
    await later.open()
    assert await later.updates.recent() == [(7, 1)]
    await later.close()
