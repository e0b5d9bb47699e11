"""Floors under the safety net, patterns alone and whole, and what a sign does to a talk."""

import asyncio
from pathlib import Path

import pytest
import yaml

from bench.begrijpen import load
from bench.safety import (
    KINDS,
    NOT_ORDINARY,
    SETS,
    by_patterns,
    by_system,
    false_alarms,
    seen_of,
    shares,
)
from bench.sets import read_set, there_is
from bot.care.safety import find_danger
from bot.knowledge.safety import patterns

#: least share of signs found, most of look-alikes; a little wide of docs/generated/begrijpen.md
PATTERNS = {"veiligheid_ontwikkel": (0.99, 0.01), "veiligheid_toets": (0.90, 0.12)}
SYSTEM = {
    "veiligheid_ontwikkel": (0.98, 0.13),
    "veiligheid_toets": (0.98, 0.16),
    "veiligheid_vers": (0.96, 0.10),
    "veiligheid_derde": (0.92, 0.13),
}
#: of the ten on the test half some are neglect, tied hands, a child and a medicine
ORDINARY_AT_MOST = 0.02
#: of our own clear messages so many may get the normal answer before the number
NOT_ALONE_AT_MOST = 0.05
MESSAGES = yaml.safe_load(
    (Path(__file__).parents[1] / "care/safety_messages.yml").read_text("utf-8")
)


@pytest.mark.model  # a thousand messages; the fast tests below try single ones
@pytest.mark.parametrize("name", PATTERNS)
def test_the_patterns_alone_find_signs_and_leave_most_look_alikes(name):
    rows = read_set(name)
    measured = shares(rows, [by_patterns(row["text"]) for row in rows])
    assert measured["all signs"] >= PATTERNS[name][0]
    assert measured["false alarms"] <= PATTERNS[name][1]


@pytest.mark.model
@pytest.mark.parametrize("name", SYSTEM)
def test_the_whole_system_shows_who_is_in_danger_a_number(name):
    rows = read_set(name)
    measured = shares(rows, asyncio.run(seen_of(load(), rows)))
    assert measured["all signs"] >= SYSTEM[name][0]
    assert measured["false alarms"] <= SYSTEM[name][1]


@pytest.mark.model
@pytest.mark.parametrize("strength", ["duidelijk", "twijfel"])
def test_the_detector_takes_no_number_away_that_our_own_messages_need(strength):
    seen = {
        text: by_system(asyncio.run(load().parse_message(text)), short)
        for short, kind in KINDS.items()
        for text in MESSAGES[strength][kind]
    }
    assert [text for text, what in seen.items() if what == "nothing"] == []
    if strength == "duidelijk":
        behind = [text for text, what in seen.items() if what != "alone"]
        assert len(behind) <= NOT_ALONE_AT_MOST * len(seen), behind


@pytest.mark.model
@pytest.mark.parametrize("name", ["ontwikkel", "toets"])
def test_ordinary_messages_are_hardly_ever_shown_a_number(name):
    alarms = asyncio.run(false_alarms(load(), name))
    ordinary = [row for row in read_set(name) if row["intent"] not in NOT_ORDINARY]
    assert len(alarms) <= ORDINARY_AT_MOST * len(ordinary)


def test_the_set_of_another_hand_is_measured_as_soon_as_it_is_there():
    assert "veiligheid_vers" in SETS
    known = {"nood", "suicide", "geweld", "geen"}
    for name in filter(there_is, SETS):
        rows = read_set(name)
        assert {row["kind"] for row in rows} <= known
        assert {row["strength"] for row in rows} <= {"duidelijk", "twijfel", "geen"}


@pytest.mark.parametrize(
    ("intent", "entities", "kind", "seen"),
    [
        (("crisis_suicide", 1.0), [], None, "alone"),
        (("crisis_suicide", 0.3), [], None, "nothing"),
        (("pgb_uitleg", 0.9), ["zorgen"], None, "number"),
        (("klacht_zorg", 0.9), [], "geweld", "number"),
        (("klacht_zorg", 0.9), [], "nood", "nothing"),
        (("klacht_zorg", 0.9), [], None, "nothing"),
    ],
)
def test_what_a_person_sees_is_told_from_intent_and_worry(intent, entities, kind, seen):
    parsed = {
        "intent": {"name": intent[0], "confidence": intent[1]},
        "entities": [{"entity": name} for name in entities],
    }
    assert by_system(parsed, kind) == seen


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


def message(text, intent="pgb_uitleg", confidence=0.6):
    from rasa.shared.nlu.training_data.message import Message

    ranking = [
        {"name": intent, "confidence": confidence},
        {"name": "wlz_uitleg", "confidence": 0.2},
    ]
    return Message({"text": text, "intent": ranking[0], "intent_ranking": ranking})


@pytest.mark.model
def test_without_a_detector_the_patterns_decide():
    from bot.nlu.vangnet import Vangnet

    net = Vangnet.create({}, None, None, None)

    def seen(text):
        return net.process([message(text)])[0]

    clear = seen("ik wil niet meer leven")
    assert clear.get("intent") == {"name": "crisis_suicide", "confidence": 1.0}
    assert clear.get("intent_ranking")[1]["name"] == "pgb_uitleg"
    doubtful = seen("ik trek het niet meer")
    assert doubtful.get("intent")["name"] == "pgb_uitleg"
    assert doubtful.get("entities")[0]["value"] == "crisis_suicide"
    assert seen("wat is een pgb").get("entities") is None


