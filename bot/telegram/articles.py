"""An answer as an article: what a person picks in inline mode, and what is said in a chat of others."""

from __future__ import annotations

import re
from hashlib import sha256

from telegram import InlineQueryResultArticle, InlineQueryResultCachedPhoto, InputTextMessageContent
from telegram.constants import ParseMode

from bot.telegram import keyboards
from bot.telegram.markup import messages
from bot.telegram.pictures import LONGEST_CAPTION
from bot.telegram.sending import NO_PREVIEW
from bot.telegram.service import Service
from bot.wording.charts import Chart
from bot.wording.reply import Reply, Status

_LONGEST_TITLE = 60
_LONGEST_DESCRIPTION = 120


def article(question: str, reply: Reply, service: Service) -> InlineQueryResultArticle:
    """Make an article of an answer; the same question always has the same id."""
    title, description = _shown(question, reply)
    return InlineQueryResultArticle(
        id=sha256(f"{reply.language} {question.casefold().strip()}".encode("utf-8", "replace")).hexdigest()[:32],
        title=_short(title, _LONGEST_TITLE),
        description=_short(description, _LONGEST_DESCRIPTION) or None,
        input_message_content=InputTextMessageContent(
            messages(reply.lines)[0], parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=keyboards.elsewhere(reply, service.assistant, service.me.username),
    )


def picture(chart: Chart, file: str) -> InlineQueryResultCachedPhoto:
    """Make a result of a chart that Telegram has already; it is told in words for who cannot see it."""
    return InlineQueryResultCachedPhoto(
        id=chart.identity,
        photo_file_id=file,
        title=_short(chart.title, _LONGEST_TITLE),
        description=_short(chart.subtitle, _LONGEST_DESCRIPTION),
        caption=chart.alt[:LONGEST_CAPTION],
    )


def _shown(question: str, reply: Reply) -> tuple[str, str]:
    lines = reply.text.split("\n")
    figure = keyboards.headline(reply)
    if reply.status is Status.ANSWERED:
        title = figure or question
        rest = lines[0].replace(figure, "", 1) if figure else lines[0]
        return title, re.sub(r"^[\s:.,]+", "", rest)
    return lines[0], " ".join(lines[1:])


def _short(text: str, most: int) -> str:
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
