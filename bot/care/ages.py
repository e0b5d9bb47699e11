"""Which age people mean: in figures, in words, by birth year or roughly."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.care.answer_words import is_question
from bot.care.facts import MONTHS
from bot.care.words import LONGEST, TENS, joined_numbers, number_words, plain, word_set

#: nobody in the Netherlands has become older; a higher number is a typing mistake
OLDEST = 120
#: how far "ongeveer 80" may be from 80
ROUGHLY = 3
LONGEST_ANSWER = 8
#: part of ten years -> its first and last year, and the one that stands for it
DECADES = {"begin": (0, 4, 2), "mid": (3, 7, 5), "halv": (3, 7, 5), "eind": (6, 9, 8)}
DECADES |= {"achter": (6, 9, 8), "ver": (6, 9, 8), "hoog": (6, 9, 8), "": (0, 9, 5)}
#: words that may stand beside an age; with any other word the number may be something else
BESIDE = word_set(
    "ik u jij je hij zij ze die we wij is ben bent was zijn wordt word werd haar mijn onze uw jaar "
    "jaartje jr j oud leeftijd nu al pas net geworden inmiddels dacht denk geloof volgens mij hoor "
    "ja nee nou eh ongeveer bijna rond circa ca om en nabij tegen een de het in uit van op dus "
    "geboren geboortedag bouwjaar jaargang moeder vader ma pa mama papa mam pap oma opa partner man vrouw "
    "echtgenoot echtgenote zoon dochter kind zoontje dochtertje kleinkind zus zusje broer broertje "
    "tante oom buurman buurvrouw vriend vriendin client clienten naaste schoonmoeder schoonvader "
    "baby maand maanden mnd week weken dag dagen nog jong geen begin midden "
    "halverwege eind einde achter ver hoog diep dik tussen tot a plus plusser jonger ouder dan "
    "onder boven over minstens hooguit pasgeboren zo zon deze volgende vorige even"
)
BESIDE |= {*MONTHS}
REASON = re.compile(r"[,.]? *\b(?:want|omdat|doordat)\b")
CLAUSE = re.compile(r"[,.;:!?]\s|[;:!?]|\bmaar\b")
CORRECTS = re.compile(r"\b(?:nee|sorry|bedoel\w*|vergis\w*)\b")


@dataclass(frozen=True)
class AgeReading:
    """An age in whole years, or a refusal.

    Attributes:
        age: years, 0 for a baby; None when no person can have this age.
        approximate: the age is not exact: a birth year, "in de vijftig", "ongeveer 80".
        low: youngest age that it can be.
        high: oldest age that it can be.
    """

    age: int | None
    approximate: bool = False
    low: int = 0
    high: int = 0

    @property
    def refused(self) -> bool:
        """Tell whether no person can have this age."""
        return self.age is None

    def settles(self, limit: int) -> bool:
        """Tell whether it is certain that the age is below the limit, or certain that it is not."""
        return not self.refused and (self.high < limit or self.low >= limit)


REFUSED = AgeReading(None)


def read_age(text: str, today_year: int) -> AgeReading | None:
    """Return the age that a text states, or None when it states none; never raises.

    Args:
        text: what was typed; of more than ``LONGEST_ANSWER`` words only the beginning counts.
        today_year: the year in which a birth year is counted from.
    """
    answer = _opening(in_figures(text[:LONGEST]))
    if not answer or (is_question(answer) and len(answer.split()) > 2):
        return None
    for pattern, reads in _patterns():
        match = pattern.search(answer)
        if match:
            rest = answer[: match.start()] + " " + answer[match.end() :]
            return reads(match, today_year) if _may_stand_beside(rest, match) else None
    return None


def in_figures(text: str) -> str:
    """Return plain text with ages in words as figures: ``vierentachtigjarige`` as ``84 jaar``."""
    typed = joined_numbers(plain(text.replace("½", ",5")))
    typed = re.sub(r"(?<=[a-z0-9]{2})[ -]?jarige?\b", " jaar", typed)
    typed = re.sub(rf"\b({TENS.replace(' ', '|')})ers?\b", r"in de \1", typed)
    typed = re.sub(r"\b(?:een )?half ?jaar(?:tje)?\b", "0,5 jaar", typed)
    typed = re.sub(r"^een$|\been(?= jaar(?! of))", "1", re.sub(r"\banderhalf\b", "1,5", typed))
    return re.sub(r"[a-z]+", lambda match: _figure(match[0]), typed)


def _figure(word: str) -> str:
    return word if word == "een" else str(number_words().get(word, word))


def _opening(text: str) -> str:
    """Return the words in which an age may stand: all of a short text, or a long one's head."""
    kept = REASON.split(text, maxsplit=1)[0]
    if len(kept.split()) <= LONGEST_ANSWER:
        return kept
    head, *after = CLAUSE.split(kept, maxsplit=1)
    corrected = CORRECTS.search(" ".join(after))
    return head if len(head.split()) <= LONGEST_ANSWER and not corrected else ""


def _may_stand_beside(rest: str, match: re.Match[str]) -> bool:
    """Tell whether the words around a number leave no doubt that it is an age."""
    before = match.string[: match.start()].strip()
    after = match.string[match.end() :].strip(" .!")
    if re.search(r"\d", rest) or before.endswith("-") or after.split(" ")[0] in MONTHS:
        return False
    if re.search(r"\b(?:is|wordt|ben|bent)(?: nu| al| pas| net)?$", before):
        return after in ("", "jaar", "jaar oud", "geworden")
    return set(re.findall(r"[a-z]+", rest)) <= BESIDE


