"""Postcodes in a text: which four digits are one, and which are a year or an amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.care.place_cues import DWELLING, LEAD, WHERE
from bot.care.place_words import Text

#: two letters after a number that are a word or a unit, not the end of a postcode
SMALL_WORDS = frozenset(
    "in is en de op of te ik je we ze al om er nu zo ja km kg cm mm mg ml gr na ga tv we wij dr st"
    " mw pa ma oh ok ha".split()
)
UNITS = frozenset({"km", "kg", "cm", "mm", "mg", "ml", "gr", "kb", "mb"})
NEVER_LETTERS = frozenset({"sa", "sd", "ss"})
COUNTED = frozenset(
    "euro euros eur jaar jaren uur uren minuten dagen weken maanden mensen gram stappen keer procent"
    " meter kilometer kilo punten".split()
)
BEFORE_CODE = frozenset({"postcode", "pc", "postcodes", "postcodegebied", "met"})
FIRST_YEAR, LAST_YEAR = 1900, 2035
#: "D-47533", "B-2000"; the Belgian digits may also be a Dutch postcode
ABROAD = re.compile(r"\b(?:D|DE|B|BE)-([0-9]{4,5})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Code:
    """Four digits that look like a postcode.

    Attributes:
        first: index of the word with the digits.
        last: index after the last word, the letters included.
        certain: it has letters or stands after "postcode"; otherwise it may be any number.
    """

    first: int
    last: int
    pc4: str
    certain: bool


def postcodes(text: Text) -> list[Code]:
    """Return the numbers in a text that are, or may be, a Dutch postcode, in order."""
    return [code for code in _codes(text) if code.certain or _may_be_code(text, code)]


def foreign_postcode(text: Text) -> bool:
    """Tell whether a text holds a Belgian postcode with its B, or a German one of five digits."""
    five = any(word.number and len(word.text) == 5 for word in text.words)
    return ABROAD.search(text.text) is not None or (five and not _long_number(text))


def _long_number(text: Text) -> bool:
    """Tell whether five digits belong to a longer number, as in a phone number."""
    numbers = [index for index, word in enumerate(text.words) if word.number]
    return any(index + 1 in numbers for index in numbers)


def _codes(text: Text) -> Iterator[Code]:
    abroad = {match.start(1) for match in ABROAD.finditer(text.text)}
    for index, word in enumerate(text.words):
        digits = word.number and len(word.text) == 4 and word.text[0] != "0"
        if not digits or word.start in abroad:
            continue
        if _has_letters(text, index):
            yield Code(index, index + 2, word.text, certain=True)
        else:
            certain = text.key(index - 1) in BEFORE_CODE and not _year_after_met(text, index)
            yield Code(index, index + 1, word.text, certain)


def _year_after_met(text: Text, index: int) -> bool:
    """Tell whether this is "met 2025" without "begint": no postcode then."""
    return text.key(index - 1) == "met" and text.key(index - 2) not in ("begint", "beginnend")


def _has_letters(text: Text, index: int) -> bool:
    after = text.words[index + 1].text if index + 1 < len(text.words) else ""
    letters = after.lower()
    if len(after) != 2 or not after.isalpha() or letters in NEVER_LETTERS:
        return False
    gap = text.gap(index)
    if gap == "":
        return letters not in UNITS
    if gap not in (" ", "-", "  "):
        return False
    upper = after.isupper() and not text.shouted
    return upper or letters not in SMALL_WORDS


def _may_be_code(text: Text, code: Code) -> bool:
    """Tell whether bare digits can be a postcode: no amount, date, phone number or year."""
    at = code.first
    if any(0 <= near < len(text.words) and text.words[near].number for near in (at - 1, at + 1)):
        return False
    sign = text.text[: text.words[at].start].rstrip()[-1:]
    if sign == "€" or text.key(at + 1) in COUNTED | UNITS:
        return False
    return not FIRST_YEAR <= int(code.pc4) <= LAST_YEAR or _bare(text, at)


def _bare(text: Text, at: int) -> bool:
    """Tell whether a number like a year stands alone: "2025", "ik woon in 2025", not "in 2025"."""
    others = [text.key(index) for index in range(len(text.words)) if index != at]
    if not all(other in LEAD for other in others):
        return False
    return text.key(at - 1) not in WHERE | {"van", "sinds"} or any(
        key in DWELLING for key in others
    )
