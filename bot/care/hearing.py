"""What a message changes in what is known: told for the first time, corrected, or of somebody else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.care.clauses import clauses, meant, sentences
from bot.care.dates import read_date
from bot.care.leveringsvorm import VormTable, find_profile
from bot.care.lexicon import Lexicon, Told
from bot.care.persons import FOR, SOMEONE, SPOKEN
from bot.care.regions import Tables
from bot.care.told import told_in
from bot.care.words import plain
from bot.care.zorgkantoor import Found, Unknown, extract_place, find_zorgkantoor

#: says that what follows is put right
CORRECTS = re.compile(
    r"^(?:oh? |ach |o )?(?:nee|neen|sorry|oeps|pardon|wacht|fout|verkeerd|correctie)\b"
    r"|^het (?:is|gaat) (?:voor|om|over)\b"
    r"|\b(?:bedoel\w*|vergis\w*|verkeerd|moet zijn|in plaats van|ik zei|klopt niet|toch)\b"
    r"|\b(?:niet|geen)\b[^.!?]{1,40}\bmaar\b|\b(?:trouwens|eigenlijk|overigens)\b"
)
#: says that what was said before was wrong, so that an illness takes the place of the one before
REPLACES = re.compile(
    r"^(?:oh? |ach )?(?:sorry|oeps|pardon|fout|verkeerd|correctie)\b"
    r"|\b(?:bedoel\w*|vergis\w*|verkeerd|moet zijn|in plaats van|klopt niet)\b"
)
ADDS = re.compile(r"\b(?:ook|daarnaast|daarbij|bovendien)\b")
PROFILE = re.compile(
    r"\b(?:zzp[ -]?)?(?:sglvg|lvg|vv|vg|lg|zg(?:aud|vis)?|ggz(?:[ -]?(?:b|w|wonen))?)[ -]?\d{1,2}b?\b",
    re.I,
)
#: without one of these a profile is only a word: "vv7 beschrijving"
OWNS = re.compile(
    r"\b(?:heeft|heb|hebben|kreeg|kregen|gekregen|met|zit|zitten|toegekend|staat|indicatie)\b"
)
#: a place in a sentence with one of these need not be where somebody lives
ELSEWHERE = re.compile(
    r"\b(?:vakantie|ziekenhuis|naar|trein|verzekeraar|geboren|verhui\w*|op bezoek|werkt|reis|reizen|"
    r"(?:verpleeghuis|verzorgingshuis|tehuis|instelling|ciz|kantoor) (?:in|te|van|bij))\b",
    re.I,
)
COMMA = re.compile(r"[,;]\s+")
DAYS = ("ontvangen_op", "info_gevraagd_op", "info_compleet_op", "besluit_datum")


@dataclass(frozen=True)
class Known:
    """The tables that hearing needs."""

    lexicon: Lexicon
    regions: Tables
    forms: VormTable


@dataclass(frozen=True)
class Heard:
    """What a message changes.

    Attributes:
        changes: slots with their new value; None empties one.
        maybe: slots to be confirmed when they are asked.
        corrects: it puts right what was said before.
        other: it is about another person than before.
        asks: a part of it is a question.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    maybe: Mapping[str, Any] = field(default_factory=dict)
    corrects: bool = False
    other: bool = False
    asks: bool = False


def listen(text: str, on: dt.date, known: Known, about: str | None = None) -> Told:
    """Return everything that a message tells: the situation, the place and the zorgprofiel.

    Args:
        text: as typed.
        on: today.
        known: the tables.
        about: who the talk is about so far (see ``told_in``).
    """
    told = told_in(text, on, known.lexicon, about)
    says = {**told.says, **_place(text, on, known.regions)}
    profile = _profile(text, known.forms)
    implies = {**told.implies, **({"heeft_wlz": "ja"} if profile else {})}
    return replace(told, says={**says, **profile}, implies=implies)


def _place(text: str, on: dt.date, tables: Tables) -> dict[str, str]:
    parts = (part for sentence in sentences(meant(text)) for part in COMMA.split(sentence))
    here = ", ".join(part for part in parts if not ELSEWHERE.search(part))
    found = extract_place(here, tables) if here else None
    if found is None:
        return _misspelt(text, on, tables)
    unknown = isinstance(find_zorgkantoor(found, tables, on), Unknown)
    return {} if unknown else {"plek": str(found)}


def _misspelt(text: str, on: dt.date, tables: Tables) -> dict[str, str]:
    """Return the place that a message of one word stands for: "nijmgen"."""
    meant = find_zorgkantoor(text, tables, on) if len(text.split()) == 1 else None
    return {"plek": meant.plaats} if isinstance(meant, Found) and meant.plaats else {}


def _profile(text: str, forms: VormTable) -> dict[str, str]:
    if not PROFILE.search(text):
        return {}
    told = [c for c in clauses(text) if not (c.asks or c.supposes) and OWNS.search(c.words)]
    codes = {find_profile(m.group(), forms) for c in told for m in PROFILE.finditer(c.text)}
    return {"zorgprofiel": str(codes.pop())} if len(codes) == 1 and None not in codes else {}


