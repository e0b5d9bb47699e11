import json
import re
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bot.care.texts import placeholders
from bot.channels.limits import WHATSAPP
from bot.channels.whatsapp.render import render
from bot.knowledge.answers import answers, labels
from bot.knowledge.facts import facts
from bot.knowledge.readability import levels_of, texts_of
from bot.knowledge.spoken import Words

ROOT = Path(__file__).parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
INTENTS = DOMAIN["intents"]
TECHNICAL = {
    *"antwoord meer_uitleg makkelijker bron waarom terug".split(),
    *"agenda brief meeneemblad".split(),
    *"bewaar ga_verder".split(),
    *"begrip plan".split(),
}
FLOWS = {
    "vraag_wlz_of_wmo",
    "vraag_bopz",
    "vraag_ciz_duur",
    "zoek_zorgkantoor",
    "kies_leveringsvorm",
    "uitslag_ontvangen",
    "vraag_medewerker",
}
#: filled in by an action or by the talk, not by a fact
FILLED = {
    *(
        "naaste Naaste aantal_vragen waarde opties uiterste_datum ingebreke_vanaf dwangsom_vanaf"
    ).split(),
    *("zorgkantoor regio gemeente website overdracht_id tijdvak bezwaar_tot").split(),
    *("agenda_link word_link pdf_link kort_word_link kort_pdf_link html_link tekst_link").split(),
    *("link_geldig organisatie vandaag bronnen gecontroleerd").split(),
    *("gelezen oud nieuw regio_nieuw zorgkantoor_nieuw website_nieuw gemeente_nieuw").split(),
    *("onderzoek_tot aanvraag_vanaf plan besluit_tot loopt").split(),
    *("bezwaar_besluit bezwaar_besluit_commissie").split(),
    *"gezegd onderwerp".split(),
    *("medewerker plek wachttijd opent onderwerp").split(),
    *"begrip uitleg stappen".split(),
}
#: whose pages an answer may point at
BODIES = {
    *"ciz.nl hetcak.nl svb.nl dwangindezorg.nl juridischloket.nl rechtspraak.nl".split(),
    *"zorgkaartnederland.nl zorgverzekeringslijn.nl adviespuntzorgbelang.nl 113.nl".split(),
}
#: their choices are added by the action that says them
CHOICES_ADDED = {"utter_bedoelt_u", "utter_vroeg_ook_knop", "utter_plan", "utter_plan_brief"}
#: every language in one message
LONG_ON_WHATSAPP = {"utter_taal_anders"}
VARIANTS = [
    pytest.param(name, variant, id=f"{name}-{i}")
    for name, variants in answers().items()
    for i, variant in enumerate(variants)
]
PARTS = (
    *"meer makkelijker verlopen waarom voorbeeld verandert nu_doen".split(),
    *"papieren vragen hulp".split(),
    *"deuren te_laat".split(),
)
INFORMATION = [i for i in INTENTS[7 : 7 + 54]]


def texts(variant):
    meta = variant.get("metadata") or {}
    return [variant.get("text", ""), *(meta[part] for part in PARTS if meta.get(part))]


@lru_cache
def rules():
    found = {}
    for path in sorted((ROOT / "data").glob("*/*.yml")):
        for rule in (yaml.load(path.read_text(), yaml.CSafeLoader) or {}).get("rules") or []:
            for step in rule["steps"]:
                if "intent" in step:
                    found[step["intent"]] = rule
    return found


def test_the_catalogue_has_81_intents():
    assert len([i for i in INTENTS if i not in TECHNICAL]) == 81
    assert len(INFORMATION) == 54


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_a_rule_that_leads_to_something_that_exists(intent):
    known = {*answers(), *DOMAIN["actions"], *DOMAIN["forms"]}
    actions = [s["action"] for s in rules()[intent]["steps"] if "action" in s]
    assert actions
    assert set(actions) <= known


