"""Runs actions and turns of flows without Rasa, as the tests of this folder need them."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.flow import turn


def tracker(text="", intent="", slots=None, entities=None, loop=None, events=()):
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
    }
    before = [{"event": "user", "text": text}, *events]
    loops = {"name": loop} if loop else {}
    return Tracker("test", slots or {}, message, before, False, None, loops, "action_listen")


def run(action, **talk):
    dispatcher = CollectingDispatcher()
    return action.run(dispatcher, tracker(**talk), {}), dispatcher.messages


def one_turn(flow, **talk):
    dispatcher = CollectingDispatcher()
    events = turn(flow, dispatcher, tracker(loop=flow.form, **talk))
    return {e["name"]: e["value"] for e in events}, [m["response"] for m in dispatcher.messages]


def titles(message):
    return [button["title"] for button in message["buttons"]]
