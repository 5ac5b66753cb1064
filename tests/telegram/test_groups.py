from __future__ import annotations

import io
from typing import Any

import pytest

from tests.bot_api.refusal import Refusal
from tests.bot_api.room import ADAM, ANONYMOUS, SALMA, Room, entities
from tests.bot_api.server import BotApi
from tests.bot_api.transcript import shown

ME = "@raqam_test_bot"
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]


def first(messages: list[dict[str, Any]]) -> str:
    (message,) = messages
    return shown(message).split("\n")[0].strip()


@pytest.mark.parametrize(
    "text",
    [
        f"{ME} ITO 2024 ?",
        f"{ME.upper()} ITO 2024 ?",
        f"😀 {ME}, ITO 2024 ?",
        f"ITO 2024 ? {ME}",
        f"ITO {ME} 2024 ?",
        "/ask ITO 2024 ?",
        f"/ask{ME} ITO 2024 ?",
        f"/ASK{ME.upper()} ITO 2024 ?",
        f"{ME} /ask ITO 2024 ?",
    ],
)
async def test_it_answers_when_spoken_to(group: Room, text: str) -> None:
    question = await group.writes(SALMA, text)
    (answer,) = group.new()
    assert shown(answer).strip().startswith("*10,578 milliards de dirhams*")
    assert answer["reply_to_message"]["message_id"] == question["message_id"]


@pytest.mark.parametrize(
    "text",
    [
        "ITO 2024 ?",
        "Raqam, ITO 2024 ?",
        "@raqam_test_bots ITO 2024 ?",
        "salma@raqam_test_bot.ma ITO 2024 ?",
        "/help",
        "/start",
        "/ask@another_bot ITO 2024",
        f"/ask@another_bot {ME} ITO 2024",
    ],
)
async def test_it_is_silent_otherwise(group: Room, live: BotApi, text: str) -> None:
    assert await group.says(SALMA, text) == []
    assert not live.named("sendChatAction")


async def test_a_mention_by_id_speaks_to_it(group: Room, live: BotApi) -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 5, "user": live.bot}
    message = group.message(SALMA, "Raqam ITO 2024 ?") | {"entities": [entity]}
    await live.receive("message", message)
    await group.quiet()
    assert first(group.new()).startswith("*10,578")


async def test_a_mention_under_a_picture_speaks_to_it(group: Room, live: BotApi) -> None:
    caption = f"{ME} ITO 2024 ?"
    answer = await group.says(SALMA, photo=PHOTO, caption=caption, caption_entities=entities(caption))
    assert first(answer).startswith("*10,578")
    named = [{"type": "text_mention", "offset": 0, "length": 5, "user": live.bot}]
    answer = await group.says(SALMA, photo=PHOTO, caption="Raqam CRM 2024 ?", caption_entities=named)
    assert first(answer).startswith("*9,797")
    caption = f"{ME} c’est beau, non ?"
    answer = await group.says(SALMA, photo=PHOTO, caption=caption, caption_entities=entities(caption))
    assert first(answer) == "Je ne lis que du texte. Posez votre question par écrit."
    assert await group.says(SALMA, photo=PHOTO, caption="ITO 2024 ?") == []


async def test_posts_of_a_linked_channel_are_answered_only_when_they_name_it(group: Room) -> None:
    post: dict[str, Any] = {
        "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": {"id": -100900, "type": "channel", "title": "Export Maroc"},
        "is_automatic_forward": True,
    }
    assert await group.says(None, "ITO 2024 ?", **post) == []
    posted = await group.writes(None, f"{ME} ITO 2024 ?", **post)
    assert first(group.new()).startswith("*10,578")
    assert first(await group.says(ADAM, f"{ME}", reply_to_message=posted)).startswith("*10")


async def test_a_reply_to_it_speaks_to_it(group: Room) -> None:
    (answer,) = await group.says(SALMA, "/ask ITO 2024 ?")
    assert "CRM" in first(await group.says(ADAM, "et le CRM ?", reply_to_message=answer))
    other = await group.writes(ADAM, "Bonne question")
    assert await group.says(SALMA, "ITO 2024 ?", reply_to_message=other) == []


