"""Runs custom actions inside Rasa's own process.

Rasa Open Source 3.6 only knows an action server by ``url``. ``endpoints.yml`` may say
``action_endpoint: {actions_module: actions}`` (the key that Rasa Pro uses); see
docs/decisions/003-actions-in-process.md.
"""

from __future__ import annotations

import functools
import json as jsonlib
import logging
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.dialogue import event_kinds
from bot.dialogue.time_limit import TimeLimit
from bot.quiet import keep_quiet

log = logging.getLogger(__name__)
LIMITED = TimeLimit()
#: what our actions answer with, and which keys such an event has
USUAL = {"slot": {"name", "value"}, "active_loop": {"name"}, "followup": {"name"}}


@functools.lru_cache(maxsize=4)
def executor(module: str) -> ActionExecutor:
    """Return the executor with every action found in a package such as ``actions``."""
    found = ActionExecutor()
    found.register_package(module)
    log.info("actions_in_process module=%s actions=%d", module, len(found.actions))
    return found


class InProcessActions(EndpointConfig):
    """An action endpoint without a network: a call becomes a function call."""

    def __init__(self, actions_module: str, **kwargs: Any) -> None:
        super().__init__(actions_module=actions_module, enable_selective_domain=True, **kwargs)
        self.actions_module = actions_module

    async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Any:
        """Run the action named in the call and return its events and responses.

        Raises:
            ClientResponseError: the action refused to run (400) or does not exist (404), as an
                action server would answer.
        """
        return await run_action(self.actions_module, json)


async def run_action(module: str, call: dict[str, Any]) -> Any:
    """Run one action call of Rasa against a package of actions."""
    try:
        # an absent domain is what the selective domain sends; the SDK wants a dict
        return await LIMITED.run(executor(module).run({"domain": {}, **call}), call)
    except ActionExecutionRejection as refused:
        raise _answer(400, "refused", refused.action_name, str(refused)) from refused
    except ActionNotFoundException as missing:
        raise _answer(404, "not found", missing.action_name, str(missing)) from missing


def _answer(status: int, reason: str, action: str, error: str) -> ClientResponseError:
    return ClientResponseError(
        status, reason, jsonlib.dumps({"action_name": action, "error": error})
    )


def install() -> None:
    """Let ``rasa run`` and ``rasa shell`` understand ``actions_module`` as well.

    They make a plain ``EndpointConfig`` before any code of ours is loaded, so its ``request`` is
    taught to look for the key. Harmless to call twice.
    """
    keep_quiet()
    event_kinds.remember()
    original = EndpointConfig.request
    if getattr(original, "knows_actions_module", False):
        return

    @functools.wraps(original)
    async def request(self: EndpointConfig, *args: Any, **kwargs: Any) -> Any:
        module = self.kwargs.get("actions_module")
        if module and not self.url:
            return await run_action(module, kwargs["json"])
        return await original(self, *args, **kwargs)

    request.knows_actions_module = True  # type: ignore[attr-defined]
    EndpointConfig.request = request
    RemoteAction._validate_action_result = _validate


@functools.lru_cache(maxsize=1)
def _answer_schema() -> Any:
    return validator_for(RemoteAction.action_response_format_spec())(
        RemoteAction.action_response_format_spec()
    )


def _validate(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Validate what an action answered, as Rasa does, without checking the schema itself each time.

    That check took 30 ms of every action (measured with cProfile, 22 November 2026).

    Raises:
        jsonschema.ValidationError: an action answered something that is no event or response.
    """
    if not _well_formed(result):
        _answer_schema().validate(result)
    return True


def _well_formed(result: Any) -> bool:
    """Tell whether these are the usual events and answers, complete; any other is left to the schema.

    The schema's own check took a tenth of a turn (measured with cProfile, 27 November 2026); it is
    left to say what is wrong.
    """
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events") or [], result.get("responses") or []
    if not (isinstance(events, list) and isinstance(responses, list)):
        return False
    usual = all(isinstance(e, dict) and USUAL.get(e.get("event", ""), {""}) <= {*e} for e in events)
    return usual and all(isinstance(r, dict) for r in responses)
