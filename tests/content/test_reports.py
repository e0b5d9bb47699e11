"""The reports on the content are those of today's texts, and their data refuse what is wrong."""

import pytest

from bench.inhoud.coverage import FLAGS, GUIDES, checks, topics
from bench.inhoud.pages import FOLDER, pages, write_pages
from bot.errors import KnowledgeRefused

TOPIC = (
    "onderwerpen:\n  - {onderwerp: A, gidsen: [zorgkantoor], intent: zorgplan, "
    "staat_in: [afspraken], toen: a, nu: b}\n"
)
CHECK = "punten:\n  - {wat: a, vlag: U, raakt: [zorgplan], waar: b, nu: c}\n"


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
