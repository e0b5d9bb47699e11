"""Rows of the region tables, and refusing a wrong one with file, line and what to write instead."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.care.regions import Period
from bot.errors import KnowledgeRefused
from bot.knowledge.files import current, refuse


@dataclass(frozen=True)
class Row:
    """A line of a table, cells by column."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refused(self, wrong: str, instead: str) -> KnowledgeRefused:
        """Return the error for this line: what is wrong, and what to write instead."""
        return refuse(self.path, self.line, wrong, instead)

    def filled(self, column: str) -> str:
        """Return a cell that may not be empty.

        Raises:
            KnowledgeRefused: it is empty.
        """
        if not self[column]:
            raise self.refused(f"{column} is leeg", f"een waarde voor {column}")
        return self[column]

    def one_of(self, column: str, choices: Sequence[str]) -> str:
        """Return a cell that holds one of some words.

        Raises:
            KnowledgeRefused: it holds something else.
        """
        if self[column] not in choices:
            raise self.refused(f"{column} is '{self[column]}'", " of ".join(choices))
        return self[column]

    def shaped(self, column: str, fits: bool, example: str) -> str:
        """Return a cell whose shape was checked.

        Raises:
            KnowledgeRefused: it does not fit.
        """
        if not fits:
            raise self.refused(f"{column} is '{self[column]}'", f"iets als {example}")
        return self[column]

    def day(self, column: str) -> dt.date | None:
        """Return a day, or None for an empty cell.

        Raises:
            KnowledgeRefused: it is no day.
        """
        try:
            return dt.date.fromisoformat(self[column]) if self[column] else None
        except ValueError:
            raise self.refused(
                f"{column} is '{self[column]}'", "een dag als 2027-01-01, of niets"
            ) from None

    def period(self) -> Period:
        """Return the days in ``valid_from`` and ``valid_until``.

        Raises:
            KnowledgeRefused: one is no day, or the last is before the first.
        """
        period = Period(self.day("valid_from"), self.day("valid_until"))
        if period.valid_from and period.ended(period.valid_from):
            raise self.refused("valid_until is voor valid_from", "de laatste dag die nog geldt")
        return period


def rows(path: Path, columns: str) -> Iterator[Row]:
    """Yield the lines of a table.

    Args:
        path: a CSV file in UTF-8.
        columns: its header, separated by spaces.

    Raises:
        KnowledgeRefused: the file is missing, the header differs, or a line has too few or many cells.
    """
    wanted = columns.split()
    if not current(path).exists():
        raise refuse(
            path, 1, "dit bestand ontbreekt", f"het bestand terug, met de kop {','.join(wanted)}"
        )
    with current(path).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if next(reader, []) != wanted:
            raise refuse(path, 1, "de kop klopt niet", ",".join(wanted))
        for cells in reader:
            row = Row(path, reader.line_num, dict(zip(wanted, cells, strict=False)))
            if len(cells) != len(wanted):
                raise row.refused(
                    f"{len(cells)} velden",
                    f"{len(wanted)} velden, met aanhalingstekens om een komma",
                )
            yield row
