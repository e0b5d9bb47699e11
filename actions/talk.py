"""What an action may know of the talk: the last message, what was asked, and the slots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Tracker

Json = dict[str, Any]
Events = list[Json]
LISTEN = "action_listen"
#: what Rasa and our generator note with an answer; the rest are the words that filled it
ABOUT_AN_ANSWER = (
    "utter_action source expects kind deel antwoorden model_id assistant_id template".split()
)


def text_of(tracker: Tracker) -> str:
    """Return the last message as it was typed; empty for a payload of a button."""
    text = str(tracker.latest_message.get("text") or "")
    return "" if text.startswith("/") else text


def intent_of(tracker: Tracker) -> tuple[str, float]:
    """Return the intent of the last message and its confidence."""
    intent = tracker.latest_message.get("intent") or {}
    return str(intent.get("name") or ""), float(intent.get("confidence") or 0.0)


def told(tracker: Tracker) -> dict[str, Any]:
    """Return what the last message filled in by name: the slots in a button's payload."""
    return {e["entity"]: e["value"] for e in tracker.latest_message.get("entities") or []}


def since_last_message(tracker: Tracker) -> Iterator[dict[str, Any]]:
    """Yield what happened after the person's last message, newest first."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return
        yield event


def heard(tracker: Tracker) -> Json:
    """Return what ``action_gehoord`` noted of this message (actions/hearing.py)."""
    noted = tracker.get_slot("gehoord")
    return noted if isinstance(noted, dict) else {}


def came_back(tracker: Tracker, form: str) -> bool:
    """Tell whether a flow runs again after something else was answered within this same turn.

    Rasa marks the run of the form itself as the newest action; any other one is the aside.
    """
    actions = [e["name"] for e in since_last_message(tracker) if e.get("event") == "action"]
    return any(name not in (form, LISTEN) for name in actions)


def last_answer(tracker: Tracker) -> tuple[str | None, dict[str, Any]]:
    """Return the name of the last answer and the words that filled it; (None, {}) at the start."""
    for event in reversed(tracker.events):
        meta = event.get("metadata") or {}
        if event.get("event") == "bot" and meta.get("utter_action"):
            words = {name: text for name, text in meta.items() if name not in ABOUT_AN_ANSWER}
            return str(meta["utter_action"]), words
    return None, {}


def slot(name: str, value: Any) -> dict[str, Any]:
    """Return the event that fills a slot."""
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


def leave_flow() -> Events:
    """Return the events that end a guided flow."""
    loop = {"event": "active_loop", "timestamp": None, "name": None}
    return [loop, slot("requested_slot", None)]
