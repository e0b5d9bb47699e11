"""The reading level: the measure on texts of four levels, and the floor under every text of ours."""

from pathlib import Path

import pytest

from bench.inhoud.pages import measured
from bot.care.readability import advice
from bot.errors import KnowledgeRefused
from bot.knowledge.glossary import glossary
from bot.knowledge.places import places
from bot.knowledge.plan import plan
from bot.knowledge.readability import (
    KNOWN_IN_FLOWS,
    formal_words,
    how_to_b1,
    levels_of,
    lexicon,
    reading_level,
)

ROOT = Path(__file__).parents[2]
MEASURED = list(measured())

A2 = "Bent u ziek? Bel de huisarts. De huisarts helpt u verder."
B1 = (
    "U vraagt de hulp aan bij de gemeente. Iemand van de gemeente komt met u praten. "
    "Na het gesprek krijgt u een brief met het besluit."
)
LETTER = (
    "Naar aanleiding van uw verzoek delen wij u mede dat uw aanvraag in behandeling is genomen en dat "
    "u uiterlijk binnen zes weken schriftelijk bericht zult ontvangen omtrent onze beslissing."
)
LAW = (
    "De verzekerde die, gelet op diens somatische aandoening, is aangewezen op permanent toezicht ter "
    "voorkoming van escalatie, heeft aanspraak op verblijf, tenzij zulks krachtens deze wet wordt "
    "uitgesloten wegens ondoelmatigheid van de verstrekking."
)


def test_texts_stand_in_the_order_in_which_people_find_them_hard():
    scores = [reading_level(text).score for text in (A2, B1, LETTER, LAW)]
    assert scores == sorted(scores, reverse=True)
    assert reading_level(A2).level == "A2"
    assert reading_level(B1).is_b1
    assert not reading_level(LETTER).is_b1
    assert reading_level(LAW).level == "C1"


def test_what_is_too_hard_is_told_by_sentence_and_word():
    told = " ".join(how_to_b1(LETTER))
    assert "30 woorden" in told
    assert "omtrent" in told
    assert how_to_b1(A2) == []


def test_common_words_are_many_and_formal_ones_have_something_instead():
    assert len(lexicon().common) > 5000
    assert formal_words()["tevens"] == "ook"


def test_a_formal_word_without_a_better_one_is_refused_by_line(tmp_path):
    path = tmp_path / "formeel.yml"
    path.write_text("formeel:\n  tevens: ook\n  reeds:\n")
    with pytest.raises(KnowledgeRefused, match="regel 3"):
        formal_words(path)


FILES = sorted({places()[name].path for name, *_ in MEASURED})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_falls_below_b1(path):
    told = []
    for name, at, part, level in MEASURED:
        if places()[name].path == path and not level.is_b1:
            where = f"{path}: {name}, variant {at + 1}, '{part}'"
            told.append(f"{where} is {level.level} ({level.score}):")
            told += [f"  - {line}" for line in advice(level)]
    assert not told, "\n" + "\n".join(told)


def test_every_meaning_is_b1():
    for term in glossary().terms.values():
        level = reading_level(term.meaning, list(glossary().terms))
        assert level.is_b1, f"{term.name}: {level.score}: {list(advice(level))}"


def test_every_step_of_a_plan_is_b1():
    for step in plan().steps:
        level = reading_level(step.text, KNOWN_IN_FLOWS)
        assert level.is_b1, f"{step.name}: {level.score}: {list(advice(level))}"


def test_a_text_that_is_too_hard_fails_with_its_sentence_and_what_to_do():
    variant = {"text": LETTER, "metadata": {"meer": "U krijgt een dwangsom van hen."}}
    levels = levels_of("utter_x", variant)
    assert not levels["kern"].is_b1
    assert levels["meer"].jargon == ["dwangsom"]
    assert "dwangsom" in next(advice(levels["meer"]))


def test_what_the_answer_explains_need_not_be_explained_again_below_it():
    core = "U krijgt geld per dag: de dwangsom."
    variant = {
        "text": core,
        "metadata": {"meer": "De dwangsom is hoog.", "makkelijker": "Vraag de SVB."},
    }
    levels = levels_of("utter_x", variant)
    assert levels["meer"].jargon == []
    assert levels["makkelijker"].jargon == ["SVB"]
