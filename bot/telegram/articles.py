"""An answer as an article: what a person picks in inline mode, and what is said in a chat of others."""

from __future__ import annotations

import re
from hashlib import sha256

from telegram import InlineQueryResultArticle, InlineQueryResultCachedPhoto, InputTextMessageContent
from telegram.constants import ParseMode

from bot.telegram import keyboards
from bot.telegram.markup import messages, offered
from bot.telegram.pictures import caption
from bot.telegram.sending import NO_PREVIEW
from bot.telegram.service import Service
from bot.wording.reply import Reply, Status

_LONGEST_TITLE = 60
_LONGEST_DESCRIPTION = 120


def article(question: str, reply: Reply, service: Service) -> InlineQueryResultArticle:
    """Make an article of an answer; the same question always has the same id."""
    title, description = _shown(question, reply)
    return InlineQueryResultArticle(
        id=_id("article", question, reply),
        title=_short(title, _LONGEST_TITLE),
        description=_short(description, _LONGEST_DESCRIPTION) or None,
        input_message_content=InputTextMessageContent(
            messages(reply.lines)[0], parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=keyboards.elsewhere(reply, service.assistant, service.me.username),
    )


def picture(question: str, reply: Reply, service: Service) -> InlineQueryResultCachedPhoto | None:
    """Make a result of an answer's chart, where Telegram has its picture already: here nothing can be uploaded."""
    chart = service.assistant.chart(reply) if reply.status is Status.ANSWERED else None
    known = service.pictures.known(chart) if chart is not None else None
    if chart is None or known is None:
        return None
    title, description = _shown(question, reply)
    return InlineQueryResultCachedPhoto(
        id=_id("picture", question, reply),
        photo_file_id=known,
        title=_short(f"{service.assistant.line('button.chart', reply.language)} : {title}", _LONGEST_TITLE),
        description=_short(description, _LONGEST_DESCRIPTION) or None,
        caption=caption(chart),
        reply_markup=keyboards.elsewhere(reply, service.assistant, service.me.username),
    )


def _id(kind: str, question: str, reply: Reply) -> str:
    named = f"{kind} {reply.language} {question.casefold().strip()}"
    return sha256(named.encode("utf-8", "replace")).hexdigest()[:32]


def _shown(question: str, reply: Reply) -> tuple[str, str]:
    lines = reply.text.split("\n")
    figure = keyboards.headline(reply)
    if reply.status is Status.ANSWERED:
        title = figure or question
        rest = lines[0].replace(figure, "", 1) if figure else lines[0]
        return title, re.sub(r"^[\s:.,]+", "", rest)
    said = [text for text, line in zip(lines, reply.lines, strict=True) if not offered(line)]
    return said[0], " ".join(said[1:])


def _short(text: str, most: int) -> str:
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
