"""The guard: nobody sends a BSN, account, address or number by accident."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget.stand_in import StandIn
from tests.widget.steps import focused, say

pytestmark = pytest.mark.journey

FOUND = {
    "Mijn BSN is 123456782.": ("BSN", "Mijn BSN is (BSN weggelaten)."),
    "bsn 123.456.782 en verder": ("BSN", "bsn (BSN weggelaten) en verder"),
    "1234 56 782": ("BSN", "(BSN weggelaten)"),
    "van NL91 ABNA 0417 1643 00 graag": (
        "rekeningnummer",
        "van (rekeningnummer weggelaten) graag",
    ),
    "nl91abna0417164301": ("rekeningnummer", "(rekeningnummer weggelaten)"),
    "DE89 3704 0044 0532 0130 00 klopt": (
        "rekeningnummer",
        "(rekeningnummer weggelaten) klopt",
    ),
    "mail jan.de-vries@voorbeeld.nl maar": ("e-mailadres", "mail (e-mailadres weggelaten) maar"),
    "bel 06-12345678": ("telefoonnummer", "bel (telefoonnummer weggelaten)"),
    "bel +31 (0)6 1234 5678 na zes": (
        "telefoonnummer",
        "bel (telefoonnummer weggelaten) na zes",
    ),
    "(020) 123 45 67": ("telefoonnummer", "(telefoonnummer weggelaten)"),
    "ik woon op 6511 AB 12a": ("adres", "ik woon op 6511 AB (huisnummer weggelaten)"),
    "6511ab, huisnummer 7": ("adres", "6511ab, (huisnummer weggelaten)"),
    "Lange Hezelstraat 14 in Nijmegen": (
        "adres",
        "Lange Hezelstraat (huisnummer weggelaten) in Nijmegen",
    ),
}
FINE = [
    "Mijn kenmerk is 123456789",  # fails the 11-test
    "Ik woon op 6511 AB en ben 84",
    "Op 03-11-2026 10 uur kwam de brief",
    "van 3-11-2026 tot 12-12-2026",
    "Moet ik 088 789 10 00 bellen, of 0800-2000, of 112?",
    "Het bedrag was 1.442,00 en art. 3.2.1 geldt",
    "000000000",
    "Ik was onderweg 2 uur kwijt",
    "De Kerkstraat is 3 kilometer ver",
    "Plein 40-45",
]


def closed(page: Page) -> None:
    page.get_by_label("Uw vraag of antwoord").fill("")
    expect(page.locator(".guard")).to_be_hidden()


def test_what_is_private_is_asked_about_and_can_be_left_out(talk: Page, server: StandIn) -> None:
    for number, (text, (kind, without)) in enumerate(FOUND.items(), 1):
        say(talk, text)
        sentence = f"Er staat een {kind} in uw bericht. Dat is hier niet nodig."
        expect(talk.locator(".guard p")).to_have_text(sentence)
        assert len(server.posts) == number - 1
        talk.get_by_role("button", name="Verstuur zonder").click()
        expect(talk.locator(".visitor .bubble")).to_have_count(number)
        expect(talk.locator(".guard")).to_be_hidden()
        expect(talk.locator(".assistant")).to_have_count(number + 1)
        assert server.posts[-1]["text"] == without
        assert focused(talk) == "input"


def test_what_is_not_private_goes_without_a_question(talk: Page, server: StandIn) -> None:
    for number, text in enumerate(FINE, 1):
        say(talk, text)
        expect(talk.locator(".visitor .bubble")).to_have_count(number)
        expect(talk.locator(".assistant")).to_have_count(number + 1)
        assert server.posts[-1]["text"] == text


def test_the_visitor_decides_and_may_send_it_all_the_same(talk: Page, server: StandIn) -> None:
    say(talk, "bel 06-12345678")
    talk.get_by_role("button", name="Toch zo versturen").click()
    expect(talk.locator(".visitor .bubble")).to_have_text("bel 06-12345678")
    expect(talk.locator(".assistant")).to_have_count(2)
    assert server.visitor_said() == ["bel 06-12345678"]


def test_several_kinds_are_named_together(talk: Page) -> None:
    say(talk, "123456782 en jan@voorbeeld.nl")
    expect(talk.locator(".guard p")).to_have_text(
        "In uw bericht staan: e-mailadres, BSN. Dat is hier niet nodig."
    )


def test_typing_on_takes_the_question_away_and_the_focus_stays(talk: Page) -> None:
    say(talk, "123456782")
    expect(talk.locator(".guard")).to_be_visible()
    assert focused(talk) == "input"
    talk.keyboard.press("Tab")
    assert focused(talk) == "Verstuur zonder"
    closed(talk)


def test_it_is_noticed_while_typing_and_goes_when_it_is_taken_out(
    talk: Page, server: StandIn
) -> None:
    field = talk.get_by_label("Uw vraag of antwoord")
    field.press_sequentially("Mijn BSN is 123456782 ", delay=5)
    expect(talk.locator(".guard p")).to_have_text(
        "Er staat een BSN in uw bericht. Dat is hier niet nodig."
    )
    expect(talk.get_by_role("alert")).to_contain_text("Er staat een BSN in uw bericht.")
    assert focused(talk) == "input"
    assert field.input_value() == "Mijn BSN is 123456782 "
    for _ in range(4):
        field.press("Backspace")
    expect(talk.locator(".guard")).to_be_hidden()
    field.press("Enter")
    expect(talk.locator(".visitor .bubble")).to_have_text("Mijn BSN is 123456")
    expect(talk.locator(".assistant")).to_have_count(2)
    assert len(server.posts) == 1


def test_a_number_that_was_asked_for_may_be_given(talk: Page, server: StandIn) -> None:
    say(talk, "terugbellen graag")
    talk.get_by_text("Op welk nummer").first.wait_for()
    say(talk, "06-12345678")
    expect(talk.locator(".visitor .bubble")).to_have_count(2)
    say(talk, "en mijn BSN is 123456782")
    expect(talk.locator(".guard")).to_be_visible()


def test_a_text_from_the_page_is_guarded_too(talk: Page, server: StandIn) -> None:
    talk.locator("wegwijzer-chat").evaluate("chat => chat.send('123456782')")
    expect(talk.locator(".guard")).to_be_visible()
    assert server.posts == []


def test_near_the_limit_the_characters_are_counted(talk: Page, server: StandIn) -> None:
    field = talk.get_by_label("Uw vraag of antwoord")
    field.fill("a" * 1799)
    expect(talk.locator(".left")).to_be_empty()
    field.fill("a" * 1950)
    expect(talk.locator(".left")).to_have_text("Nog 50 tekens")
    field.fill("👵" * 2001)
    expect(talk.locator(".left")).to_have_text("1 teken te veel")
    field.press("Enter")
    assert server.posts == []
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("👵" * 2000)
    field.press("Enter")
    expect(talk.locator(".visitor .bubble")).to_have_count(1)
