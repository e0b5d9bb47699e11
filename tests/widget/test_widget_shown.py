"""What the talk shows beside text: outcomes, tables, people, places in the queue, help, thumbs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import Page, expect

from tests.widget.stand_in import StandIn
from tests.widget.steps import Visit, focused, open_panel, say

pytestmark = pytest.mark.journey


def test_an_outcome_is_a_card_with_ring_print_and_downloads(talk: Page) -> None:
    say(talk, "uitkomst")
    card = talk.locator(".result")
    expect(card.get_by_role("heading", name="Uw uitkomst")).to_be_visible()
    assert card.locator(".bubble > ol li").count() == 2
    ring = card.get_by_role("link", name="Bel 088 789 10 00")
    assert ring.get_attribute("href") == "tel:0887891000"
    letter = card.get_by_role("link", name="Brief (Word)")
    assert letter.get_attribute("href").endswith("/bestand/brief.docx")
    assert letter.get_attribute("download") == ""
    expect(card.get_by_role("button", name="Afdrukken")).to_be_visible()


def test_on_paper_there_is_the_outcome_and_nothing_of_the_page(talk: Page) -> None:
    say(talk, "uitkomst")
    talk.get_by_role("button", name="Afdrukken").wait_for()
    talk.evaluate("window.print = () => { document.documentElement.dataset.printed = 'ja'; }")
    talk.get_by_role("button", name="Afdrukken").click()
    assert talk.evaluate("document.documentElement.dataset.printed") == "ja"
    talk.emulate_media(media="print")
    expect(talk.locator(".result .bubble")).to_be_visible()
    expect(talk.get_by_role("heading", name="Zorg kiezen")).to_be_hidden()
    expect(talk.locator(".visitor .bubble")).to_be_hidden()
    expect(talk.get_by_role("button", name="Verstuur")).to_be_hidden()
    talk.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(talk.get_by_role("heading", name="Zorg kiezen")).to_be_visible()
    expect(talk.locator("wegwijzer-chat .panel")).to_be_hidden()  # printing the page leaves it out


def test_a_thumb_up_is_one_press_and_a_thumb_down_asks_for_a_word(
    talk: Page, server: StandIn
) -> None:
    say(talk, "tabel")
    talk.get_by_role("button", name="Ja dit helpt", exact=True).click()
    expect(talk.get_by_text("Dank u. Dat helpt ons.").first).to_be_visible()
    assert server.feedback == [{"answer": "s3", "helpful": True}]
    talk.get_by_role("button", name="Nee dit helpt niet").click()
    word = talk.get_by_label("Wat kan beter?")
    expect(word).to_be_focused()
    word.fill("te veel woorden")
    word.press("Enter")
    expect(talk.get_by_text("Dank u. Dat helpt ons.").first).to_be_visible()
    assert server.feedback[-1] == {"answer": "s3", "helpful": False, "word": "te veel woorden"}
    assert focused(talk) == "input"
    pressed = talk.get_by_role("group", name="Helpt dit?").get_by_role("button", pressed=True)
    expect(pressed).to_have_accessible_name("Nee dit helpt niet")


def test_the_easier_version_is_asked_of_the_last_answer_only(talk: Page, server: StandIn) -> None:
    say(talk, "tabel")
    talk.get_by_role("button", name="Makkelijker").click()
    expect(talk.locator(".visitor .bubble").last).to_have_text("Makkelijker")
    expect(talk.get_by_role("button", name="Makkelijker")).to_have_count(0)
    assert server.posts[-1]["payload"] == "/makkelijker"


def test_with_a_date_there_is_help_that_fills_the_field(talk: Page) -> None:
    say(talk, "welke dag")
    field = talk.get_by_label("Uw vraag of antwoord")
    talk.get_by_label("Kies een dag in de kalender").fill("2026-11-03")
    expect(field).to_have_value("3 november 2026")
    assert focused(talk) == "input"
    talk.get_by_role("button", name="Gisteren").click()
    assert field.input_value().split()[1].isalpha()
    expect(field).to_have_accessible_description(
        "Uw naam en BSN zijn niet nodig. Typ bijvoorbeeld 3 november, of kies een dag:"
    )
    field.press("Enter")
    expect(talk.get_by_role("button", name="Gisteren")).to_be_hidden()


def test_with_a_place_the_help_says_that_four_digits_are_enough(talk: Page) -> None:
    say(talk, "welke plaats")
    expect(talk.get_by_text("de 4 cijfers van uw postcode")).to_be_visible()
    say(talk, "6511")
    expect(talk.get_by_text("de 4 cijfers van uw postcode")).to_be_hidden()


@pytest.mark.parametrize("answer", ["2", "nee", "Nee."])
def test_a_choice_by_number_or_word_is_marked_as_the_button_is(talk: Page, answer: str) -> None:
    say(talk, "wlz of wmo")
    talk.get_by_role("button", name="Nee", exact=True).wait_for()
    say(talk, answer)
    expect(talk.locator(".chosen")).to_have_text("Nee (gekozen)")


def test_the_place_in_the_queue_is_shown_told_and_taken_away(talk: Page, server: StandIn) -> None:
    talk.locator(".message").first.wait_for()
    server.say("system", "", "", kind="status", queue=3, wait="ongeveer 5 minuten")
    bar = talk.locator(".queue")
    expect(bar).to_have_text("U bent nummer 3 in de rij. Wachttijd: ongeveer 5 minuten.")
    expect(talk.locator("[aria-live=polite]")).to_contain_text("nummer 3 in de rij")
    server.say("system", "", "", kind="status", queue=1)
    expect(bar).to_have_text("U bent als eerste aan de beurt.")
    talk.reload()
    open_panel(talk)
    expect(bar).to_have_text("U bent als eerste aan de beurt.")
    server.say("system", "Anna doet nu mee aan het gesprek.", "", kind="status", queue=0)
    expect(bar).to_be_hidden()
    expect(talk.locator(".event")).to_have_text("Anna doet nu mee aan het gesprek.")


def test_one_sees_that_an_adviser_types_and_not_that_the_assistant_does(
    talk: Page, server: StandIn
) -> None:
    say(talk, "hallo")
    talk.get_by_text("nog niet goed begrepen").first.wait_for()
    server.note({"typing": "Anna"})
    expect(talk.get_by_text("Anna, medewerker is aan het schrijven")).to_be_visible()
    server.say("adviser", "Goedemiddag, met Anna.", "Anna")
    expect(talk.locator(".typing")).to_be_hidden()
    say(talk, "vergeten")
    talk.wait_for_timeout(700)
    expect(talk.locator(".typing")).to_be_hidden()


def test_an_adviser_hears_that_one_types_and_has_read_and_nobody_else_does(
    talk: Page, server: StandIn
) -> None:
    field = talk.get_by_label("Uw vraag of antwoord")
    field.press_sequentially("hallo")
    field.press("Enter")
    talk.get_by_text("nog niet goed begrepen").first.wait_for()
    assert server.signs == []
    server.say("system", "Anna heeft uw gesprek aangenomen.", "", beside="Anna")
    expect(talk.locator(".head p")).to_have_text("U spreekt met Anna, medewerker")
    with talk.expect_response("**/signs") as told:
        server.say("adviser", "Goedemiddag.", "Anna", id="said.1")
    assert told.value.request.post_data_json == {"read": "said.1"}
    with talk.expect_response("**/signs") as told:
        field.press_sequentially("Mijn moeder")
    assert told.value.request.post_data_json == {"typing": True}
    server.say("system", "Het gesprek met Anna is afgesloten.", "", beside="")
    expect(talk.locator(".head p")).to_have_text("Digitale assistent")
    field.press_sequentially(" en ik")
    talk.wait_for_timeout(200)
    assert len(server.signs) == 2


def test_one_sees_up_to_where_the_adviser_has_read(talk: Page, server: StandIn) -> None:
    for text in ("hallo", "bent u daar"):
        say(talk, text)
        expect(talk.locator(".visitor").last.locator(".status")).to_be_empty()
    first, last = [post["id"] for post in server.posts]
    seen = talk.get_by_text("Gelezen", exact=True)
    server.note({"read": first})
    expect(talk.locator(".visitor").first).to_contain_text("Gelezen")
    server.note({"read": last})
    expect(talk.locator(".visitor").last).to_contain_text("Gelezen")
    server.note({"read": first})
    talk.wait_for_timeout(200)
    expect(seen).to_have_count(1)


def test_between_two_days_stands_the_day(visit: Visit, server: StandIn) -> None:
    page = visit()
    open_panel(page)
    expect(page.locator(".day:visible")).to_have_count(0)
    (kept,) = server.talks.values()
    kept.messages[0]["at"] = (datetime.now(timezone.utc) - timedelta(days=1)).isoformat()
    say(page, "hallo")
    page.get_by_text("nog niet goed begrepen").first.wait_for()
    page.reload()
    page.get_by_role("button", name="Verder met uw gesprek").click()
    expect(page.locator(".day:visible")).to_have_text(["Gisteren", "Vandaag"])


SPEECH = """
  const said = [];
  window.speechSynthesis.getVoices = () => VOICES;
  window.speechSynthesis.speak = ({ text, lang }) => said.push(`${lang}: ${text}`);
  window.speechSynthesis.cancel = () => said.push("stil");
  document.said = said;
