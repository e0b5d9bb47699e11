"""What the simulated visitor can do at a question, and what must come of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from actions.flows import FLOWS
from bench.bezoek.persons import (
    DATES,
    LISTS,
    PHONES,
    UNKNOWN,
    Person,
    in_free_words,
    mistyped,
    words,
)
from bench.bezoek.talk import Turn
from bot.care.zorgkantoor import Found, find_zorgkantoor
from bot.knowledge.questions import question
from bot.knowledge.zorgkantoren import region_tables

#: what a talk is about: the answers and outcomes of every flow
FILLED = frozenset(name for flow in FLOWS.values() for name in (*flow.slots, *flow.outcomes))
Judge = Callable[[Turn], "str | None"]
ORDINALS = "eerste tweede derde vierde vijfde zesde zevende achtste".split()
BY_NUMBER = ("{n}", "nummer {n}", "optie {n}", "de {nde}")
FREE = ("overdracht_onderwerp", "overdracht_naam", "terugbellen", "overdracht_tijdvak", "plek")
PARTS = {
    "waarom": "waarom vraagt u dit?",
    "makkelijker": "kan het makkelijker?",
    "voorbeeld": "meer uitleg",
}
DAYPARTS = {"ochtend": "ochtend", "middag": "middag"}


@dataclass(frozen=True)
class Move:
    """Something to say, and the judge who says what is wrong with what came of it, or nothing.

    Attributes:
        kind: what sort of thing it is, for the count.
        says: the message.
        judge: from the turn to a fault in words, or None.
        may_fail: whether it may be asked again without a fault, as after a typing error.
    """

    kind: str
    says: str
    judge: Judge
    may_fail: bool = False


def answers(person: Person, turn: Turn) -> list[Move]:
    """Return every way in which a visitor can answer the question that is open."""
    slot = str(turn.after.asked)
    if slot in FREE:
        return list(SPECIAL[slot](person, turn))
    value = person.answer(slot)
    found = [*_by_button(person, turn, slot, value), *_by_words(person, slot, value)]
    if value == UNKNOWN or slot in DATES or person.chance.random() > 0.1:
        return found
    unknown = in_free_words(person, slot, UNKNOWN)
    person.would[slot] = [UNKNOWN] if slot in LISTS else UNKNOWN
    return [Move("weet niet", str(unknown), filled(slot, person.would[slot]))]


def filled(slot: str, value: Any, may_fail: bool = False) -> Judge:
    """Judge whether a slot got a value."""

    def judge(turn: Turn) -> str | None:
        got = turn.after.slots.get(slot)
        forgotten = turn.utters[-1:] == ["utter_uitkomst_termijn_onbekend"] and got is None
        if same(got, value) or (forgotten and value == UNKNOWN):
            return None
        if may_fail and unread(turn):
            return None
        return f"{slot} moest {value} zijn en is {got}; gezegd: {turn.utters}"

    return judge


def unread(turn: Turn) -> bool:
    """Tell whether a message was not understood and nothing was lost by it."""
    asked = turn.after.asked
    return asked is not None and asked == turn.before.asked and not changed(turn)


def changed(turn: Turn) -> set[str]:
    """Return the answers and outcomes that a turn changed; how the talk itself goes is no answer."""
    before, after = turn.before.slots, turn.after.slots
    return {name for name in FILLED if before.get(name) != after.get(name)}


def same(got: Any, value: Any) -> bool:
    """Tell whether two values of a slot are the same, a list in any order."""
    if isinstance(got, list) and isinstance(value, list):
        return set(got) == set(value)
    return bool(got == value)


def _by_button(person: Person, turn: Turn, slot: str, value: Any) -> Iterator[Move]:
    """Yield pressing the button, typing its number and typing its words."""
    values = value if isinstance(value, list) else [value]
    options = question(slot).options
    at = [number for number, (name, _) in enumerate(options) if name in values]
    if len(at) != len(values) or len(turn.buttons) < len(options):
        return  # it was asked back with choices of its own
    judge = filled(slot, value)
    if len(at) == 1:
        yield Move("knop", turn.buttons[at[0]]["payload"], judge)
        form = person.chance.choice(BY_NUMBER)
        spoken = form.format(n=at[0] + 1, nde=ORDINALS[at[0]])
    else:
        spoken = " en ".join(str(number + 1) for number in at)
    if len(options) > 1:
        yield Move("nummer", spoken, judge)
    titles = " en ".join(options[number][1].lower() for number in at)
    yield Move("woorden van de knop", titles, judge)


def _by_words(person: Person, slot: str, value: Any) -> Iterator[Move]:
    """Yield the visitor's own words, once as they are and once with a typing error."""
    said = in_free_words(person, slot, value)
    if said is None:
        return
    hesitates = value == UNKNOWN or value == [UNKNOWN]
    # "ongeveer 20" may be under age or not: that is asked back
    roughly = slot == "leeftijd" and "ongeveer" in said
    kind = "weet niet" if hesitates else "vrije woorden"
    yield Move(kind, said, filled(slot, value, may_fail=roughly), may_fail=roughly)
    wrong = mistyped(said, person.chance)
    if wrong is not None:
        yield Move("tikfout", wrong, filled(slot, value, may_fail=True), may_fail=True)


