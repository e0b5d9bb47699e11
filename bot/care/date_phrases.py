"""What phrases about a day look like in plain Dutch; it does not know which day it is."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from bot.care.facts import MONTHS
from bot.care.words import closest, joined_numbers, number_words, ordinal_words

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SHORT_WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
SHORT_MONTHS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
SHORT_MONTHS |= {"mrt": 3, "febr": 2, "sept": 9}
#: stands for a phrase that was read and taken out
READ = "§"
#: words of six letters or more that look like a mistyped month or weekday, and are not
NO_MONTHS = frozenset({"maanden", "maarten", "morgen", "morgens"})


class Phrase(Enum):
    """How a phrase names a day; each kind is read by its own function in ``date_claims``."""

    NO_DAY = "no day"  # a time or a greeting
    TYPED = "typed"  # groups d, m, perhaps y and other
    MONTH = "month"  # groups m, perhaps y and part
    AGO = "ago"  # groups n, unit
    NAMED = "named"  # vandaag, gisteren, eergisteren
    FUTURE = "future"
    SPAN = "span"  # groups which, unit
    WEEKDAY = "weekday"  # group w, perhaps which
    NUMBER = "number"  # group d, without a month


Row = tuple[str, Phrase]


def month_names(text: str) -> str:
    """Return plain text with mistyped names of months and weekdays put right."""
    return re.sub(r"[a-z]{6,}", lambda match: _repaired(match[0]), joined_numbers(text))


def _repaired(word: str) -> str:
    if word in NO_MONTHS or word in number_words():
        return word
    return closest(word, {name: name for name in (*MONTHS, *WEEKDAYS)}) or word


def alternatives(found: set[str]) -> str:
    """Return a pattern for any of these words, the longest first."""
    return "|".join(sorted(found, key=lambda word: (-len(word), word)))


def counts() -> str:
    """Return a pattern for the number words that count days: ``een`` to ``eenendertig``."""
    return alternatives({word for word, number in number_words().items() if 1 <= number <= 31})


@lru_cache(maxsize=1)
def phrases() -> list[tuple[re.Pattern[str], Phrase]]:
    """Return the phrases in the order in which they are looked for."""
    rows = [*_no_days(), *_figures(), *_with_month(), *_relative(), *_bare()]
    return [(re.compile(pattern, re.ASCII), phrase) for pattern, phrase in rows]


@lru_cache(maxsize=1)
def unsure() -> re.Pattern[str]:
    """Return what may not stand beside a day: doubt, and numbers that were not read."""
    counted = alternatives({word for word, number in number_words().items() if number > 1})
    doubt = (
        "ongeveer|ofzo|of zo|circa|ca|plusminus|plus minus|omstreeks|rond|zowat|pakweg|misschien|"
        "niet|geen|weken|week|dagen|maanden|maand|jaren|jaar|half|halve|artikel|art|euro|procent|"
        "begin|eind|einde|soms|erna|daarna|later|eerder|ervoor|daarvoor|morgen|volgende"
    )
    return re.compile(rf"\b(?:{doubt}|{counted})\b|\btweeduizend|[\d?€%]", re.ASCII)


def _no_days() -> list[Row]:
    return [
        (r"\bgoede ?(?:morgen|middag|avond|dag)\b", Phrase.NO_DAY),
        (r"\b(?:om )?\d{1,2}[:.]\d{2} ?(?:uur|u)\b|\b(?:om )?\d{1,2} ?uur\b", Phrase.NO_DAY),
        (r"\b(?:om )?\d{1,2}:\d{2}\b|\bom \d{1,2} ?u\b", Phrase.NO_DAY),
    ]


def _figures() -> list[Row]:
    start, end = r"(?<![\d.,/'-])", r"(?!\d|[-/.,]\d)"
    sep, again = r"(?P<s> ?[-/.] ?)", r"(?P=s)"
    day, month, year = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
    counted = r"(?! ?(?:%|euro|week|weken|wk|dag|maand|mnd|jaar|uur))"
    return [
        (rf"{start}{year}{sep}{month}{again}{day}{end}", Phrase.TYPED),
        (rf"{start}{day}{sep}{month}{again}(?P<y>\d{{4}}|'?\d{{2}}){end}", Phrase.TYPED),
        (r"^(?P<d>\d\d?) (?P<m>\d\d?) (?P<y>\d{4})$", Phrase.TYPED),
        (r"^(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d)$", Phrase.TYPED),
        (rf"{start}{month}[-/]{year}{end}", Phrase.MONTH),
        (rf"{start}{day}[-/.]{month}{end}{counted}(?! ?(?:{_months()})\b)", Phrase.TYPED),
    ]


def _months() -> str:
    return alternatives({*MONTHS, *SHORT_MONTHS})


def _with_month() -> list[Row]:
    nth = alternatives(set(ordinal_words()))
    day = rf"(?:\d{{1,2}}(?:e|de|ste)?|{nth}|{counts()})"
    month = rf"(?P<m>{_months()})\b\.?"
    year = r"(?:[ -]*(?P<y>\d{4}|'?\d{2})(?!\d))?"
    between = r"(?: (?:tot en met|t/m|tm|tot|en|of|a) | ?[-/] ?)"
    part = r"(?P<part>in|begin|half|midden|medio|eind|einde)(?: van)?(?: de maand)?"
    full = alternatives(set(MONTHS))
    bare_year = r"(?: (?:van )?(?P<y>\d{4}|'\d{2})(?!\d))?"
    return [
        (rf"\b(?P<other>{day}){between}(?P<d>{day})[ -]?(?:van )?{month}{year}", Phrase.TYPED),
        (rf"(?<![\d.,a-z])(?P<d>{day})[ -]?(?:van )?{month}{year}", Phrase.TYPED),
        (rf"\b{part} {month}{bare_year}", Phrase.MONTH),
        (rf"\b(?P<m>{full})\b{bare_year}", Phrase.MONTH),
    ]


def _relative() -> list[Row]:
    units = r"(?:weken|week|wkn|wk|dagen|dag|dgn)"
    weekdays, daypart = "|".join(WEEKDAYS), r"(?: ?(?:ochtend|morgen|middag|avond|nacht))?"
    which = r"(?P<which>afgelopen|vorige|vorig|verleden|deze|dit)"
    ahead = r"(?:volgende?|komende?|aanstaande|a\.s\.)"
    before = r"(?:(?P<which>afgelopen|vorige|verleden|laatste) )?"
    return [
        (rf"\bover (?:\d+|{counts()}) ?(?:{units}|maanden|maand|jaar)\b", Phrase.FUTURE),
        (rf"\b{ahead} (?:week|maand|jaar|{weekdays})\b", Phrase.FUTURE),
        (
            rf"(?<![\d,.])\b(?P<n>\d{{1,3}}|{counts()}) ?(?P<unit>{units}) (?:geleden|terug)\b",
            Phrase.AGO,
        ),
        (rf"\b(?:eer)?gister(?:en)?{daypart}\b", Phrase.NAMED),
        (r"\bvan ?(?:daag|ochtend|morgen|middag|avond|nacht)\b", Phrase.NAMED),
        (rf"\b{which} (?P<unit>week|maand|jaar)\b", Phrase.SPAN),
        (rf"\b{before}(?P<w>{weekdays}){daypart}\b(?: ?(?:jl|j\.l)\b\.?)?", Phrase.WEEKDAY),
        (rf"\b(?P<w>{'|'.join(SHORT_WEEKDAYS)})\.? (?={READ})", Phrase.WEEKDAY),
        (r"\b(?:over)?morgen(?:ochtend|middag|avond)?\b|\baanstaande\b|\ba\.s\.", Phrase.FUTURE),
    ]


def _bare() -> list[Row]:
    day = rf"(?:\d{{1,2}}(?:e|de|ste)?|{alternatives(set(ordinal_words()))})"
    return [(rf"\bde (?P<d>{day})(?= *(?:$|[.,;!?]|van {READ}))", Phrase.NUMBER)]
