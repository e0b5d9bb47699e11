"""The fact sheet on which our content rests. It stands beside the project and not in it."""

import re
from pathlib import Path

import pytest

NAME = "shared/kennis/feiten.md"
SHEET = next((up / NAME for up in Path(__file__).resolve().parents if (up / NAME).is_file()), None)
needs_sheet = pytest.mark.skipif(SHEET is None, reason=f"{NAME} staat niet naast dit project")
FLAG = re.compile(r"\[(V-org|V-old|V|L|G|U)\b")


def lines() -> list[str]:
    """Return the lines of the sheet."""
    assert SHEET is not None
    return SHEET.read_text(encoding="utf-8").splitlines()


def flags(line: str) -> set[str]:
    """Return how sure the sheet is of what stands in a line: one flag, or more."""
    return set(FLAG.findall(line))