async def test_called_to_anothers_question_it_answers_that(group: Room) -> None:
    asked = await group.writes(ADAM, "How much were ITO exports in 2024?")
    assert first(await group.says(SALMA, ME, reply_to_message=asked)).startswith("*10.578 billion")
    assert first(await group.says(SALMA, ME)).startswith("Bonjour, je suis Raqam")


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        (f"/help{ME}", "Je réponds sur les exportations"),
        (f"/start{ME}", "Bonjour, je suis Raqam"),
        (f"/privacy{ME}", "*Ce que je garde*"),
        (f"/weather{ME}", "Je ne connais pas cette commande"),
        ("/ask", "Écrivez votre question après la commande"),
    ],
)
async def test_commands_that_are_addressed(group: Room, command: str, begins: str) -> None:
    assert first(await group.says(SALMA, command)).startswith(begins)


async def test_a_picture_for_it_gets_one_line(group: Room) -> None:
    mention = [{"type": "mention", "offset": 0, "length": len(ME)}]
    assert first(await group.says(SALMA, photo=PHOTO, caption=ME, caption_entities=mention)).startswith("Je ne lis")
    assert await group.says(SALMA, photo=PHOTO, caption="ITO 2024 ?") == []


async def test_answers_stay_in_their_topic(live: BotApi) -> None:
    forum = Room(live, -100700, forum=True)
    opened = forum.message(SALMA, topic=31, forum_topic_created={"name": "CRM", "icon_color": 1})
    opened["from"] = live.bot
    # In a topic, every message replies to the one that opened it.
    assert await forum.says(SALMA, "ITO 2024 ?", topic=31, reply_to_message=opened) == []
    (answer,) = await forum.says(SALMA, f"{ME} ITO 2024 ?", topic=31, reply_to_message=opened)
    assert answer["message_thread_id"] == 31
    assert live.named("sendMessage")[-1].fields["message_thread_id"] == 31
    await forum.says(SALMA, "/ask CRM 2024 ?", topic=32)
    (answer,) = await forum.says(SALMA, "/ask et au S1 2025 ?", topic=31)
    assert "ITO" in first([answer])


async def test_a_thread_of_a_group_without_topics_is_no_topic(group: Room) -> None:
    message = group.message(SALMA, f"{ME} ITO 2024 ?", message_thread_id=77)
    await group.api.receive("message", message)
    await group.quiet()
    assert first(group.new()).startswith("*10,578")


async def test_people_do_not_share_a_context(group: Room) -> None:
    await group.says(SALMA, f"{ME} Exportations ITO en 2024 ?")
    await group.says(ADAM, f"{ME} CRM exports in 2024?")
    assert "ITO" in first(await group.says(SALMA, f"{ME} et au S1 2025 ?"))
    assert "CRM" in first(await group.says(ADAM, f"{ME} and in H1 2025?"))


async def test_a_thread_of_replies_has_its_own_context(group: Room) -> None:
    (ito,) = await group.says(SALMA, f"{ME} Exportations ITO en 2024 ?")
    (crm,) = await group.says(SALMA, f"{ME} Exportations CRM en 2024 ?")
    assert "ITO" in first(await group.says(ADAM, "et au S1 2025 ?", reply_to_message=ito))
    assert "CRM" in first(await group.says(ADAM, "et au S1 2025 ?", reply_to_message=crm))
    assert "CRM" in first(await group.says(SALMA, f"{ME} et au S1 2025 ?"))


async def test_an_edit_in_a_group_edits_the_answer(group: Room) -> None:
    question = await group.writes(SALMA, f"{ME} ITO 2024 ?")
    (answer,) = group.new()
    await group.edits(question, f"{ME} CRM 2024 ?")
    assert first([answer]).startswith("*9,797")
    await group.edits(question, "CRM 2023 ?")
    assert first([answer]).startswith("*9,797")
    silent = await group.writes(SALMA, "ITO 2024 ?")
    await group.edits(silent, f"{ME} ITO 2024 ?")
    assert group.new() == []


