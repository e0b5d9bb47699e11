"""The forms of delivery side by side: which columns and rows a short list needs, and the table as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.care.facts import Source


@dataclass(frozen=True)
class Described:
    """A form of delivery as it is told of.

    Attributes:
        naam: its name in a list.
        kort: what it is, as the rest of a sentence.
        columns: the forms under which it stands in the table; a mix stands under both its parts.
        head: what stands above its column; empty for a mix.
        button: title and payload of the answer that says more.
    """

    naam: str
    kort: str
    columns: tuple[str, ...]
    head: str
    button: Mapping[str, str]


@dataclass(frozen=True)
class Compared:
    """One row: a question, and what the law says of each form."""

    vraag: str
    cells: Mapping[str, str]
    source: Source


@dataclass(frozen=True)
class Comparison:
    """All forms and rows."""

    forms: Mapping[str, Described]
    rows: tuple[Compared, ...]


@dataclass(frozen=True)
class Grid:
    """A small table: what stands above the columns, and its rows; the first cell names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def side_by_side(forms: Sequence[str], comparison: Comparison) -> Grid | None:
    """Return the rows in which the forms of a short list differ, or None with less than two columns.

    Args:
        forms: ids of the forms, best first.
        comparison: what is known of them.
    """
    columns = list(dict.fromkeys(c for form in forms for c in comparison.forms[form].columns))
    if len(columns) < 2:
        return None
    differing = [row for row in comparison.rows if len({row.cells[c] for c in columns}) > 1]
    return Grid(
        ("", *(comparison.forms[c].head for c in columns)),
        tuple((row.vraag, *(row.cells[c] for c in columns)) for row in differing),
    )


def as_markdown(grid: Grid) -> str:
    """Return a table for a channel that shows one."""
    lines = [grid.head, ("---",) * len(grid.head), *grid.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_lines(grid: Grid) -> str:
    """Return the same for a channel without tables: one line a row, ``Maaltijden? vpt: ja; mpt: nee``."""
    return "\n".join(
        f"- {question} "
        + "; ".join(f"{head}: {cell}" for head, cell in zip(grid.head[1:], cells, strict=True))
        for question, *cells in grid.rows
    )
