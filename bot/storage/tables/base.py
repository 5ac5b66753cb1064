"""What all tables share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Constraints have names, so that a migration can change them."""


def number(name: str, *, primary: bool = False, index: bool = False) -> Column[int]:
    """Return a column for one of Telegram's numbers, which need more than 32 bits, or for a count."""
    return Column(name, BigInteger, primary_key=primary, nullable=False, index=index, autoincrement=False)


def moment(name: str, *, index: bool = False) -> Column[int]:
    """Return a column for a moment: whole seconds since 1970 in UTC, the same in every database."""
    return Column(name, BigInteger, nullable=False, index=index)
