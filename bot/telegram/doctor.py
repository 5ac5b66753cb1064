"""``raqam doctor``: looks at everything that ``serve`` needs and says in plain words what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TextIO
from zoneinfo import ZoneInfo, available_timezones

from bot.logs import Redactor
from bot.settings import Settings, SettingsError, read
from bot.storage.database import DatabaseError
from bot.storage.examining import look
from bot.storage.migrating import newest
from bot.telegram import serving, visit
from bot.telegram.reloading import Refused, opened

_WIDTH = 80
_INDENT = 18
_LEAST_SPACE = 100 * 1024 * 1024

Verdict = Literal["ok", "note", "WRONG"]


@dataclass(frozen=True)
class Finding:
    """What is the matter with one thing, and what to do about it."""

    subject: str
    told: str
    verdict: Verdict = "ok"
    remedy: str = ""


def doctor(out: TextIO) -> int:
    """Examine and print; 0 where the bot can serve, else 1."""
    wrong, redact = 0, Redactor()
    try:
        settings = read()
    except SettingsError as error:
        _print(out, Finding("settings", str(error), "WRONG", _remedy_for(error)), redact)
        wrong = 1
    else:
        redact = Redactor(settings.token.get_secret_value() if settings.token else "")
        for finding in findings(settings):
            wrong += finding.verdict == "WRONG"
            _print(out, finding, redact)
    print("\nAll is well." if not wrong else f"\nTo mend: {wrong}.", file=out)
    return 1 if wrong else 0


def findings(settings: Settings) -> Iterator[Finding]:
    """Examine one thing after the other."""
    yield Finding("settings", "read from the environment and .env")
    try:
        token = serving.checked(settings)
    except SettingsError as error:
        token = ""
        yield Finding("token", str(error), "WRONG", "@BotFather shows it: /mybots, your bot, API Token")
    else:
        yield Finding("token", "has the form of one")
    yield from (Finding(*found) for found in visit.report(settings, token))
    yield _database(settings)
    yield _knowledge(settings)
    yield _zone(settings)
    yield _charts(settings)


def _database(settings: Settings) -> Finding:
    try:
        state = look(settings.database_url.get_secret_value())
    except DatabaseError as error:
        remedy = "check BOT_DATABASE_URL, the rights on the folder, or whether the server runs"
        return Finding("database", str(error), "WRONG", remedy)
    where = f"{state.kind}, {state.where}"
    if not state.step:
        return Finding("database", f"{where}: no tables yet; serve makes them")
    if state.step > newest():
        remedy = "install the newer Raqam again, or restore a backup"
        return Finding("database", f"{where}: made by a newer Raqam (step {state.step})", "WRONG", remedy)
    older = f" (step {state.step}; serve brings it to {newest()})" if state.step < newest() else ""
    return Finding("database", f"{where}: answers and can be written{older}")


def _knowledge(settings: Settings) -> Finding:
    found = opened(settings.knowledge_dir)
    if isinstance(found, Refused):
        more = f" (and {found.mistakes - 1} more)" if found.mistakes > 1 else ""
        return Finding("knowledge", f"{found.why}{more}", "WRONG", "mend it; raqam check lists all there is to mend")
    held = found.knowledge
    spoken = ", ".join(found.languages)
    return Finding("knowledge", f"version {held.version}: {len(held.observations)} figures; languages: {spoken}")


def _zone(settings: Settings) -> Finding:
    now = datetime.now(ZoneInfo(settings.timezone))
    return Finding("time zone", f"{settings.timezone}: there it is {now:%Y-%m-%d %H:%M}")


def _charts(settings: Settings) -> Finding:
    folder = settings.charts_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        remedy = f"give the user who runs the bot the right to write there, or set BOT_CHARTS_DIR: {reason}"
        return Finding("charts", f"{folder} cannot be written; each chart is drawn anew", "WRONG", remedy)
    if free < _LEAST_SPACE:
        return Finding("disk", f"{free // 1024**2} MB are free at {folder}", "WRONG", "make room")
    return Finding("charts", f"{folder} can be written")


def _remedy_for(error: SettingsError) -> str:
    if "BOT_TIMEZONE" in str(error) and not available_timezones():
        return "this machine has no time zone data: install tzdata (Debian: apt-get install tzdata)"
    return "set it in the environment or in .env; README.md lists all settings"


def _print(out: TextIO, finding: Finding, redact: Redactor) -> None:
    lines = _wrapped(f"{finding.verdict:<6}{finding.subject:<12}", redact(finding.told))
    if finding.remedy:
        lines += _wrapped(f"{'':<{_INDENT - 2}}→ ", redact(finding.remedy))
    print("\n".join(lines), file=out, flush=True)


def _wrapped(start: str, text: str) -> list[str]:
    plain = "".join(character if character.isprintable() else " " for character in text)
    return textwrap.wrap(
        plain,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * _INDENT,
        break_on_hyphens=False,
        break_long_words=False,
    )
