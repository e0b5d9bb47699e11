"""The validation of each form: one turn of its flow (actions/flow.py); that of a human is in handoff.py."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import flows
from actions.boundary import keeps_the_flow
from actions.flow import turn
from actions.talk import Events


class ValidateTriageForm(Action):
    """One turn of "Wlz of Wmo?"."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "validate_triage_form"

    @keeps_the_flow
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the answer and ask the next question."""
        return turn(flows.TRIAGE, dispatcher, tracker)


class ValidateWzdForm(Action):
    """One turn of "moet er een Wzd-besluit komen?"."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "validate_wzd_form"

    @keeps_the_flow
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the answer and ask the next question."""
        return turn(flows.WZD, dispatcher, tracker)


class ValidateTermijnForm(Action):
    """One turn of "hoe lang mag het CIZ erover doen?"."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "validate_termijn_form"

    @keeps_the_flow
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the answer and ask the next question."""
        return turn(flows.TERMIJN, dispatcher, tracker)


class ValidateZorgkantoorForm(Action):
    """One turn of "welk zorgkantoor?"."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "validate_zorgkantoor_form"

    @keeps_the_flow
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the answer and ask the next question."""
        return turn(flows.ZORGKANTOOR, dispatcher, tracker)


class ValidateLeveringsvormForm(Action):
    """One turn of "welke vorm van zorg?"."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "validate_leveringsvorm_form"

    @keeps_the_flow
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the answer and ask the next question."""
        return turn(flows.LEVERINGSVORM, dispatcher, tracker)


class ValidateUitslagForm(Action):
    """One turn of "het CIZ heeft besloten, wat nu?"."""

    def name(self) -> str:
        """Return the name that Rasa looks for."""
        return "validate_uitslag_form"

    @keeps_the_flow
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the answer and ask the next question."""
        return turn(flows.UITSLAG, dispatcher, tracker)
