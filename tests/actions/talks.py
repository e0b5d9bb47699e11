"""A talk with the flows without Rasa: the ear, one turn of the flow, and its outcome.

Asides are not answered here: what the flow leaves to Rasa is returned as ``aside``. Understanding
is a stand-in: ``intent`` and ``confidence`` are what the model would say.
"""

from __future__ import annotations

import json

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.flow import Flow, turn
from actions.hearing import ActionGehoord

UNSURE = ("buiten_scope", 0.3)
MEANT = {"ja": "bevestig", "nee": "ontken", "weet ik niet": "weet_niet", "terug": "terug"}


class Talk:
    """One person in one flow."""

    def __init__(self, flow: Flow, **slots):
        self.flow, self.slots, self.said, self.aside = flow, dict(slots), [], False

    def says(self, text, intent=None, confidence=0.9):
        """Say something and return the question that is asked next."""
        payload = json.loads(text.removeprefix("/antwoord")) if text.startswith("/antwoord") else {}
        name = intent or MEANT.get(text) or ("antwoord" if payload else None)
        meant = {"name": name or UNSURE[0], "confidence": confidence if name else UNSURE[1]}
        message = {
            "text": text,
            "intent": meant,
            "entities": [{"entity": k, "value": v} for k, v in payload.items()],
        }
        events = [{"event": "user", "text": text}]
        dispatcher = CollectingDispatcher()
        self._take(ActionGehoord().run(dispatcher, self._tracker(message, events), {}))
        turned = turn(self.flow, dispatcher, self._tracker(message, events))
        self.aside = not turned
        self._take(turned)
        self.said = [m["response"] for m in dispatcher.messages]
        return self.asks

    def comes_back(self, aside):
        """Return the slots that are set when Rasa comes back to the flow after an answer in between."""
        events = [{"event": "user", "text": "?"}, {"event": "action", "name": aside}]
        self._take(turn(self.flow, CollectingDispatcher(), self._tracker({"text": "?"}, events)))
        return self.slots

    @property
    def asks(self):
        """The open question."""
        return self.slots.get("requested_slot")

    @property
    def doubt(self):
        """The answer that is given in place of the question, such as that a date is not possible."""
        return (self.slots.get("keuzes") or {}).get("antwoord")

    def _take(self, events):
        self.slots.update({e["name"]: e["value"] for e in events if e["event"] == "slot"})

    def _tracker(self, message, events):
        loop = {"name": self.flow.form} if self.asks else {}
        return Tracker(
            "test", dict(self.slots), message, list(events), False, None, loop, "action_listen"
        )


def begun(flow, text="hallo", **slots):
    """Return a talk that has just begun with a message."""
    talk = Talk(flow, **slots)
    talk.says(text, intent=flow.intent)
    return talk