async def test_anonymous_admins_and_channels_are_answered_each_in_their_context(group: Room) -> None:
    admin: dict[str, Any] = {"from": ANONYMOUS, "sender_chat": group.chat}
    channel: dict[str, Any] = {
        "from": {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"},
        "sender_chat": {"id": -100900, "type": "channel", "title": "Export Maroc"},
    }
    await group.says(None, f"{ME} Exportations ITO en 2024 ?", **admin, author_signature="Directrice")
    await group.says(None, f"{ME} Exportations ESO en 2024 ?", **admin, author_signature="Adjoint")
    await group.says(None, f"{ME} Exportations CRM en 2024 ?", **channel)
    again = await group.says(None, f"{ME} et au S1 2025 ?", **admin, author_signature="Directrice")
    assert "ITO" in first(again)
    assert "CRM" in first(await group.says(None, f"{ME} et au S1 2025 ?", **channel))
    robot = {"id": 5, "is_bot": True, "first_name": "Echo"}
    assert await group.says(None, f"{ME} ITO 2024 ?", **{"from": robot}) == []


async def test_contexts_move_with_a_group(live: BotApi) -> None:
    old, new = Room(live, -500, "group"), Room(live, -100501)
    await old.says(SALMA, f"{ME} Exportations ITO en 2024 ?")
    await old.writes(SALMA, migrate_to_chat_id=new.number)
    await new.writes(SALMA, migrate_from_chat_id=old.number)
    assert "ITO" in first(await new.says(SALMA, f"{ME} et au S1 2025 ?"))


async def test_an_answer_follows_a_group_that_moved_meanwhile(live: BotApi) -> None:
    old, new = Room(live, -500, "group"), Room(live, -100501)
    new.message(SALMA, "hello")
    moved = {"migrate_to_chat_id": new.number}
    live.answers("sendMessage", Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", moved))
    assert await old.says(SALMA, f"{ME} Exportations ITO en 2024 ?") == []
    assert first(new.new()).startswith("*10,578")
    assert "ITO" in first(await new.says(SALMA, f"{ME} et au S1 2025 ?"))


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
        Refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
    ],
)
async def test_without_the_right_to_write_it_is_quiet(
    group: Room, live: BotApi, refusal: Refusal, written: io.StringIO
) -> None:
    live.answers("sendMessage", refusal)
    assert await group.says(SALMA, f"{ME} ITO 2024 ?") == []
    assert len(live.named("sendMessage")) == 1
    output = written.getvalue()
    assert "the bot may not write there" in output
    assert "[error" not in output


# --- being added ----------------------------------------------------------------------------------------------------


def change(room: Room, live: BotApi, old: str, new: str, by: dict[str, Any] | None = None) -> dict[str, Any]:
    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": live.bot, **until}

    live.chats[room.number] = room.chat
    return {
        "chat": room.chat,
        "from": by or SALMA.user,
        "date": 1_760_000_000,
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }


@pytest.mark.parametrize(("by", "begins"), [(SALMA, "Bonjour, je suis *Raqam*"), (ADAM, "Hello, I’m *Raqam*")])
async def test_added_to_a_group_it_introduces_itself_once(group: Room, live: BotApi, by: Any, begins: str) -> None:
    await live.receive("my_chat_member", change(group, live, "left", "member", by.user))
    await group.quiet()
    await group.writes(by, f"/start{ME}")  # sent by Telegram where the bot is added by a link
    (hello,) = group.new()
    assert first([hello]).startswith(begins)
    assert ME in shown(hello)
    await live.receive("my_chat_member", change(group, live, "member", "left", by.user))
    await live.receive("my_chat_member", change(group, live, "left", "left", by.user))
    await group.quiet()
    assert group.new() == []


async def test_it_does_not_introduce_itself_where_it_cannot_or_need_not(live: BotApi) -> None:
    channel, private = Room(live, -100800, "channel"), Room(live, SALMA.number, "private")
    for room in (channel, private):
        await live.receive("my_chat_member", change(room, live, "kicked", "member"))
        await room.quiet()
        assert room.new() == []
    old, new = Room(live, -500, "group"), Room(live, -100501)
    await old.writes(SALMA, migrate_to_chat_id=new.number)
    await live.receive("my_chat_member", change(new, live, "left", "member"))
    await new.quiet()
    assert new.new() == []
