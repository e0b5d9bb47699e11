"""Names of places that were typed wrong: cautious, and never for short names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.care import place_cues as cues
from bot.care.place_words import Text
from bot.care.regions import Tables

#: from this length on a name may have this many letters wrong, missing, too many or swapped
ALLOWED = ((9, 2), (5, 1))
#: a shorter name must begin with the right letter
SURE = 8
#: a long text is not compared with all names; it is no answer to "waar woont u?" then
LONGEST_CORE = 5
TRIES = 8


def allowed(key: str) -> int:
    """Return how many letters of a name may be wrong; none in a name of four letters."""
    return next((slips for length, slips in ALLOWED if len(key) >= length), 0)


def nearest(key: str, tables: Tables, most: int = 2) -> list[str]:
    """Return the known names that are nearest to what was typed, all equally near; mostly none.

    Args:
        key: what was typed, as a key.
        tables: the region tables.
        most: so many letters may be wrong at most.
    """
    limit = min(allowed(key), most)
    if limit == 0 or key in tables.ordinary:
        return []
    hits = process.extract(
        key, tables.spellings, scorer=OSA.distance, score_cutoff=limit, limit=None, processor=None
    )
    likely = [(hit, slips) for hit, slips, _ in hits if slips <= allowed(hit)]
    likely = [(hit, slips) for hit, slips in likely if hit[0] == key[0] or len(key) >= SURE]
    best = min((slips for _, slips in likely), default=0)
    return [hit for hit, slips in likely if slips == best]


def tries(text: Text, tables: Tables) -> Iterator[str]:
    """Yield the keys that may be a misspelt place: the whole answer, then what follows "woont in"."""
    first, last = cues.core(text)
    if last - first <= LONGEST_CORE:
        named = text.key(first - 1) == "den"
        for begin in (first - 1, first) if named else (first,):
            if _unknown(text, begin, last, tables):
                yield text.joined(begin, last)
    yield from after_dwelling(text, tables)


def after_dwelling(text: Text, tables: Tables) -> Iterator[str]:
    """Yield the keys of one to three words after "woont in" and its like, longest first."""
    spots = [at for at in range(len(text.words)) if cues.dwelling(text, at)]
    # "zit in de put" is not De Punt
    spots = [at for at in spots if text.key(at) not in ("de", "het", "t", "een")]
    for at in spots[:TRIES]:
        for last in range(min(at + 3, len(text.words)), at, -1):
            if _unknown(text, at, last, tables):
                yield text.joined(at, last)


def _unknown(text: Text, first: int, last: int, tables: Tables) -> bool:
    """Tell whether the words are no ordinary words, so that they may be a name."""
    keys: Sequence[str] = [text.key(at) for at in range(first, last)]
    telling = [k for k in keys if len(k) > 2 and k not in tables.ordinary and k not in cues.LEAD]
    digits = any(text.words[at].number for at in range(first, last))
    return bool(telling) and not digits and len("".join(keys)) >= ALLOWED[-1][0]