def about_whom(held: Mapping[str, Any]) -> str | None:
    """Return who the talk is about, for ``told_in``: a relation, ``zelf`` or somebody unnamed."""
    if held.get("voor_wie") == "zelf":
        return "zelf"
    return held.get("relatie") or (SOMEONE if held.get("voor_wie") else None)


def hear(
    text: str,
    on: dt.date,
    known: Known,
    held: Mapping[str, Any],
    keeps: Collection[str] = (),
    asked: bool = False,
) -> Heard:
    """Return what a message changes; never raises.

    Args:
        text: as typed.
        on: today.
        known: the tables.
        held: the slots that are filled.
        keeps: slots that stay when the talk turns to another person.
        asked: a question of a flow is open; then a person who is merely mentioned ("mijn vader let
            op haar") is not who the flow is about.
    """
    corrects = CORRECTS.search(plain(text)) is not None
    told = _told(text, on, known, held, corrects)
    other = _is_other(told.says, held)
    if other and not corrects and (asked or not _turns_to(text, told)):
        told, other = _of_the_case(told), False
    asks = any(clause.asks for clause in clauses(text))
    moved = other and not corrects
    start = {k: v for k, v in held.items() if k in keeps} if moved else dict(held)
    said = plain(text)
    replaces = corrects and REPLACES.search(said) is not None and not ADDS.search(said)
    new = _new(told, start, corrects, replaces)
    cleared = {k: None for k, v in held.items() if k not in start and v is not None}
    changes = {k: v for k, v in {**cleared, **new}.items() if held.get(k) != v}
    maybe = {k: v for k, v in told.maybe.items() if start.get(k) is None and k not in new}
    return Heard(changes, maybe, corrects, moved, asks)


def _told(text: str, on: dt.date, known: Known, held: Mapping[str, Any], corrects: bool) -> Told:
    told = listen(text, on, known, about_whom(held))
    if told.says or not corrects:
        return told
    return replace(told, says=_other_day(text, on, held))


def _other_day(text: str, on: dt.date, held: Mapping[str, Any]) -> dict[str, str]:
    """Return the one day that is known with what it must be: "nee, 13 oktober was het"."""
    days = [slot for slot in DAYS if held.get(slot)]
    found = read_date(text, on).day if len(days) == 1 else None
    return {days[0]: found.isoformat()} if found else {}


def _is_other(says: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Tell whether somebody else than before is named; a relation may be new to us."""
    if held.get("relatie") and says.get("relatie"):
        return bool(says["relatie"] != held["relatie"])
    return bool(
        says.get("voor_wie") and held.get("voor_wie") and says["voor_wie"] != held["voor_wie"]
    )


def _turns_to(text: str, told: Told) -> bool:
    """Tell whether the talk turns to somebody else: care is asked for them, or their case is told."""
    facts = {*told.says, *told.maybe} - {"voor_wie", "relatie"} - CASE
    named = {SPOKEN.get(name, name) for name in FOR.findall(plain(text))}
    return bool(facts) or told.says.get("relatie") in named or told.says.get("voor_wie") == "zelf"


def _of_the_case(told: Told) -> Told:
    """Return what was told of the case as a whole, when the person told of is somebody else."""
    kept = {k: v for k, v in told.says.items() if k in CASE}
    return Told(kept, {}, {}, {})


#: slots that hold whoever is mentioned
CASE = frozenset(
    "plek heeft_wlz uitslag besluit_datum ontvangen_op info_gevraagd_op ciz_vroeg_info crisis "
    "zorgprofiel waar_wonen wie_regelt".split()
)


def _new(told: Told, held: Mapping[str, Any], corrects: bool, replaces: bool) -> dict[str, Any]:
    says = dict(told.says)
    if says.get("voor_wie") and "relatie" not in says and says["voor_wie"] != held.get("voor_wie"):
        says["relatie"] = None
    before = {} if replaces else held
    new = {slot: _joined(before.get(slot), value) for slot, value in says.items()}
    new.update({k: v for k, v in told.implies.items() if held.get(k) is None and k not in new})
    if corrects:
        new.update(_taken_back(told, held, new))
    if "wzd_aandoening" in new and len(new.get("grondslag") or held.get("grondslag") or ()) > 1:
        new["wzd_aandoening"] = None  # which of them matters is asked
    return new


def _joined(before: Any, now: Any) -> Any:
    """Return a list with what it held and what is new; of anything else the new value."""
    if not isinstance(now, list):
        return now
    kept = [v for v in before if v not in ("geen", "weet_niet")] if isinstance(before, list) else []
    return list(dict.fromkeys([*kept, *now]))


def _taken_back(told: Told, held: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for slot, value in told.denies.items():
        if not isinstance(value, list):
            found[slot] = value
        elif isinstance(new.get(slot, held.get(slot)), list):
            left = [v for v in new.get(slot, held.get(slot)) if v not in value]
            found[slot] = left or None
    return found
