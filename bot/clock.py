"""The only reader of the calendar; PEILDATUM shows the assistant as on a later day."""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

from bot.errors import SettingRefused

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> dt.datetime:
    """Return the moment now, with the time zone of Amsterdam."""
    return dt.datetime.now(AMSTERDAM)


def today() -> dt.date:
    """Return today's date in Amsterdam, or the day in PEILDATUM (``jjjj-mm-dd``) when that is set.

    Raises:
        SettingRefused: PEILDATUM is no date.
    """
    peildatum = os.environ.get("PEILDATUM", "").strip()
    if not peildatum:
        return now().date()
    try:
        return dt.date.fromisoformat(peildatum)
    except ValueError as wrong:
        raise SettingRefused(
            f"PEILDATUM is {peildatum!r}; schrijf een dag als 2027-01-01, of laat de variabele weg"
        ) from wrong