Reads = Callable[["re.Match[str]", int], AgeReading]


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], Reads]]:
    """Return the ways to state an age, in the order in which they are tried."""
    number = r"(?P<n>\d{1,3})(?!\d)"
    about = r"(?:ongeveer|rond|circa|ca\.?|zo'n|een jaar of|omstreeks|om en nabij|tegen|ruim)"
    soon = r"over (?:een paar|paar|een|1|[2-9]|1[01]) (?:dag|dagen|week|weken|maand|maanden)"
    almost = rf"(?:bijna|net geen|wordt?(?: [a-z]+){{0,3}}|{soon})"
    part = r"(?P<part>begin|midden|halverwege|einde?|achter|ver|hoog|dik|diep)(?: in)?"
    day = rf"\d{{1,2}}(?:[-/. ]\d{{1,2}}[-/. ]| (?:{'|'.join(MONTHS)}) )"
    table: list[tuple[str, Reads]] = [
        (r"\b(?P<n>\d{1,3}) ?(?:-|a|tot|of) ?(?P<m>\d{1,3})\b(?! ?[-/.]\d)", _range),
        (r"\btussen (?:de )?(?P<n>\d{1,3}) en (?:de )?(?P<m>\d{1,3})\b", _range),
        (rf"\b{number}(?:\+|[ -]?plus(?:ser)?\b)", _from),
        (rf"\b(?:boven de|ouder dan|over de|minstens|zeker) {number}\b", _from),
        (rf"\b{number}(?: jaar)?,?(?: en)? {almost} (?P<m>\d{{1,3}})\b", _and_almost),
        (rf"\b{almost} {number}\b(?! ?(?:maand|week|weken|dag))", _almost),
        (rf"\b(?:nog geen|onder de|jonger dan) {number}\b", _below),
        (rf"\b(?:{part} (?:de )?|in de )(?P<n>[1-9]0)\b", _decade),
        (rf"\b{about} (?:de )?{number}\b", _about),
        (rf"\b{number}(?: jaar)? (?:ongeveer|of zo|ofzo)\b", _about),
        (rf"\b{number} ?(?:jaar|jr)(?:,| en)? \d{{1,2}} ?(?:maanden|maand|mnd)\b", _years),
        (r"\b(?P<n>\d{1,3})(?:[.,]\d)? ?(?P<unit>maand|mnd|week|weken|dag)(?:en)?\b", _young),
        (r"\b(?:baby|pasgeboren)\b", _baby),
        (rf"(?<!\d)(?:{day})?(?P<n>(?:18|19|20)\d\d)(?!\d)", _born),
        (r"(?:(?<=^)|(?<= ))'(?P<n>\d\d)(?!\d)", _born),
        (r"(?<![\d.,/-])(?P<n>\d{1,4})(?:[.,]\d{1,2}| en een hal(?:f|ve)| 1/2)?(?![\d/-])", _years),
    ]
    return [(re.compile(pattern, re.ASCII), reads) for pattern, reads in table]


def _between(low: int, high: int, age: int) -> AgeReading:
    """Return an approximate age, or a refusal of one that nobody has."""
    if age > OLDEST or low > OLDEST or low > high:
        return REFUSED
    return AgeReading(age, True, max(0, low), min(high, OLDEST))


def _years(match: re.Match[str], today_year: int) -> AgeReading:
    age = int(match["n"])
    return REFUSED if age > OLDEST else AgeReading(age, False, age, age)


def _almost(match: re.Match[str], today_year: int) -> AgeReading:
    age = int(match["n"]) - 1
    return REFUSED if not 0 <= age <= OLDEST else AgeReading(age, False, age, age)


def _and_almost(match: re.Match[str], today_year: int) -> AgeReading:
    """Return 17 for "17, bijna 18"."""
    age = int(match["n"])
    return _years(match, today_year) if int(match["m"]) == age + 1 else REFUSED


def _range(match: re.Match[str], today_year: int) -> AgeReading:
    low, high = int(match["n"]), int(match["m"])
    return _between(low, high, (low + high) // 2)


def _below(match: re.Match[str], today_year: int) -> AgeReading:
    age = int(match["n"]) - 1
    return _between(0, age, age) if age >= 0 else REFUSED


def _from(match: re.Match[str], today_year: int) -> AgeReading:
    age = int(match["n"])
    return _between(age, OLDEST, age)


def _decade(match: re.Match[str], today_year: int) -> AgeReading:
    part, tens = match["part"] or "", int(match["n"])
    first, last, middle = next(
        (years for name, years in DECADES.items() if name and part.startswith(name)), DECADES[""]
    )
    return _between(tens + first, tens + last, tens + middle)


def _about(match: re.Match[str], today_year: int) -> AgeReading:
    age = int(match["n"])
    return _between(age - ROUGHLY, age + ROUGHLY, age)


def _young(match: re.Match[str], today_year: int) -> AgeReading:
    a_year = {"m": 12, "w": 52, "d": 365}[match["unit"][0]]
    age = int(match["n"]) // a_year
    return AgeReading(age, False, age, age)


def _baby(match: re.Match[str], today_year: int) -> AgeReading:
    return AgeReading(0, True, 0, 1)


def _born(match: re.Match[str], today_year: int) -> AgeReading:
    year = int(match["n"])
    if year < 100:
        year += 1900 if 1900 + year > today_year - OLDEST + 20 else 2000
    return (
        REFUSED
        if year > today_year
        else _between(today_year - year - 1, today_year - year, today_year - year)
    )
