"""From the wish in a link to a file: finds the texts of that day and hands them to the builders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.care.facts import dutch_date
from bot.documenten import agenda, blad, brief, meeneemblad
from bot.documenten.verwijzing import FORMATS, DocumentUnknown, Wish
from bot.knowledge.documenten import DAYS, Documents, Letter, documents
from bot.knowledge.facts import facts
from bot.knowledge.spoken import Words

#: what stands where somebody fills something in
DOTS = "." * 30
TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
Days = Mapping[str, dt.date]


@dataclass(frozen=True)
class Made:
    """A file.

    Attributes:
        name: its Dutch name with the ending.
        kind: media type.
        content: its bytes.
    """

    name: str
    kind: str
    content: bytes


def file_name(wish: Wish, ending: str) -> str:
    """Return the name of the file for a wish.

    Raises:
        DocumentUnknown: there is no such letter, recipient or ending.
    """
    if ending not in FORMATS[wish.soort]:
        raise DocumentUnknown(ending)
    if wish.soort == "agenda":
        return f"dagen-voor-uw-agenda.{ending}"
    if wish.soort == "meeneemblad":
        return f"meeneemblad.{ending}"
    return f"{_letter(wish).bestand}-{wish.aan}.{ending}"


def make(wish: Wish, ending: str, on: dt.date, made_on: dt.datetime) -> Made:
    """Return the file for a wish.

    Args:
        wish: what was asked for.
        ending: the format, one of ``FORMATS[wish.soort]``.
        on: the day for which facts are told.
        made_on: the moment of making, with a time zone.

    Raises:
        DocumentUnknown: there is no such document.
    """
    name = file_name(wish, ending)
    if wish.soort == "agenda":
        content = agenda.calendar_file(calendar_days(wish, on), made_on)
    elif wish.soort == "brief":
        described = letter(wish, on)
        build = brief.as_pdf if ending == "pdf" else brief.as_docx
        content = build(described, made_on)
    else:
        sheet = blad.sheet(wish, on)
        if ending == "pdf":
            content = meeneemblad.as_pdf(sheet, made_on)
        else:
            content = (meeneemblad.as_html if ending == "html" else meeneemblad.as_text)(sheet)
    return Made(name, TYPES[ending], content)


def calendar_days(wish: Wish, on: dt.date) -> list[agenda.Day]:
    """Return the days for a calendar that have not passed, with what they mean.

    Raises:
        DocumentUnknown: there is none.
    """
    known = days_of(wish)
    words = _words(known, on)
    shown = [name for name in documents().agenda if name in known and known[name] >= on]
    if not shown:
        raise DocumentUnknown("agenda")
    return [
        agenda.Day(
            name,
            known[name],
            documents().agenda[name].titel,
            _calendar_text(documents(), name, wish.onzeker, words),
        )
        for name in shown
    ]


def _calendar_text(texts: Documents, name: str, unsure: bool, words: Words) -> str:
    text = words.into(texts.agenda[name].tekst, None)
    return f"{text} {texts.agenda_onzeker}" if unsure and name != "bezwaar_tot" else text


def letter(wish: Wish, on: dt.date) -> brief.Brief:
    """Return what a letter says; what is not known is a blank.

    Raises:
        DocumentUnknown: there is no such letter, or it does not go to that organisation.
    """
    found, fixed = _letter(wish), documents().vast
    to = documents().ontvangers[wish.aan]
    known = days_of(wish)
    term = facts()["ciz_crisistermijn" if wish.crisis else "ciz_beslistermijn"]
    more = {"organisatie": to.naam, "over": to.over, "beslistermijn": term.spoken(on)}
    words = _words(known, on, more)
    points = _words(known, on, {**more, "let_op": to.let_op, "hulp": words.into(to.hulp, None)})

    def filled(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(words.into(line, None) for line in lines)

    checked = found.source
    return brief.Brief(
        titel=found.titel,
        afzender=filled(fixed.afzender),
        aan=filled(to.regels),
        datum=words.into(fixed.datum, None),
        onderwerp=words.into(found.onderwerp, None),
        aanhef=fixed.aanhef,
        alineas=tuple(p if isinstance(p, int) else words.into(p, None) for p in found.alineas),
        groet=fixed.groet,
        ondertekening=filled(fixed.ondertekening),
        kop_voor_uzelf=fixed.voor_uzelf,
        voor_uzelf=tuple(points.into(p.tekst, None) for p in found.voor_uzelf if p.fits(known)),
        bron=f"Bron: {checked.text} (gecontroleerd op {dutch_date(checked.checked_on)}).",
    )


def _letter(wish: Wish) -> Letter:
    found = documents().brieven.get(wish.brief)
    if found is None or wish.aan not in found.aan:
        raise DocumentUnknown(f"{wish.brief} {wish.aan}")
    return found


def days_of(wish: Wish) -> Days:
    """Return the days of a wish as dates."""
    return {name: dt.date.fromisoformat(day) for name, day in wish.dagen.items()}


def _words(known: Days, on: dt.date, more: Mapping[str, str] | None = None) -> Words:
    """Return what fills the blanks: the days in words, or dots for those that are not known."""
    blanks = dict.fromkeys(DAYS, DOTS)
    named = {name: dutch_date(day) for name, day in known.items()}
    return Words({}, {"stippen": DOTS, **blanks, **named, **(more or {})}, on)
