"""Failures become answers, here only: an action that raises would leave the person in silence."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.errors import WegwijzerError

log = logging.getLogger(__name__)
Events = list[dict[str, Any]]
Run = Callable[[Any, CollectingDispatcher, Tracker, Any], Events]


def answers_failures(run: Run) -> Run:
    """Wrap an action's ``run`` so that the person always gets an answer.

    The log gets the action's name and the failure's type, never slots or words of the person.
    """

    @functools.wraps(run)
    def wrapped(
        action: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        try:
            return run(action, dispatcher, tracker, domain)
        except ActionExecutionRejection:
            raise  # no failure: the form says that something else was meant
        except WegwijzerError as failure:
            log.warning("action_failed name=%s failure=%s", action.name(), type(failure).__name__)
            dispatcher.utter_message(response=failure.response)
        except Exception as failure:  # noqa: BLE001 - the last stop before the person: a bug of ours
            log.error("action_crashed name=%s failure=%s", action.name(), type(failure).__name__)
            dispatcher.utter_message(response=WegwijzerError.response)
        return []

    return wrapped
