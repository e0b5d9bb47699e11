"""The sets of messages that understanding is measured on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SETS = ROOT / "tests/nlu"
Row = dict[str, Any]


def there_is(name: str) -> bool:
    """Tell whether a set is in tests/nlu."""
    return (SETS / f"{name}.jsonl").is_file()


def read_set(name: str) -> list[Row]:
    """Return the messages of a set in tests/nlu."""
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text().splitlines()]


def share(values: list[bool]) -> float:
    """Return the share that is true; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
