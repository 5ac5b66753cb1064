"""The buttons under answers: what was meant, what to ask next, the source, the figure, an opinion."""

from __future__ import annotations

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.assistant import Assistant
from bot.telegram.taps import Act, Tap, listed, written
from bot.wording.reply import Figure, Reply, Status

Row = list[InlineKeyboardButton]
_LONGEST_COPY = 256
_MOST_OPTIONS = 8


def under(reply: Reply, shared: str, assistant: Assistant) -> InlineKeyboardMarkup | None:
    """Return the buttons under an answer in a chat; ``shared`` is the question that says everything by itself."""
    rows = _questions(reply)
    if reply.status in (Status.ANSWERED, Status.NO_DATA):
        rows += [_uses(reply, shared, assistant), _checks(reply, assistant), _opinion(reply)]
    return _markup(rows)


def elsewhere(reply: Reply, assistant: Assistant, bot: str) -> InlineKeyboardMarkup | None:
    """Return the buttons under an answer in a chat of others: options, source, opinion, the way to the bot."""
    rows = _questions(reply) if reply.status is Status.CLARIFY else []
    if reply.status in (Status.ANSWERED, Status.NO_DATA):
        rows += [_checks(reply, assistant), _opinion(reply)]
    line = assistant.line("button.private", reply.language)
    return _markup([*rows, [InlineKeyboardButton(line, url=f"https://t.me/{bot}")]])


def briefing(reply: Reply, subject: str, assistant: Assistant) -> InlineKeyboardMarkup | None:
    """Return the buttons under a scheduled briefing: the whole brief, the sources, the chat's subscriptions."""
    line, language = assistant.line, reply.language
    whole = InlineKeyboardButton(
        line("button.brief", language), callback_data=written(Tap(Act.BRIEF, language, subject))
    )
    orders = InlineKeyboardButton(line("button.listed", language), callback_data=written(Tap(Act.LISTED, language)))
    sources = _checks(reply, assistant)[:1] if reply.sources else []
    return _markup([[whole, *sources], [orders]])


def questions(texts: tuple[str, ...], language: str) -> InlineKeyboardMarkup | None:
    """Return questions as buttons."""
    return _markup([[_question(Act.ASK, text, language)] for text in texts])


def languages(assistant: Assistant, chosen: str, language: str) -> InlineKeyboardMarkup:
    """Return the choice of languages, with a mark at the one chosen."""
    names = {"": assistant.line("button.automatic", language)}
    names |= {code: str(assistant.voice(code).setting("name")).capitalize() for code in assistant.languages}
    buttons = [
        InlineKeyboardButton(
            f"✓ {name}" if code == chosen else name, callback_data=written(Tap(Act.LANGUAGE, rest=code))
        )
        for code, name in names.items()
    ]
    return InlineKeyboardMarkup([buttons])


def _markup(rows: list[Row]) -> InlineKeyboardMarkup | None:
    full = [row for row in rows if row]
    return InlineKeyboardMarkup(full) if full else None


def _questions(reply: Reply) -> list[Row]:
    act = Act.CHOOSE if reply.status is Status.CLARIFY else Act.ASK
    return [[_question(act, text, reply.language)] for text in reply.suggestions[:_MOST_OPTIONS]]


def _question(act: Act, text: str, language: str) -> InlineKeyboardButton:
    if data := written(Tap(act, language, text)):
        return InlineKeyboardButton(text, callback_data=data)
    # Too long to be carried: the person's own client carries it.
    return InlineKeyboardButton(text, switch_inline_query_current_chat=text)


def _uses(reply: Reply, shared: str, assistant: Assistant) -> Row:
    """Return what can be done with an answer."""
    buttons: Row = []
    figure = headline(reply)
    if figure:
        label = assistant.line("button.copy", reply.language)
        buttons.append(InlineKeyboardButton(label, copy_text=CopyTextButton(figure[:_LONGEST_COPY])))
    if reply.status is Status.ANSWERED and shared and assistant.chart(reply) is not None:
        data = written(Tap(Act.CHART, reply.language, shared))
        if data:
            buttons.append(InlineKeyboardButton(assistant.line("button.chart", reply.language), callback_data=data))
    if reply.status is Status.ANSWERED and shared:
        label = assistant.line("button.share", reply.language)
        buttons.append(InlineKeyboardButton(label, switch_inline_query=shared))
    return buttons


def _checks(reply: Reply, assistant: Assistant) -> Row:
    """Return what somebody wants who doubts an answer: two at most, a phone shows no more than so many letters."""
    buttons: Row = []
    if reply.sources:
        label = assistant.line("button.source", reply.language)
        buttons.append(InlineKeyboardButton(label, callback_data=listed(Act.SOURCES, reply.sources, reply.language)))
    if reply.figures:
        label = assistant.line("button.report", reply.language)
        buttons.append(InlineKeyboardButton(label, callback_data=listed(Act.REPORT, cells(reply), reply.language)))
    return buttons


def _opinion(reply: Reply) -> Row:
    first = cells(reply)[:1] or (f"~{reply.status}",)
    good, bad = listed(Act.GOOD, first, reply.language), listed(Act.BAD, first, reply.language)
    return [InlineKeyboardButton("👍", callback_data=good), InlineKeyboardButton("👎", callback_data=bad)]


def cells(reply: Reply) -> tuple[str, ...]:
    """Return the ids of the cells that an answer states, in its order."""
    return tuple(dict.fromkeys(_cell(figure) for figure in reply.figures if figure.indicator))


def _cell(figure: Figure) -> str:
    return ".".join((figure.indicator, figure.segment, figure.period))


def headline(reply: Reply) -> str:
    """Return the figure that an answer puts first; empty where it puts several side by side."""
    if reply.table is not None or not reply.lines or not reply.figures:
        return ""
    bold = (span.text.strip() for span in reply.lines[0] if span.bold)
    return next((text for text in bold if any(character.isdigit() for character in text)), "")
