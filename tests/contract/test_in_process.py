"""What an action answers is checked as Rasa does, the usual events without Rasa's slow schema."""

import pytest

pytestmark = pytest.mark.model  # imports rasa


def check(result):
    from bot.dialogue.in_process import _validate

    return _validate(None, result)


@pytest.mark.parametrize(
    "result",
    [
        {"events": [{"event": "slot", "name": "a", "value": None}], "responses": [{"text": "x"}]},
        {"events": [{"event": "active_loop", "name": None}, {"event": "followup", "name": "b"}]},
        {"events": [{"event": "rewind"}], "responses": []},
        {"events": [], "responses": []},
    ],
)
def test_what_an_action_may_answer_passes(result):
    assert check(result)


@pytest.mark.parametrize(
    "result",
    [
        {"events": [{"event": "slot"}]},
        {"events": [{"name": "a"}]},
        {"events": ["slot"]},
        {"events": {"event": "slot"}},
        {"events": [], "responses": ["x"]},
        ["slot"],
    ],
)
def test_what_is_no_event_or_answer_is_refused(result):
    import jsonschema

    with pytest.raises(jsonschema.ValidationError):
        check(result)


def test_an_action_that_hangs_gives_an_apology_keeps_the_question_and_holds_up_nobody():
    import asyncio
    import threading
    import time

    from bot.dialogue.time_limit import TimeLimit

    never = threading.Event()

    async def hangs():
        never.wait(20)

    async def works():
        return {"events": [], "responses": []}

    async def talk():
        limit = TimeLimit(0.2)
        call = {"next_action": "a", "tracker": {"slots": {"requested_slot": "leeftijd"}}}
        began = time.monotonic()
        hung = asyncio.ensure_future(limit.run(hangs(), call))
        alive = 0
        while not hung.done():
            alive += 1
            await asyncio.sleep(0.01)
        after = await limit.run(works(), {"next_action": "b"})
        return await hung, after, alive, time.monotonic() - began

    hung, after, alive, seconds = asyncio.run(talk())
    never.set()
    assert hung["responses"][0]["response"] == "utter_fout_algemeen"
    assert [(e["name"], e["value"]) for e in hung["events"]] == [("requested_slot", "leeftijd")]
    assert after == {"events": [], "responses": []}
    assert alive > 5
    assert seconds < 5


def test_what_an_action_raises_is_raised_as_before():
    import asyncio

    from bot.dialogue.time_limit import TimeLimit

    async def raises():
        raise KeyError("x")

    with pytest.raises(KeyError):
        asyncio.run(TimeLimit().run(raises(), {}))


def test_events_are_of_the_class_that_rasa_would_find_and_an_unknown_one_is_refused():
    from rasa.shared.core.events import Event, SlotSet, UserUttered

    from bot.dialogue.event_kinds import remember

    remember()
    remember()
    for _ in range(2):
        assert Event.resolve_by_type("user") is UserUttered
        assert Event.resolve_by_type("slot") is SlotSet
        assert Event.resolve_by_type("iets", default=SlotSet) is SlotSet
        with pytest.raises(ValueError, match="iets"):
            Event.resolve_by_type("iets")