"""


def test_answers_are_read_aloud_for_as_long_as_the_button_is_down(visit: Visit) -> None:
    page = visit()
    page.add_init_script(SPEECH.replace("VOICES", "[]"))
    page.reload()
    open_panel(page)
    button = page.get_by_role("button", name="Lees voor")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    say(page, "wlz of wmo")
    page.get_by_role("button", name="Weet ik niet").wait_for()
    said = page.evaluate("document.said")
    assert "digitale assistent" in said[1]
    assert said[-1] == (
        "nl-NL: Wegwijzer: Is de hulp voor altijd nodig?\n\nDus niet alleen voor een paar maanden."
        " U kunt kiezen: Ja, Nee, Weet ik niet."
    )
    button.click()
    say(page, "hallo")
    page.get_by_text("nog niet goed begrepen").first.wait_for()
    assert page.evaluate("document.said.at(-1)") == "stil"


def test_a_browser_without_a_dutch_voice_says_so_and_reads_nothing(visit: Visit) -> None:
    page = visit()
    page.add_init_script(SPEECH.replace("VOICES", "[{ lang: 'en-US' }]"))
    page.reload()
    open_panel(page)
    page.get_by_role("button", name="Lees voor").click()
    expect(page.locator("[aria-live=polite]")).to_contain_text("geen Nederlandse stem")
    assert page.evaluate("document.said") == ["stil"]


HOURS = [
    ("ma-vr 08:00-18:00", "2026-11-25T12:00:00+01:00", True),
    ("ma-vr 08:00-18:00", "2026-11-25T18:00:00+01:00", False),
    ("ma-vr 08:00-18:00", "2026-11-28T12:00:00+01:00", False),
    ("ma-vr 8:00-18:00, za 9:00-12:30", "2026-11-28T12:29:00+01:00", True),
    ("vr-ma 00:00-24:00", "2026-11-29T23:59:00+01:00", True),
    ("altijd", "2026-11-28T12:00:00+01:00", True),
]


@pytest.mark.parametrize(("hours", "moment", "shown"), HOURS)
def test_outside_the_hours_of_the_site_it_hides(
    visit: Visit, server: StandIn, hours: str, moment: str, shown: bool
) -> None:
    tag = f'<!doctype html><title>x</title><script src=/widget.js data-tijden="{hours}"></script>'
    server.pages["/tijden"] = tag
    page = visit()
    page.clock.set_fixed_time(moment)
    page.goto(f"{server.url}/tijden")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)
    assert page.locator(".opener").is_visible() is shown


def test_the_page_for_site_owners_shows_each_choice_live(visit: Visit) -> None:
    page = visit("/widget")
    page.get_by_label("Naam boven het gesprek").fill("Vraag De Linde")
    page.get_by_label("data-positie").select_option("links")
    page.get_by_label("Vraag van deze pagina").fill("Wat is een pgb?")
    page.get_by_role("button", name="Toon zo").click()
    expect(page.locator("#regel")).to_contain_text(
        'data-titel="Vraag De Linde" data-positie="links" data-startvraag="Wat is een pgb?"'
    )
    page.get_by_role("button", name="open()").click()
    expect(page.get_by_role("dialog", name="Vraag De Linde")).to_be_visible()
    expect(page.locator(".idea").first).to_have_text("Wat is een pgb?")
    page.get_by_role("button", name="Paars").click()
    color = "node => getComputedStyle(node).backgroundColor"
    assert page.locator(".head").evaluate(color) == "rgb(91, 42, 134)"
    page.get_by_role("button", name='send("Wat is een pgb?")').click()
    expect(page.locator("#gebeurd")).to_have_text("message (assistant)")
    page.get_by_role("button", name="close()").click()
    expect(page.locator("#gebeurd")).to_have_text("close")
