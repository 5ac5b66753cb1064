"""What every test may ask for."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant with the packaged knowledge; it holds no state, so one serves all."""
    return Assistant.open()
