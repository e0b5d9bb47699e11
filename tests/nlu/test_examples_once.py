"""The examples are read once a training, and a cheap copy is as good as Rasa's own."""

import copy

import pytest

pytestmark = pytest.mark.model  # importing Rasa takes seconds

EXAMPLES = """
version: "3.1"
nlu:
  - intent: groet
    examples: |
      - hallo
      - goedemorgen
  - intent: dank
    examples: |
      - bedankt
"""


@pytest.fixture
def importer(tmp_path):
    from bot.nlu.examples_once import ExamplesOnce

    (tmp_path / "nlu.yml").write_text(EXAMPLES)
    return ExamplesOnce(training_data_paths=[str(tmp_path)])


def test_files_are_read_once_whatever_language_rasa_asks_for(importer, tmp_path):
    first = importer.get_nlu_data("en")
    (tmp_path / "nlu.yml").unlink()
    again = importer.get_nlu_data(language="nl")
    assert [m.get("text") for m in again.intent_examples] == ["hallo", "goedemorgen", "bedankt"]
    assert again is first


def test_what_rasa_joins_are_copies_that_share_nothing(importer):
    read = importer.get_nlu_data()
    joined = read.merge(importer.get_nlu_data())
    assert len(joined.training_examples) == len(read.training_examples)  # doubles are left out
    joined.training_examples[0].set("text_tokens", ["hallo"])
    joined.training_examples[0].set("intent", "dank", add_to_output=True)
    assert read.training_examples[0].get("text_tokens") is None
    assert read.training_examples[0].get("intent") == "groet"
    assert "intent" not in read.training_examples[0].output_properties


def test_a_fingerprint_is_the_one_of_rasa_and_follows_what_changes():
    from rasa.shared.nlu.training_data.message import Message

    from bot.nlu.examples_once import Example

    plain = Message({"text": "hallo", "intent": "groet", "entities": [{"value": "x"}]})
    ours = Example.of(copy.deepcopy(plain))
    before = ours.fingerprint()
    assert before == plain.fingerprint()
    ours.set("intent", "groet")
    copied = copy.deepcopy(ours)
    assert copied == plain
    copied.get("entities")[0]["value"] = "y"
    assert ours.get("entities") == [{"value": "x"}]
    copied.set("intent", "dank")
    plain.set("intent", "dank")
    plain.get("entities")[0]["value"] = "y"
    assert copied.fingerprint() == plain.fingerprint() != before
