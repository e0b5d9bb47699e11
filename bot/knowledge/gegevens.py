"""The data map: what each table and column is, why it is kept and for how long (AVG art. 5 and 30)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.marked import Marked, read_marked

OWN = Path(__file__).resolve().parent / "privacy" / "gegevens.yml"
REQUIRED = ("wat", "waarom", "van", "bewaard", "persoonlijk", "techniek")
OPTIONAL = ("moment",)
#: whose rows they are
OF_A_TALK, OF_THE_DESK, OF_NOBODY = "gesprek", "desk", "niemand"


@dataclass(frozen=True)
class Kept:
    """A table of the database, as it is explained.

    Attributes:
        what: what a row is.
        why: for what it is kept.
        whose: ``gesprek`` (goes with the talk), ``desk`` or ``niemand``.
        how_long: until when.
        moment: the column that says how old a row is; empty for none.
        personal: column -> what it is, of those about a person.
        technical: column -> what it is, of the others.
    """

    what: str
    why: str
    whose: str
    how_long: str
    moment: str
    personal: dict[str, str]
    technical: dict[str, str]

    @property
    def columns(self) -> dict[str, str]:
        """Every column with what it is."""
        return {**self.personal, **self.technical}


@functools.lru_cache(maxsize=2)
def data_map(path: Path = OWN) -> dict[str, Kept]:
    """Return the data map by table.

    Raises:
        KnowledgeRefused: the file is wrong; the message says file, line and what to write.
    """
    tables = read_marked(path).mapping("het bestand")
    return {name: _kept(name, part) for name, part in tables.items()}


def _kept(name: str, part: Marked) -> Kept:
    parts = part.mapping(name, REQUIRED, OPTIONAL)
    personal, technical = (_columns(parts[kind], kind) for kind in ("persoonlijk", "techniek"))
    twice = set(personal) & set(technical)
    if twice:
        part.refuse(f"{name}: {min(twice)} staat twee keer", "persoonlijk of techniek")
    whose = parts["van"].text("van")
    if whose not in (OF_A_TALK, OF_THE_DESK, OF_NOBODY):
        parts["van"].refuse(f"van: '{whose}' is onbekend", "gesprek, desk of niemand")
    known = {**personal, **technical}
    moment = parts["moment"].text("moment") if "moment" in parts else ""
    if moment and moment not in known:
        parts["moment"].refuse(f"{name}: er is geen kolom {moment}", ", ".join(known))
    what, why, how_long = (parts[key].text(key) for key in ("wat", "waarom", "bewaard"))
    return Kept(what, why, whose, how_long, moment, personal, technical)


def _columns(part: Marked, what: str) -> dict[str, str]:
    return {name: one.text(name) for name, one in part.mapping(what).items()}