@pytest.mark.parametrize("intent", INFORMATION)
def test_every_information_intent_has_an_answer_with_its_source(intent):
    (variant,) = answers()[f"utter_{intent}"]
    meta = variant["metadata"]
    assert meta["bron"]
    assert date.fromisoformat(meta["checked_on"]) <= date(2026, 12, 31)
    assert meta["makkelijker"]
    assert meta["meer"]
    assert 2 <= len(variant["buttons"]) <= 3


@pytest.mark.parametrize("intent", [i for i in INTENTS if i not in TECHNICAL])
def test_every_intent_can_be_named_when_the_assistant_is_not_sure(intent):
    assert labels()[intent]


def test_no_two_intents_are_named_alike():
    named = list(labels().values())
    assert len(named) == len(set(named))


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_every_placeholder_is_a_fact_or_filled_by_the_talk(name, variant):
    for text in texts(variant):
        assert set(placeholders(text)) <= set(facts()) | FILLED


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_no_text_holds_an_amount_a_term_or_a_phone_number_itself(name, variant):
    for text in texts(variant):
        bare = re.sub(
            r"\{\w+\}|https://\S+|\bWmo 2015\b|\b20[12]\d\b|\b[A-Za-z-]+\d+b?\b", "", text
        )
        assert not re.search(r"\d", bare), text


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_a_fact_that_ends_has_words_for_the_day_after(name, variant):
    def ends(text):
        return any(facts()[n].values[-1].valid_until for n in placeholders(text) if n in facts())

    meta = variant.get("metadata") or {}
    if ends(variant.get("text", "")):
        assert meta.get("verlopen")
        assert not ends(meta["verlopen"])
    assert not any(ends(meta.get(part, "")) for part in PARTS), "only the core has words for after"


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_an_answer_is_at_most_60_words_and_its_sentences_at_most_20(name, variant):
    if name == "utter_taal_anders":
        return  # one sentence in each of eight languages
    text = variant.get("text", "")
    for sentence in re.split(r"[.?!:]\s|\n", text):
        assert len(sentence.split()) <= 20, sentence
    assert len(text.split()) <= 62, len(text.split())


@pytest.mark.parametrize("intent", INFORMATION)
def test_an_information_answer_keeps_to_its_lengths_and_has_an_easier_version(intent):
    (variant,) = answers()[f"utter_{intent}"]
    said = texts_of(variant)
    assert len(said["kern"].split()) <= 60
    assert len(said["meer"].split()) <= 150
    assert len(said["makkelijker"].split()) <= 60
    levels = levels_of(f"utter_{intent}", variant)
    core, easier = levels["kern"], levels["makkelijker"]
    assert easier.score >= core.score + 3, (core.score, easier.score)
    assert easier.words_per_sentence < core.words_per_sentence
    assert len(long_words(said["makkelijker"])) <= len(long_words(said["kern"]))


def long_words(text):
    return [word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= 10]


@pytest.mark.parametrize("intent", INFORMATION)
def test_the_next_steps_lead_on_and_not_back_to_the_answer_itself(intent):
    (variant,) = answers()[f"utter_{intent}"]
    targets = [payload_intent(button) for button in variant["buttons"]]
    assert len(set(targets)) == len(targets)
    assert intent not in targets
    assert set(targets) <= {*FLOWS, *INFORMATION, "eenzaam"}


def test_from_every_information_answer_a_human_is_at_most_three_choices_away():
    choices = {
        intent: {payload_intent(b) for b in answers()[f"utter_{intent}"][0]["buttons"]}
        for intent in INFORMATION
    }
    for intent, found in choices.items():
        for _ in range(2):
            found = found | {target for step in found for target in choices.get(step, ())}
        assert "vraag_medewerker" in found, intent


def payload_intent(button):
    return re.match(r"/(\w+)", button["payload"])[1]


