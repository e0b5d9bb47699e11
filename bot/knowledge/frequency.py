"""The words that nearly everybody knows (words/frequentie.txt)."""

from __future__ import annotations

import functools
from pathlib import Path

from bot.knowledge.files import current

COMMON = Path(__file__).resolve().parent / "words" / "frequentie.txt"


@functools.lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the frequent Dutch words, in lower case and with their accents."""
    lines = current(COMMON).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
