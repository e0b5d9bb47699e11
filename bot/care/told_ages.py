"""Ages told in passing: only a number that stands with a person, and never "al 5 jaar ziek"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.care.ages import AgeReading, read_age
from bot.care.persons import NAMES

#: from this age on the law is another one, so an age that may be on either side says nothing
ADULT = 18
_NUMBER = (
    r"(?:(?:bijna|ongeveer|ruim|rond de|in de|begin|eind|midden|halverwege|achter in de|begin de) )"
    r"{0,2}\d{1,3}\b"
)
_NO_AGE = (
    r"(?! (?:euro|eur|kilo|kg|uur|uren|u|weken|week|maand|maanden|mnd|dagen|dag|minuten|procent|km|"
    r"keer|mensen|meter|personen|kinderen|punten|januari|februari|maart|april|mei|juni|juli|augustus|"
    r"september|oktober|november|december)\b)"
)
#: years that somebody has been something, and no age
_LASTS = (
    r"(?! jaar (?:geleden|lang|terug|ziek|getrouwd|ervaring|later|samen|mantelzorger|dement\w*|weg|"
    r"in|op|bij|aan|onder|daar|wachten|te)\b)"
)
_YEAR = r"(?:19|20)\d\d\b"
_SOMEONE = rf"(?:{NAMES}|man|vrouw|jongen|meisje|iemand|kindje|mens|dame|heer|client)"
_SUBJECT = rf"(?:{_SOMEONE}|ik|hij|zij|ze|die)"
_SOFT = r"(?:(?:nu|al|pas|net|inmiddels|ook|zelf|toch|eigenlijk|nog maar|trouwens|overigens|echt) ){0,3}"
#: an age beside a person; it holds in a question too: "krijgt mijn moeder van 84 Wlz?"
ATTACHED = (
    rf"\b{_SOMEONE} (?:van|va|vn|v) {_SOFT}(?P<n>{_NUMBER}){_NO_AGE}{_LASTS}",
    rf"(?:^|\b(?:voor|met|bij|van|over|en) )(?:(?:mijn|mn|onze|een) )?{_SOMEONE} "
    rf"(?P<n>\d{{1,3}}){_NO_AGE}{_LASTS}",
    rf"\b(?:mijn|mn|onze|een) (?P<n>\d{{1,3}}) jaar {_SOMEONE}\b",
    rf"\b{_SOMEONE} (?:uit |van )?(?P<y>{_YEAR})(?! (?:heeft|is) (?:ze|hij))",
    r"^(?P<alone>\d{1,3})(?: jaar)?$",
    rf"^(?P<alone_year>{_YEAR})$",
)
STATED = (
    rf"\b{_SUBJECT} (?:is|ben|bent) {_SOFT}(?P<n>{_NUMBER}){_NO_AGE}{_LASTS}",
    rf"\b(?:is|ben) {_SUBJECT} {_SOFT}(?P<n>{_NUMBER}){_NO_AGE}{_LASTS}",
    rf"^(?:(?:nee|ja|en|sorry|maar) )*(?:is|ben) {_SOFT}(?P<n>{_NUMBER}){_NO_AGE}{_LASTS}",
    r"\b(?P<n>\d{1,3}) jaar oud\b",
    rf"^(?:(?:nee|sorry|maar) )*ik bedoel(?:de)? {_SOFT}(?P<n>\d{{1,3}}) jaar$",
    rf"\bgeboren (?:[a-z0-9]+ ){{0,3}}(?P<y>{_YEAR})",
    rf"\b(?:in|op) (?:[a-z0-9]+ ){{0,2}}(?P<y>{_YEAR}) geboren\b",
)
PATTERNS = {
    True: [re.compile(pattern) for pattern in ATTACHED],
    False: [re.compile(pattern) for pattern in (*ATTACHED, *STATED)],
}
ENDS_WITH_A_PERSON = re.compile(rf"\b{_SOMEONE}$")


def ages(words: str, before: str, year: int, asks: bool) -> Iterator[tuple[int, int]]:
    """Yield the ages in the words of a clause: where each stands, and how many years it is.

    Args:
        words: of the clause, with numbers in figures.
        before: words of the clause before; a number alone counts after "mijn zoon".
        year: the year of today, from which a birth year is counted.
        asks: it is a question: "is mijn moeder 84?" tells nothing.
    """
    for pattern in PATTERNS[asks]:
        for match in pattern.finditer(words):
            groups = {name: text for name, text in match.groupdict().items() if text}
            kind, said = next(iter(groups.items()))
            if kind.startswith("alone") and not ENDS_WITH_A_PERSON.search(before):
                continue
            born = kind in ("y", "alone_year")
            reading = read_age(f"geboren in {said}" if born else said, year)
            if reading is not None and _certain(reading):
                yield match.start(kind), int(reading.age or 0)


def _certain(reading: AgeReading) -> bool:
    return not reading.refused and reading.settles(ADULT)
