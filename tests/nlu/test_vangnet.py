"""Floors under the safety net's patterns, and what a sign of danger does to a talk."""

import json
from pathlib import Path

import pytest

from bot.care.safety import find_danger
from bot.knowledge.safety import patterns

HERE = Path(__file__).parent


def found(name, *strengths):
    lines = (HERE / f"veiligheid_{name}.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, lines) if row["strength"] in strengths]
    return [find_danger(row["text"], patterns()) for row in rows]


def share(dangers):
    return sum(danger is not None for danger in dangers) / len(dangers)


@pytest.mark.model  # a thousand messages; the fast tests below try single ones
@pytest.mark.parametrize(("name", "floor"), [("ontwikkel", 0.97), ("toets", 0.80)])
def test_signs_of_danger_are_found(name, floor):
    assert share(found(name, "duidelijk", "twijfel")) >= floor


@pytest.mark.model
@pytest.mark.parametrize(("name", "ceiling"), [("ontwikkel", 0.03), ("toets", 0.12)])
def test_look_alikes_are_mostly_left_alone(name, ceiling):
    assert share(found(name, "geen")) <= ceiling


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mijn moeder ademt niet meer", "nood_medisch"),
        ("hij ligt op de grond en is bewusteloos", "nood_medisch"),
        ("ik wil niet meer leven", "crisis_suicide"),
        ("mijn man slaat me", "huiselijk_geweld"),
    ],
)
def test_a_clear_sign_is_clear(text, kind):
    danger = find_danger(text, patterns())
    assert (danger.kind, danger.strength) == (kind, "duidelijk")


@pytest.mark.parametrize(
    "text",
    ["ik ga dood van het lachen", "ik ben doodmoe", "ze is niet bewusteloos", "wat is de wlz", ""],
)
def test_a_figure_of_speech_is_no_danger(text):
    assert find_danger(text, patterns()) is None


@pytest.mark.model
def test_a_clear_sign_becomes_the_intent_and_a_doubtful_one_is_noted_beside_it():
    from rasa.shared.nlu.training_data.message import Message

    from bot.nlu.vangnet import Vangnet

    net = Vangnet.create({}, None, None, None)
    ranking = [{"name": "pgb_uitleg", "confidence": 0.6}]

    def seen(text):
        message = Message({"text": text, "intent": ranking[0], "intent_ranking": ranking})
        return net.process([message])[0]

    clear = seen("ik wil niet meer leven")
    assert clear.get("intent") == {"name": "crisis_suicide", "confidence": 1.0}
    assert clear.get("intent_ranking")[1]["name"] == "pgb_uitleg"
    doubtful = seen("ik trek het niet meer")
    assert doubtful.get("intent")["name"] == "pgb_uitleg"
    assert doubtful.get("entities")[0]["value"] == "crisis_suicide"
    assert seen("wat is een pgb").get("entities") is None


@pytest.mark.parametrize("kind", ["nood_medisch", "crisis_suicide", "huiselijk_geweld"])
def test_every_kind_of_worry_has_its_number(kind):
    from bot.knowledge.answers import answers

    assert f"utter_zorgen_{kind}" in answers()
