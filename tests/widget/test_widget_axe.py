"""axe-core finds nothing in any state of the chat and on none of our pages; what it looked like is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.server.last_good import Standing
from bot.server.plain_pages import answer_page, overview
from bot.server.verantwoording import page as page_about_us
from bot.settings import settings
from tests.widget.stand_in import StandIn
from tests.widget.steps import Visit, end_the_talk, open_panel, say

pytestmark = pytest.mark.journey

#: kept as files of CI
PICTURES = Path(__file__).parents[2] / "results" / "widget"
#: what a screen reader finds of a talk, whole
TREE = Path(__file__).parent / "gesprek.aria.yml"
RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "EN-301-549",
        "best-practice",
    ]
}


def closed(page: Page, server: StandIn) -> None:
    page.locator(".opener").wait_for()


def empty(page: Page, server: StandIn) -> None:
    open_panel(page)


def choosing(page: Page, server: StandIn) -> None:
    say(page, "wlz of wmo")
    page.get_by_role("button", name="Weet ik niet").wait_for()


def talking(page: Page, server: StandIn) -> None:
    page.get_by_role("button", name="Ja", exact=True).click()
    page.get_by_text("past waarschijnlijk").first.wait_for()
    page.get_by_text("Bron", exact=True).click()


def comparing(page: Page, server: StandIn) -> None:
    say(page, "tabel")
    page.get_by_role("table").wait_for()
    page.get_by_role("button", name="Nee dit helpt niet").last.click()
    page.get_by_label("Wat kan beter?").wait_for()


def concluding(page: Page, server: StandIn) -> None:
    say(page, "uitkomst")
    page.get_by_role("button", name="Afdrukken").wait_for()


def dating(page: Page, server: StandIn) -> None:
    say(page, "welke dag")
    page.get_by_label("Kies een dag").wait_for()


def correcting(page: Page, server: StandIn) -> None:
    """A question of a flow, asked again after a wrong answer; and a message that does not fit."""
    say(page, "31 februari")
    page.get_by_text("Die dag bestaat niet").first.wait_for()
    page.get_by_label("Kies een dag").wait_for()
    page.get_by_label("Uw vraag of antwoord").fill("x" * 2001)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Uw bericht is te lang.")


def guarding(page: Page, server: StandIn) -> None:
    say(page, "Mijn BSN is 123456782")
    page.get_by_role("button", name="Verstuur zonder").wait_for()


def queueing(page: Page, server: StandIn) -> None:
    page.get_by_label("Uw vraag of antwoord").fill("")
    server.say("system", "", "", kind="status", queue=2, wait="ongeveer 5 minuten")
    page.locator(".queue").wait_for()


def with_an_adviser(page: Page, server: StandIn) -> None:
    server.say("system", "Anna doet nu mee aan het gesprek.", "")
    server.say("adviser", "Goedemiddag, met Anna. Waarmee kan ik u helpen?", "Anna")
    page.get_by_text("Goedemiddag, met Anna").first.wait_for()
    server.note({"typing": "Anna"})
    page.get_by_text("is aan het schrijven").wait_for()


def adviser_gone(page: Page, server: StandIn) -> None:
    server.note({"typing": ""})
    server.say("system", "Het gesprek met de medewerker is afgesloten.", "")
    page.get_by_text("de medewerker is afgesloten").first.wait_for()


def set_to_taste(page: Page, server: StandIn) -> None:
    """What one can set: larger letters, and answers read aloud."""
    for name in ("Grotere letters", "Lees voor"):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name="Grotere letters", pressed=True)).to_be_visible()


def offline(page: Page, server: StandIn) -> None:
    page.context.set_offline(True)
    say(page, "zonder verbinding")
    page.get_by_text("Nog niet verstuurd.").first.wait_for()


def ended(page: Page, server: StandIn) -> None:
    page.context.set_offline(False)
    expect(page.locator(".status:not(:empty)")).to_have_count(0)
    end_the_talk(server)
    say(page, "hallo")
    page.get_by_text("Hieronder begint een nieuw gesprek.").wait_for()


def failing(page: Page, server: StandIn) -> None:
    server.faults = [400, *["drop"] * 20]
    say(page, "dit lukt niet")
    page.get_by_role("button", name="Tekst aanpassen").wait_for()
    say(page, "en dit ook niet")
    page.get_by_text("Nog niet verstuurd.").first.wait_for()
    page.get_by_label("Uw vraag of antwoord").fill("x" * 2001)


#: one talk goes through all of them, in each of the looks
STATES: dict[str, Callable[[Page, StandIn], None]] = {
    "the button, before it is opened": closed,
    "empty, with four things to ask": empty,
    "choices": choosing,
    "a talk, with its source": talking,
    "a comparison in a table, and a thumb down": comparing,
    "a result card": concluding,
    "a question of a flow, with help for the day": dating,
    "that question with an error": correcting,
    "the question of the privacy guard": guarding,
    "waiting in the queue": queueing,
    "an adviser joined, and types": with_an_adviser,
    "the adviser closed it": adviser_gone,
    "larger letters, read aloud": set_to_taste,
    "offline": offline,
    "an old talk that is closed, and a new one": ended,
    "not delivered, and refused": failing,
}
LOOKS: dict[str, dict[str, Any]] = {
    "licht": {},
    "donker": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "eigen kleuren": {"forced_colors": "active"},
    "telefoon": {"width": 320, "height": 640},
}


def violations(page: Page, inside: str = "html") -> list[str]:
    found = Axe().run(page, context=inside, options=RULES).response["violations"]
    return [f"{v['id']}: {[node['target'] for node in v['nodes']]}" for v in found]


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def test_axe_looks_inside_the_chat(visit: Visit) -> None:
    page = visit(bypass_csp=True)
    open_panel(page)
    page.evaluate(
        """() => {
          const inside = document.querySelector("wegwijzer-chat").shadowRoot;
          inside.querySelector(".send").replaceChildren();
        }"""
    )
    assert [v.split(":")[0] for v in violations(page, "wegwijzer-chat")] == ["button-name"]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(visit: Visit, server: StandIn, look: str) -> None:
    page = visit(bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    found = {}
    for name, reach in STATES.items():
        reach(page, server)
        picture(page, f"{reach.__name__} {look}")
        found[name] = violations(page, "wegwijzer-chat")
    assert {name: v for name, v in found.items() if v} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_our_own_pages(visit: Visit, server: StandIn, scheme: str) -> None:
    server.pages["/zonder-javascript"] = overview()
    server.pages["/zonder-javascript/pgb_uitleg"] = answer_page("pgb_uitleg") or ""
    server.pages["/verantwoording"] = page_about_us(
        settings({"GEHEIM": "g" * 40}), Standing(), None
    )
    for path in ("/", "/widget", *server.pages):
        page = visit(path, bypass_csp=True, color_scheme=scheme)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], path
        picture(page, f"pagina {path.strip('/').replace('/', ' ') or 'demo'} {scheme}")


def test_a_whole_talk_reads_as_it_should_in_the_accessibility_tree(talk: Page) -> None:
    say(talk, "wlz of wmo")
    talk.get_by_role("button", name="Ja", exact=True).click()
    talk.get_by_text("past waarschijnlijk").first.wait_for()
    expect(talk.get_by_role("log")).to_match_aria_snapshot(TREE.read_text())
