"""From what a person typed or pressed to the value of a slot, or to what must be asked back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.care.answer_words import is_question, said, verdict
from bot.care.answers import (
    WISSELT,
    Kind,
    Option,
    nothing_but_an_answer,
    pressed_button,
    read_age,
    read_choice,
)
from bot.care.dates import DateReading, read_date
from bot.care.facts import dutch_date
from bot.care.hearing import PROFILE
from bot.care.leveringsvorm import find_profile
from bot.care.masking import PHONE_MARK, mask
from bot.care.moves import read_move
from bot.care.persons import RELATIONS
from bot.care.zorgkantoor import Ambiguous, Found, Reason, Why, coarse, find_zorgkantoor
from bot.knowledge.questions import question
from bot.knowledge.rules import leveringsvormen
from bot.knowledge.zorgkantoren import region_tables

UNKNOWN = "weet_niet"
DATES = (
    *("ontvangen_op", "info_gevraagd_op", "info_compleet_op", "besluit_datum"),
    *("gemeld_op", "aanvraag_op"),
)
LISTS = ("grondslag", "hulp_nodig")
FREE = ("overdracht_onderwerp", "overdracht_naam")
#: what stands for an answer that somebody rather leaves out
NO_WORDS = {"overdracht_onderwerp": "iets anders", "overdracht_naam": "geen"}
ADULT = 18
NO_PHONE = re.compile(r"\b(?:geen|niet|nee|liever|weet_niet)\b", re.I)
RATHER_NOT = re.compile(
    r"(?:liever|wil ik|doe maar|graag)\s+(?:niet|geen|zonder)|(?:geen|zonder) (?:naam|idee)\b", re.I
)
#: a slot to call back, as on its button; typed words are read in actions/handoff.py
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAYPARTS = ("ochtend", "middag", "avond")
AGAIN = "utter_antwoord_niet_begrepen"
#: words of the longest answer to "waar woont u?"
LONG_PLACE = 6
CHOICE_OF_PLACES = {
    **dict.fromkeys(Reason, "utter_uitkomst_zorgkantoor_twee"),
    Reason.TWEE_PLEKKEN: "utter_zorgkantoor_keuze_plekken",
    Reason.SPELLING: "utter_zorgkantoor_keuze_spelling",
    Reason.GRENS: "utter_zorgkantoor_keuze_grens",
    Reason.PROVINCIE: "utter_zorgkantoor_keuze_provincie",
}
NO_PLACE = {
    Why.BUITENLAND: "utter_zorgkantoor_buitenland",
    Why.ONBEKENDE_POSTCODE: "utter_zorgkantoor_postcode_onbekend",
    Why.ONBEKENDE_PLAATS: "utter_uitkomst_zorgkantoor_onbekend",
}


@dataclass(frozen=True)
class Read:
    """A value for a slot, or an answer that asks back.

    Attributes:
        value: the value; None when it must be asked again.
        response: the answer that says why it must be asked again.
        words: what fills that answer.
        buttons: choices under it.
    """

    value: Any = None
    response: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[dict[str, str], ...] = ()


def accept(slot: str, value: Any, today: dt.date) -> Read:
    """Return a value given by name, as in a button's payload, checked like a typed one."""
    if value == UNKNOWN and slot not in FREE and slot != "terugbellen":
        return Read(value=[UNKNOWN] if slot in LISTS else UNKNOWN)
    if slot == "relatie":
        known = isinstance(value, str) and value in RELATIONS
        return Read(value=value) if known else Read(response=AGAIN)
    if isinstance(value, dict) and slot == "terugbellen":
        return Read(value=value)
    if slot in LISTS:
        return _accept_list(slot, value)
    if isinstance(value, bool):
        return Read(response=AGAIN)
    if slot == "leeftijd" and isinstance(value, int):
        return (
            Read(value=value) if 0 <= value <= 120 else Read(response="utter_leeftijd_onmogelijk")
        )
    options = question(slot).values
    if options and value in options:
        return Read(value=value)
    return read(slot, str(value), today) or Read(response=AGAIN)


def _accept_list(slot: str, value: Any) -> Read:
    chosen = [value] if isinstance(value, str) else value
    known = question(slot).values
    if isinstance(chosen, list) and chosen and all(v in known for v in chosen):
        return Read(value=list(dict.fromkeys(chosen)))
    return Read(response=AGAIN)


def read(slot: str, text: str, today: dt.date) -> Read | None:
    """Return what a typed text says about a slot; None when it says nothing about it."""
    if not text.strip():
        return None
    if slot in DATES:
        return _date(slot, read_date(text, today)) or _choice(slot, text)
    if slot == "leeftijd":
        return _age(text, today) or _choice(slot, text)
    if slot == "plek":
        return _place(text, today) or _choice(slot, text)
    if slot == "zorgprofiel":
        return _profile(text) or _choice(slot, text)
    if slot == "terugbellen":
        return call_back(text)
    if slot == "overdracht_tijdvak" and ISO_MOMENT.fullmatch(text):
        return Read(value=text)
    if slot in FREE:
        return _free(slot, text)
    return _choice(slot, text)


