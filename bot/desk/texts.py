"""What an editor sees of the answers and terms: as people read them, their source, level and use."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from bot.care.glossary import Term
from bot.care.readability import ReadingLevel
from bot.care.texts import capital
from bot.channels.whatsapp.render import render
from bot.knowledge.answers import answers
from bot.knowledge.glossary import glossary, jargon
from bot.knowledge.law_changes import Change, changes_of
from bot.knowledge.places import Place, places
from bot.knowledge.preview import as_on, parts_of
from bot.knowledge.proposals import SHORT
from bot.knowledge.readability import how_to_b1, reading_level
from bot.knowledge.review import review_day
from bot.knowledge.spoken import source_line, with_more

#: what the parts are called on the page
PARTS = {
    "text": "Antwoord",
    "meer": "Meer uitleg",
    "makkelijker": "Makkelijker",
    "verlopen": "Als een bedrag is verlopen",
    "waarom": "Waarom vraagt u dit?",
    "voorbeeld": "Voorbeeld",
    "nu_doen": "Wat kunt u nu doen?",
    "verandert": "Wanneer is het anders?",
    "te_laat": "Komt er geen besluit?",
    "deuren": "Uw loketten",
    "bron": "Bron",
    "checked_on": "Nagekeken op",
    "label": "Naam in “Bedoelt u”",
    "zekerheid": "Zekerheid van de bron",
}
#: of 100; below this a word of the query is not meant
ALIKE = 80
Variant = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """An answer in the list.

    Attributes:
        name: ``utter_…``.
        title: its label, or its name in words.
        theme: the file in which it stands, without its ending.
        checked_on: the day of the last check, or None when it has no source.
        review_on: the day of the next.
    """

    name: str
    title: str
    theme: str
    checked_on: dt.date | None
    review_on: dt.date | None

    @property
    def level(self) -> str:
        """How hard its core reads; measured when it is shown."""
        return level_of(str(answers()[self.name][-1].get("text") or "")).level


@dataclass(frozen=True)
class Part:
    """One part of an answer.

    Attributes:
        key: its name in the file.
        title: how the page calls it.
        raw: as it stands in the file, with ``{placeholders}``.
        shown: as it reads on a day.
        level: how hard it reads; None for what is no sentence.
        advice: what would make it easier; empty at B1.
    """

    key: str
    title: str
    raw: str
    shown: str
    level: ReadingLevel | None = None
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A variant of an answer with its parts and how both channels show its core."""

    number: int
    parts: tuple[Part, ...]
    buttons: tuple[str, ...]
    source: str
    phone: tuple[Mapping[str, Any], ...]
    when: str


@dataclass(frozen=True)
class Page:
    """Everything about one answer."""

    row: Row
    place: Place
    variants: tuple[Shown, ...]
    changes: tuple[Change, ...]


@functools.lru_cache(maxsize=2048)
def level_of(text: str, explained: tuple[str, ...] = ()) -> ReadingLevel:
    """Return how hard a text reads; the same text is measured once."""
    return reading_level(text, explained)


def rows() -> list[Row]:
    """Return all answers in the order of their files."""
    return [row_of(name) for name in answers()]


def row_of(name: str) -> Row:
    """Return an answer as the list shows it."""
    variant = answers()[name][-1]
    meta = variant.get("metadata") or {}
    has_source = bool(meta.get("bron") and meta.get("checked_on"))
    checked = dt.date.fromisoformat(str(meta["checked_on"])) if has_source else None
    kind = str(meta.get("zekerheid") or "geen")
    return Row(
        name,
        capital(str(meta.get("label") or name.removeprefix("utter_").replace("_", " "))),
        places()[name].path.stem,
        checked,
        review_day(checked, kind) if checked else None,
    )


def search(query: str, theme: str = "") -> list[Row]:
    """Return the answers in which all words of a query stand, typing errors allowed."""
    words = query.casefold().split()
    found = [row for row in rows() if not theme or row.theme == theme]
    exact = [row for row in found if all(word in _haystack(row) for word in words)]
    if exact or not words:
        return sorted(exact, key=lambda row: not all(w in row.title.casefold() for w in words))
    return [row for row in found if all(_is_like(word, _haystack(row)) for word in words)]


def _haystack(row: Row) -> str:
    return _all_words(row.name)


@functools.lru_cache(maxsize=1024)
def _all_words(name: str) -> str:
    return f"{name} {answers()[name]}".casefold()


def _is_like(word: str, text: str) -> bool:
    return len(word) > 3 and fuzz.partial_ratio(word, text, score_cutoff=ALIKE) > 0


def page_of(name: str, on: dt.date) -> Page:
    """Return everything about an answer, as it reads on a day."""
    shown = tuple(_shown(number, one, on) for number, one in enumerate(answers()[name]))
    return Page(row_of(name), places()[name], shown, changes_of(name))


def _shown(number: int, variant: Variant, on: dt.date) -> Shown:
    meta = variant.get("metadata") or {}
    core = as_on(str(variant.get("text") or ""), on, meta.get("verlopen"))
    buttons = with_more(variant.get("buttons") or [], meta)
    source = (source_line(meta) or "") if meta.get("zekerheid") else ""
    said = {"text": core, "buttons": buttons, "source": source}
    return Shown(
        number,
        tuple(_parts(variant, on)),
        tuple(str(button["title"]) for button in buttons),
        source,
        tuple(_bubble(body) for body in render([said]).bodies),
        _when(variant.get("condition") or []),
    )


def _parts(variant: Variant, on: dt.date) -> Sequence[Part]:
    meta = variant.get("metadata") or {}
    known = tuple(j.name for j in jargon() if j.name in str(variant.get("text")))
    said = [
        _part(key, raw, on, stale, () if key == "text" else known)
        for key, raw, stale in parts_of(variant)
    ]
    if meta.get("verlopen"):
        said.insert(1, _part("verlopen", str(meta["verlopen"]), on, None, known))
    facts = [
        Part(key, PARTS[key], str(meta[key]), str(meta[key])) for key in SHORT if meta.get(key)
    ]
    return [*said, *facts]


def _part(key: str, raw: str, on: dt.date, stale: str | None, known: tuple[str, ...]) -> Part:
    advice = tuple(how_to_b1(raw, known))
    return Part(key, PARTS[key], raw.strip(), as_on(raw, on, stale), level_of(raw, known), advice)


def _bubble(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a message of WhatsApp as a page shows it: words, and the choices below."""
    if body["type"] != "interactive":
        part = body.get("text") or {}
        return {"text": part.get("body", ""), "choices": (), "list": ""}
    inside = body["interactive"]
    action = inside["action"]
    if inside["type"] == "button":
        choices = [button["reply"]["title"] for button in action["buttons"]]
    else:
        choices = [row["title"] for row in action["sections"][0]["rows"]]
    opens = action.get("button", "") if inside["type"] == "list" else ""
    return {"text": inside["body"]["text"], "choices": tuple(choices), "list": opens}


def _when(conditions: Sequence[Mapping[str, Any]]) -> str:
    return " en ".join(f"{one['name']} is {one['value']}" for one in conditions)


def terms(query: str) -> list[Term]:
    """Return the terms of the glossary in which a query stands, by name."""
    word = query.casefold().strip()
    found = glossary().terms.values()
    return sorted(
        (t for t in found if word in f"{t.name} {' '.join(t.forms)} {t.meaning}".casefold()),
        key=lambda term: (word not in term.name.casefold(), term.name.casefold()),
    )
