"""The public page about ourselves says what is so: figures with limits, days, versions, who to turn to."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx
import pytest
from sanic import Sanic

from bot.channels.whatsapp.turns import texts as whatsapp_texts
from bot.errors import KnowledgeRefused
from bot.knowledge.glossary import glossary
from bot.knowledge.readability import reading_level
from bot.server.doorkeeper import keep_the_door
from bot.server.last_good import Standing
from bot.server.pages import add_pages
from bot.server.verantwoording import (
    FIGURES,
    SETS,
    add_verantwoording,
    languages,
    measured,
    page,
)
from bot.settings import ROOT, ChatwootChoices, settings
from tests.desk.house import served

MODEL = Path("20261128-005012-avocado-span.tar.gz")
GOOD = Standing("a1b2c3d4e5f6", "2026-11-27T23:26:32+01:00")
CHOICES = settings({"GEHEIM": "g" * 40, "BEWAARDAGEN": "21"})


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_page_says_versions_days_figures_and_numbers():
    text = words(page(CHOICES, GOOD, MODEL))
    for said in (
        "versie a1b2c3d4e5f6 , in gebruik sinds 27 november 2026",
        "20261128-005012-avocado-span , gemaakt op 28 november 2026",
        "als er 21 dagen niets meer gebeurt",
        "bewaren dit 400 dagen",
        "Nationale ombudsman, telefoon 0800 33 55 555",
        "maandag 09:00 tot",
        "Alles blijft op de computer van de organisatie.",
        "Hij spreekt alleen Nederlands",
        "Algoritmeregister",
    ):
        assert said.lower() in text.lower(), said
    assert "Meta" not in text


def test_who_else_gets_words_is_said():
    desk = ChatwootChoices("https://desk.nl", "1", "i", "t", "s")
    text = words(page(replace(CHOICES, whatsapp=object(), chatwoot=desk), GOOD, MODEL))
    assert "langs Meta" in text
    assert "Chatwoot" in text
    assert "Alles blijft op de computer" not in text
    assert "{privacy}" in whatsapp_texts.INTRODUCTION  # leads here (PRIVACY_URL)
    assert CHOICES.privacy_url.endswith("/verantwoording")


def test_the_figures_are_those_of_the_report():
    found = json.loads(FIGURES.read_text())
    shown = measured()
    assert [one[1] for one in shown.sets] == [found["sets"][name]["messages"] for name in SETS]
    assert shown.sets[0][2] == round(found["sets"]["toets"]["acceptable"] * 100)
    text = words(page(CHOICES, GOOD, MODEL))
    assert f"{shown.sets[2][3]} van 100" in text
    assert f"kregen er {shown.signs} een telefoonnummer" in text
    assert "Echte mensen begrijpt hij waarschijnlijk iets minder goed" in text


def test_how_much_it_knows_and_which_languages_come_from_the_data():
    text = words(page(CHOICES, GOOD, MODEL))
    assert "herkent 81 soorten vragen" in text  # the catalogue
    assert "kiest uit 81 soorten vragen" in text
    assert f"Hij kan {len(glossary().terms)} moeilijke woorden uitleggen" in text
    assert "Engels, Duits, Turks, Arabisch, Pools, Oekraïens of Papiaments." in text
    html = (ROOT / "bot/channels/widget/verantwoording.html").read_text()
    assert not re.search(r"\b\d+ (?:soorten|moeilijke woorden|van 100)", html), "typed by hand"


def test_a_language_without_a_name_is_refused(monkeypatch):
    text = "Nederlands.\n\nEsperanto: saluton."
    monkeypatch.setattr(
        "bot.server.verantwoording.answers", lambda: {"utter_taal_anders": [{"text": text}]}
    )
    with pytest.raises(KnowledgeRefused, match="Esperanto heeft geen naam"):
        languages()


@pytest.mark.parametrize(
    ("made_from", "says"),
    [
        ("118f6b", "met dezelfde voorbeelden en instellingen gemaakt"),
        ("aaaaaa", "Na deze meting zijn voorbeelden of instellingen veranderd"),
        (None, "Na deze meting zijn voorbeelden of instellingen veranderd"),
    ],
)
def test_the_figures_say_whether_they_are_of_the_model_that_is_served(
    tmp_path, monkeypatch, made_from, says
):
    found = json.loads(FIGURES.read_text()) | {"made_from": made_from}
    if made_from is None:
        del found["made_from"]
    (tmp_path / "cijfers.json").write_text(json.dumps(found))
    figures = measured(tmp_path / "cijfers.json")
    monkeypatch.setattr("bot.server.verantwoording.measured", lambda: figures)
    assert says in words(page(CHOICES, GOOD, MODEL, "118f6b"))


@pytest.mark.parametrize("content", [None, "{", '{"sets": {}}'])
def test_without_a_report_no_figure_is_given(tmp_path, monkeypatch, content):
    path = tmp_path / "cijfers.json"
    if content:
        path.write_text(content)
    assert measured(path) is None
    monkeypatch.setattr("bot.server.verantwoording.measured", lambda: None)
    text = words(page(CHOICES, GOOD, None))
    assert "nog geen metingen" in text
    assert "van 100" not in text


def test_people_can_read_it():
    html = page(CHOICES, GOOD, MODEL).split('class="register"')[0]
    parts = [words(part) for part in re.findall(r"<(?:p|li|dd)>(.*?)</(?:p|li|dd)>", html)]
    assert len(parts) > 30
    assert not [part for part in parts if not reading_level(part).is_b1]


def test_the_pages_lead_to_it_and_it_keeps_to_our_policy():
    app = Sanic("verantwoording", configure_logging=False)
    keep_the_door(app, CHOICES)
    add_pages(app)
    add_verantwoording(app, CHOICES, GOOD, MODEL)
    with served(app) as address, httpx.Client(base_url=address, trust_env=False) as visitor:
        for path in ("/", "/zonder-javascript"):
            assert 'href="/verantwoording"' in visitor.get(path).text
        answer = visitor.get("/verantwoording")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"style=|<script|onclick", answer.text)
