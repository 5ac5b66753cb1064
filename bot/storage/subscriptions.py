"""Subscriptions to briefings: ordered, listed, ended; each briefing claimed in the database before it is sent.

A briefing that is due is *claimed* by one ``UPDATE … RETURNING``, sent, and *settled*: its next moment is written down
and the claim is taken away. Whoever dies between claim and settling leaves it in doubt: it may have arrived. It is
never sent again (a second one would be spam, a missing one is followed by the next on time); once its time is over,
whoever sees it settles it.

Each change is made all at once, in a thread: a transaction that awaits the event loop between its statements keeps
every other writer of an SQLite file waiting for as long as the loop is busy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.briefings.order import Order
from bot.briefings.schedule import Rhythm, Schedule
from bot.storage.database import Database
from bot.storage.tables import releases
from bot.storage.tables import subscriptions as table

MOST = 10
"""Subscriptions of one chat."""
_SAME = ("subject", "rhythm", "day", "hour", "timezone", "language")
"""What makes two subscriptions of a chat the same."""


class Wish(BaseModel):
    """What a chat orders."""

    model_config = ConfigDict(frozen=True)

    chat: int
    topic: int = 0
    subject: str = ""
    language: str
    schedule: Schedule


class Subscription(BaseModel):
    """What a chat ordered and how far it has come."""

    model_config = ConfigDict(frozen=True)

    id: int
    chat: int
    topic: int
    schedule: Schedule
    order: Order
    due: int | None
    release: int
    """The last one that it was told about."""


class Subscriptions:
    """The subscriptions in a database; ``owner`` names the process that claims through it."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    # --- what a chat does -------------------------------------------------------------------------------------------

    async def add(self, wish: Wish, due: int | None, release: int, now: int) -> str:
        """Keep a wish: ``added``, ``known`` where the chat has it already, ``full`` where it has too many."""
        row = {
            "chat": wish.chat,
            "topic": wish.topic,
            "subject": wish.subject,
            "language": wish.language,
            **wish.schedule.model_dump(mode="json"),
            "due": due,
            "release": release,
            "number": 0,
            "last": "",
            "created": now,
        }
        count = select(func.count()).select_from(table).where(table.c.chat == wish.chat)

        def keep(connection: Connection) -> str:
            if connection.execute(count).scalar_one() >= MOST:
                return "full"
            connection.execute(insert(table), row)
            return "added"

        try:
            return await self._database.apply(keep)
        except IntegrityError:
            return "known"

    async def of(self, chat: int) -> tuple[Subscription, ...]:
        """Return a chat's subscriptions, the oldest first."""
        return await self._read(select(table).where(table.c.chat == chat).order_by(table.c.id))

    async def remove(self, chat: int, number: int | None = None) -> int:
        """End one of a chat's subscriptions, or all of them; return how many."""
        return await self._database.apply(ending(chat, number))

    async def move(self, old: int, new: int) -> None:
        """Let a group's subscriptions follow it to its new number."""
        await self._database.apply(moving(old, new))

    # --- what the sender does ---------------------------------------------------------------------------------------

    async def due(self, now: int, release: int, most: int) -> tuple[Subscription, ...]:
        """Return what is due and claimed by nobody, the longest overdue first; news only to who knows the newest."""
        due = and_(table.c.due <= now, _free(release))
        return await self._read(select(table).where(due).order_by(table.c.due, table.c.id).limit(most))

    async def doubtful(self, now: int) -> tuple[Subscription, ...]:
        """Return what was claimed by somebody whose time is over."""
        return await self._read(select(table).where(table.c.claimed < now).order_by(table.c.id))

    async def moment(self, release: int) -> int | None:
        """Return when there is something to do next."""
        free = select(func.min(table.c.due)).where(_free(release)).scalar_subquery()
        held = select(func.min(table.c.claimed)).scalar_subquery()
        async with self._database.reading() as connection:
            row = (await connection.execute(select(free, held))).one()
        return min((moment for moment in row if moment is not None), default=None)

    async def claim(self, one: Subscription, until: int) -> bool:
        """Claim a briefing; false where another process was first, or the chat unsubscribed meanwhile."""
        mine = (
            update(table)
            .where(table.c.id == one.id, table.c.due == one.due, table.c.claimed.is_(None))
            .values(claimed=until, owner=self._owner)
            .returning(table.c.id)
        )
        return await self._database.apply(lambda connection: connection.execute(mine).first() is not None)

    async def hold(self, one: Subscription, until: int) -> None:
        """Keep a claim for longer."""
        await self._held(one, claimed=until)

    async def release(self, one: Subscription) -> None:
        """Give a claim back: the briefing was certainly not sent, and is still due."""
        await self._held(one, claimed=None)

    async def settle(self, one: Subscription, due: int | None, order: Order, release: int) -> None:
        """Write down that a claimed briefing is done with, and when the next is due."""
        await self._held(one, claimed=None, due=due, number=order.number, last=order.last, release=release)

    async def resolve(self, one: Subscription, now: int, due: int | None, release: int) -> bool:
        """Settle what another left in doubt; false where somebody else did."""
        overdue = and_(table.c.id == one.id, table.c.claimed < now)
        done = update(table).where(overdue).values(claimed=None, due=due, number=table.c.number + 1, release=release)
        resolved = done.returning(table.c.id)
        return await self._database.apply(lambda connection: connection.execute(resolved).first() is not None)

    async def postpone(self, one: Subscription, due: int | None, release: int) -> None:
        """Skip a briefing that nobody claimed."""
        free = and_(table.c.id == one.id, table.c.due == one.due, table.c.claimed.is_(None))
        skipped = update(table).where(free).values(due=due, release=release)
        await self._database.apply(lambda connection: connection.execute(skipped))

    async def _held(self, one: Subscription, **values: Any) -> None:
        mine = and_(table.c.id == one.id, table.c.owner == self._owner, table.c.claimed.is_not(None))
        changed = update(table).where(mine).values(**values)
        await self._database.apply(lambda connection: connection.execute(changed))

    async def _read(self, statement: Any) -> tuple[Subscription, ...]:
        async with self._database.reading() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(statement)).all()
        return tuple(_subscription(row) for row in rows)


def ending(chat: int, number: int | None = None) -> Callable[[Connection], int]:
    """Return the change that ends one of a chat's subscriptions, or all of them; it tells how many."""
    ended = delete(table).where(table.c.chat == chat)
    if number is not None:
        ended = ended.where(table.c.id == number)
    return lambda connection: connection.execute(ended).rowcount


def moving(old: int, new: int) -> Callable[[Connection], None]:
    """Return the change that lets a group's subscriptions follow it, where they are not ordered there already."""
    other = table.alias()
    known = exists().where(other.c.chat == new, *(other.c[name] == table.c[name] for name in _SAME))

    def move(connection: Connection) -> None:
        if old != new:
            # A supergroup that was a group has no topics yet.
            connection.execute(update(table).where(table.c.chat == old, ~known).values(chat=new, topic=0))
            connection.execute(delete(table).where(table.c.chat == old))

    return move


def _free(release: int) -> ColumnElement[bool]:
    newest = select(func.coalesce(func.max(releases.c.number), 0)).scalar_subquery()
    return and_(table.c.claimed.is_(None), or_(table.c.rhythm != Rhythm.NEWS, newest == release))


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        chat=row.chat,
        topic=row.topic,
        schedule=Schedule(rhythm=row.rhythm, day=row.day, hour=row.hour, timezone=row.timezone),
        order=Order(subject=row.subject, rhythm=row.rhythm, language=row.language, number=row.number, last=row.last),
        due=row.due,
        release=row.release,
    )
