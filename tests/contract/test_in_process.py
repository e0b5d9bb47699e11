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
