"""The database copied to a file and back: SQLite while the bot runs, PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.errors import UserError
from bot.storage.migrating import newest
from bot.storage.owning import private

_PATIENCE = 10.0
"""Seconds that SQLite waits for whoever writes."""
_PROGRAM_SECONDS = 3600


class BackupError(UserError):
    """A copy that cannot be made or used; the message is one line that says what to do."""


def backup(url: str, file: Path) -> str:
    """Copy the database into a file of its own and return what was done, in one line."""
    if file.exists():
        raise BackupError(f"backup: {file} exists already; write another name")
    address = make_url(url)
    try:
        with _beside(file) as part:
            if address.get_backend_name() == "postgresql":
                _run("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
            else:
                _copy(_found(address), part)
                _examine(part)
            size = part.stat().st_size
            part.replace(file)
    except OSError as error:
        raise BackupError(f"backup: {file} cannot be written ({error.strerror})") from None
    kept = "It tells about people: keep it where only you can read it."
    return f"The database is copied to {file} ({max(1, size // 1024)} KB). {kept}"


def restore(url: str, file: Path) -> str:
    """Put a copy in the place of the database and return what was done, in one line."""
    if not file.is_file():
        raise BackupError(f"restore: {file} is missing")
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run("pg_restore", address, *options, str(file))
        return f"The database is as it was in {file}. Start the bot."
    version = _examine(file)
    if version > newest():
        raise BackupError(f"restore: {file} comes from a newer Raqam (step {version}); install that one first")
    target = Path(address.database or "")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        private(target)
        _copy(file, target)
    except OSError as error:
        raise BackupError(f"restore: {target} cannot be written ({error.strerror})") from None
    return f"{target} is as it was in {file}. Start the bot."


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _found(address: URL) -> Path:
    file = Path(address.database or "")
    if not file.is_file():
        raise BackupError(f"backup: there is no database at {file}; check BOT_DATABASE_URL and the folder you are in")
    return file


def _copy(source: Path, target: Path) -> None:
    """Copy page by page in one transaction: what the bot writes meanwhile is in the copy whole or not at all."""
    try:
        with closing(_opened(source, "rw")) as old, closing(_opened(target, "rwc")) as new:
            old.backup(new)
    except sqlite3.Error as error:
        busy = "stop the bot, then try again" if "locked" in str(error) else "check the file and the disk"
        raise BackupError(f"{source} cannot be copied ({error}); {busy}") from None


def _examine(file: Path) -> str:
    """Check that a file is a whole database of Raqam's and return the number of its newest step."""
    try:
        with closing(_opened(file, "rw")) as found:
            sound = found.execute("PRAGMA integrity_check").fetchone()
            version = found.execute("SELECT version_num FROM alembic_version").fetchone()
            found.execute("PRAGMA journal_mode=DELETE")  # the copy is one file
    except sqlite3.Error:
        raise BackupError(f"{file} is no database of Raqam's") from None
    if sound != ("ok",) or version is None:
        raise BackupError(f"{file} is damaged; take another copy")
    return str(version[0])


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Give a file that only its owner reads, in the same folder: a copy is there whole or not at all."""
    handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=".raqam-", suffix=".part")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _run(program: str, address: URL, *options: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is missing; install PostgreSQL's client programs (Debian: postgresql-client)")
    # The password goes by the environment: everybody sees the arguments of a process.
    secret = {"PGPASSWORD": str(address.password)} if address.password else {}
    done = subprocess.run(  # noqa: S603 - the program that was found, and no shell
        [path, f"--dbname={_conninfo(address)}", *options],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_PROGRAM_SECONDS,
        check=False,
    )
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise BackupError(f"{program} failed: {told}")


def _conninfo(address: URL) -> str:
    known = {"host": address.host, "port": address.port, "user": address.username, "dbname": address.database}
    given = {name: value for name, value in {**known, **address.query}.items() if value is not None}
    return " ".join(f"{name}={_quoted(value)}" for name, value in given.items())


def _quoted(value: object) -> str:
    text = str(value[0] if isinstance(value, tuple) else value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
