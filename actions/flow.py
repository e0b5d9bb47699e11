"""One turn of a guided flow: read the answer, ask the next question that still matters, or end.

Rasa's form only speaks: which question comes next follows from the rules. What is no answer is
left to Rasa, which answers it and comes back to the same question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import ASIDE, Answers, also_asked, answers_in
from actions.reading import AGAIN, Read, accept
from actions.talk import Events, came_back, heard, intent_of, leave_flow, slot, text_of, told
from bot.care.texts import in_words
from bot.clock import today
from bot.knowledge.answers import answers as texts

#: asked before what somebody's story makes likely
FIRST = ("voor_wie", "leeftijd")
#: who it is about is said in every next question, so by itself it needs no "dit weet ik al"
WHO = ("voor_wie", "relatie")
#: of this turn or this flow, and of no other
PASSING = ("gevraagd", "vermoed", "teruggekomen", "keuzes")


#: slots of two flows that hold the same thing that was told
TWINS = {"grondslag": "wzd_aandoening"}


@dataclass(frozen=True)
class Flow:
    """A guided flow.

    Attributes:
        form: Rasa's form.
        intent: the intent that starts it.
        slots: the slots that the flow fills, in the order of product.md.
        outcomes: the slots that its outcome fills; when one has a value the flow was finished.
        opening: the answer with which it begins, or None.
        next_slot: from the answers so far to the next question, or None at the end.
        most: how many questions it asks at most, from the answers so far.
        prefill: from a message to the answers that it already holds.
        asks_anew: when it was finished it starts empty; a typed question about the place that was
            found is about that place again.
        refuses: from the answers to what is said when they cannot go together, or None.
    """

    form: str
    intent: str
    slots: tuple[str, ...]
    outcomes: tuple[str, ...]
    opening: str | None
    next_slot: Callable[[Answers, dt.date], str | None]
    most: Callable[[Answers, dt.date], int]
    prefill: Callable[[str, dt.date], Answers]
    asks_anew: bool = True
    refuses: Callable[[Answers, dt.date], str | None] = lambda answers, on: None

    @property
    def outcome_action(self) -> str:
        """The action that says how it ends."""
        return f"action_{self.form.removesuffix('_form')}_uitkomst"


def turn(flow: Flow, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Return the events of one turn; none when the message was no answer."""
    asked = tracker.get_slot("requested_slot")
    if asked not in flow.slots:  # None at the start; of another flow when that one was left
        return _begin(flow, dispatcher, tracker)
    if came_back(tracker, flow.form):
        return _come_back(flow, tracker, asked)
    if intent_of(tracker)[0] == "terug":
        return _back(flow, tracker, asked)
    found = answers_in(tracker, asked, flow.slots, flow.intent)
    if found is None:
        return []
    return _go_on(flow, dispatcher, tracker, asked, found)


def answers_of(flow: Flow, tracker: Tracker) -> Answers:
    """Return the answers given so far; what an older release left in a slot is read anew."""
    held = {name: tracker.get_slot(name) for name in flow.slots}
    read_anew = {k: accept(k, v, today()).value for k, v in held.items() if v is not None}
    return {name: value for name, value in read_anew.items() if value is not None}


