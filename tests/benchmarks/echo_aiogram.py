"""A bare echo bot on aiogram, handling in the background: ``python -m tests.benchmarks.echo_aiogram API PORT``."""

from __future__ import annotations

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineQuery, InlineQueryResultArticle, InputTextMessageContent, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.benchmarks.loopback import SECRET
from tests.bot_api.server import TOKEN


async def echo(message: Message) -> None:
    """Say the same."""
    await message.answer(message.text or "")


async def offer(query: InlineQuery) -> None:
    """Offer what was typed."""
    content = InputTextMessageContent(message_text=query.query)
    await query.answer([InlineQueryResultArticle(id="1", title=query.query, input_message_content=content)])


async def note(query: CallbackQuery) -> None:
    """Answer a tap."""
    await query.answer("Merci !")


def main(api: str, port: int) -> None:
    """Run it."""
    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    dispatcher.inline_query.register(offer)
    dispatcher.callback_query.register(note)

    async def begin() -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)

    dispatcher.startup.register(begin)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET, handle_in_background=True).register(
        application, path="/hook"
    )
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host="127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
