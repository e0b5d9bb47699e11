"""Reads what the law says of the forms of delivery side by side; refuses a table with a hole in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from bot.care.comparison import Compared, Comparison, Described
from bot.care.facts import Source
from bot.knowledge.blanks import fact_names
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.rules import LAW, leveringsvormen

FILE = LAW / "vergelijking.yml"


@lru_cache(maxsize=1)
def comparison() -> Comparison:
    """Return the comparison of this project, read once.

    Raises:
        KnowledgeRefused: the file is wrong (see ``load_comparison``).
    """
    return load_comparison(FILE)


def load_comparison(path: Path) -> Comparison:
    """Return the comparison in a file.

    Raises:
        KnowledgeRefused: a form or cell is missing or unknown, or a row has no source.
    """
    parts = read_marked(path).mapping("de vergelijking", ("vormen", "rijen"))
    known = [vorm.id for vorm in leveringsvormen().vormen]
    forms = {k: _form(k, p) for k, p in parts["vormen"].mapping("vormen", known).items()}
    columns = [name for name, form in forms.items() if form.columns == (name,)]
    for name, form in forms.items():
        for column in form.columns:
            if column not in columns:
                parts["vormen"].refuse(
                    f"{name}: '{column}' heeft geen eigen kolom", " of ".join(columns)
                )
    rows = tuple(_row(part, columns) for part in parts["rijen"].items("rijen"))
    return Comparison(forms, rows)


def _form(name: str, part: Marked) -> Described:
    parts = part.mapping("de vorm", ("naam", "kort", "knop"), ("kop", "kolommen"))
    if ("kop" in parts) == ("kolommen" in parts):
        part.refuse(
            f"{name} heeft geen kop of kolommen, of allebei",
            "'kop' voor een eigen kolom, of 'kolommen' voor een mengvorm",
        )
    mixed = parts["kolommen"].items("kolommen") if "kolommen" in parts else []
    button = parts["knop"].mapping("de knop", ("title", "payload"))
    return Described(
        parts["naam"].text("naam"),
        " ".join(_said(parts["kort"], name).split()),
        tuple(p.text("kolom") for p in mixed) or (name,),
        parts["kop"].text("kop") if "kop" in parts else "",
        {key: p.text(key) for key, p in button.items()},
    )


def _said(part: Marked, what: str) -> str:
    fact_names(part, what)
    return part.text(what)


def _row(part: Marked, columns: list[str]) -> Compared:
    parts = part.mapping("de rij", ("vraag", "cellen", "source"))
    cells: Mapping[str, Marked] = parts["cellen"].mapping("cellen", columns)
    source = parts["source"].mapping("source", ("text", "checked_on"))
    return Compared(
        _said(parts["vraag"], "vraag"),
        {name: _said(cell, name) for name, cell in cells.items()},
        Source(source["text"].text("text"), source["checked_on"].day("checked_on")),
    )