def _subject(person: Person, turn: Turn) -> Iterator[Move]:
    slot = "overdracht_onderwerp"
    if person.answer(slot) == "vrij":
        said = person.chance.choice(words()["vrij"][slot]["vrij"])
        yield Move("vrije woorden", said, filled(slot, said))
    else:
        value = person.chance.choice(question(slot).values)
        yield from _by_button(person, turn, slot, value)


def _name(person: Person, turn: Turn) -> Iterator[Move]:
    slot = "overdracht_naam"
    kind = person.answer(slot)
    said = person.chance.choice(words()["vrij"][slot][kind])
    yield Move("vrije woorden", said, filled(slot, "geen" if kind == "geen" else said))
    if kind == "geen":
        yield from _by_button(person, turn, slot, "geen")


def _phone(person: Person, turn: Turn) -> Iterator[Move]:
    """Yield giving a number, or none; without one the request ends and nothing of it is kept."""
    slot = "terugbellen"
    kind = person.answer(slot)
    number = person.chance.choice(PHONES)
    said = person.chance.choice(words()["vrij"][slot][kind]).format(tel=number)
    part = next((p for word, p in DAYPARTS.items() if word in said), "overdag")
    if kind == "geen":
        yield Move("weet niet", said, filled(slot, None))
    else:
        person.would["telefoon"] = "0" + "".join(c for c in number if c.isdigit())[-9:]
        yield Move("vrije woorden", said, filled(slot, {"telefoon": "bekend", "tijdvak": part}))


def _slot_to_call(person: Person, turn: Turn) -> Iterator[Move]:
    """Yield choosing one of the slots that are offered, by its button or its words."""

    def judge(after: Turn) -> str | None:
        chosen = after.after.slots.get("overdracht_tijdvak")
        said = "utter_uitkomst_overdracht_ontvangen" in after.utters  # the slots are empty by then
        return None if chosen or said else f"geen tijdvak gekozen; gezegd: {after.utters}"

    offered = [b for b in turn.buttons if "overdracht_tijdvak" in b["payload"]]
    chosen = person.chance.choice(offered)
    yield Move("knop", chosen["payload"], judge)
    yield Move("woorden van de knop", chosen["title"].lower(), judge)


def _place(person: Person, turn: Turn) -> Iterator[Move]:
    """Yield naming a place, one that exists twice, or none."""
    options = _places_offered(turn)
    if options:
        chosen = person.chance.choice(options)
        place = json.loads(chosen["payload"].removeprefix("/antwoord"))["plek"]
        yield Move("knop", chosen["payload"], filled("plek", place))
        yield Move("woorden van de knop", chosen["title"], filled("plek", chosen["title"]))
        return
    kind = person.chance.choices(("vrij", "dubbel", UNKNOWN), (8, 2, 1))[0]
    known = words()["vrij"]["plek"]
    if kind == "vrij":
        names = person.answer("plek")
        said = person.chance.choice(names)
        yield Move("vrije woorden", said, in_the_region_of(names[0], person))
    elif kind == "dubbel":
        yield Move("vrije woorden", person.chance.choice(known["dubbel"]), _asks_which)
    else:
        # who does not know the place gets told where to look, and the flow ends
        yield Move("weet niet", person.chance.choice(known[UNKNOWN]), filled("plek", None))


def _places_offered(turn: Turn) -> list[dict[str, str]]:
    """Return the buttons with the places of which one must be chosen."""
    buttons = [b for message in turn.messages for b in message.get("buttons") or []]
    return [b for b in buttons if '"plek"' in b["payload"] and UNKNOWN not in b["payload"]]


def _asks_which(turn: Turn) -> str | None:
    asked = len(_places_offered(turn)) > 1 and turn.after.asked == "plek"
    return None if asked else f"een plaats die twee keer bestaat: {turn.utters}"


def in_the_region_of(name: str, person: Person) -> Judge:
    """Judge whether the place that was understood lies in the region of another name for it."""

    def judge(turn: Turn) -> str | None:
        found = find_zorgkantoor(name, region_tables(), person.day)
        wanted = found.region_code if isinstance(found, Found) else None
        got = turn.after.slots.get("regio_code")
        return None if got == wanted else f"{turn.said} moest regio {wanted} zijn en is {got}"

    return judge


SPECIAL: dict[str, Callable[[Person, Turn], Iterator[Move]]] = {
    "overdracht_onderwerp": _subject,
    "overdracht_naam": _name,
    "overdracht_tijdvak": _slot_to_call,
    "terugbellen": _phone,
    "plek": _place,
}
