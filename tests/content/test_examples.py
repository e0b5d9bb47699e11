"""The examples that understanding is learned from: enough, by many hands, and none from a test set."""

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HANDS = sorted((ROOT / "data/nlu/handen").glob("*.yml"))
INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text())["intents"]
ENOUGH = (
    dict.fromkeys(INTENTS[:61], 150) | dict.fromkeys(INTENTS[61:81], 80) | {"buiten_scope": 1200}
)


@lru_cache
def examples():
    found = []
    for path in HANDS:
        for block in yaml.load(path.read_text(), yaml.CSafeLoader)["nlu"]:
            lines = block["examples"].splitlines()
            found += [(path.stem, block["intent"], line.removeprefix("- ")) for line in lines]
    return found


@pytest.mark.parametrize("intent", ENOUGH)
def test_an_intent_has_enough_examples_of_four_hands_or_more(intent):
    hands = Counter(hand for hand, name, _ in examples() if name == intent)
    assert sum(hands.values()) >= ENOUGH[intent]
    assert len(hands) >= 4


def test_no_message_of_a_test_set_is_an_example():
    known = {" ".join(text.lower().split()) for _, _, text in examples()}
    for name in ("ontwikkel", "toets"):
        for line in (ROOT / f"tests/nlu/{name}.jsonl").read_text().splitlines():
            assert " ".join(json.loads(line)["text"].lower().split()) not in known


def test_no_example_stands_under_two_intents():
    where = {}
    double = []
    for hand, intent, text in examples():
        if where.setdefault(text.lower(), intent) != intent:
            double.append((text, where[text.lower()], intent, hand))
    assert not double


def test_no_example_holds_a_personal_number():
    from bot.care.masking import mask

    assert [text for _, _, text in examples() if mask(text).kinds] == []
