"""Moments of storing: kept in UTC, shown as a clock in Amsterdam shows them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def utc_now() -> dt.datetime:
    """Return the moment at which something is stored, in UTC."""
    return dt.datetime.now(dt.timezone.utc)  # noqa: TID251 - a moment of storing, not a peildatum


def as_utc(at: dt.datetime) -> dt.datetime:
    """Return a moment in UTC; one without a zone came out of the database, and is UTC."""
    return (
        at.replace(tzinfo=dt.timezone.utc) if at.tzinfo is None else at.astimezone(dt.timezone.utc)
    )


def in_amsterdam(at: dt.datetime) -> dt.datetime:
    """Return a stored moment with the time of day in Amsterdam."""
    return as_utc(at).astimezone(AMSTERDAM)
