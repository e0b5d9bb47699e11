"""The measure of the reading level on Dutch texts of four levels, and its word lists."""

import pytest

from bot.errors import KnowledgeRefused
from bot.knowledge.readability import formal_words, how_to_b1, lexicon, reading_level

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
