"""A content file in which something is wrong is refused, with file, line and what to write."""

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.errors import KnowledgeRefused
from bot.knowledge import content, files, review
from bot.knowledge.answer_rules import problems
from bot.knowledge.content import shown
from bot.knowledge.facts import load_facts
from bot.knowledge.law_changes import law_changes
from bot.knowledge.level_rules import too_hard
from bot.knowledge.places import places
from bot.knowledge.preview import differences, in_words

ROOT = Path(__file__).parents[2]
GOOD = """\
responses:
  utter_a:
    - text: |
        Dit is een wet.
        Het CIZ beslist binnen {ciz_beslistermijn}.
      buttons:
        - title: "Zo vraagt u aan"
          payload: "/indicatie_aanvragen"
      metadata:
        meer: |
          Er is meer.
        bron: "Wlz art. 3.2.1"
        checked_on: "2026-11-22"
        label: "wat een wet is"
        zekerheid: "V"
  utter_b:
    - text: "Nog iets."
"""


def wrong_after(tmp_path, old, new, count=1):
    """Return what is wrong with the good file after a change."""
    assert old in GOOD
    folder = tmp_path / "nlu"
    folder.mkdir()
    # a file of talk: what information must have besides is in test_answer_rules.py
    (folder / "gesprek.yml").write_text(GOOD.replace(old, new, count))
    return problems(tmp_path)


def test_a_good_file_is_taken(tmp_path):
    assert wrong_after(tmp_path, "", "") == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("{ciz_beslistermijn}", "{ciz_beslistermijm}", 5, r"kent niemand.*\{ciz_beslistermijn\}"),
        ("{ciz_beslistermijn}", "{ciz_beslistermijn", 3, r"een haak.*\{naam\}"),
        ("2026-11-22", "2026-11-31", 13, r"bestaat niet.*2026-01-31"),
        ('"2026-11-22"', "2026-11-22", 13, r"geen dag.*aanhalingstekens"),
        ('        bron: "Wlz art. 3.2.1"\n', "", 9, "heeft geen bron.*bron:"),
        ('        checked_on: "2026-11-22"\n', "", 12, "dag van de controle.*checked_on"),
        ("  utter_b", "  utter_a", 16, "staat er twee keer"),
        ('    - text: "Nog', '\t- text: "Nog', 17, "tab.*spaties"),
        ('"Nog iets."', '"Nog {iets"', 17, "een haak"),
        ('text: "Nog', 'tekst: "Nog', 17, "'tekst' is onbekend.*text"),
        ('"Nog iets."', '"Nog 6 weken."', 17, "'6' staat los.*facts.yml"),
        ("Dit is een wet.", "Dit is er. " + "een " * 21 + "wet.", 4, "te lang.*twee zinnen"),
        ("indicatie_aanvragen", "indicatie_aanvraag", 8, "nergens heen.*domain.yml"),
        ("Zo vraagt u aan", "Zo vraagt u deze zorg aan", 7, "te lang voor een knop.*24"),
        ('zekerheid: "V"', 'zekerheid: "U"', 15, "wordt niet gezegd.*V-org"),
        ("Er is meer.", "Het is {eigen_risico}.", 11, "houdt eens op"),
        ("{ciz_beslistermijn}", "{eigen_risico}", 3, "houdt eens op.*verlopen"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path, old, new, line, says):
    found = wrong_after(tmp_path, old, new)
    assert len(found) == 1, found
    assert re.search(rf"gesprek\.yml, regel {line}: .*{says}", found[0]), found[0]


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    changed = GOOD.replace("{ciz_beslistermijn}", "{niets}").replace('"V"', '"U"')
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/gesprek.yml").write_text(changed)
    (tmp_path / "nlu/veiligheid.yml").write_text(GOOD)  # every name and label once more
    found = problems(tmp_path)
    assert len(found) == 3
    assert "utter_a staat al in gesprek.yml, regel 2" in found[2]


def test_a_label_that_is_taken_is_refused(tmp_path):
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/gesprek.yml").write_text(GOOD)
    other = GOOD.replace("utter_a", "utter_c").replace("utter_b", "utter_d")
    (tmp_path / "nlu/veiligheid.yml").write_text(other)
    (found,) = problems(tmp_path)
    assert "'wat een wet is' heet al zo in gesprek.yml, regel 14" in found


def test_periods_that_overlap_are_refused_in_the_form_that_editors_see(tmp_path):
    source = '{text: Wlz, checked_on: "2026-01-01", flag: V}'
    row = f'      - {{amount: 6, valid_from: "2026-01-01", source: {source}}}'
    path = tmp_path / "facts.yml"
    path.write_text(f"facts:\n  a:\n    unit: weken\n    values:\n{row}\n{row}\n")
    with pytest.raises(KnowledgeRefused) as refused:
        load_facts(path)
    assert shown(str(refused.value)).startswith(f"{path}:5: a: 2026-01-01")
    assert "laat elke periode aansluiten" in str(refused.value)


def test_the_content_of_now_is_good(monkeypatch):
    # the reading level of all texts has a test of its own (tests/content/test_readability.py)
    monkeypatch.setattr(content, "too_hard", list)
    assert content.problems() == []


