"""The pages of a subscription: what each asks, and its buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.assistant import Assistant
from bot.briefings import spoken
from bot.briefings.schedule import LAST_DAY, Rhythm
from bot.storage.subscriptions import Subscription
from bot.telegram.taps import Act, Tap, written
from bot.telegram.wishes import DAYS_OF_MONTH, Draft, Step, carried
from bot.wording.reply import Line

Page = tuple[tuple[Line, ...], InlineKeyboardMarkup | None]
Row = list[InlineKeyboardButton]
ZONES = ("Africa/Casablanca", "Europe/Paris", "Europe/London", "America/New_York", "America/Toronto", "Asia/Dubai")
"""Offered; any other can be named in words: /subscribe Asia/Tokyo."""
ALL = "*"
"""Ends every subscription of a chat."""
_HOURS_A_ROW = 6
_ENDS_A_ROW = 5


def page(step: Step, draft: Draft, assistant: Assistant) -> Page:
    """Return a page of the dialogue."""
    making = _Pages(draft, assistant)
    match step:
        case Step.DAY:
            return making.day()
        case Step.HOUR:
            return making.hour()
        case Step.SUBJECT:
            return making.subject()
        case Step.ZONE:
            return making.zone()
        case Step.LANGUAGE:
            return making.language()
        case Step.PAGE:
            return making.whole()
    return making.rhythm()


def ordered(found: Sequence[Subscription], title: str, language: str, assistant: Assistant) -> Page:
    """Return a chat's subscriptions, each with a button that ends it."""
    voice = assistant.voice(language)
    lines = list(assistant.say(title, language))
    buttons: list[InlineKeyboardButton | None] = []
    for number, one in enumerate(found, 1):
        parts = {
            "number": str(number),
            "rhythm": spoken.rhythm(one.schedule, voice),
            "subject": spoken.subject(one.order.subject, voice),
            "spoken_in": str(assistant.voice(one.order.language).setting("name")),
        }
        lines += assistant.say("order.line", language, **parts)
        label = assistant.line("button.end", language, number=str(number))
        buttons.append(InlineKeyboardButton(label, callback_data=written(Tap(Act.END, language, str(one.id)))))
    rows = list(_rows(buttons, _ENDS_A_ROW))
    if len(found) > 1:
        data = written(Tap(Act.END, language, ALL))
        rows.append([InlineKeyboardButton(assistant.line("button.end_all", language), callback_data=data)])
    return tuple(lines), InlineKeyboardMarkup(rows)


class _Pages:
    """The pages for one draft; the dialogue speaks the language of the briefing."""

    def __init__(self, draft: Draft, assistant: Assistant) -> None:
        self._draft = draft
        self._assistant = assistant
        self._voice = assistant.voice(draft.language)

    def rhythm(self) -> Page:
        following = {
            "daily": (Step.HOUR, Rhythm.DAILY, 0),
            "weekdays": (Step.HOUR, Rhythm.WEEKDAYS, 0),
            "weekly": (Step.DAY, Rhythm.WEEKLY, 0),
            "monthly": (Step.DAY, Rhythm.MONTHLY, 1),
            "news": (Step.PAGE, Rhythm.NEWS, 0),
        }
        buttons = [
            self._button(self._line(f"button.{name}"), step, rhythm=rhythm, day=day)
            for name, (step, rhythm, day) in following.items()
        ]
        return self._page("order.title", buttons, columns=2)

    def day(self) -> Page:
        if self._draft.rhythm is Rhythm.WEEKLY:
            names = {day: spoken.weekday(day, self._voice).capitalize() for day in range(7)}
            return self._page("order.day_week", self._days(names), columns=3)
        names = {day: self._line("button.last_day") if day == LAST_DAY else str(day) for day in DAYS_OF_MONTH}
        return self._page("order.day_month", self._days(names), columns=3)

    def hour(self) -> Page:
        buttons = [self._button(spoken.hour(hour, self._voice), Step.PAGE, hour=hour) for hour in range(24)]
        return self._page("order.hour", buttons, columns=_HOURS_A_ROW)

    def subject(self) -> Page:
        parts = self._assistant.knowledge.parts
        buttons = [self._button(self._line("button.sector"), Step.PAGE, subject="")]
        buttons += [self._button(spoken.subject(code, self._voice), Step.PAGE, subject=code) for code in parts]
        return self._page("order.subject", buttons, columns=1)

    def zone(self) -> Page:
        zones = dict.fromkeys((self._draft.timezone, *ZONES))
        buttons = [self._button(spoken.city(zone, self._voice), Step.PAGE, timezone=zone) for zone in zones]
        return self._page("order.zone", buttons, columns=2)

    def language(self) -> Page:
        names = {code: str(self._assistant.voice(code).setting("name")) for code in self._assistant.languages}
        buttons = [self._button(name.capitalize(), Step.PAGE, language=code) for code, name in names.items()]
        return self._page("order.language", buttons, columns=2)

    def whole(self) -> Page:
        voice, draft = self._voice, self._draft
        lines = self._assistant.say(
            "order.page",
            draft.language,
            rhythm=spoken.rhythm(draft.schedule, voice),
            subject=spoken.subject(draft.subject, voice),
            spoken_in=str(voice.setting("name")),
        )
        confirm = self._button(self._line("button.confirm"), Step.DONE)
        changes = [("button.change_subject", Step.SUBJECT), ("button.change_language", Step.LANGUAGE)]
        if draft.schedule.timed:
            changes += [("button.change_hour", Step.HOUR), ("button.change_zone", Step.ZONE)]
        buttons = [self._button(self._line(name), step) for name, step in changes]
        back, cancel = self._button(self._line("button.back"), Step.RHYTHM), self._cancel()
        return lines, _markup([[one for one in (confirm,) if one], *_rows(buttons, 2), [*_held(back), *_held(cancel)]])

    def _days(self, names: dict[int, str]) -> list[InlineKeyboardButton | None]:
        return [self._button(name, Step.HOUR, day=day) for day, name in names.items()]

    def _page(self, name: str, buttons: Sequence[InlineKeyboardButton | None], *, columns: int) -> Page:
        zone = spoken.city(self._draft.timezone, self._voice)
        lines = self._assistant.say(name, self._draft.language, zone=zone)
        return lines, _markup([*_rows(buttons, columns), _held(self._cancel())])

    def _cancel(self) -> InlineKeyboardButton | None:
        return self._button(self._line("button.cancel"), Step.CANCEL)

    def _line(self, name: str) -> str:
        return self._assistant.line(name, self._draft.language)

    def _button(self, label: str, step: Step, **chosen: object) -> InlineKeyboardButton | None:
        """Return a button; none where what it would carry is too long for Telegram."""
        data = carried(step, replace(self._draft, **chosen))  # type: ignore[arg-type]  # a draft's own fields
        return InlineKeyboardButton(label, callback_data=data) if data else None


def _held(button: InlineKeyboardButton | None) -> Row:
    return [button] if button is not None else []


def _rows(buttons: Sequence[InlineKeyboardButton | None], columns: int) -> Iterator[Row]:
    held = [button for button in buttons if button is not None]
    for start in range(0, len(held), columns):
        yield held[start : start + columns]


def _markup(rows: Sequence[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([row for row in rows if row])
