from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from bot.assistant import Assistant
from bot.telegram import rich
from bot.telegram.application import App, build, running
from bot.wording.reply import Reply, Status, Table
from tests.bot_api.refusal import Refusal
from tests.bot_api.rich import document
from tests.bot_api.room import SALMA, Room
from tests.bot_api.server import TOKEN, BotApi
from tests.bot_api.transcript import shown
from tests.telegram.conftest import settings
from tests.telegram.test_markup import LINES
from tests.test_replies import ask

UNKNOWN = Refusal(404, "Not Found: method not found")
BREAKDOWN = """\
    Total 2024 : *26,2 milliards de dirhams* (chiffre provisoire)
     | ITO | 10,578 milliards | 40,3 % |
     | CRM | 9,797 milliards | 37,4 % |
     | ESO | 3,462 milliards | 13,2 % |
     | BPO | 2,334 milliards | 8,9 % |
     | KPO | 48 millions | 0,2 % |
    Source : """


def folded(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


async def test_a_breakdown_is_a_table(private: Room, live: BotApi) -> None:
    (answer,) = await private.says(SALMA, "Répartition en 2024 ?")
    assert folded(shown(answer)).startswith(BREAKDOWN)
    assert not live.named("sendMessage")
    html = live.named("sendRichMessage")[-1].fields["rich_message"]["html"]
    assert "<table bordered striped><tr><td>ITO</td>" in html
    assert "<blockquote>Source" in html


@pytest.mark.parametrize("text", ["Classement en 2024 ?", "Évolution des exportations ?", "Ranking in 2024?"])
async def test_so_are_rankings_and_trends(private: Room, live: BotApi, text: str) -> None:
    await private.says(SALMA, text)
    assert "<table" in live.named("sendRichMessage")[-1].fields["rich_message"]["html"]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Classement en 2024 ?", "*Exportations par segment, 2024*, en dirhams (chiffre provisoire)"),
        ("Compare ITO, CRM and ESO in 2024", "*Exports by segment, 2024*, in dirhams (preliminary)"),
        ("Évolution des exportations ?", "*Exportations*"),
    ],
)
async def test_a_table_says_what_it_is_of(private: Room, text: str, heading: str) -> None:
    (answer,) = await private.says(SALMA, text)
    assert shown(answer).split("\n")[0].strip() == heading


async def test_no_line_of_the_fallback_table_wraps_on_a_phone(private: Room, live: BotApi) -> None:
    live.answers("sendRichMessage", UNKNOWN)
    for text in ("Répartition en 2024 ?", "Ranking in 2024?", "répartition S1 2025", "Compare ITO, CRM et ESO en 2024"):
        (answer,) = await private.says(SALMA, text)
        rows = [line for line in answer["text"].split("\n") if re.match(r"(\d\. )?[A-Z]{3}\s?:", line)]
        assert len(rows) >= 3
        assert max(len(row) for row in rows) <= 40, rows


async def test_a_single_figure_is_a_message(private: Room, live: BotApi) -> None:
    await private.says(SALMA, "ITO 2024 ?")
    assert not live.named("sendRichMessage")


async def test_in_a_group_it_is_a_reply_in_its_topic(live: BotApi) -> None:
    forum = Room(live, -100700, forum=True)
    (answer,) = await forum.says(SALMA, "/ask Répartition en 2024 ?", topic=31)
    assert "rich_message" in answer
    assert answer["message_thread_id"] == 31
    assert "reply_to_message" in answer


async def test_edits_turn_messages_into_tables_and_back(private: Room) -> None:
    question = await private.writes(SALMA, "ITO 2024 ?")
    (answer,) = private.new()
    await private.edits(question, "Répartition en 2024 ?")
    assert "rich_message" in answer
    await private.edits(question, "CRM 2024 ?")
    assert answer["text"].startswith("9,797")
    assert private.new() == []


async def test_a_server_that_knows_no_rich_messages_is_found_out_once(private: Room, live: BotApi) -> None:
    live.answers("sendRichMessage", UNKNOWN)
    before = len(live.named("getMe"))
    for _ in range(2):
        (answer,) = await private.says(SALMA, "Répartition en 2024 ?")
        assert "ITO : *10,578" in shown(answer)
    assert len(live.named("sendRichMessage")) == 1
    assert len(live.named("getMe")) == before + 1


async def test_a_revoked_token_is_not_taken_for_that(api: BotApi, app: App) -> None:
    async with running(app):
        room = Room(api, SALMA.number, "private")
        api.answers("sendRichMessage", UNKNOWN)
        api.answers("getMe", Refusal(401, "Unauthorized"))
        (told,) = await room.says(SALMA, "Répartition en 2024 ?")
        assert "une erreur" in told["text"]
        (answer,) = await room.says(SALMA, "Répartition en 2024 ?")
        assert "rich_message" in answer


async def test_a_refused_table_is_sent_as_lines(private: Room, live: BotApi) -> None:
    live.answers("sendRichMessage", Refusal(400, "Bad Request: not enough rights to send rich messages? RICH_INVALID"))
    live.answers("sendRichMessage", Refusal(400, "Bad Request: RICH_MESSAGE_INVALID"))
    await private.says(SALMA, "Répartition en 2024 ?")
    (answer,) = await private.says(SALMA, "Répartition en 2024 ?")
    assert "ITO : *10,578" in shown(answer)
    (answer,) = await private.says(SALMA, "Répartition en 2024 ?")
    assert "rich_message" in answer
    live.calls[:] = [call for call in live.calls if not call.refused]


async def test_the_source_of_a_message_is_an_expandable_quote(private: Room, live: BotApi) -> None:
    await private.says(SALMA, "ITO 2024 ?")
    assert "\n<blockquote expandable>Source\u00a0: " in live.named("sendMessage")[-1].fields["text"]


def reply(lines: list[Any], rows: tuple[tuple[str, ...], ...]) -> Reply:
    table = Table(first=0, rows=rows)
    return Reply(
        language="fr", status=Status.ANSWERED, intent="trend", confidence=1, lines=tuple(lines) * 4, table=table
    )


@given(LINES.filter(lambda lines: len(lines) > 0))
def test_outside_text_is_escaped_once(lines: list[Any]) -> None:
    page = rich.document(reply(lines, (("<b>", "&amp;"), ("a", "b", "c"), ("</table>", "1"))))
    text = document({"html": page})
    assert "<b>" in text
    assert "&amp;" in text


def test_every_table_has_its_lines(assistant: Assistant) -> None:
    for question in ("Répartition en 2024 ?", "Classement au S1 2025 ?", "Évolution des exportations ?"):
        found = ask(assistant, question)
        assert found.table is not None
        lines = found.text.split("\n")[found.table.first :]
        for row, line in zip(found.table.rows, lines, strict=False):
            assert all(cell in line for cell in row), (row, line)


async def test_nothing_is_remembered_across_bots(assistant: Assistant) -> None:
    async with BotApi().running() as api, running(build(settings(api), TOKEN, assistant)):
        room = Room(api, SALMA.number, "private")
        (answer,) = await room.says(SALMA, "Répartition en 2024 ?")
        assert "rich_message" in answer
