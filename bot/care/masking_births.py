"""Finds days of birth: the day and the month go, the year stays, since the age is needed.

A day is somebody's day of birth when a word says so, or when it is too long ago for anything that
this assistant is asked about (the Wlz began in 2015) and nothing else is said of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

BIRTH_MARK = "[geboortedag]"
#: days before this year, of which nothing is said, are of a birth
LONG_AGO = 2010
_MONTHS = (
    r"(?:jan(?:uari)?|febr?(?:uari)?|maart|mrt|apr(?:il)?|mei|jun[ie]?|jul[ie]?|aug(?:ustus)?|"
    r"sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_UNITS = "een|twee|drie|vier|vijf|zes|zeven|acht|negen"
_DAY_WORDS = (
    rf"(?:(?:{_UNITS})(?:ë|e)?n?(?:twintig|dertig)|(?:der|veer|vijf|zes|zeven|acht|negen)tien|"
    rf"twintig|dertig|tien|elf|twaalf|{_UNITS}|eerste)"
)
_DAY = rf"(?:\d{{1,2}}(?:e|de|ste)?|{_DAY_WORDS})"
_IN_WORDS = rf"{_DAY}[\s-]{{1,2}}{_MONTHS}"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?<!\d)(?:\d{{1,2}}(?P<gap>[-/. ])\d{{1,2}}(?P=gap)(?P<y1>{_YEAR})"
    rf"|{_IN_WORDS},?[\s-]?(?P<y2>{_YEAR})"
    rf"|(?P<y3>{_YEAR})-\d{{1,2}}-\d{{1,2}}"
    rf"|\d{{4}}(?P<y4>{_YEAR}))(?!\d)"
)
#: a year in two figures, or none at all: only where a word says what day it is
_SHORT_DATE = (
    rf"(?<!\d)(?:\d{{1,2}}(?P<gap2>[-/.])\d{{1,2}}(?P=gap2)'?(?P<y5>\d\d)"
    rf"|{_IN_WORDS}(?:,?\s?'?(?P<y6>\d\d))?)(?![\d:])"
)
_BORN = (
    r"(?<!\[)\bge(?:boren|b?oo?rte\s?(?:datum|dag)|b(?:\.?\s?dat(?:um)?)?\b)\.?"
    r"|\b(?:verjaardag|jarig)\b"
)
#: between the word and the day; a new clause tells of another day
_BETWEEN = r"(?:(?!\ben (?:op|kreeg|toen)\b)[^\d!?;\n\[]){0,30}?"
_CUED = re.compile(rf"(?P<before>(?:{_BORN}){_BETWEEN})(?:{_DATE}|{_SHORT_DATE})", re.IGNORECASE)
_CUED_AFTER = re.compile(rf"(?:{_DATE}|{_SHORT_DATE})(?=[\s,)]{{1,3}}geboren\b)", re.IGNORECASE)
_PERSON = (
    r"(?:moeder|vader|ma|pa|mam|pap|mama|papa|oma|opa|man|vrouw|zoon|dochter|kind|broer|zus|partner|"
    r"tante|oom|cli[eë]nte?|pati[eë]nte?|mw|mevr|mevrouw|dhr|heer|meneer|ik|hij|zij|ze)\b\.?"
)
#: the name of a person may stand in between; only there a capital counts
_NAME = r"(?-i:(?:\s(?:van|de|der|den|[A-Z][\w.'-]*)){0,4})"
_OF_A_PERSON = re.compile(
    rf"(?P<before>\b{_PERSON}{_NAME}(?:\s(?:is|was|van|uit|op))*[\s,:(-]{{1,3}}){_DATE}",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?P<before>^\W*(?:(?:ja|nee|nou|op|van|uit|dat|is|het)[\s,]+){{0,4}}){_DATE}(?=\W*$)",
    re.IGNORECASE,
)


def without_births(text: str, kinds: list[str]) -> str:
    """Return a text in which the year is what is left of a day of birth.

    Args:
        text: of any length.
        kinds: gets ``geboortedag`` for each that was found.
    """
    for pattern, is_one in ((_CUED, _any), (_CUED_AFTER, _any), (_OF_A_PERSON, _is_long_ago)):
        text = pattern.sub(_masked(kinds, is_one), text)
    return _ALONE.sub(_masked(kinds, _is_long_ago), text)


def is_day_in_digits(digits: str) -> bool:
    """Tell whether eight digits are a day: ``20112026`` or ``20261120``."""
    if len(digits) != 8:
        return False
    orders = (digits, digits[6:] + digits[4:6] + digits[:4])
    return any(_exists(one[:2], one[2:4], one[4:]) for one in orders)


def _exists(day: str, month: str, year: str) -> bool:
    try:
        return 1900 <= dt.date(int(year), int(month), int(day)).year < 2100
    except ValueError:
        return False


def _masked(
    kinds: list[str], is_one: Callable[[re.Match[str]], bool]
) -> Callable[[re.Match[str]], str]:
    def swap(match: re.Match[str]) -> str:
        if not is_one(match):
            return match.group()
        kinds.append("geboortedag")
        before = match.groupdict().get("before") or ""
        return f"{before}{BIRTH_MARK} {_year(match)}".rstrip()

    return swap


def _year(match: re.Match[str]) -> str:
    """Return the year as it was typed; two figures get the sign by which they are no age."""
    found = {name: year for name, year in match.groupdict().items() if year and name[0] == "y"}
    name, year = next(iter(found.items()), ("", ""))
    return f"'{year}" if name in ("y5", "y6") else year


def _any(match: re.Match[str]) -> bool:
    return True


def _is_long_ago(match: re.Match[str]) -> bool:
    return int(_year(match)) < LONG_AGO