class Says:
    """A detector that always gives the same score."""

    def __init__(self, score):
        self.score = score

    def scores(self, text, pattern):
        return {"crisis_suicide": self.score, "nood_medisch": -3.0, "huiselijk_geweld": -3.0}


@pytest.mark.model
def test_the_detector_raises_doubt_and_lowers_a_wrong_alarm():
    from bot.nlu.vangnet import Vangnet

    raised = Vangnet({}, None, None, Says(0.5)).process([message("niets bijzonders")])[0]
    assert raised.get("entities")[0]["value"] == "crisis_suicide"
    calm = Vangnet({}, None, None, Says(-2.0)).process([message("x", "crisis_suicide", 0.9)])[0]
    assert [i["name"] for i in calm.get("intent_ranking")] == ["wlz_uitleg", "crisis_suicide"]
    assert calm.get("intent")["name"] == "wlz_uitleg"


@pytest.mark.model
@pytest.mark.parametrize(
    ("intent", "kind", "strength", "named"),
    [
        ("eenzaam", "crisis_suicide", "twijfel", True),
        ("eenzaam", "crisis_suicide", "duidelijk", False),
        ("eenzaam", "nood_medisch", "twijfel", False),
        ("klacht_zorg", "huiselijk_geweld", "duidelijk", True),
        ("klacht_zorg", "crisis_suicide", "twijfel", False),
        ("pgb_uitleg", "crisis_suicide", "twijfel", False),
    ],
)
def test_a_number_is_not_said_twice(intent, kind, strength, named):
    from bot.care.safety_patterns import Danger
    from bot.nlu.vangnet import _names_it

    assert _names_it(intent, 0.9, Danger(kind, strength)) is named
    assert not _names_it(intent, 0.3, Danger(kind, strength))


@pytest.mark.parametrize(
    ("intent", "numbers"),
    [("eenzaam", ["tel_113"]), ("klacht_zorg", ["tel_veilig_thuis", "tel_noodnummer"])],
)
def test_answers_that_are_said_to_name_a_number_do(intent, numbers):
    from bot.knowledge.answers import answers

    text = str(answers()[f"utter_{intent}"])
    assert all("{" + name + "}" in text for name in numbers)


@pytest.mark.model
def test_the_button_of_a_safety_answer_stays_what_it_is():
    from bot.nlu.vangnet import Vangnet

    button = message("/crisis_suicide", "crisis_suicide", 1.0)
    seen = Vangnet({}, None, None, Says(-2.0)).process([button])[0]
    assert seen.get("intent")["name"] == "crisis_suicide"


@pytest.mark.model
def test_the_detector_learns_signs_from_look_alikes_and_encodes_a_message_once():
    from bot.nlu import features
    from bot.nlu.gevaar import Detector, Sample
    from bot.nlu.spelling import Spelling

    signs = ["ik spring zo van het dak", "ik spring van de flat", "ik spring van de toren"]
    calm = ["ik spring een gat in de lucht", "ik spring wel even bij", "wat is een dak"]
    samples = [Sample(text, None, "crisis_suicide") for text in signs]
    samples += [Sample(text, None, None) for text in calm]
    samples += [Sample("mijn man slaat mij", None, "huiselijk_geweld")]
    samples += [Sample("hij ademt niet", None, "nood_medisch")]
    detector = Detector(Spelling.of(signs)).fit(samples)
    features.sentence_vectors(["ik spring van het viaduct"])
    before = features._one_vector.cache_info().misses
    sign = detector.scores("ik spring van het viaduct", None)
    assert features._one_vector.cache_info().misses == before
    assert max(sign, key=sign.get) == "crisis_suicide"
    assert sign["crisis_suicide"] > detector.scores("ik spring bij", None)["crisis_suicide"]


@pytest.mark.model
@pytest.mark.parametrize("text", ["ik wil niet meer", "ik kan niet meer", "laat mij maar gaan"])
def test_giving_up_inside_a_form_is_doubtful(text):
    parsed = asyncio.run(load().parse_message(text))
    assert by_system(parsed) == "number"
    assert {e["value"] for e in parsed["entities"]} == {"crisis_suicide"}


@pytest.mark.parametrize("kind", ["nood_medisch", "crisis_suicide", "huiselijk_geweld"])
def test_every_kind_of_worry_has_its_number(kind):
    from bot.knowledge.answers import answers

    assert f"utter_zorgen_{kind}" in answers()


@pytest.mark.model
def test_terms_weigh_the_same_as_the_matrices_that_they_were_learned_with():
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    from bot.nlu.linear import Terms

    texts = ["hij slaat mij mij mij", "wat is een pgb", "ik wil niet meer", "hij wil een pgb"]
    made = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    made.fit(texts)
    weights = np.random.default_rng(1).normal(size=(len(made.vocabulary_), 3))
    for text in [*texts, "hij slaat mij mij wat ander", "geen woord bekend", ""]:
        matrix = made.transform([text]) @ weights
        # a weight is kept in 127 steps of each column's largest
        assert np.allclose(Terms.of(made, weights).weigh(text), matrix[0], atol=0.05)


@pytest.mark.model
def test_net_policy_and_report_agree_on_what_sure_is():
    from bot.care.certainty import SURE
    from bot.nlu import vangnet

    assert vangnet.SURE == SURE
