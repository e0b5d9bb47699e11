"""How people type: plain letters, numbers in words, months and days; it knows no questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

#: longer messages are stories; what follows is never read as an answer
LONGEST = 500
UNDER_TWENTY = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien"
)
TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
ORDINALS_UNDER_TWENTY = (
    "nulde eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde "
    "dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende"
)
TYPED_SIGNS = {ord(sign): "'" for sign in "’‘`´"} | {ord(sign): "-" for sign in "–—‐‑−"}
#: how much of a word must be right before a typing mistake is forgiven, and how far ahead of
#: every other word it must be
ALIKE, AHEAD = 80, 8


def plain(text: str) -> str:
    """Return text in lower case, without accents, odd quotes, odd dashes and double spaces."""
    typed = text[: LONGEST + 1].translate(TYPED_SIGNS).lower()
    letters = "".join(
        c for c in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(c)
    )
    return " ".join(letters.split())


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in plain letters, without signs between them."""
    return re.findall(r"[a-z0-9]+", plain(text).replace("'", ""))


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set, to write long lists of words as one text."""
    return frozenset(text.split())


def spelled(number: int) -> str:
    """Return a number from 0 to 199 in words without accents: ``84`` is ``vierentachtig``."""
    if number >= 100:
        return "honderd" + (spelled(number - 100) if number > 100 else "")
    if number < 20:
        return UNDER_TWENTY.split()[number]
    tens, unit = TENS.split()[number // 10 - 2], number % 10
    return f"{UNDER_TWENTY.split()[unit]}en{tens}" if unit else tens


@lru_cache(maxsize=1)
def number_words() -> Mapping[str, int]:
    """Return every number word from ``nul`` to ``honderdnegenennegentig`` with its number."""
    found = {spelled(number): number for number in range(200)}
    return found | {f"honderden{spelled(number)}": 100 + number for number in range(1, 100)}


@lru_cache(maxsize=1)
def ordinal_words() -> Mapping[str, int]:
    """Return the ordinals for the days of a month: ``eerste`` is 1, ``eenendertigste`` 31."""
    low = {word: number for number, word in enumerate(ORDINALS_UNDER_TWENTY.split()) if number}
    return low | {f"{spelled(number)}ste": number for number in range(20, 32)}


def joined_numbers(text: str) -> str:
    """Return the text with ``vier en tachtig`` written as one word."""
    units = "|".join(UNDER_TWENTY.split()[1:10])
    tens = TENS.replace(" ", "|")
    return re.sub(rf"\b({units}) en ({tens}|{tens.replace('|', 'ste|')}ste)\b", r"\1en\2", text)


def number_of(word: str) -> int | None:
    """Return the number that a word or figures stand for, ``3e`` and ``derde`` included."""
    figures = re.fullmatch(r"(\d{1,6})(?:e|de|ste)?", word, re.ASCII)
    if figures:
        return int(figures[1])
    return number_words().get(word, ordinal_words().get(word))


def closest(word: str, meanings: Mapping[str, str]) -> str | None:
    """Return what a mistyped word means, or None when two meanings are about as near.

    Args:
        word: in plain letters.
        meanings: known words, each with its meaning; several may mean the same.
    """
    near = process.extract(word, list(meanings), scorer=fuzz.ratio, limit=6, score_cutoff=50)
    if not near or near[0][1] < ALIKE:
        return None
    best = meanings[near[0][0]]
    rivals = (score for known, score, _ in near if meanings[known] != best)
    return best if near[0][1] - next(rivals, 0) >= AHEAD else None
