"""Menus and profile: set at the start, and only where they differ from what Telegram has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from telegram import BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.ext import Application

from bot import logs
from bot.telegram.commands import GROUP, PRIVATE
from bot.telegram.service import FALLBACK, Service
from knowledge import Knowledge

_log = logs.get(__name__)


class Menus:
    """Brings the menus of Telegram in line with those of the language folders."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._task: asyncio.Task[None] | None = None

    async def begin(self, _: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Set them beside everything else: nobody waits for a menu."""
        self._task = asyncio.create_task(self.settle())

    async def renewed(self, _: Knowledge, __: Knowledge) -> None:
        """Set them again: new knowledge may come with a language."""
        await self.settle()

    async def end(self, _: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Stop setting them."""
        if self._task is not None:
            self._task.cancel()

    async def settle(self) -> None:
        """Set what differs; a failure leaves the menus as they were until the next start."""
        try:
            for code, language in self._languages():
                await self._commands(BotCommandScopeAllPrivateChats(), PRIVATE, code, language)
                await self._commands(BotCommandScopeAllGroupChats(), GROUP, code, language)
                await self._profile(code, language)
        except Exception as error:  # noqa: BLE001 - the menus are a courtesy, and the bot may be stopping
            _log.warning("the menus could not be set", error=type(error).__name__)

    def _languages(self) -> Iterator[tuple[str, str]]:
        """Give each language code of a menu and the language it is written in; the empty code is for all others."""
        yield "", FALLBACK
        yield from ((code, code) for code in self._service.assistant.languages)

    async def _commands(self, scope: BotCommandScope, names: tuple[str, ...], code: str, language: str) -> None:
        line, bot = self._service.assistant.line, self._service.bot
        wanted = tuple(BotCommand(name, line(f"command.{name}", language)) for name in names)
        if await bot.get_my_commands(scope, code) != wanted:
            await bot.set_my_commands(wanted, scope, code)

    async def _profile(self, code: str, language: str) -> None:
        line, bot = self._service.assistant.line, self._service.bot
        long, short = line("profile.description", language), line("profile.short", language)
        if (await bot.get_my_description(code)).description != long:
            await bot.set_my_description(long, code)
        if (await bot.get_my_short_description(code)).short_description != short:
            await bot.set_my_short_description(short, code)
