"""What an editor sees of the answers and terms: as people read them, their source, level and use."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from bot.care.glossary import Term
from bot.care.readability import ReadingLevel
from bot.care.texts import capital
from bot.channels.whatsapp.render import render
from bot.knowledge.answers import answers
from bot.knowledge.glossary import glossary
from bot.knowledge.law_changes import Change, changes_of
from bot.knowledge.places import Place, places
from bot.knowledge.preview import as_on
from bot.knowledge.proposals import LONG, SHORT
from bot.knowledge.readability import CORE, advice, levels_of, reading_level
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
        return levels(self.name, len(answers()[self.name]) - 1)[CORE].level


@dataclass(frozen=True)
class Part:
    """One part of an answer.

    Attributes:
        key: its name in the file.
        title: how the page calls it.
        raw: as it stands in the file, with ``{placeholders}``.
        shown: as it reads on a day.
        level: how hard it reads; None for what is no sentence.
    """

    key: str
    title: str
    raw: str
    shown: str
    level: ReadingLevel | None = None

    @property
    def advice(self) -> list[str]:
        """What would make it easier; empty at B1."""
        return [] if self.level is None or self.level.is_b1 else list(advice(self.level))


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


@functools.lru_cache(maxsize=512)
def levels(name: str, number: int) -> Mapping[str, ReadingLevel]:
    """Return how hard the parts of a variant of an answer read; measured once."""
    return levels_of(name, answers()[name][number])


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
    shown = tuple(_shown(name, number, one, on) for number, one in enumerate(answers()[name]))
    return Page(row_of(name), places()[name], shown, changes_of(name))


def _shown(name: str, number: int, variant: Variant, on: dt.date) -> Shown:
    meta = variant.get("metadata") or {}
    core = as_on(str(variant.get("text") or ""), on, meta.get("verlopen"))
    buttons = with_more(variant.get("buttons") or [], meta)
    source = (source_line(meta) or "") if meta.get("zekerheid") else ""
    said = {"text": core, "buttons": buttons, "source": source}
    return Shown(
        number,
        tuple(_parts(name, number, variant, on)),
        tuple(str(button["title"]) for button in buttons),
        source,
        tuple(_bubble(body) for body in render([said]).bodies),
        _when(variant.get("condition") or []),
    )


def _parts(name: str, number: int, variant: Variant, on: dt.date) -> Iterator[Part]:
    """Yield what an editor may change: parts that are read, then what goes with them."""
    meta, measured = variant.get("metadata") or {}, levels(name, number)
    for key in LONG:
        raw = variant.get("text") if key == "text" else meta.get(key)
        if isinstance(raw, str):
            stale = meta.get("verlopen") if key == "text" else None
            level = measured.get(CORE if key == "text" else key)
            yield Part(key, PARTS[key], raw.strip(), as_on(raw, on, stale), level)
    for key in SHORT:
        if meta.get(key):
            yield Part(key, PARTS[key], str(meta[key]), str(meta[key]))


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


@functools.lru_cache(maxsize=512)
def level_of_term(name: str, meaning: str) -> ReadingLevel:
    """Return how hard a meaning reads; the term itself is what it explains."""
    return reading_level(meaning, (name,))


def level_of_words(words: str) -> ReadingLevel:
    """Return how hard some words read by themselves."""
    return reading_level(words)
