"""What stands in letters, calendar entries and on the sheet keeps to the rules of all our texts."""

import datetime as dt
import re

import pytest

from bot.care.texts import placeholders
from bot.knowledge import rules
from bot.knowledge.answers import answers, commands
from bot.knowledge.documenten import documents
from bot.knowledge.facts import facts

LETTERS = documents().brieven
TEXTS = [
    *(text for entry in documents().agenda.values() for text in (entry.titel, entry.tekst)),
    documents().agenda_onzeker,
    *(p for row in LETTERS.values() for p in row.alineas if isinstance(p, str)),
    *(point.tekst for row in LETTERS.values() for point in row.voor_uzelf),
    *(text for to in documents().ontvangers.values() for text in (to.over, to.let_op, to.hulp)),
]
SOURCES = [*(e.source for e in documents().agenda.values()), *(r.source for r in LETTERS.values())]
FLOW_ENDS = [n for n in answers() if re.match(r"utter_(uitkomst_(triage|wzd|uitslag)_|vorm_)", n)]
#: not an end: asked back, or nothing was worked out
NOT_ENDS = {"utter_uitkomst_termijn", "utter_uitkomst_termijn_onbekend"}
TERM_ENDS = [n for n in answers() if n.startswith("utter_uitkomst_termijn")]
DESKS = ("ciz", "ciz_besluit", "zorgkantoor", "gemeente", "huisarts")


@pytest.mark.parametrize("text", TEXTS)
def test_no_number_of_the_law_and_no_phone_number_stands_in_the_text_itself(text):
    bare = re.sub(r"\{\w+\}|artikel \d+([.:]\d+)*", "", text)
    assert not re.search(r"\d", bare), text


@pytest.mark.parametrize("text", TEXTS)
def test_sentences_are_short_and_promise_nothing(text):
    for sentence in re.split(r"[.?!:]\s", text):
        assert len(sentence.split()) <= 20, sentence
    assert not re.search(r"u heeft recht op|gegarandeerd|u krijgt", text.lower())


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.text)
def test_every_letter_and_entry_has_its_source_and_when_it_was_read(source):
    assert re.search(r"art\. \d", source.text)
    assert source.checked_on <= dt.date(2026, 12, 31)


def test_no_fact_in_a_document_ends_without_words_for_after():
    for text in TEXTS:
        for name in placeholders(text):
            assert name not in facts() or facts()[name].values[-1].valid_until is None, name


@pytest.mark.parametrize("entry", documents().agenda.values(), ids=list(documents().agenda))
def test_an_entry_says_rond_and_to_check_the_letter(entry):
    assert "rond deze dag" in entry.titel
    assert "controleer op uw brief" in entry.tekst.lower()


@pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
def test_every_letter_tells_the_sender_to_check_sign_and_keep_a_copy(letter):
    points = " ".join(point.tekst for point in letter.voor_uzelf)
    for part in ("Controleer op uw brief", "Zet uw handtekening", "Bewaar een kopie", "{hulp}"):
        assert part in points


def test_one_can_object_to_the_four_that_decide():
    for name in ("bezwaar", "bezwaar_voorlopig"):
        assert set(LETTERS[name].aan) == {"ciz", "zorgkantoor", "cak", "gemeente"}
    assert LETTERS["ingebrekestelling"].aan == ("ciz",)


@pytest.mark.parametrize("name", [n for n in [*FLOW_ENDS, *TERM_ENDS] if n not in NOT_ENDS])
def test_every_end_of_a_flow_leads_to_desks_that_have_a_text(name):
    desks = documents().desks_of(name.removeprefix("utter_").removeprefix("uitkomst_"))
    assert desks
    assert set(desks) <= set(DESKS)


@pytest.mark.parametrize("desk", DESKS)
def test_a_desk_says_what_to_have_at_hand_what_is_asked_and_who_helps_for_free(desk):
    (variant,) = answers()[f"utter_blad_{desk}"]
    meta = variant["metadata"]
    assert meta["bron"]
    assert dt.date.fromisoformat(meta["checked_on"]) <= dt.date(2026, 12, 31)
    assert "cliëntondersteuner" in meta["hulp"]
    for part in ("papieren", "vragen"):
        assert all(line.startswith("- ") for line in meta[part].strip().splitlines())


def test_the_law_of_the_triage_decides_the_desk():
    for row in rules.triage().rows:
        desks = documents().desks_of(f"triage_{row.id}")
        if row.outcome["wet"] in ("wmo", "jeugdwet"):
            assert desks == ("gemeente",), row.id
        if row.outcome["wet"] == "zvw_wmo":
            assert set(desks) == {"gemeente", "huisarts"}, row.id


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("zet het in mijn agenda", "agenda"),
        ("maak de brief", "brief"),
        ("kunt u dit op papier zetten", "meeneemblad"),
        ("meeneemblad", "meeneemblad"),
        ("print", "meeneemblad"),
    ],
)
def test_fixed_words_ask_for_a_document(words, intent):
    assert commands()[words] == intent
