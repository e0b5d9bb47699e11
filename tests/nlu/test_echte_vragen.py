"""Questions from life, talked to their end with the trained model and the real actions."""

from pathlib import Path

import pytest
import yaml

from bot.knowledge.answers import commands

pytestmark = pytest.mark.model

SAFETY = ("utter_nood_medisch", "utter_crisis_suicide", "utter_huiselijk_geweld")
CASES = yaml.safe_load((Path(__file__).parent / "echte_vragen.yml").read_text())["vragen"]


def test_there_are_sixty_questions_with_a_name_of_their_own():
    names = [case["naam"] for case in CASES]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


def test_sixty_talks_run_to_their_end_and_do_not_stop_at_the_first_answer():
    ends = [end_of(case) for case in CASES]
    assert sum(end is not None for end in ends) >= 60
    assert ends.count("uitkomst") >= 20
    assert ends.count("mens") >= 2


def end_of(case):
    """Return ``uitkomst`` of a flow, ``mens`` or ``antwoord``; None for a talk of one message."""
    if len(case["zegt"]) < 2 or case.get("klaar") == "nee":
        return None
    if all("overdracht" in name for name in case["einde"]):
        return "mens"
    return "uitkomst" if all("_uitkomst_" in name for name in case["einde"]) else "antwoord"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["naam"])
def test_a_question_from_life_is_answered_to_the_end(assistant, case):
    said = assistant.talk(*case["zegt"])
    last = said[-1]
    assert last.names, "silence is no answer"
    assert last.names[-1] in case["einde"], [turn.names for turn in said]
    for words in case.get("bevat", ()):
        assert words.lower() in last.text.lower(), last.text
    for name, value in case.get("slots", {}).items():
        assert last.slots[name] == value
    if "geboden" in case:
        assert case["geboden"] in [button for turn in said for button in turn.buttons]
    if "onderweg" in case:
        assert case["onderweg"] in [name for turn in said for name in turn.names]
    if case.get("klaar", "ja") is not None:
        assert (last.form is None) == (case.get("klaar", "ja") == "ja")
    assert "{" not in last.text
    part, danger = commands().get(case["zegt"][-1]), last.names[-1] in SAFETY
    assert last.buttons or last.form or part or danger, "every answer leads on"
