"""A bare echo bot on python-telegram-bot: ``python -m tests.benchmarks.echo_ptb API PORT``."""

from __future__ import annotations

import sys
from typing import Any

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, InlineQueryHandler, MessageHandler, filters

from tests.benchmarks.loopback import SECRET
from tests.bot_api.server import TOKEN


async def echo(update: Update, _: Any) -> None:
    """Say the same."""
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


async def offer(update: Update, _: Any) -> None:
    """Offer what was typed."""
    query = update.inline_query
    if query is not None:
        content = InputTextMessageContent(query.query)
        await query.answer([InlineQueryResultArticle(id="1", title=query.query, input_message_content=content)])


async def note(update: Update, _: Any) -> None:
    """Answer a tap."""
    if update.callback_query is not None:
        await update.callback_query.answer("Merci !")


def main(api: str, port: int) -> None:
    """Run it."""
    application = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(InlineQueryHandler(offer))
    application.add_handler(CallbackQueryHandler(note))
    url = f"http://127.0.0.1:{port}/hook"
    application.run_webhook("127.0.0.1", port, "/hook", webhook_url=url, secret_token=SECRET, allowed_updates=[])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