def _begin(flow: Flow, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Start a flow with what is known already; one that was finished starts empty."""
    finished = any(tracker.get_slot(name) is not None for name in flow.outcomes)
    finished = finished and (flow.asks_anew or not text_of(tracker))
    day, again = today(), bool(heard(tracker).get("opnieuw"))
    given = {**flow.prefill(text_of(tracker), day), **told(tracker)}
    new = {k: accept(k, v, day) for k, v in given.items() if k in flow.slots}
    kept = {} if finished else answers_of(flow, tracker)
    answers = {**kept, **{k: r.value for k, r in new.items() if r.value is not None}}
    following = next_of(flow, answers, tracker)
    if again:
        _say_changed(dispatcher, tracker, answers)
    elif following is not None and flow.opening is not None:
        _open(flow, dispatcher, tracker, answers)
    doubts = _ask_back(dispatcher, new, following)
    cleared = [n for n in (*flow.slots, *flow.outcomes) if finished and n not in answers]
    return [
        *[slot(name, None) for name in cleared],
        *[slot(name, value) for name, value in answers.items()],
        slot("gevraagd", [following] if following else []),
        slot("teruggekomen", None),
        *doubts,
        slot("requested_slot", following),
    ]


def _open(flow: Flow, dispatcher: CollectingDispatcher, tracker: Tracker, answers: Answers) -> None:
    """Say how many questions come, and what need not be asked any more."""
    most = most_of(flow, answers, tracker)
    dispatcher.utter_message(response=flow.opening, aantal_vragen=in_words(most))
    if any(name not in WHO for name in answers):
        dispatcher.utter_message(response="utter_begrepen", antwoorden=worth_saying(answers))


def worth_saying(answers: Answers) -> Answers:
    """Return the answers to say back: "uw moeder is 84" already says for whom it is."""
    rest = {name: value for name, value in answers.items() if name not in WHO}
    return rest or {k: v for k, v in answers.items() if k == "relatie" or "relatie" not in answers}


def _say_changed(dispatcher: CollectingDispatcher, tracker: Tracker, answers: Answers) -> None:
    changed = {n: answers[n] for n in heard(tracker).get("slots") or () if n in answers}
    if changed:
        dispatcher.utter_message(response="utter_gewijzigd", antwoorden=worth_saying(changed))


def _likely(flow: Flow, answers: Answers, tracker: Tracker) -> str | None:
    """Return a question that the story makes likely to be a yes, if its answer still matters."""
    if flow.next_slot(answers, today()) in (None, *FIRST):
        return None
    guesses: Answers = tracker.get_slot("vermoed") or {}
    for name in guesses:
        if name in flow.slots and name not in answers:
            after = {flow.next_slot({**answers, name: v}, today()) for v in ("ja", "nee")}
            if len(after) > 1:
                return name
    return None


def next_of(flow: Flow, answers: Answers, tracker: Tracker) -> str | None:
    """Return the next question: what a story makes likely goes first, to be confirmed."""
    return _likely(flow, answers, tracker) or flow.next_slot(answers, today())


def most_of(flow: Flow, answers: Answers, tracker: Tracker) -> int:
    """Return how many questions come at most, the one to be confirmed included."""
    likely = _likely(flow, answers, tracker)
    if likely is None:
        return flow.most(answers, today())
    ways = ({**answers, likely: value} for value in ("ja", "nee", "weet_niet"))
    return 1 + max(flow.most(way, today()) for way in ways)


def _ask_back(
    dispatcher: CollectingDispatcher, found: Mapping[str, Read], asked: str | None
) -> Events:
    """Say what could not be read, or have it asked in place of the question itself (bot/nlg.py)."""
    doubt = None
    for name, reading in found.items():
        if reading.value is None and name == asked and reading.response != AGAIN:
            doubt = {
                "slot": name,
                "antwoord": reading.response,
                "woorden": dict(reading.words),
                "opties": [button["title"] for button in reading.buttons],
                "knoppen": list(reading.buttons),
            }
        elif reading.value is None:
            dispatcher.utter_message(response=reading.response)
    return [slot("keuzes", doubt)]


def _go_on(
    flow: Flow,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    asked: str,
    found: Mapping[str, Read],
) -> Events:
    doubts = _ask_back(dispatcher, found, asked)
    refused = any(reading.value is None for reading in found.values())
    values = {name: reading.value for name, reading in found.items()}
    answers = {k: v for k, v in {**answers_of(flow, tracker), **values}.items() if v is not None}
    clash = flow.refuses(answers, today())
    if clash is not None:  # nothing of it is taken, and the question that was open comes back
        dispatcher.utter_message(response=clash)
        return [slot("gevraagd", tracker.get_slot("gevraagd")), slot("requested_slot", asked)]
    if heard(tracker).get("gewijzigd"):
        _say_changed(dispatcher, tracker, answers)
    later = _answer_also(dispatcher, also_asked(tracker, found.get(asked)))
    following = asked if refused else next_of(flow, answers, tracker)
    path = [*(tracker.get_slot("gevraagd") or [])]
    if following and following not in path[-1:]:
        path.append(following)
    return [
        *[slot(name, value) for name, value in values.items()],
        slot("gevraagd", path),
        slot("teruggekomen", None),
        *doubts,
        *later,
        slot("requested_slot", following),
    ]


def _answer_also(dispatcher: CollectingDispatcher, also: str | None) -> Events:
    """Answer a question that came with an answer; another flow is offered at the end of this one."""
    if also is None:
        return []
    if f"utter_{also}" not in texts():
        return [slot("ook", {"intent": also, "zeker": False})]
    dispatcher.utter_message(response=f"utter_{also}", deel="kort")
    return []


def _come_back(flow: Flow, tracker: Tracker, asked: str) -> Events:
    """Ask the question again after an aside; shorter at the second aside in a row."""
    answers = answers_of(flow, tracker)
    changed = any(name in flow.slots for name in heard(tracker).get("slots") or ())
    following = next_of(flow, answers, tracker) if changed else asked
    times = int(tracker.get_slot("teruggekomen") or 0) + 1
    return [slot("teruggekomen", times), slot("requested_slot", following)]


def _back(flow: Flow, tracker: Tracker, asked: str) -> Events:
    path = [name for name in tracker.get_slot("gevraagd") or [] if name in flow.slots]
    earlier = path[:-1] if path[-1:] == [asked] else path
    previous = earlier[-1] if earlier else asked
    return [
        slot(asked, None),
        slot(previous, None),
        slot("gevraagd", [*earlier[:-1], previous]),
        slot("teruggekomen", None),
        slot("keuzes", None),
        slot("requested_slot", previous),
    ]


def forget_answers(flow: Flow) -> Events:
    """Return the events that empty a flow, and what followed from its answers elsewhere."""
    twins = [TWINS[name] for name in flow.slots if name in TWINS]
    return [slot(name, None) for name in (*flow.slots, *flow.outcomes, *twins, *PASSING)]


def leave(flow: Flow) -> Events:
    """Return the events that end a flow and empty it."""
    return [*leave_flow(), *forget_answers(flow), slot("ook", None)]


__all__ = ["ASIDE", "Answers", "Flow", "answers_of", "forget_answers", "leave", "turn"]