def test_a_text_above_b1_is_refused_with_what_to_change(tmp_path, monkeypatch):
    hard = "Omtrent de aanspraak wordt, indien zulks noodzakelijk is, dienaangaande nader beslist."
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/wet.yml").write_text(GOOD.replace("Er is meer.", hard))
    (found,) = too_hard(tmp_path)
    assert "wet.yml, regel 10: utter_a (meer) is te moeilijk voor B1. Schrijf: " in found
    monkeypatch.setattr(content, "too_hard", lambda: [found])
    assert content.problems() == [shown(found)]


def test_every_content_file_is_looked_at():
    looked_at = {name.split(" ")[0] for name in [*content.FIRST, *content.THEN]}
    for path in [*ROOT.glob("bot/knowledge/**/*.yml"), *ROOT.glob("bot/knowledge/**/*.csv")]:
        name = str(path.relative_to(ROOT))
        known = name in looked_at or str(Path(name).parent) in looked_at
        assert known, f"{name}: add its loader to content.py"


def test_a_loader_that_breaks_on_an_odd_shape_is_a_refusal_too(monkeypatch):
    monkeypatch.setattr(content, "FIRST", {"words/x.yml": lambda: {}["opdrachten"]})
    (found,) = content.problems()
    assert found.startswith("words/x.yml:1: niet te lezen")


def test_a_copy_is_read_in_place_of_the_tree(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/x.yml").write_text("a: 1")
    files.use_copy(tmp_path)
    try:
        assert files.read_yaml(files.ROOT / "data/x.yml") == {"a": 1}
        assert files.current(tmp_path / "data") == tmp_path / "data"
    finally:
        files.use_copy(None)
    assert files.current(files.ROOT / "data") == files.ROOT / "data"


def row(**changes):
    parts = {
        "id": "a",
        "dag": '"2027-01-01"',
        "zekerheid": "zeker",
        "wat": "Iets.",
        "doen": "Iets.",
        "feiten": "[griffierecht]",
        "source": '{text: Awb, checked_on: "2026-11-22"}',
        **changes,
    }
    return "\n    ".join(f"{key}: {value}" for key, value in parts.items() if value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"zekerheid": "misschien"}, "zeker of onzeker"),
        ({"zekerheid": "onzeker"}, "hoort 'kijken_op'"),
        ({"dag": "2027-01-01"}, "geen dag"),
        ({"feiten": "[griffie]"}, "'griffie' bestaat niet"),
        ({"antwoorden": "[utter_x]"}, "'utter_x' bestaat niet"),
        ({"source": ""}, "'source' ontbreekt"),
        ({}, "de kalender noemt dat niet"),  # other facts end too
    ],
)
def test_a_wrong_calendar_is_refused(tmp_path, changes, says):
    path = tmp_path / "wijzigingen.yml"
    path.write_text(f"wijzigingen:\n  - {row(**changes)}\n")
    with pytest.raises(KnowledgeRefused, match=rf"wijzigingen.yml, regel \d+: .*{says}"):
        law_changes(path)


def test_the_calendar_says_which_answers_a_change_touches():
    found = {change.id: change for change in law_changes()}
    assert "utter_eigen_bijdrage" in found["bedragen_2027"].answers  # by the facts in it
    assert found["bedragen_2027"].day == dt.date(2027, 1, 1)
    assert not found["wmo_bijdrage"].certain


def test_what_is_due_comes_first_and_nothing_later_is_told():
    on = dt.date(2026, 11, 28)
    found = review.due(on)
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert {"griffierecht", "bedragen_2027"} <= {one.name for one in found}
    assert all(one.day <= dt.date(2027, 1, 27) for one in found)
    # everything comes up within a year and a half of its last check
    named = {one.name for one in review.due(on, 550)}
    assert {"utter_eigen_bijdrage", "tel_113", "triage: heeft_wlz", "dossierhouder"} <= named
    # what was read on an undated page comes up sooner than what stands in the law
    days = {one.name: one.day for one in review.due(on, 550)}
    assert days["ciz_ontvangstbevestiging"] < days["ciz_beslistermijn"]
    assert days["dossierhouder"] < days["dwangsom"]


def test_the_places_are_those_of_the_files():
    for name in ("utter_eigen_bijdrage", "griffierecht"):
        place = places()[name]
        line = (ROOT / place.path).read_text().splitlines()[place.line - 1]
        assert line.strip() == f"{name}:"


def test_a_preview_shows_what_reads_differently_and_nothing_else():
    found = differences(dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    answers = [one for one in found if one.kind == "antwoord"]
    assert [one.name for one in answers] == ["utter_eigen_bijdrage"]
    assert "€" in answers[0].before
    assert "€" not in answers[0].after
    assert differences(dt.date(2026, 12, 30), dt.date(2026, 12, 31)) == []
    assert in_words([], dt.date(2026, 12, 30), dt.date(2026, 12, 31))[-1] == "Niets."
    assert "  - € 54" in in_words(found, dt.date(2026, 12, 31), dt.date(2027, 1, 1))
