"""When is decided on an objection; until when one may object is in ``bot.care.terms``."""

from __future__ import annotations

import datetime as dt

from bot.care.facts import Facts
from bot.care.terms import bezwaar_until, last_day, length


def bezwaar_besluit(besluit_datum: dt.date, facts: Facts, committee: bool) -> dt.date:
    """Return the last day to decide on an objection to a decision (Awb art. 7:10 lid 1).

    Counted from the end of the time for objecting, whenever the objection came. Not for Wlz care, on
    which the Zorginstituut advises (Wlz art. 10.3.1).

    Args:
        besluit_datum: the day on which the decision was sent.
        facts: the numbers of the law.
        committee: an advisory committee hears the objection.

    Raises:
        NotInForce: no period of a fact covers the day on which a term starts.
    """
    name = "bezwaar_beslistermijn_commissie" if committee else "bezwaar_beslistermijn"
    begin = bezwaar_until(besluit_datum, facts)
    return last_day(begin, length(facts, name, begin), facts)
