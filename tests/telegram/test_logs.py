from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from telegram import Bot

from bot import logs
from tests.bot_api.server import TOKEN


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logs.handler(stream, TOKEN)
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