def test_addresses_are_whole_and_of_bodies_that_we_know():
    for text in (text for _, variant in every_variant() for text in texts(variant)):
        for address in re.findall(r"https?://[^\s)]+", text):
            bare = address.rstrip(".,")
            assert re.fullmatch(r"https://(www\.)?[a-z0-9-]+\.nl(/[a-z0-9/-]*)?", bare), address
            assert bare.removeprefix("https://").removeprefix("www.") in BODIES, address


def test_a_text_that_stands_without_buttons_points_at_none():
    for name, variant in every_variant():
        shown = bool(variant.get("buttons")) or name in CHOICES_ADDED
        for part, text in texts_of(variant).items():
            if not (shown and part in ("kern", "verlopen")):
                assert not re.search(r"\bhieronder\b|\bdruk op\b", text.lower()), (name, part)


def test_an_answer_fits_whatsapp_with_its_choices_in_one_message():
    for name, variant in every_variant():
        buttons = variant.get("buttons") or []
        filled = re.sub(r"\{\w+\}", "1 januari 2027", variant.get("text", ""))
        bodies, choices = render_parts(filled, buttons)
        assert choices == {button["payload"] for button in buttons}, name
        assert len(bodies) == 1 or name in LONG_ON_WHATSAPP, name
        assert not buttons or len(filled) <= WHATSAPP.body or name in LONG_ON_WHATSAPP, name


def render_parts(text, buttons):
    said = render([{"text": text, "buttons": buttons}])
    return said.bodies, {choice["payload"] for choice in said.choices}


def test_on_any_later_day_no_amount_of_this_year_is_said():
    later = Words({}, dict.fromkeys(FILLED, "iets"), date(2029, 1, 2))
    for name, variant in every_variant():
        stale = (variant.get("metadata") or {}).get("verlopen")
        for part, text in texts_of(variant).items():
            said = later.into(text, stale if part == "kern" else None)
            assert "€" not in said or not any(map(ends, placeholders(text))), (name, said)


def every_variant():
    return ((name, variant) for name, variants in answers().items() for variant in variants)


def ends(name):
    return name in facts() and facts()[name].values[-1].valid_until is not None


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_every_choice_leads_somewhere_and_fits_its_button(name, variant):
    slots = set(DOMAIN["slots"])
    titles = [b["title"] for b in variant.get("buttons") or []]
    assert len(titles) == len(set(titles))
    for button in variant.get("buttons") or []:
        assert len(button["title"]) <= 24, button["title"]
        match = re.fullmatch(r"/(\w+)(\{.*\})?", button["payload"])
        assert match, button
        assert match[1] in INTENTS
        assert set(json.loads(match[2] or "{}")) <= slots


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_no_answer_promises_what_others_decide(name, variant):
    for text in texts(variant):
        assert not re.search(r"u heeft recht op|u krijgt de wlz|gegarandeerd", text.lower()), text


def test_the_safety_answers_hold_the_numbers_and_no_menu():
    for name, fact in (
        ("utter_nood_medisch", "tel_noodnummer"),
        ("utter_crisis_suicide", "tel_113"),
        ("utter_huiselijk_geweld", "tel_veilig_thuis"),
    ):
        (variant,) = answers()[name]
        assert fact in placeholders(variant["text"])
        assert not variant.get("buttons")


def test_bopz_is_answered_as_it_is_today():
    (variant,) = answers()["utter_wat_is_bopz"]
    for word in ("BOPZ", "Wzd", "Wvggz", "2020"):
        assert word in variant["text"]


@pytest.mark.parametrize("intent", [i for i in INTENTS if i not in TECHNICAL])
def test_every_intent_has_a_test_conversation(intent):
    assert intent in intents_in_stories()


@lru_cache
def intents_in_stories():
    paths = (ROOT / "tests/conversations").glob("test_*.yml")
    stories = [s for p in paths for s in yaml.load(p.read_text(), yaml.CSafeLoader)["stories"]]
    return {step.get("intent") for story in stories for step in story["steps"]}
