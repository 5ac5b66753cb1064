"""What whoever runs the bot can ask it, over HTTP."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from bot.settings import Settings
from bot.storage.database import Database
from bot.telegram.application import App, StartError, running
from bot.telegram.metrics import Metrics
from tests.bot_api.chat import Chat
from tests.bot_api.refusal import Refusal
from tests.bot_api.server import BotApi
from tests.telegram.conftest import Made
from tests.telegram.handling import fails, on
from tests.telegram.process import until

TEXT = "exports of quetzalcoatl to CRM in 2024?"


@pytest.fixture
def app(made: Made) -> App:
    return made(operations_listen="127.0.0.1:0")


async def get(app: App, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.get(f"http://127.0.0.1:{app.operations.port}{path}")


async def number(app: App, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} (\S+)$", (await get(app, "/metrics")).text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_it_is_alive_from_the_first_and_ready_once_it_answers(api: BotApi, app: App) -> None:
    held = asyncio.Event()
    api.answers("getMe", held)

    async def starts() -> None:
        async with running(app):
            await until(lambda: app.operations.state == "ready")
            assert (await get(app, "/readyz")).text == "ready\n"

    async with asyncio.TaskGroup() as both:
        both.create_task(starts())
        await until(lambda: app.operations.port)
        assert (await get(app, "/healthz")).text == "alive\n"
        early = await get(app, "/readyz")
        assert (early.status_code, early.text) == (503, "not ready: starting\n")
        held.set()
    with pytest.raises(httpx.ConnectError):
        await get(app, "/healthz")


async def test_it_is_not_ready_while_something_it_needs_is_not(app: App) -> None:
    wrong = "the disk is full"

    async def probe() -> str:
        return wrong

    app.operations.probe("disk", probe)
    async with running(app):
        answer = await get(app, "/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready: disk: the disk is full\n")
        wrong = ""
        assert (await get(app, "/readyz")).status_code == 200


async def test_it_is_not_ready_without_its_database(app: App) -> None:
    async with running(app):
        opened, app.store.database = app.store.database, Database("sqlite+aiosqlite:///never-opened.sqlite3")
        answer = await get(app, "/readyz")
        app.store.database = opened
    assert (answer.status_code, answer.text) == (503, "not ready: database: the database is not open\n")


async def test_what_it_does_is_counted_without_what_people_write(api: BotApi, app: App) -> None:
    on(app, "break", fails)
    async with running(app):
        chat = Chat(api)
        await chat.says("ITO exports in 2024?")
        await chat.says("ITO exports in 2024?")
        await chat.says(TEXT)
        api.answers("sendMessage", Refusal(500, "Internal Server Error"), None)
        await chat.writes("/help")
        await until(lambda: not api._scripted["sendMessage"] and app.intake.lowest is None)
        await chat.writes("break")
        await until(lambda: api.pending == 0 and not len(app.intake))
        asked = 'raqam_questions_total{intent="value",language="en",status="answered"}'
        assert await number(app, asked) == 2
        assert await number(app, 'raqam_updates_total{kind="message",outcome="handled"}') >= 4
        assert await number(app, "raqam_failures_total") >= 1
        assert await number(app, 'raqam_telegram_errors_total{kind="server"}') == 1
        assert await number(app, 'raqam_telegram_errors_total{kind="network"}') == 1
        assert await number(app, "raqam_answer_seconds_count") == 4
        assert await number(app, 'raqam_telegram_call_seconds_count{method="sendMessage"}') >= 4
        assert await number(app, "raqam_updates_waiting") == 0
        text = (await get(app, "/metrics")).text
        assert f'raqam_knowledge_info{{version="{app.editions.newest.knowledge.version}"}} 1.0' in text
        assert "process_resident_memory_bytes" in text
        ours = "\n".join(line for line in text.splitlines() if line.startswith("raqam_") and "_created" not in line)
        for private in ("quetzalcoatl", "7001", app.telegram.bot.token):
            # Whole: the digits of a duration, or of a moment of the process, may well hold such a number.
            assert not re.search(rf"(?<![\w.]){re.escape(private)}(?!\w)", ours)


async def test_nothing_else_is_served(app: App) -> None:
    async with running(app), httpx.AsyncClient(trust_env=False) as http:
        base = f"http://127.0.0.1:{app.operations.port}"
        assert (await http.get(base)).status_code == 404
        assert (await http.get(base + "/metrics/../../etc/passwd")).status_code == 404
        assert (await http.post(base + "/metrics")).status_code == 405


async def test_it_is_off_unless_asked_for(made: Made) -> None:
    async with running(made()) as _:
        pass
    assert made().operations.port == 0


async def test_a_port_that_is_taken_is_told_in_one_line(app: App, made: Made) -> None:
    async with running(app):
        other = made(operations_listen=f"127.0.0.1:{app.operations.port}")
        with pytest.raises(StartError, match="BOT_OPERATIONS_LISTEN: cannot listen there"):
            async with running(other):
                pass


@pytest.mark.parametrize(
    ("given", "listens"),
    [("", ""), ("9464", "127.0.0.1:9464"), ("0.0.0.0:9464", "0.0.0.0:9464"), ("[::1]:1", "[::1]:1")],
)
def test_a_bare_port_is_one_on_loopback(given: str, listens: str) -> None:
    assert Settings(_env_file=None, operations_listen=given).operations_listen == listens


@pytest.mark.parametrize("given", ["x", "127.0.0.1:", "127.0.0.1:70000", ":1"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="write a port"):
        Settings(_env_file=None, operations_listen=given)


@pytest.mark.parametrize("own", ["8443", "0.0.0.0:8443"])
def test_the_webhooks_port_is_refused(own: str, hook: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="another port"):
        Settings(_env_file=None, operations_listen=own, **hook | {"webhook_listen": "127.0.0.1:8443"})


def test_labels_take_a_few_values_only() -> None:
    metrics = Metrics()
    metrics.answered("en", "answered", "x" * 50, 0.1)
    metrics.briefed("x" * 50)
    assert b"x" * 50 not in metrics.exposition()


def test_every_outcome_of_a_briefing_and_of_an_edit_is_counted_from_nothing() -> None:
    shown = Metrics().exposition().decode()
    for outcome in ("sent", "unwelcome", "refused", "doubtful"):
        assert f'raqam_briefings_total{{outcome="{outcome}"}} 0.0' in shown
    for outcome in ("applied", "refused", "unchanged", "failed"):
        assert f'raqam_knowledge_reloads_total{{outcome="{outcome}"}} 0.0' in shown
