"""Floors under the understanding of people, on messages that no example came from."""

import asyncio

import pytest

from bench.begrijpen import figures, judge, load
from bench.sets import read_set
from bot.care.certainty import SURE

pytestmark = pytest.mark.model

#: a little under what was measured (docs/generated/begrijpen.md), so that only a real loss fails
AT_LEAST = {
    "first choice": 0.93,
    "acceptable": 0.93,
    "acceptable in three": 0.97,
    "right at once or after one Bedoelt u": 0.96,
    "out of scope recall": 0.88,
}
AT_MOST = {"false rejects": 0.03, "expected calibration error": 0.08, "p50 ms": 40}
TYPOS_COST_AT_MOST = 0.05


@pytest.fixture(scope="module")
def measured():
    agent, rows = load(), read_set("toets")

    async def both():
        return await judge(agent, rows), await judge(agent, rows, typos=True)

    clean, typos = asyncio.run(both())
    return figures(clean), figures(typos)


@pytest.mark.parametrize("name", AT_LEAST)
def test_people_are_understood_at_least_this_well(measured, name):
    assert measured[0][name] >= AT_LEAST[name]


@pytest.mark.parametrize("name", AT_MOST)
def test_no_worse_than_this(measured, name):
    assert measured[0][name] <= AT_MOST[name]


def test_typing_errors_cost_little(measured):
    clean, typos = measured
    assert clean["first choice"] - typos["first choice"] <= TYPOS_COST_AT_MOST


@pytest.mark.parametrize(
    "text",
    [
        "mijn paspoort is verlopen",
        "wat voor weer wordt het morgen",
        "schrijf een gedicht over de zee",
    ],
)
def test_what_is_not_its_business_never_gets_a_confident_answer(text):
    parsed = asyncio.run(load().parse_message(text))
    sure = parsed["intent"]["confidence"] >= SURE
    assert parsed["intent"]["name"] == "buiten_scope" or not sure


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my mother has dementia, where can I get help", "taal_anders"),
        ("annem için bakım istiyorum nasıl olur", "taal_anders"),
        ("terug", "terug"),
        ("Bron?", "bron"),
    ],
)
def test_other_languages_and_fixed_words_go_before_the_classifier(text, intent):
    assert asyncio.run(load().parse_message(text))["intent"] == {"name": intent, "confidence": 1.0}


def test_every_message_gets_a_verdict():
    agent = load()
    for text in ("", "😀", "12345", "woord " * 5000, "'; DROP TABLE", "\u202e\u200b"):
        assert asyncio.run(agent.parse_message(text))["intent"]["name"]
