"""The glossary and the steps of a plan as data: complete, and refused by line when wrong."""

from pathlib import Path

import pytest

from bot.care.glossary import asked
from bot.errors import KnowledgeRefused
from bot.knowledge.addresses import bodies
from bot.knowledge.glossary import glossary, jargon
from bot.knowledge.plan import about_letter, asks_for_plan, plan

WORDS = Path(__file__).parents[2] / "bot/knowledge/words"
LINES = (WORDS / "begrippen.yml").read_text(encoding="utf-8").splitlines(keepends=True)
#: the head of the file and three terms, enough to be wrong in
TERMS = "".join(
    [
        *LINES[: LINES.index("begrippen:\n") + 1],
        *LINES[LINES.index("  ingebrekestelling:\n") : LINES.index("  pro forma bezwaar:\n")],
    ]
)
STEPS = (WORDS / "plan.yml").read_text(encoding="utf-8")


def test_there_are_enough_terms_and_each_is_short_and_has_its_source():
    assert len(glossary().terms) >= 120
    for term in glossary().terms.values():
        assert len(term.meaning.split()) <= 40
        assert term.source.text
        assert term.meaning.endswith(".")


def test_every_term_is_found_by_its_own_name():
    for name in glossary().terms:
        for text in (f"wat betekent {name}?", f"Wat is een {name}"):
            assert asked(text, glossary()).term.name == name


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("AWBZ", "AWBZ"),
        ("BOPZ", "BOPZ"),
        ("ZZP", "ZZP"),
        ("zorgzwaartepakket", "ZZP"),
        ("zzp 5", "ZZP"),  # of any sector: not VV5
        ("bejaardentehuis", "verzorgingshuis"),
        ("RIO", "CIZ"),
        ("artikel 60", "BOPZ"),
        ("treeknorm", "streefnorm"),
        ("huisartsenpost", "huisartsenspoedpost"),
        ("inrichting", "instelling"),
    ],
)
def test_old_words_lead_to_the_word_of_today(old, today):
    assert asked(f"wat betekent {old}", glossary()).term.name == today


def test_terms_to_explain_are_listed_with_their_plural_and_abbreviation():
    forms = {term.name: term.forms for term in jargon()}
    assert "dwangsommen" in forms["dwangsom"] or "dwangsom" in forms["dwangsom"]
    assert "RM" in forms["rechterlijke machtiging"]
    assert "huisarts" not in forms


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("    zie: ciz_te_laat\n    uitleggen", "    zie: ciz_laat\n    uitleggen", "ciz_laat"),
        ("binnen {ingebrekestelling_termijn} te", "binnen {termijn_x} te", "termijn_x"),
        ("binnen {ingebrekestelling_termijn} te", "binnen 2 weken te", "getal"),
        ("binnen {ingebrekestelling_termijn} te", "voor {eigen_risico} te", "houdt eens op"),
        ("binnen {ingebrekestelling_termijn} te", "zie https://x.nl te", "kennen wij niet"),
        ("    zekerheid: V\n", "    zekerheid: U\n", "zekerheid U wordt niet gezegd"),
        ("    zekerheid: V\n", "", "'zekerheid' ontbreekt"),
        ("  dwangsom:\n", "  DWS:\n", "afkorting zonder 'voluit'"),
        (
            "  dwangsom:\n",
            "  dwangsom:\n    niet_voluit: a\n    voluit: b\n",
            "'voluit' en 'niet_v",
        ),
        (
            "    uitleggen: ja\n    betekent: [een",
            "    niet_voluit: a\n    betekent: [een",
            "uitgelegd",
        ),
        ("ook: [dwangsommen,", "ook: [bezwaar,", "bezwaar"),
        ('bron: "Awb art. 4:17"', 'bran: "Awb art. 4:17"', "bran"),
        ('  - "wat (betekent|', '  - "wat ((betekent|', "haak"),
        ("    antwoord: ja", "    antwoord: nee", "ja"),
        ('gecontroleerd: "2026-11-22"', "gecontroleerd: 2026-11-22", "gecontroleerd"),
        ("  dwangsom:\n", "  dwangsom:\n\t", "tab"),
        ("  dwangsom:\n", "  bezwaar:\n", "twee keer"),
        ("Geld dat de overheid", "Geld " * 40 + "dat de overheid", "woorden"),
    ],
)
def test_a_wrong_term_is_refused_with_its_line(tmp_path, old, new, problem):
    assert old in TERMS
    path = tmp_path / "begrippen.yml"
    path.write_text(TERMS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeRefused, match=rf"(?s)regel \d.*{problem}"):
        glossary(path)


@pytest.mark.parametrize(
    ("text", "plans"),
    [
        ("Waar begin ik?", True),
        ("ik weet niet waar ik moet beginnen", True),
        ("wat moet ik nu eerst doen", True),
        ("en wat nu?", True),
        ("wat is de eerste stap", True),
        ("hoe begin ik met een pgb", False),
        ("waar begin ik met de aanvraag bij het ciz", False),
        ("wat moet ik betalen", False),
        ("stop", False),
    ],
)
def test_only_a_whole_message_asks_for_a_plan(text, plans):
    assert asks_for_plan(text, plan()) is plans


def test_a_letter_is_a_letter_by_any_of_its_names():
    assert about_letter("ik snap die beschikking niet", plan())
    assert not about_letter("ik snap jou niet", plan())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("intent: uitslag_ontvangen}", "intent: uitslag}", "uitslag"),
        ("{fase: nee, bezwaar: bekend}", "{fase: nee}", "bezwaar: bekend"),
        ("{bezwaartermijn}", "{eigen_bijdrage_laag_minimum}", "houdt eens op"),
        ("{tel_ciz}", "{tel_cizz}", "tel_cizz"),
        ("{fase: brief, afzender: ciz}", "{fase: brief, afzender: buurman}", "buurman"),
        ('titel: "Brief van het CIZ"', 'titel: "De brief van het CIZ die u kreeg"', "past niet"),
        ("(waar|hoe|waarmee) (begin|", "((waar|hoe|waarmee) (begin|", "haak"),
        ("    tekst: ", "    tekxt: ", "tekxt"),
    ],
)
def test_a_wrong_step_is_refused_with_its_line(tmp_path, old, new, problem):
    assert old in STEPS
    path = tmp_path / "plan.yml"
    path.write_text(STEPS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeRefused, match=rf"(?s)regel \d.*{problem}"):
        plan(path)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('www.ciz.nl: "het CIZ"', "is geen adres"),
        ('CIZ.nl: "het CIZ"', "is geen adres"),
        ('ciz.nl: ""', "leeg"),
        ('svb.nl: "de SVB"\n  svb.nl: "nog eens"', "twee keer"),
    ],
)
def test_an_address_that_is_wrong_is_refused_with_its_line(tmp_path, row, problem):
    path = tmp_path / "adressen.yml"
    path.write_text(f"adressen:\n  {row}\n")
    with pytest.raises(KnowledgeRefused, match=rf"regel [23]: .*{problem}.*Schrijf: "):
        bodies(path)


def test_every_address_that_may_be_used_is_used():
    texts = [text for path in TEXTS for text in [path.read_text(encoding="utf-8")]]
    for body in bodies():
        assert any(f"://{body}" in text or f"://www.{body}" in text for text in texts), body


TEXTS = [*(WORDS.parents[2] / "data").glob("*/*.yml"), *WORDS.glob("begrippen.yml")]
TEXTS += [*WORDS.glob("plan.yml"), WORDS.parent / "law/facts.yml"]
