"""The tables, one small module for each subject; a change to them is a migration (``bot/storage/migrations``)."""

from bot.storage.tables.base import METADATA
from bot.storage.tables.briefings import releases, subscriptions
from bot.storage.tables.chats import chats
from bot.storage.tables.contexts import answers, contexts, questions
from bot.storage.tables.dialogues import dialogues
from bot.storage.tables.opinions import opinions, tallies
from bot.storage.tables.unanswered import unanswered
from bot.storage.tables.updates import replicas, updates
from bot.storage.tables.uploads import uploads

__all__ = [
    "METADATA",
    "answers",
    "chats",
    "contexts",
    "dialogues",
    "opinions",
    "questions",
    "releases",
    "replicas",
    "subscriptions",
    "tallies",
    "unanswered",
    "updates",
    "uploads",
]
