"""What the detector of danger learns from: enough of it, and refused where it is wrong."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.errors import KnowledgeRefused
from bot.knowledge.safety import KINDS
from bot.knowledge.safety_examples import examples

SETS = sorted((Path(__file__).parents[1] / "nlu").glob("*.jsonl"))


def test_there_are_signs_of_every_kind_and_strength_and_about_as_many_look_alikes():
    counted = Counter((one.kind, one.strength) for one in examples())
    signs = sum(number for (kind, _), number in counted.items() if kind)
    assert all(counted[kind, "duidelijk"] >= 150 for kind in KINDS)
    assert all(counted[kind, "twijfel"] >= 150 for kind in KINDS)
    # the examples of intents come beside them as what is no danger
    assert counted[None, None] > 0.9 * signs


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_example_stands_in_a_set_that_measures(path):
    measured = {json.loads(line)["text"].lower() for line in path.read_text().splitlines()}
    assert not measured & {one.text.lower() for one in examples()}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nood: {duidelijk: help}", "'nood' is onbekend"),
        ("nood_medisch: {zeker: help}", "'zeker' is onbekend"),
        ("gewoon: {twijfel: help}", "'gewoon' heeft geen 'twijfel'"),
        ("gewoon: {geen: }", "leeg"),
        ("nood_medisch: {duidelijk: help}\ngewoon: {geen: Help}", "staat er twee keer"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path, text, problem):
    (tmp_path / "fout.yml").write_text(text)
    with pytest.raises(KnowledgeRefused, match=problem) as refused:
        examples(tmp_path)
    assert "fout.yml, regel " in str(refused.value)
