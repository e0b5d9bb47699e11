"""What the simulated visitor does instead of answering: asking, going back, correcting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from actions.flow import Flow
from bench.bezoek.moves import PARTS, Judge, Move, changed, same
from bench.bezoek.persons import DATES, LISTS, UNKNOWN, Person, words
from bench.bezoek.talk import Turn
from bot.knowledge.questions import question

#: at these questions everything that is said is an answer
ALWAYS_ANSWERED = ("overdracht_onderwerp",)
#: what a flow takes from a message about something else (actions/flows.py)
PREFILLED = {
    "triage_form": {"voor_wie", "leeftijd", "grondslag"},
    "wzd_form": {"wzd_aandoening", "leeftijd"},
}


def asides(person: Person, flow: Flow, turn: Turn) -> list[Move]:
    """Return what a visitor can do at the open question that is no answer to it."""
    slot = str(turn.after.asked)
    found = [_part(person, slot), _back(flow, turn)]
    if slot not in ALWAYS_ANSWERED:
        found += [_question(person, slot)]
    return [*found, *_corrections(person, flow, turn)]


def _question(person: Person, slot: str) -> Move:
    aside = person.chance.choice(words()["tussendoor"])

    def judge(turn: Turn) -> str | None:
        wanted = [aside["antwoord"], f"utter_ask_{slot}"]
        if turn.utters != wanted:
            return f"tussendoor moest {wanted} geven en gaf {turn.utters}"
        return _nothing_changed(turn)

    return Move("tussendoor", aside["zegt"], judge)


def _part(person: Person, slot: str) -> Move:
    part, says = person.chance.choice(list(PARTS.items()))

    def judge(turn: Turn) -> str | None:
        if len(turn.messages) != 2 or turn.utters[-1] != f"utter_ask_{slot}":
            return f"{part} gaf {turn.utters}"
        # after a second aside in a row the question itself is asked in its easy form
        shorter = part == "makkelijker" and int(turn.after.slots.get("teruggekomen") or 0) > 1
        if turn.messages[0]["text"] == turn.messages[1]["text"] and not shorter:
            return f"{part} zegt niets anders dan de vraag zelf"
        return _nothing_changed(turn)

    return Move(part, says, judge)


def _nothing_changed(turn: Turn) -> str | None:
    if turn.after.asked != turn.before.asked:
        return f"na de vraag ertussen is {turn.after.asked} aan de beurt"
    return f"een vraag ertussen veranderde {sorted(changed(turn))}" if changed(turn) else None


def _back(flow: Flow, turn: Turn) -> Move:
    """Return going back: to the question before this one, whose answer is forgotten."""
    path = [slot for slot in turn.after.slots.get("gevraagd") or [] if slot in flow.slots]
    previous = path[-2] if len(path) > 1 else turn.after.asked

    def judge(after: Turn) -> str | None:
        if after.after.asked != previous:
            return f"terug moest naar {previous} en ging naar {after.after.asked}"
        held = after.after.slots.get(str(previous))
        return None if held is None else f"na terug staat {previous} nog op {held}"

    return Move("terug", "terug", judge)


def _corrections(person: Person, flow: Flow, turn: Turn) -> Iterator[Move]:
    """Yield putting an earlier answer right, in words or with the button of back then."""
    held = {s: turn.after.slots.get(s) for s in flow.slots if s != turn.after.asked}
    given = [s for s, value in held.items() if value is not None and question_of(s)]
    if not given:
        return
    slot = person.chance.choice(given)
    yield from _in_words(person, flow, slot, held[slot])
    others = [v for v in question(slot).values if v not in (held[slot], UNKNOWN)]
    if slot not in (*LISTS, *DATES) and others:
        value = person.chance.choice(others)
        payload = f"/antwoord{json.dumps({slot: value})}"
        yield Move("verbetering", payload, _corrected(person, slot, value))


def question_of(slot: str) -> bool:
    """Tell whether a slot has choices or an age, so that it can be corrected."""
    return slot == "leeftijd" or (slot != "relatie" and len(question(slot).values) > 1)


def _in_words(person: Person, flow: Flow, slot: str, held: Any) -> Iterator[Move]:
    said = words()["verbeter"].get(slot)
    if said is None or slot not in PREFILLED.get(flow.form, ()):
        return
    if slot == "leeftijd":
        number = person.chance.choice([n for n in (12, 17, 19, 45, 84) if n != held])
        text = person.chance.choice(said).format(n=number)
        yield Move("verbetering", text, _corrected(person, slot, number))
        return
    value = person.chance.choice([v for v in said if v not in (held, [held])] or [None])
    if value is not None:
        wanted = [value] if slot in LISTS else value
        yield Move(
            "verbetering", person.chance.choice(said[value]), _corrected(person, slot, wanted)
        )


def _corrected(person: Person, slot: str, value: Any) -> Judge:
    def judge(turn: Turn) -> str | None:
        got, asked = turn.after.slots.get(slot), str(turn.before.asked)
        if not same(got, value):
            return f"verbetering: {slot} moest {value} worden en is {got}"
        if turn.after.slots.get(asked) is not None and asked != slot:
            return f"een verbetering van {slot} vulde ook {asked}"
        person.would[slot] = value
        return None

    return judge
