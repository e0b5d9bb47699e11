"""What a take-along sheet says, from how the flows of a talk ended: the texts are those of the chat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.care.facts import dutch_date
from bot.documenten.meeneemblad import Section, Sheet
from bot.documenten.verwijzing import DocumentUnknown, Ended, Wish
from bot.knowledge.comparison import comparison
from bot.knowledge.documenten import documents
from bot.knowledge.spoken import Outcome, Variant, Words, outcome, said, variant_of
from bot.knowledge.zorgkantoren import region_tables

#: beginning of an outcome's name -> heading above it
HEADINGS = {
    "uitkomst_triage": "Welk loket past",
    "uitkomst_wzd": "Opname",
    "uitkomst_uitslag": "De brief van het CIZ",
    "uitkomst_bezwaar": "Bezwaar",
    "uitkomst_termijn": "De termijn van het CIZ",
    "vorm": "Vormen van zorg die kunnen passen",
}
#: parts of a desk's text -> heading
DESK_PARTS = (
    ("papieren", "Leg dit klaar"),
    ("vragen", "Dit kunnen ze u vragen"),
)
#: beginning of a form of delivery's name, and the outcome that holds what goes for all of them
FORM, ABOUT_FORMS = "vorm_", "uitkomst_leveringsvorm"
#: outcomes of which only the core is said here: they go with another one
SHORT = ("vorm", "uitkomst_bezwaar")
#: desks on one sheet
MOST = 2
#: the desk when only a zorgkantoor was looked up
ZORGKANTOOR = "zorgkantoor"


class SheetUnknown(DocumentUnknown):
    """An outcome in a link has no text any more."""


def sheet(wish: Wish, on: dt.date) -> Sheet:
    """Return the sheet for how the flows ended.

    Raises:
        SheetUnknown: an outcome has no text, for example since a later release has another name for it.
    """
    told = [(one, *_told(one, wish.slots, on)) for one in wish.uitkomsten]
    sections = [
        *_outcomes([(one, found) for one, _, found in told]),
        *_desks(wish, on),
    ]
    rests_on = [v["metadata"] for _, v, _ in told] or [_desk(ZORGKANTOOR)]
    sources = dict.fromkeys(str(meta["bron"]) for meta in rests_on)
    checked = min(str(meta["checked_on"]) for meta in rests_on)
    title, intro = _text("utter_blad_titel", on), _text("utter_blad_inleiding", on, _made(on))
    day = {"bronnen": "; ".join(sources), "gecontroleerd": _day(checked)}
    return Sheet(title, intro, tuple(sections), _text("utter_blad_bron", on, day))


def _told(one: Ended, slots: Mapping[str, str], on: dt.date) -> tuple[Variant, Outcome]:
    form = one.uitkomst.removeprefix(FORM)
    name = ABOUT_FORMS if form != one.uitkomst else one.uitkomst
    variant = variant_of(f"utter_{name}", slots)
    known = any(one.uitkomst.startswith(beginning) for beginning in HEADINGS)
    if variant is None or not known or not (variant.get("metadata") or {}).get("bron"):
        raise SheetUnknown(one.uitkomst)
    days = {name: _day(day, with_weekday=True) for name, day in one.dagen.items()}
    phrases = [
        said(variant_of(f"utter_ask_{slot}", slots) or {}, value, slots, on)
        for slot, value in one.antwoorden.items()
    ]
    if name == ABOUT_FORMS:
        return variant, Outcome(_form(form), "", tuple(filter(None, phrases)), {})
    return variant, outcome(variant, phrases, Words(slots, days, on))


def _form(form: str) -> str:
    described = comparison().forms.get(form)
    if described is None:
        raise SheetUnknown(f"{FORM}{form}")
    return f"**{described.naam}**: {described.kort}"


def _outcomes(told: Sequence[tuple[Ended, Outcome]]) -> Iterator[Section]:
    """Yield what came out, what the person said, why, and what to do now."""
    shorts: dict[str, list[str]] = {}
    for one, found in told:
        kind = next(k for k in HEADINGS if one.uitkomst.startswith(k))
        if kind in SHORT:
            shorts.setdefault(kind, []).append(found.kern)
        else:
            yield Section(HEADINGS[kind], _with_reason(found))
        if found.said:
            yield Section("U zei", "\n".join(f"- {phrase}" for phrase in found.said))
        if kind not in SHORT and "nu_doen" in found.parts:
            yield Section("Wat kunt u nu doen", found.parts["nu_doen"])
    for kind, texts in shorts.items():
        yield Section(HEADINGS[kind], "\n".join(f"- {text}" for text in texts))


def _with_reason(found: Outcome) -> str:
    why = found.parts.get("waarom")
    return f"{found.kern}\n**Waarom?** {why}" if why else found.kern


def _desks(wish: Wish, on: dt.date) -> Iterator[Section]:
    """Yield what to have at hand, what will be asked, where to go, and who helps for free."""
    desks = {} if wish.uitkomsten else {ZORGKANTOOR: None}
    for one in wish.uitkomsten:
        name = one.uitkomst.removeprefix("uitkomst_")
        if not name.startswith("bezwaar"):
            desks.update(dict.fromkeys(documents().desks_of(name)))
    chosen = list(desks)[:MOST]
    words = Words({}, {}, on)
    # of two desks the questions of the first are enough: much of what they ask is the same
    for (part, heading), those in zip(DESK_PARTS, (chosen, chosen[:1]), strict=True):
        lines = [words.into(_desk(desk)[part], None).strip() for desk in those]
        yield Section(heading, "\n".join(lines))
    where = [*(_text(f"utter_blad_{desk}", on) for desk in chosen), *_zorgkantoor(wish, on)]
    where.append(f"**Gratis hulp:** {words.into(_desk(chosen[0])['hulp'], None).strip()}")
    yield Section("Waar kunt u terecht", "\n".join(f"- {line}" for line in where))


def _zorgkantoor(wish: Wish, on: dt.date) -> Iterator[str]:
    if wish.regio:
        region = region_tables().region(wish.regio, on)
        words = {"zorgkantoor": region.zorgkantoor, "website": region.website}
        yield _text("utter_blad_zorgkantoor_gevonden", on, words)


def _desk(desk: str) -> Mapping[str, Any]:
    variant = variant_of(f"utter_blad_{desk}", {}) or {}
    return dict(variant.get("metadata") or {})


def _text(name: str, on: dt.date, words: Mapping[str, str] | None = None) -> str:
    variant = variant_of(name, {})
    if variant is None:
        raise SheetUnknown(name)
    return Words({}, words or {}, on).into(variant["text"], None).strip()


def _made(on: dt.date) -> Mapping[str, str]:
    return {"vandaag": dutch_date(on)}


def _day(text: str, with_weekday: bool = False) -> str:
    return dutch_date(dt.date.fromisoformat(text), with_weekday)
