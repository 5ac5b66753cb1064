from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from telegram import Bot

from bot import logs
from tests.bot_api.server import TOKEN


@pytest.fixture(params=["console", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logs.handler(stream, TOKEN, request.param)
    logger = logging.getLogger("leaking")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield stream
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "leak",
    [
        TOKEN,
        TOKEN.partition(":")[2],
        TOKEN.replace(":", "%3A"),
        f"POST https://api.telegram.org/bot{TOKEN}/getMe",
        "https://api.telegram.org/bot123:short/getMe",
        "another bot's 9988776655:AAGnrN0YzmyvGqpnoWuNqu1a2lYZDxZlrSs",
    ],
)
def test_a_token_is_taken_out_wherever_it_stands(written: io.StringIO, leak: str) -> None:
    logger = logging.getLogger("leaking")
    logger.debug("the message itself: %s", leak)
    logger.debug(leak)
    logger.info("an extra", extra={"leak": leak})
    logger.debug({"leak": leak})
    output = written.getvalue()
    assert "[token]" in output
    for part in (TOKEN, TOKEN.partition(":")[2], "123:short", "AAGnrN0YzmyvGqpnoWuNqu1a2lYZDxZlrSs"):
        assert part not in output


def test_the_bots_own_name_hides_it_too(written: io.StringIO) -> None:
    logging.getLogger("leaking").debug("started %r", Bot(TOKEN))
    assert TOKEN.partition(":")[2] not in written.getvalue()


def test_an_error_is_told_by_its_place_not_its_message(written: io.StringIO) -> None:
    try:
        dict[str, str]()["what a person wrote"]
    except KeyError:
        logging.getLogger("leaking").exception("it failed")
    output = written.getvalue()
    assert "KeyError at test_logs.py:" in output
    assert "what a person wrote" not in output
    assert output.count("\n") == 1


NUMBER = 7_001_555_222


@pytest.fixture
def kept(written: io.StringIO) -> Iterator[io.StringIO]:
    """Log to the same text through structlog too."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure("DEBUG", TOKEN)
    root.handlers = logging.getLogger("leaking").handlers[:]
    yield written
    root.handlers, level = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def test_people_and_chats_are_named_by_a_keyed_hash(kept: io.StringIO) -> None:
    log = logs.get("bot.test")
    with logs.about(chat=NUMBER, update=12):
        log.info("first", person=-NUMBER)
        log.info("second")
    log.info("third", chat=NUMBER)
    log.info("fourth", chat=NUMBER + 1)
    output = kept.getvalue()
    name = logs.Pseudonyms(TOKEN).of(NUMBER)
    assert [name in line for line in output.splitlines()] == [True, True, True, False]
    assert str(NUMBER) not in output
    assert logs.Pseudonyms(TOKEN[:-1] + "x").of(NUMBER) != name


def test_numbers_in_the_lines_of_libraries_are_nobodys_business(kept: io.StringIO) -> None:
    logging.getLogger("telegram.ext").warning("no reply to %s in chat -100%s", 12, NUMBER)
    logging.getLogger("bot.storage").warning("update 555000111")
    output = kept.getvalue()
    assert "no reply to 12 in chat [number]" in output
    assert str(NUMBER) not in output
    assert "update 555000111" in output


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_a_line_of_json_is_json_whatever_it_holds(kept: io.StringIO) -> None:
    logs.get("bot.test").info(
        'a "quoted" \\ line\nbreak \ud800', value=b"\x00", thing=object(), chat=NUMBER, leak=f'bot{TOKEN}\\"'
    )
    (line,) = kept.getvalue().splitlines()
    found = json.loads(line)
    assert list(found)[:4] == ["timestamp", "level", "logger", "event"]
    assert found["leak"] == 'bot[token]\\"'


@pytest.mark.parametrize("nasty", ["\x1b[31mred", "\x9b2J", "a\u2028b", "a\rb", "\x00"])
def test_a_terminal_is_given_nothing_to_obey(kept: io.StringIO, nasty: str) -> None:
    logs.get("bot.test").info(nasty, why=nasty)
    logging.getLogger("leaking").warning(nasty)
    assert all(character.isprintable() for line in kept.getvalue().split("\n") for character in line)
