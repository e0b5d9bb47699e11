"""Who a message is about: the person who needs care, among all who are named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: relation -> who the care is for
RELATIONS = {
    **dict.fromkeys(
        "moeder vader man vrouw partner echtgenoot echtgenote oma opa zus zusje broer broertje tante "
        "oom neef nicht zwager schoonzus schoonmoeder schoonvader stiefmoeder stiefvader buurvrouw "
        "buurman vriendin vriend ma pa mam pap mama papa moe mams paps ouders schoonouders".split(),
        "naaste",
    ),
    **dict.fromkeys(
        "zoon dochter kind zoontje dochtertje kindje kleinzoon kleindochter kleinkind pleegkind".split(),
        "kind",
    ),
    **dict.fromkeys("cliënt client clienten patiënt patient bewoner bewoonster".split(), "client"),
}
#: short and pet names, as they are said back
SPOKEN = {
    **dict.fromkeys(("ma", "mam", "mams", "mama", "moe"), "moeder"),
    **dict.fromkeys(("pa", "pap", "paps", "papa"), "vader"),
    **dict.fromkeys(("client", "clienten", "cliënt"), "cliënt"),
    "patient": "patiënt",
    "zoontje": "zoon",
    "dochtertje": "dochter",
    "kindje": "kind",
    "zusje": "zus",
    "broertje": "broer",
}
#: several people: whose age or illness it is cannot be told, and "uw ouders is" is no Dutch
SEVERAL = frozenset({"ouders", "schoonouders"})
WOMEN = frozenset(
    "moeder vrouw echtgenote oma zus tante nicht schoonzus schoonmoeder stiefmoeder buurvrouw "
    "vriendin dochter kleindochter bewoonster".split()
)
MEN = frozenset(
    "vader man echtgenoot opa broer oom neef zwager schoonvader stiefvader buurman vriend zoon "
    "kleinzoon".split()
)
SELF, SOMEONE, US = "ik", "iemand", "wij"
NAMES = "|".join(sorted((n for n in RELATIONS if n.isascii()), key=len, reverse=True))
_KIN = "|".join(
    "moeder vader zus broer tante oom zoon dochter kind zoontje dochtertje buurvrouw buurman "
    "vriendin vriend client patient bewoner kleinzoon kleindochter".split()
)
_OWN = r"(?:mijn|m n|mn|me|mij|onze|ons|men)"
#: words between "mijn" and the relation
_KIND = r"(?:(?:\d{1,3} jaar|[a-z]+e|eigen|ex) ){0,2}"
MENTION = re.compile(
    rf"(?:^|\b(?:de|het|een) )(?P<of>{NAMES}) van {_OWN} (?:{NAMES})\b"
    rf"|\b(?:haar|zijn|hun) (?P<their>{NAMES})\b"
    rf"|\b{_OWN} {_KIND}(?P<own>{NAMES})\b"
    rf"|\been {_KIND}(?P<a>{_KIN})\b"
    r"|\been (?:[a-z]+e )?(?P<some>man|vrouw|dame|heer|meneer|mevrouw|jongen|meisje|iemand)\b"
    rf"|^(?P<bare>moeder|vader|oma|opa|ma|pa|mama|papa|mam|pap|client|patient|bewoner)\b"
    r"|\b(?P<self>ik(?! (?:bedoel\w*|zei|dacht)\b)|mijzelf|mezelf|mijn eigen)\b|\b(?P<us>wij|we)\b"
    r"|\b(?P<she>zij|ze|haar)\b|\b(?P<he>hij|hem)\b"
)
#: nothing but who it is about: "mijn man", "voor m n dochter van 9"
ONLY_SOMEONE = re.compile(
    rf"(?:(?:ja|nee|het|dat|is|gaat|om|voor|met|van|over) ){{0,4}}(?:{_OWN} |de |een )?{_KIND}"
    rf"(?:{NAMES})(?: (?:van )?\d{{1,3}}(?: jaar)?)?"
)
DEAD = re.compile(
    r"\b(?:overleden|overleed|gestorven|niet meer in leven|leeft niet meer|is er niet meer|is dood)\b"
)
FOR_SELF = re.compile(r"\bvoor (?:mijzelf|mezelf|mij zelf|me zelf)\b")
FOR = re.compile(rf"\b(?:voor|over|van) {_OWN} {_KIND}({NAMES})\b")
#: whoever does this is not the one who needs the care
HELPS = re.compile(
    r"(?:van \d{1,3} (?:jaar )?)?(?:\w+ )?(?:helpt|zorgt|verzorgt|regelt|ondersteunt|past op|let op|"
    r"doet (?:alles|veel|de|mijn|iedere|elke)|vraagt|belt)\b"
)
HELPS_ME = re.compile(r"\b(?:helpt|verzorgt|ondersteunt|zorgt voor) (?:mij|me|ons)\b")
#: what somebody does for another who needs the care: "mag mijn zus dat aanvragen?"
ACTS = re.compile(
    r"\b(?:aanvragen|aanvraagt|tekenen|tekent|ondertekenen|regelen|invullen|meegaan|meekomen|"
    r"aanwezig|gemachtigd\w*|machtigen|mentor|bewindvoerder|curator|vertegenwoordig\w*)\b"
)
#: before somebody who is not the one who acts
BESIDE = frozenset("voor van met over bij aan".split())
#: words with which somebody tells an illness of himself: "ik zoek iets voor mensen met ..." is none
SELF_HAS = re.compile(
    r"\bik (?:\w+ )?(?:heb|ben|lijd|kreeg)\b|\b(?:heb|ben|lijd) (?:ik|zelf)\b|^(?:heb|ben|lijd)\b"
)
#: whoever says this of himself is not the one who needs the care
CARER = re.compile(
    r"\b(?:mantelzorger|mantelzorg|als (?:dochter|zoon|partner|vrouw|man)|zorg (?:ik )?voor|"
    r"wijkverpleegkundige|verpleegkundige|casemanager|hulpverlener|ik werk|maatschappelijk werker)\b"
)


@dataclass(frozen=True)
class Mention:
    """Somebody named in a clause, from place ``at`` in its words on."""

    at: int
    person: str


def mentions(words: str, known: Iterable[str], current: str | None) -> list[Mention]:
    """Return who a clause names, in order; "ze" and "hij" are the one last named who fits.

    Args:
        words: of a clause.
        known: who was named before, in order.
        current: who the clause before was about.
    """
    found: list[Mention] = []
    for match in MENTION.finditer(words):
        before = [*known, *(m.person for m in found)]
        found.append(Mention(match.start(), _person(match, before, current)))
    return found


def _person(match: re.Match[str], before: list[str], current: str | None) -> str:
    if match["some"] or match["their"]:
        return SOMEONE
    name = match["of"] or match["own"] or match["a"] or match["bare"]
    if name:
        return SPOKEN.get(name, name)
    if match["self"] or match["us"]:
        return SELF if match["self"] else US
    fits = (WOMEN, MEN) if match["she"] else (MEN, WOMEN)
    others = [p for p in reversed(before) if p not in (SELF, US) and p not in fits[1]]
    if current in others:
        return str(current)
    return next((p for p in others if p in fits[0]), others[0] if others else SOMEONE)


def who_of(person: str) -> str | None:
    """Return for whom care is sought when it is for this person; None for somebody unnamed."""
    if person == SELF:
        return "zelf"
    return RELATIONS.get(person)


def in_need(
    named: list[str], ill: list[str], aged: list[str], text: str, about: str | None
) -> str | None:
    """Return the one person who needs the care; None when that is not beyond doubt.

    Args:
        named: who is named, lives and does not do the helping, in order.
        ill: of whom an illness or need is told.
        aged: of whom an age is told.
        text: the message in plain words.
        about: who the talk is about so far, if that is known.
    """
    if FOR_SELF.search(text):
        return SELF
    others = [p for p in dict.fromkeys(named) if p not in (SELF, US)]
    chosen = _one(p for p in ill if p in others) if any(p in others for p in ill) else None
    if chosen or len({*ill} & {*others}) > 1:
        return chosen
    meant = {SPOKEN.get(name, name) for name in FOR.findall(text)} & {*others}
    for group in (meant, {*aged} & {*others}, {*others}):
        if len(group) == 1:
            return next(iter(group))
    if others or CARER.search(text) or about not in (None, "zelf"):
        return None
    return SELF if SELF in {*ill, *aged} else None


def _one(found: Iterable[str]) -> str | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None
