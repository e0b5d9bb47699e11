"""Failures become answers, here only: an action that raises would leave the person in silence."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.talk import LISTEN, Events, leave_flow, slot
from bot.errors import WegwijzerError

log = logging.getLogger(__name__)
Run = Callable[[Any, CollectingDispatcher, Tracker, Any], Events]


def answers_failures(run: Run) -> Run:
    """Wrap an action's ``run`` so that the person always gets an answer.

    The log gets the action's name and the failure's type, never slots or words of the person.
    """
    return _guarded(run, lambda tracker: [])


def keeps_the_flow(run: Run) -> Run:
    """Wrap a form's validation likewise; the question that was open stays open.

    Without events Rasa would take the message for something else and throw the apology away; at
    the start of a flow it would go on to an outcome of nothing.
    """
    return _guarded(run, _same_question)


def listens_on(run: Run) -> Run:
    """Wrap an action that only listens: when it fails the normal answer still comes."""
    return _guarded(run, lambda tracker: [], says_so=False)


def _same_question(tracker: Tracker) -> Events:
    asked = tracker.get_slot("requested_slot")
    if asked is None:
        return [*leave_flow(), slot("gevraagd", None), FollowupAction(LISTEN)]
    return [slot("gevraagd", tracker.get_slot("gevraagd")), slot("requested_slot", asked)]


def _guarded(run: Run, afterwards: Callable[[Tracker], Events], says_so: bool = True) -> Run:
    @functools.wraps(run)
    def wrapped(
        action: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        try:
            return run(action, dispatcher, tracker, domain)
        except WegwijzerError as failure:
            log.warning("action_failed name=%s failure=%s", action.name(), type(failure).__name__)
            response = failure.response
        except Exception as failure:  # noqa: BLE001 - the last stop before the person: a bug of ours
            log.error("action_crashed name=%s failure=%s", action.name(), type(failure).__name__)
            response = WegwijzerError.response
        if says_so:
            dispatcher.utter_message(response=response)
        return afterwards(tracker)

    return wrapped
