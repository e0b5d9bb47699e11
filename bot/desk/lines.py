"""The lines that the service itself says to a visitor; their texts are in data/flows/overdracht.yml."""

from __future__ import annotations

from typing import Any

from bot.care.handoff import Actor, Reason, State
from bot.care.texts import fill
from bot.clock import today
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import answers
from bot.knowledge.facts import facts
from bot.storage.handoff_rows import Moved

Body = dict[str, Any]
#: the line that goes with a move, by where it came from and went to; other moves need none
OF_MOVE = {
    (State.WACHTRIJ, State.ADVISEUR): "utter_overdracht_aangenomen",
    (State.ADVISEUR, State.ADVISEUR): "utter_overdracht_collega",
    (State.ADVISEUR, State.WACHTRIJ): "utter_overdracht_verder_wachten",
    (State.ADVISEUR, State.BOT): "utter_overdracht_terug",
    (State.ADVISEUR, State.GESLOTEN): "utter_overdracht_gesloten",
    (State.WACHTRIJ, State.GESLOTEN): "utter_overdracht_gesloten",
    (State.WACHTRIJ, State.BOT): "utter_overdracht_verlaten",
}


def line(name: str, by: str = "system", **words: str) -> Body:
    """Return a line as a visitor sees it: ``from``, ``text`` and ``buttons``.

    Args:
        name: the name of the answer.
        by: who says it: ``system`` or ``assistant``.
        words: what fills its placeholders, beside the facts.

    Raises:
        KnowledgeRefused: there is no such answer, or nothing for a placeholder of it.
    """
    variants = answers().get(name)
    if not variants:
        raise KnowledgeRefused(f"{name} ontbreekt; schrijf de tekst in data/flows/overdracht.yml")
    body: Body = {"from": by, "text": fill(variants[-1]["text"], _words(words)).strip()}
    buttons = variants[-1].get("buttons")
    return {**body, "buttons": [dict(button) for button in buttons]} if buttons else body


def _words(words: dict[str, str]) -> Any:
    def value(name: str) -> str:
        if name in words:
            return words[name]
        if name in facts():
            return facts()[name].spoken(today())
        raise KnowledgeRefused(f"{{{name}}} is geen feit; geef het mee")

    return value


def of_move(move: Moved, name: str) -> Body | None:
    """Return what a visitor is told of a move, or None for a move that is no news.

    ``beside`` in it is the name of the adviser with whom the visitor talks from now on, or empty.

    Args:
        move: what happened.
        name: the adviser who has it now, or had it.
    """
    if move.by is Actor.SYSTEM and move.reason is Reason.DESK_CLOSED:
        return {**line("utter_overdracht_desk_dicht"), "beside": ""}
    found = OF_MOVE.get((move.from_state, move.to_state))
    beside = name if move.to_state is State.ADVISEUR else ""
    return {**line(found, medewerker=name), "beside": beside} if found else None
