"""Pages from templates; everything that people typed is escaped by Jinja."""

from __future__ import annotations

import datetime as dt
import functools
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape
from sanic import response
from sanic.response import HTTPResponse

from bot.care.facts import dutch_date
from bot.care.handoff import CALL_OUTCOMES, CLOSINGS, Reason
from bot.channels.html import templates
from bot.desk.web.room import Visit
from bot.knowledge.preview import as_on
from bot.storage.moments import as_utc, in_amsterdam

FOLDER = Path(__file__).parent
ROLES = {
    "adviseur": "Adviseur",
    "teamleider": "Teamleider",
    "redacteur": "Redacteur",
    "beheerder": "Beheerder",
}
CHANNELS = {"website": "Website", "whatsapp": "WhatsApp"}
#: how reasons are called on the pages
REASONS = {
    Reason.REQUEST: "vroeg om een medewerker",
    Reason.MISSES: "de assistent begreep het niet",
    Reason.ANGER: "boos",
    Reason.DOUBT: "twijfel over de uitkomst",
    Reason.SENSITIVE: "gevoelige uitkomst",
    Reason.ANSWERED: "Vraag beantwoord",
    Reason.REFERRED: "Doorverwezen",
    Reason.NO_REPLY: "Geen reactie meer",
    Reason.ABUSE: "Ongepast",
    Reason.REACHED: "Gesproken",
    Reason.NOT_REACHED: "Niet bereikt",
    Reason.ENDED: "Bezoeker sloot af",
}


def render(name: str, **values: Any) -> str:
    """Return a template as text."""
    return _environment().get_template(name).render(**values)


def page(name: str, visit: Visit | None, status: int = 200, **values: Any) -> HTTPResponse:
    """Return a whole page, which no cache keeps."""
    return response.html(
        render(name, visit=visit, **values), status=status, headers={"Cache-Control": "no-store"}
    )


def go(path: str) -> HTTPResponse:
    """Send the browser to a page of the desk, after a form was handled."""
    return response.empty(303, headers={"Location": path, "Cache-Control": "no-store"})


@functools.lru_cache(maxsize=1)
def _environment() -> Environment:
    made = templates(FOLDER / "templates")
    made.filters.update(date=dutch_date, spoken=spoken, phone=phone)
    made.filters.update(
        clock=clock, day=day, iso=iso, waited=waited, reason=reason, channel=channel, moment=moment
    )
    made.globals.update(
        roles=ROLES,
        closings=[(one.value, reason(one)) for one in CLOSINGS],
        outcomes=[(one.value, reason(one)) for one in CALL_OUTCOMES],
    )
    return made


def spoken(text: str, at: dt.datetime) -> str:
    """Return a text of ours as it reads at a moment, with its facts filled in."""
    return as_on(text, in_amsterdam(at).date())


def phone(text: str) -> Markup:
    """Return a text in WhatsApp's own markup as a phone shows it."""
    bold = re.sub(r"\*([^*\n]+)\*", r"<strong>\1</strong>", str(escape(text)))
    return Markup(re.sub(r"(?<!\w)_([^_\n]+)_(?!\w)", r"<em>\1</em>", bold))  # noqa: S704 - escaped


def clock(at: dt.datetime) -> str:
    """Return the time of day in Amsterdam; the summer and the winter one of 25 October say so."""
    local = in_amsterdam(at)
    again = local.replace(fold=1 - local.fold)
    zone = local.tzname() if local.utcoffset() != again.utcoffset() else ""
    return f"{local:%H:%M}" + (
        f" ({'zomertijd' if zone == 'CEST' else 'wintertijd'})" if zone else ""
    )


def day(at: dt.datetime) -> str:
    """Return the day in Amsterdam, as ``22 november 2026``."""
    return dutch_date(in_amsterdam(at).date())


def moment(at: dt.datetime) -> str:
    """Return day and time in Amsterdam."""
    return f"{day(at)}, {clock(at)}"


def iso(at: dt.datetime) -> str:
    """Return a moment as a page's script reads it."""
    return as_utc(at).isoformat()


def waited(seconds: float | None) -> str:
    """Return a duration as ``2 min`` or ``1 uur 5 min``; a dash for none."""
    if seconds is None:
        return "–"
    minutes = max(0, int(seconds // 60))
    if minutes < 1:
        return "korter dan 1 min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} uur {rest} min" if hours else f"{minutes} min"


def reason(one: Reason) -> str:
    """Return how a reason is called on the pages."""
    return REASONS.get(one, one.value.replace("_", " "))


def channel(name: str) -> str:
    """Return how a channel is called on the pages."""
    return CHANNELS.get(name, name)
