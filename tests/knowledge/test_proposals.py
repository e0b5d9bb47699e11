"""A changed text becomes a patch that git takes, and says what is wrong with it."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.knowledge.answers import answers
from bot.knowledge.places import places
from bot.knowledge.proposals import NoSuchPart, propose, propose_term, tidy, with_part

ROOT = Path(__file__).parents[2]
FILE = """\
# bovenaan
responses:
  utter_a:
    - text: |
        Eerste regel.

        - **Een** punt: {tel_ciz}
      metadata:
        meer: |
          Meer.
        bron: 'Wlz art. "3"'   # let op

  utter_b:
    - text: "Op één
        regel verder."
      condition: []
    - text: twee
"""


def keys(name, variant, part):
    return ["responses", name, variant, *([] if part == "text" else ["metadata"]), part]


def meant(name, variant, part, words):
    """Return the file after a change, as YAML reads it, and as lines."""
    changed = with_part(FILE, keys(name, variant, part), words)
    return yaml.safe_load(changed)["responses"], changed


@pytest.mark.parametrize(
    ("name", "variant", "part", "words"),
    [
        ("utter_a", 0, "text", "Nieuw.\n\n- een: {tel_ciz}\n- # twee"),
        ("utter_a", 0, "text", "Kort"),
        ("utter_a", 0, "meer", "Zegt: \"ja\" & 'nee' # echt"),
        ("utter_a", 0, "bron", 'Blz art. "4": é'),
        ("utter_b", 0, "text", "Twee\nregels"),
        ("utter_b", 1, "text", "een: twee"),
    ],
)
def test_only_the_part_changes_and_reads_as_it_was_typed(name, variant, part, words):
    before, (after, changed) = yaml.safe_load(FILE)["responses"], meant(name, variant, part, words)
    at = after[name][variant] if part == "text" else after[name][variant]["metadata"]
    assert at.pop(part).strip() == words
    old = before[name][variant] if part == "text" else before[name][variant]["metadata"]
    old.pop(part)
    assert after == before
    assert changed.startswith("# bovenaan\n")
    assert changed.endswith("    - text: twee\n") or variant == 1


def test_the_same_words_change_nothing():
    assert with_part(FILE, keys("utter_b", 0, "text"), "Op één regel verder.") == FILE


@pytest.mark.parametrize(
    ("name", "variant", "part"),
    [
        ("utter_x", 0, "text"),
        ("utter_a", 1, "text"),
        ("utter_b", 0, "meer"),
        ("utter_a", 0, "label"),
    ],
)
def test_a_part_that_is_not_there_cannot_be_changed(name, variant, part):
    with pytest.raises(NoSuchPart):
        with_part(FILE, keys(name, variant, part), "iets")


@pytest.mark.parametrize("part", ["../../etc/passwd", "buttons", "intent"])
def test_nothing_else_can_be_changed(part):
    with pytest.raises(NoSuchPart):
        propose("utter_wat_is_wlz", 0, part, "iets")


def test_what_is_typed_is_made_fit_for_a_file():
    assert tidy("  een \r\ntwee\tdrie\x00\u202e\r\n\n") == "een\ntwee  drie"


def test_a_patch_applies_with_git(tmp_path):
    path = places()["utter_wat_is_wlz"].path
    copy = tmp_path / path
    copy.parent.mkdir(parents=True)
    copy.write_bytes((ROOT / path).read_bytes())
    found = propose("utter_wat_is_wlz", 0, "makkelijker", "Het is een wet.\nHet CIZ beslist.")
    assert found.wrong == ()
    for command in (["init", "-q"], ["apply", "-"]):
        subprocess.run(["git", *command], cwd=tmp_path, input=found.patch.encode(), check=True)
    said = yaml.safe_load(copy.read_text())["responses"]["utter_wat_is_wlz"][0]["metadata"]
    assert said["makkelijker"] == "Het is een wet.\nHet CIZ beslist.\n"


def test_a_term_of_the_glossary_can_be_changed_and_is_checked():
    found = propose_term("Wlz", "uitleg", "Een wet voor mensen die altijd zorg nodig hebben.")
    assert found.wrong == ()
    assert "+++ b/bot/knowledge/words/begrippen.yml" in found.patch
    (wrong,) = propose_term("Wlz", "uitleg", "woord " * 60).wrong
    assert wrong.startswith("bot/knowledge/words/begrippen.yml, regel ")
    for name, part in (("Wlz", "zie"), ("Onzin", "uitleg")):
        with pytest.raises(NoSuchPart):
            propose_term(name, part, "iets")


def test_what_the_rules_refuse_is_told_with_its_line():
    found = propose("utter_wat_is_wlz", 0, "text", "Het duurt 6 weken.\nEn {nergens} ook.")
    assert "{nergens} kent niemand" in found.wrong[0]
    assert "'6' staat los in de tekst" in found.wrong[1]
    assert "'makkelijker' is dat niet" in found.wrong[-1]  # beside so short a core
    assert all(re.match(r"data/nlu/wlz\.yml, regel \d+: ", line) for line in found.wrong)
    taken = propose("utter_wat_is_wlz", 0, "label", "het zorgplan")
    assert "heet al zo" in taken.wrong[0]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("utter_eigen_bijdrage", "verlopen"),
        ("utter_ask_blijvend", "voorbeeld"),
        ("utter_uitkomst_termijn_binnen", "nu_doen"),
    ],
)
def test_parts_of_our_own_files_are_found(name, part):
    source, meta = (ROOT / places()[name].path).read_text(), answers()[name][0]["metadata"]
    words = str(meta[part]).strip()
    assert with_part(source, keys(name, 0, part), words) == source
    assert with_part(source, keys(name, 0, part), f"{words} Anders.") != source
