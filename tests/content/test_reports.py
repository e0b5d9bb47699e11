"""The reports on the content are those of today's texts, and their data refuse what is wrong."""

import re

import pytest

from bench.inhoud.coverage import FLAGS, GUIDES, asked, checks, topics, unused
from bench.inhoud.pages import FOLDER, pages, write_pages
from bot.care.facts import VERIFIED
from bot.errors import KnowledgeRefused
from bot.knowledge.facts import facts
from tests.fact_sheet import lines, needs_sheet

TOPIC = (
    "onderwerpen:\n  - {onderwerp: A, gidsen: [zorgkantoor], intent: zorgplan, "
    "staat_in: [afspraken], toen: a, nu: b}\n"
)
CHECK = "punten:\n  - {wat: a, vlag: U, raakt: [zorgplan], waar: b, nu: c, feiten: [d]}\n"
ASKED = TOPIC + "gevraagd:\n  - {wat: a, onderwerpen: [A]}\n"
#: what must have its place, fixed here: a row that is dropped from the data fails
MUST_BE_THERE = (
    "Wat een zorgkantoor doet",
    "Vijf manieren om zorg te regelen",
    "Zorg in natura",
    "Pgb met zorgplan en SVB",
    "Tip: praat met huisarts en zorgkantoor",
    "Tip: dringende zorg",
    "Tip: hulp bij het zorgplan",
    "Voorbeeld: een echtpaar",
    "Voorbeeld: een kind met een beperking",
    "Inhoud van de Wlz",
    "Voorwaarden van de Wlz",
    "Aanvragen bij het CIZ: wie",
    "Aanvragen bij het CIZ: hoe",
    "Aanvragen bij het CIZ: papieren",
    "Aanvragen bij het CIZ: gesprek",
    "Wachten op het besluit",
    "Verlenging",
    "Dwangsom",
    "Naar de rechter",
    "Juridische hulp",
    "BOPZ, nu Wzd",
    "Uitslag: goedgekeurd",
    "Uitslag: elders, Wmo of verzekeraar",
    "Uitslag: afgewezen",
    "Uitslag: opname geweigerd",
    "Telefoontje van het zorgkantoor",
    "Vpt met voorwaarden",
    "Mpt met voorwaarden",
    "Bezwaar",
    "Dubbel verzekerd",
    "Vergoedingen",
    "Mantelzorgmakelaar",
    "Vrijwilligers",
)


MADE = pages()


@pytest.mark.parametrize(("name", "text"), MADE.items())
def test_a_report_is_up_to_date(name, text):
    stored = (FOLDER / name).read_text(encoding="utf-8")
    assert stored == text, f"docs/generated/{name} loopt achter op de teksten; draai `make inhoud`"


def test_writing_gives_the_three_reports(tmp_path):
    assert {path.name for path in write_pages(tmp_path, MADE)} == set(MADE)
    assert {path.name for path in tmp_path.iterdir()} == set(MADE)


def test_every_topic_of_the_guides_has_its_answer_and_both_guides_are_there():
    assert len(topics()) >= 60
    assert {guide for topic in topics() for guide in topic.guides} == set(GUIDES)


def test_everything_that_was_asked_for_has_its_intent():
    assert tuple(one.what for one in asked()) == MUST_BE_THERE
    assert all(one.intents for one in asked())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[A]", "[]", "leeg"),
        ("[A]", "[B]", "onderwerp 'B' bestaat niet"),
        (", onderwerpen: [A]", "", "'onderwerpen' ontbreekt"),
        ("onderwerpen: [A]}\n", "onderwerpen: [A]}\n  - {wat: a, onderwerpen: [A]}\n", "twee keer"),
        ("gevraagd:\n", "gevraagd:\n\t", "tab"),
    ],
)
def test_what_was_asked_for_without_a_topic_is_refused(tmp_path, old, new, problem):
    path = tmp_path / "data.yml"
    path.write_text(ASKED.replace(old, new))
    with pytest.raises(KnowledgeRefused, match=rf"regel \d.*{problem}.*Schrijf"):
        asked(path)


#: lines of the sheet that flag something: an undated page of a body, something uncertain, or 2027
FLAGGED = re.compile(r"\bV-org\b|\[(?:\w+/)?U\b|2027")


def flagged_in_the_sheet():
    """Return what the sheet flags, from its first part on; its list of what is unverified by item."""
    text = "\n".join(lines())
    body = text[text.index("\n## 1.") : text.index("\n## 5.")]
    found = [line for line in body.splitlines() if FLAGGED.search(line)]
    unverified = text[text.index("\n## 5.") : text.index("\n## 6.")].split("\n", 2)[2]
    return found + [item.strip() for item in unverified.split(";") if item.strip()]


@needs_sheet
def test_all_that_the_sheet_flags_is_on_the_list_or_rests_under_no_answer():
    known = [words for check in checks() for words in check.sheet] + [one.sheet for one in unused()]
    missing = [line for line in flagged_in_the_sheet() if not any(words in line for words in known)]
    assert not missing, "bench/inhoud/feitencheck.yml mist:\n" + "\n".join(missing)


@needs_sheet
def test_the_list_speaks_of_nothing_that_the_sheet_does_not():
    text = "\n".join(lines())
    for words in [w for check in checks() for w in check.sheet] + [one.sheet for one in unused()]:
        assert words in text, f"feiten.md: '{words}' staat er niet meer"


def test_every_number_that_is_less_than_verified_is_in_the_report_with_its_reason():
    for name, fact in facts().items():
        source = fact.values[-1].source
        assert (f"| `{name}` |" in MADE["feitencheck.md"]) or source.flag == "V"
        if source.flag not in VERIFIED:
            assert source.because in MADE["feitencheck.md"]


def test_the_checklist_has_all_kinds_and_points_at_answers():
    assert {check.flag for check in checks()} == set(FLAGS)
    assert all(check.touches for check in checks())


@pytest.mark.parametrize(
    ("text", "old", "new", "problem"),
    [
        (TOPIC, "intent: zorgplan", "intent: zorgplannen", "zorgplannen"),
        (TOPIC, "[afspraken]", "[maanreis]", "maanreis"),
        (TOPIC, "[zorgkantoor]", "[krant]", "krant"),
        (TOPIC, "toen: a, ", "", "toen"),
        (TOPIC, "toen: a", "antwoord: utter_geen, toen: a", "utter_geen"),
        (TOPIC, "onderwerpen:\n", "onderwerpen:\n\t", "tab"),
        (CHECK, "vlag: U", "vlag: X", "X"),
        (CHECK, "[zorgplan]", "[niets]", "niets"),
        (CHECK, ", feiten: [d]", "", "feiten"),
        (CHECK, "feiten: [d]", "feiten: []", "leeg"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path, text, old, new, problem):
    assert old in text
    path = tmp_path / "data.yml"
    path.write_text(text.replace(old, new))
    with pytest.raises(KnowledgeRefused, match=rf"regel \d.*{problem}"):
        (topics if text is TOPIC else checks)(path)


def test_a_topic_stands_there_once(tmp_path):
    path = tmp_path / "data.yml"
    path.write_text(TOPIC + TOPIC.splitlines()[1] + "\n")
    with pytest.raises(KnowledgeRefused, match="twee keer"):
        topics(path)
