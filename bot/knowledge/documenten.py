"""Reads law/documenten.yml: days for a calendar, letters, and the desks of the take-along sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from bot.care.facts import Source
from bot.errors import KnowledgeRefused
from bot.knowledge.blanks import fact_names
from bot.knowledge.marked import Marked, read_marked

DOCUMENTS_FILE = Path(__file__).parent / "law" / "documenten.yml"
#: days of a talk that a text may name
DAYS = (
    "ontvangen_op uiterste_datum ingebreke_vanaf dwangsom_vanaf besluit_datum bezwaar_tot"
).split()
#: what is filled in beside days and facts
FILLED = (*DAYS, *"stippen beslistermijn organisatie over let_op hulp".split())
LETTER_PARTS = "aan titel bestand onderwerp alineas voor_uzelf source".split()


@dataclass(frozen=True)
class Entry:
    """A day for a calendar: its title and what it means, with blanks."""

    titel: str
    tekst: str
    source: Source


@dataclass(frozen=True)
class Recipient:
    """An organisation that can be written to.

    Attributes:
        naam: in a sentence, ``het CIZ``.
        regels: lines of the address; the address itself is a blank.
        over: what its decisions are about.
        let_op: when a letter to it would be wrong.
        hulp: who helps for free.
    """

    naam: str
    regels: tuple[str, ...]
    over: str
    let_op: str
    hulp: str


@dataclass(frozen=True)
class Point:
    """A point for the sender; shown only when a day is known, or only when it is not."""

    tekst: str
    als: str | None = None
    als_niet: str | None = None

    def fits(self, known: Mapping[str, dt.date]) -> bool:
        """Tell whether the point is shown when these days are known."""
        return (self.als is None or self.als in known) and self.als_niet not in known


@dataclass(frozen=True)
class Letter:
    """A letter with blanks.

    Attributes:
        aan: names of the recipients it may go to.
        alineas: paragraphs; a number stands for that many lines to write on.
        voor_uzelf: points for the sender, not to be sent.
    """

    aan: tuple[str, ...]
    titel: str
    bestand: str
    onderwerp: str
    alineas: tuple[str | int, ...]
    voor_uzelf: tuple[Point, ...]
    source: Source


@dataclass(frozen=True)
class Fixed:
    """The parts that all letters share."""

    afzender: tuple[str, ...]
    datum: str
    aanhef: str
    groet: str
    ondertekening: tuple[str, ...]
    voor_uzelf: str


@dataclass(frozen=True)
class Documents:
    """Everything in the file."""

    agenda: Mapping[str, Entry]
    agenda_onzeker: str
    vast: Fixed
    ontvangers: Mapping[str, Recipient]
    brieven: Mapping[str, Letter]
    loketten: Sequence[tuple[str, tuple[str, ...]]]

    def desks_of(self, outcome: str) -> tuple[str, ...]:
        """Return the desks to which an outcome such as ``triage_open`` leads.

        Raises:
            KnowledgeRefused: no row fits.
        """
        for pattern, desks in self.loketten:
            if fnmatchcase(outcome, pattern):
                return desks
        raise KnowledgeRefused(f"{DOCUMENTS_FILE}: loketten heeft geen rij voor {outcome}")


@lru_cache(maxsize=1)
def documents() -> Documents:
    """Return the content of ``law/documenten.yml``, read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_documents``).
    """
    return load_documents(DOCUMENTS_FILE)


def load_documents(path: Path) -> Documents:
    """Return the content of a file.

    Raises:
        KnowledgeRefused: something is missing, unknown or names a blank that nobody fills; the
            message has the file, the line and what to write instead.
    """
    top = read_marked(path).mapping(
        "het bestand", "agenda agenda_onzeker vast ontvangers brieven loketten".split()
    )
    recipients = {k: _recipient(k, v) for k, v in top["ontvangers"].mapping("ontvangers").items()}
    return Documents(
        {name: _entry(name, part) for name, part in top["agenda"].mapping("agenda").items()},
        _text(top["agenda_onzeker"], "agenda_onzeker"),
        _fixed(top["vast"]),
        recipients,
        {k: _letter(k, v, recipients) for k, v in top["brieven"].mapping("brieven").items()},
        [_desks(row) for row in top["loketten"].items("loketten")],
    )


def _entry(name: str, part: Marked) -> Entry:
    if name not in DAYS:
        part.refuse(f"agenda: '{name}' is geen dag", "een van " + ", ".join(DAYS))
    parts = part.mapping(name, ["titel", "tekst", "source"])
    return Entry(
        _text(parts["titel"], "titel"), _text(parts["tekst"], "tekst"), _checked(parts["source"])
    )


def _fixed(part: Marked) -> Fixed:
    parts = part.mapping("vast", list(Fixed.__dataclass_fields__))
    return Fixed(
        _texts(parts["afzender"], "afzender"),
        _text(parts["datum"], "datum"),
        _text(parts["aanhef"], "aanhef"),
        _text(parts["groet"], "groet"),
        _texts(parts["ondertekening"], "ondertekening"),
        _text(parts["voor_uzelf"], "voor_uzelf"),
    )


def _recipient(name: str, part: Marked) -> Recipient:
    parts = part.mapping(name, list(Recipient.__dataclass_fields__))
    return Recipient(
        _text(parts["naam"], "naam"),
        _texts(parts["regels"], "regels"),
        _text(parts["over"], "over"),
        _text(parts["let_op"], "let_op"),
        _text(parts["hulp"], "hulp"),
    )


def _letter(name: str, part: Marked, recipients: Mapping[str, Recipient]) -> Letter:
    parts = part.mapping(name, LETTER_PARTS)
    for row in parts["aan"].items("aan"):
        if row.text("aan") not in recipients:
            row.refuse(f"aan: '{row.text('aan')}' is geen ontvanger", ", ".join(recipients))
    return Letter(
        tuple(row.text("aan") for row in parts["aan"].items("aan")),
        _text(parts["titel"], "titel"),
        _text(parts["bestand"], "bestand"),
        _text(parts["onderwerp"], "onderwerp"),
        tuple(_paragraph(row) for row in parts["alineas"].items("alineas")),
        tuple(_point(row) for row in parts["voor_uzelf"].items("voor_uzelf")),
        _checked(parts["source"]),
    )


def _paragraph(row: Marked) -> str | int:
    if isinstance(row.content, dict):
        return row.mapping("alinea", ["lijnen"])["lijnen"].number("lijnen")
    return _text(row, "alinea")


def _point(row: Marked) -> Point:
    if not isinstance(row.content, dict):
        return Point(_text(row, "voor_uzelf"))
    parts = row.mapping("voor_uzelf", ["tekst"], ["als", "als_niet"])
    named = {key: parts[key].text(key) for key in ("als", "als_niet") if key in parts}
    for day in named.values():
        if day not in DAYS:
            row.refuse(f"voor_uzelf: '{day}' is geen dag", "een van " + ", ".join(DAYS))
    return Point(_text(parts["tekst"], "tekst"), **named)


def _desks(row: Marked) -> tuple[str, tuple[str, ...]]:
    parts = row.mapping("loketten", ["uitkomst", "loketten"])
    return parts["uitkomst"].text("uitkomst"), _texts(parts["loketten"], "loketten")


def _checked(part: Marked) -> Source:
    parts = part.mapping("source", ["text", "checked_on"])
    return Source(parts["text"].text("text"), parts["checked_on"].day("checked_on"))


def _texts(part: Marked, what: str) -> tuple[str, ...]:
    return tuple(_text(row, what) for row in part.items(what))


def _text(part: Marked, what: str) -> str:
    fact_names(part, what, FILLED)
    return part.text(what).strip()
