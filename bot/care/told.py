"""What a message tells about a situation in passing, so that a flow need not ask it.

Conservative: what is denied ("geen dementie"), asked ("dementie?") or supposed ("als hij dementie
heeft") tells nothing, and of several people only the one who needs the care counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.care.clauses import Clause, clauses
from bot.care.dates import read_date
from bot.care.lexicon import Lexicon, Phrase, Told
from bot.care.persons import (
    ACTS,
    BESIDE,
    DEAD,
    HELPS,
    HELPS_ME,
    SELF,
    SELF_HAS,
    SEVERAL,
    SOMEONE,
    US,
    Mention,
    in_need,
    mentions,
    who_of,
)
from bot.care.told_ages import ages

#: words shortly before a phrase that take it back or leave it open
OPEN_BEFORE = re.compile(
    r"\b(?:geen|niet|nooit|zonder|of|misschien|mogelijk|wellicht|vermoed\w*|vermoeden|onderzo\w*|"
    r"mensen|personen|ouderen|kinderen|jongeren|iedereen|clienten|bewoners|"
    r"bang|test|verdenking|lijkt|risico|uitgesloten|uitsluiten|denk\w*|twijfel\w*|nog geen)\b"
    r"(?: \w+){0,2} $"
)
DENIED_BEFORE = re.compile(r"\b(?:geen|niet|nooit|zonder)\b(?: \w+){0,1} $")
OPEN_AFTER = re.compile(r" (?:of niet|is uitgesloten|uitgesloten|heeft (?:ze|hij) niet)\b")
#: in a question this still tells: "krijgt mijn moeder met dementie Wlz?"
WITH = re.compile(r"\b(?:met|door|vanwege|wegens|dementerende?|demente)(?: \w+){0,2} $|$^")
#: what somebody who helps says of himself is told of the one he helps: "ik let dag en nacht op"
OF_THE_OTHER = frozenset({"toezicht24", "nabij24"})
OTHER_WAY = {"ja": "nee", "nee": "ja"}


@dataclass(frozen=True)
class Fact:
    """One thing that is told, and of whom; None for the case as a whole."""

    person: str | None
    kind: str
    slot: str
    value: Any


def told_in(text: str, on: dt.date, lexicon: Lexicon, about: str | None = None) -> Told:
    """Return what a message tells; never raises.

    Args:
        text: as typed.
        on: today.
        lexicon: the phrases.
        about: who the talk is about so far: a relation, ``zelf``, or None.
    """
    parts = clauses(lexicon.mending.text(text))
    reader = _Reader(on, lexicon, " ".join(part.words for part in parts), about)
    for part in parts:
        reader.read(part)
    person = in_need(reader.alive, reader.of("ill"), reader.of("aged"), reader.whole, about)
    return _summed_up(reader, person, lexicon, about)


class _Reader:
    """Reads clause after clause and remembers who was named."""

    def __init__(self, on: dt.date, lexicon: Lexicon, whole: str, about: str | None) -> None:
        self.on, self.lexicon, self.whole = on, lexicon, whole
        self.phrases = [p for p in lexicon.phrases if p.needs is None or p.needs.search(whole)]
        known = SELF if about == "zelf" else about
        self.named: list[str] = []
        self.dead: set[str] = set()
        self.helping: set[str] = set()
        self.facts: list[Fact] = []
        self.current: str | None = known
        self.before = ""

    @property
    def alive(self) -> list[str]:
        """Who was named, lives, and does not do the helping."""
        return [person for person in self.named if person not in self.dead | self.helping]

    def of(self, kind: str) -> list[str]:
        """Return of whom something of a kind is told, who live."""
        living = (f for f in self.facts if f.person not in self.dead)
        return [f.person for f in living if f.kind == kind and f.person is not None]

    def read(self, clause: Clause) -> None:
        """Read one clause."""
        people = mentions(clause.words, self.named, self.current)
        if not clause.supposes or people:
            self._facts_of(clause, [(m.at, m.person) for m in people])
        self.named += [m.person for m in people]
        self.helping |= set(_helpers(clause.words, people, self.current))
        if people:
            self.current = people[-1].person
        if DEAD.search(clause.words) and self.current and not clause.asks:
            self.dead.add(people[0].person if people else self.current)
        self.before = clause.words

    def _facts_of(self, clause: Clause, people: list[tuple[int, str]]) -> None:
        # an age beside a person holds whatever is asked or supposed of them
        open_ = clause.asks or clause.supposes
        for at, years in ages(clause.words, self.before, self.on.year, open_):
            person = _nearest(at, people, self.current)
            if person is not None:
                self.facts.append(Fact(person, "aged", "leeftijd", years))
        for phrase in self.phrases:
            for match in phrase.pattern.finditer(clause.words):
                if phrase.unless is None or not phrase.unless.search(clause.words):
                    self._told(phrase, match, clause, people)

    def _told(
        self, phrase: Phrase, match: re.Match[str], clause: Clause, people: list[tuple[int, str]]
    ) -> None:
        person = _nearest(match.start(), people, self.current) if phrase.of_person else None
        if phrase.of_person and person is None:
            return
        if person in (SELF, US) and OF_THE_OTHER & {*phrase.says, *phrase.maybe}:
            person = next((p for p in reversed(self._near(people)) if p not in (SELF, US)), person)
            # what a carer does is not yet what must be done
            phrase = replace(phrase, says={}, maybe={**phrase.says, **phrase.maybe})
        if person == SELF and not SELF_HAS.search(clause.words):
            return
        kind = _standing(phrase, match, clause)
        if kind == "denied":
            self._add(person, "denied", phrase.says)
        elif kind == "stands":
            self._add(person, "ill" if phrase.of_person else "said", phrase.says)
            self._add(person, "implied", phrase.implies)
            self._add(person, "maybe", phrase.maybe)
            self._add(person, "denied", {k: OTHER_WAY[v] for k, v in phrase.denies.items()})
            if phrase.date is not None:
                day = read_date(clause.text, self.on).day
                self._add(None, "said", {phrase.date: day.isoformat()} if day else {})

    def _near(self, people: list[tuple[int, str]]) -> list[str]:
        return [*self.named, *([self.current] if self.current else []), *(p for _, p in people)]

    def _add(self, person: str | None, kind: str, values: Mapping[str, Any]) -> None:
        self.facts += [Fact(person, kind, slot, value) for slot, value in values.items()]


def _helpers(words: str, people: Sequence[Mention], current: str | None) -> Iterator[str]:
    """Yield who does the helping: "mijn zus van 60 zorgt voor ...", "mag mijn zus tekenen"."""
    if HELPS_ME.search(words) and (people or current):
        others = [m.person for m in people if m.person not in (SELF, US)]
        yield others[0] if others else str(current)
    for mention in people:
        before = words[: mention.at].split()[-1:]
        if mention.person in (SELF, US) or BESIDE & {*before}:
            continue
        after = re.sub(
            r"^(?:(?:mijn|m n|mn|me|onze|ons|een|de|het|haar|zijn|hun) )?\w+ ?",
            "",
            words[mention.at :],
        )
        if HELPS.match(after) or ACTS.search(after):
            yield mention.person


def _nearest(at: int, people: Sequence[tuple[int, str]], current: str | None) -> str | None:
    """Return the person last named before a place; else the first after it, or who it was about."""
    before = [person for place, person in people if place <= at]
    after = [person for place, person in people if place > at]
    return before[-1] if before else after[0] if after else current


def _standing(phrase: Phrase, match: re.Match[str], clause: Clause) -> str:
    """Return whether a phrase ``stands``, is ``denied``, or is left ``open``."""
    before = clause.words[: match.start()]
    if not clause.asks and not clause.supposes and DENIED_BEFORE.search(before):
        return "denied"
    doubtful = OPEN_BEFORE.search(before) or OPEN_AFTER.match(clause.words[match.end() :])
    either = clause.then_or and match.end() == len(clause.words)
    if doubtful or either or clause.supposes:
        return "open"
    if clause.asks:
        attached = "grondslag" in phrase.says and (
            WITH.search(before) or match[0].startswith("met ") or match[0].endswith("ende")
        )
        return "stands" if attached and not phrase.maybe else "open"
    return "stands"


def _summed_up(reader: _Reader, person: str | None, lexicon: Lexicon, about: str | None) -> Told:
    counted = list(_counted(reader, person, about))
    says = {**_who(reader, person), **_values(counted, ("aged", "ill", "said"), lexicon)}
    if "wzd_aandoening" in says and len(says.get("grondslag", [])) > 1:
        del says["wzd_aandoening"]
    implies = {k: v for k, v in _values(counted, ("implied",), lexicon).items() if k not in says}
    maybe = {k: v for k, v in _values(counted, ("maybe",), lexicon).items() if k not in says}
    return Told(says, implies, maybe, _denied(counted, lexicon, says))


def _counted(reader: _Reader, person: str | None, about: str | None) -> Iterator[Fact]:
    """Yield the facts of the case, and of the one person who needs the care."""
    known = {SELF} if about == "zelf" else {about, SOMEONE} - {None}
    if person == SOMEONE and about == "zelf":
        return
    mine = {person} if person else {p for p in known if not _others(reader)}
    for fact in reader.facts:
        if fact.person is None or (fact.person in mine and fact.person not in reader.dead):
            yield fact


def _others(reader: _Reader) -> bool:
    """Tell whether people are named of whom it is not clear who needs the care."""
    return any(who_of(p) not in (None, "zelf") for p in reader.alive)


def _who(reader: _Reader, person: str | None) -> dict[str, Any]:
    kinds = {who_of(p) for p in reader.alive} - {None, "zelf"}
    if person is None or person == SOMEONE:
        return {"voor_wie": kinds.pop()} if len(kinds) == 1 and person is None else {}
    who = {"voor_wie": who_of(person)}
    return who if person in SEVERAL or person == SELF else {**who, "relatie": person}


def _values(facts: Sequence[Fact], kinds: Sequence[str], lexicon: Lexicon) -> dict[str, Any]:
    """Return the values by slot; of a slot that is told two ways none, except for lists."""
    found: dict[str, list[Any]] = {}
    for fact in facts:
        if fact.kind in kinds:
            values = found.setdefault(fact.slot, [])
            values += [fact.value] if fact.value not in values else []
    lists = {slot: values for slot, values in found.items() if slot in lexicon.lists}
    return {**{slot: v[0] for slot, v in found.items() if len(v) == 1}, **lists}


def _denied(facts: Sequence[Fact], lexicon: Lexicon, says: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in facts:
        if fact.kind != "denied":
            continue
        if fact.slot in lexicon.lists:
            if fact.value not in says.get(fact.slot, ()):
                found.setdefault(fact.slot, []).append(fact.value)
        elif fact.slot not in says and fact.value in OTHER_WAY:
            found[fact.slot] = OTHER_WAY[fact.value]
    return found