def _free(slot: str, text: str) -> Read | None:
    """Return words as they stand, or the button that they are; a question is nobody's name.

    Who skips the question gives none, and a sign alone is no word.
    """
    pressed = pressed_button(text, _options(slot))
    if pressed is not None:
        return Read(value=pressed)
    if verdict(said(text)) in (UNKNOWN, "nee") or RATHER_NOT.match(text.strip()):
        return Read(value=NO_WORDS[slot])
    if slot == "overdracht_naam" and is_question(text):
        return None
    kept = " ".join(text.split())[:200]
    return Read(value=kept) if any(sign.isalnum() for sign in kept) else None


def only_answers(slot: str, text: str) -> bool:
    """Tell whether a text can be nothing but an answer to a question, whatever a model makes of it."""
    if slot in FREE:  # any words may be the answer, so only those of a button are sure to be one
        return pressed_button(text, _options(slot)) is not None
    return nothing_but_an_answer(text, _options(slot))


def _options(slot: str) -> list[Option]:
    asked = question(slot)
    return [Option(value, title, asked.words.get(value, ())) for value, title in asked.options]


def _choice(slot: str, text: str) -> Read | None:
    values = question(slot).values
    kind = Kind.LIJST if slot in LISTS else Kind.JA_NEE if "ja" in values else Kind.KEUZE
    chosen = read_choice(text, _options(slot), kind)
    if chosen is None:
        return None
    # "soms" is neither yes nor no, and must not be taken for one
    said_so = [UNKNOWN if v == WISSELT else v for v in chosen.values]
    return Read(value=said_so if kind is Kind.LIJST else said_so[0])


def _age(text: str, today: dt.date) -> Read | None:
    found = read_age(text, today.year)
    if found is None:
        return None
    if found.refused:
        return Read(response="utter_leeftijd_onmogelijk")
    # whoever is "van 2008" may be under age or not, and the law differs
    return (
        Read(value=found.age) if found.settles(ADULT) else Read(response="utter_leeftijd_ongeveer")
    )


def _date(slot: str, found: DateReading) -> Read | None:
    if found.day is not None:
        return Read(value=found.day.isoformat())
    if found.refused is not None:
        return Read(response=found.refused.response)
    if found.doubt is None:
        return None
    options = " of ".join(dutch_date(day) for day in found.candidates)
    buttons = tuple(
        {"title": dutch_date(day), "payload": f'/antwoord{{"{slot}": "{day.isoformat()}"}}'}
        for day in found.candidates
    )
    response = "utter_datum_dubbelzinnig" if options else "utter_datum_ongeveer"
    return Read(response=response, words={"opties": options}, buttons=buttons)


def _place(text: str, today: dt.date) -> Read | None:
    place = coarse(text)
    found = find_zorgkantoor(place, region_tables(), today)
    if isinstance(found, Found) or read_move(text, region_tables(), today):
        return Read(value=place.strip()[:100])
    if isinstance(found, Ambiguous):
        options = [option.label for option in found.options[:6]]
        buttons = tuple(
            {"title": name[:40], "payload": f'/antwoord{{"plek": "{name}"}}'} for name in options
        )
        words = {"opties": " of ".join(options)}
        return Read(response=CHOICE_OF_PLACES[found.reason], words=words, buttons=buttons)
    asks = is_question(text) or len(text.split()) > LONG_PLACE
    if found.reason is Why.ONBEKENDE_PLAATS and asks:
        return None  # a question of its own, perhaps
    return Read(response=NO_PLACE[found.reason]) if found.reason in NO_PLACE else None


def _profile(text: str) -> Read | None:
    """Return the zorgprofiel that a text names; an old one, such as VV3, counts as not known."""
    named = PROFILE.search(text)
    if named is None:
        return None
    return Read(value=find_profile(named.group(), leveringsvormen()) or UNKNOWN)


def call_back(text: str) -> Read | None:
    """Return when to call, from a text in which the door has put a mark in the number's place.

    None for a question, which is answered first.

    The number itself is kept apart; one that reaches this far (in `rasa shell`, where there is no
    door) is left out of the slot as well. Who has or gives none says so.
    """
    if PHONE_MARK in mask(text).text:
        part = next((p for p in DAYPARTS if p in text.lower()), "overdag")
        return Read(value={"telefoon": "bekend", "tijdvak": part})
    if is_question(text):
        return None
    if NO_PHONE.search(text) or verdict(said(text)) == UNKNOWN:
        return Read(value={"telefoon": "geen", "tijdvak": ""})
    return Read(response="utter_telefoon_ontbreekt")
