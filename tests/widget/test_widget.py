"""The talk itself: nothing lost, nothing doubled, and what is said stays text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget.stand_in import StandIn
from tests.widget.steps import Visit, end_the_talk, focused, say, send_again, texts

pytestmark = pytest.mark.journey


def test_an_empty_talk_greets_and_offers_four_things_to_ask(talk: Page) -> None:
    assert "digitale assistent en geen mens" in texts(talk)[0]
    assert talk.locator(".idea").all_inner_texts() == [
        "Heb ik Wlz of Wmo nodig?",
        "Hoe lang mag het CIZ erover doen?",
        "Welk zorgkantoor hoort bij mij?",
        "Ik wil een medewerker spreken",
    ]


def test_no_talk_is_started_before_the_panel_is_opened(visit: Visit, server: StandIn) -> None:
    visit().locator(".opener").wait_for()
    assert server.talks == {}


def test_an_idea_is_asked_and_makes_room_for_the_answer(talk: Page, server: StandIn) -> None:
    talk.get_by_role("button", name="Heb ik Wlz of Wmo nodig?").last.click()
    expect(talk.locator(".bubble", has_text="Is de hulp voor altijd nodig?")).to_be_visible()
    expect(talk.locator(".start")).to_be_hidden()
    assert server.visitor_said() == ["Heb ik Wlz of Wmo nodig?"]
    assert focused(talk) == "input"


def test_a_choice_is_sent_as_payload_and_cannot_be_made_twice(talk: Page, server: StandIn) -> None:
    say(talk, "wlz of wmo")
    yes = talk.get_by_role("button", name="Ja", exact=True)
    yes.click()
    expect(talk.locator(".bubble", has_text="past waarschijnlijk")).to_be_visible()
    assert server.posts[-1]["payload"] == '/antwoord{"blijvend": "ja"}'
    assert server.posts[-1]["title"] == "Ja"
    expect(talk.locator(".chosen")).to_have_text("Ja (gekozen)")
    for button in talk.locator(".choices").first.get_by_role("button").all():
        assert button.get_attribute("aria-disabled") == "true"
        button.click(force=True)
    assert len(server.posts) == 2


def test_an_answer_in_words_closes_the_choices_too(talk: Page) -> None:
    say(talk, "wlz of wmo")
    talk.get_by_role("button", name="Nee", exact=True).wait_for()
    say(talk, "weet ik eigenlijk niet")
    expect(talk.locator(".bubble", has_text="nog niet goed begrepen")).to_be_visible()
    assert talk.locator(".choice:not([aria-disabled])").count() == 0


def test_enter_sends_and_shift_enter_starts_a_line(talk: Page, server: StandIn) -> None:
    field = talk.get_by_label("Uw vraag of antwoord")
    field.fill("eerste")
    field.press("Shift+Enter")
    field.press_sequentially("tweede")
    field.press("Enter")
    expect(talk.locator(".bubble", has_text="nog niet goed begrepen")).to_be_visible()
    assert server.visitor_said() == ["eerste\ntweede"]
    assert field.input_value() == ""
    assert focused(talk) == "input"


def test_blank_text_is_not_sent(talk: Page, server: StandIn) -> None:
    say(talk, "   ")
    assert server.posts == []


def test_a_reload_brings_the_talk_back_and_only_the_token_was_kept(talk: Page) -> None:
    say(talk, "wlz of wmo")
    talk.get_by_role("button", name="Ja", exact=True).click()
    talk.get_by_text("past waarschijnlijk").wait_for()
    before = texts(talk)
    stored = talk.evaluate("[Object.keys(sessionStorage), localStorage.length, document.cookie]")
    assert stored == [["wegwijzer-token"], 0, ""]
    talk.reload()
    talk.get_by_role("button", name="Verder met uw gesprek").click()
    expect(talk.locator(".bubble")).to_have_count(len(before))
    assert texts(talk) == before
    expect(talk.locator(".chosen")).to_have_text("Ja (gekozen)")
    expect(talk.locator(".choice:not([aria-disabled])")).to_have_count(2)


def test_a_second_tab_shows_the_same_talk_and_both_keep_in_step(
    talk: Page, server: StandIn
) -> None:
    say(talk, "wlz of wmo")
    talk.get_by_role("button", name="Ja", exact=True).wait_for()
    other = talk.context.new_page()
    other.goto(talk.url)
    other.get_by_role("button", name="Verder met uw gesprek").click()
    other.get_by_role("button", name="Ja", exact=True).click()
    for page in (talk, other):
        expect(page.locator(".bubble", has_text="past waarschijnlijk")).to_be_visible()
        expect(page.locator(".chosen")).to_have_text("Ja (gekozen)")
    assert texts(talk) == texts(other)
    assert len(server.talks) == 1
    assert server.visitor_said() == ["wlz of wmo", "Ja"]


def test_a_message_on_a_broken_line_is_marked_and_goes_by_itself(
    talk: Page, server: StandIn
) -> None:
    server.faults = ["drop", 503]
    say(talk, "wlz of wmo")
    expect(talk.get_by_text("Nog niet verstuurd.").first).to_be_visible()
    expect(talk.get_by_role("button", name="Ja", exact=True)).to_be_visible()
    expect(talk.locator(".status:not(:empty)")).to_have_count(0)
    assert len({post["id"] for post in server.posts}) == 1
    assert server.visitor_said() == ["wlz of wmo"]


def test_sending_again_by_hand_keeps_the_id(talk: Page, server: StandIn) -> None:
    server.faults = ["drop"] * 3
    say(talk, "wlz of wmo")
    for _ in range(3):
        send_again(talk)
        talk.wait_for_timeout(150)
    expect(talk.get_by_role("button", name="Ja", exact=True)).to_be_visible()
    assert len({post["id"] for post in server.posts}) == 1


def test_a_lost_answer_doubles_nothing(talk: Page, server: StandIn) -> None:
    server.faults = ["lose"]
    say(talk, "wlz of wmo")
    expect(talk.get_by_role("button", name="Ja", exact=True)).to_be_visible()
    expect(talk.locator(".status:not(:empty)")).to_have_count(0)
    assert server.visitor_said() == ["wlz of wmo"]
    assert talk.locator(".message.visitor").count() == 1
    assert talk.locator(".message.assistant").count() == 3


def test_messages_keep_their_order_when_the_first_has_to_wait(talk: Page, server: StandIn) -> None:
    server.faults = ["drop"]
    say(talk, "een")
    talk.get_by_text("Nog niet verstuurd.").first.wait_for()
    say(talk, "twee")
    expect(talk.locator(".bubble", has_text="nog niet goed begrepen")).to_have_count(2)
    assert server.visitor_said() == ["een", "twee"]
    said = texts(talk)
    assert said[1] == "een"
    assert said[3] == "twee"


def test_a_refusal_is_shown_in_the_words_of_the_server(talk: Page, server: StandIn) -> None:
    server.faults = [413]
    say(talk, "te lang verhaal")
    expect(talk.get_by_text("Niet verstuurd. Dit lukt nu niet.").first).to_be_visible()
    talk.get_by_role("button", name="Tekst aanpassen").click()
    assert talk.get_by_label("Uw vraag of antwoord").input_value() == "te lang verhaal"
    assert talk.locator(".message.visitor").count() == 0


def test_slow_down_is_obeyed_and_the_message_goes_later(talk: Page, server: StandIn) -> None:
    server.faults = [429]
    say(talk, "wlz of wmo")
    expect(talk.get_by_text("Dit lukt nu niet.").first).to_be_visible()
    expect(talk.get_by_role("button", name="Ja", exact=True)).to_be_visible()


def test_when_a_talk_has_ended_words_go_to_a_new_one(talk: Page, server: StandIn) -> None:
    say(talk, "eerste vraag")
    talk.get_by_text("nog niet goed begrepen").wait_for()
    end_the_talk(server)
    say(talk, "wlz of wmo")
    expect(talk.get_by_role("button", name="Ja", exact=True)).to_be_visible()
    expect(talk.locator(".cut")).to_have_text(
        "Uw vorige gesprek is afgesloten. Hieronder begint een nieuw gesprek."
    )
    shown = texts(talk)
    assert shown[1] == "eerste vraag"
    assert shown[4] == "wlz of wmo"
    assert server.visitor_said() == ["eerste vraag", "wlz of wmo"]


def test_when_a_talk_has_ended_a_choice_is_not_carried_over(talk: Page, server: StandIn) -> None:
    say(talk, "wlz of wmo")
    talk.get_by_role("button", name="Ja", exact=True).wait_for()
    server.down = True
    server.cut_streams()
    talk.get_by_role("button", name="Ja", exact=True).click()
    talk.get_by_text("Nog niet verstuurd.").first.wait_for()
    end_the_talk(server)
    server.down = False
    send_again(talk)
    expect(talk.get_by_text("Niet verstuurd. Dit gesprek is afgesloten.").first).to_be_visible()
    expect(talk.locator(".bubble", has_text="Hallo, ik ben")).to_have_count(2)
    assert server.visitor_said() == ["wlz of wmo"]


def test_a_talk_that_the_visitor_has_deleted_leaves_the_screen_in_every_tab(
    talk: Page, server: StandIn
) -> None:
    say(talk, "mijn verhaal")
    talk.get_by_text("nog niet goed begrepen").wait_for()
    other = talk.context.new_page()
    other.goto(talk.url)
    other.get_by_role("button", name="Verder met uw gesprek").click()
    expect(other.locator(".bubble", has_text="mijn verhaal")).to_be_visible()
    say(talk, "vergeet dit gesprek")
    for page in (talk, other):
        expect(page.get_by_text("Dit gesprek is verwijderd.").first).to_be_visible()
        expect(page.locator(".bubble")).to_have_count(0)
        assert page.evaluate("sessionStorage.length") == 0
    say(talk, "hallo")
    expect(talk.locator(".bubble", has_text="nog niet goed begrepen")).to_have_count(1)


def test_what_an_adviser_says_comes_by_itself(talk: Page, server: StandIn) -> None:
    say(talk, "hallo")
    talk.get_by_text("nog niet goed begrepen").wait_for()
    server.say("adviser", "Goedemiddag, ik denk met u mee.", "Anna")
    # without the bell it would be at the next sign of life, after 15 seconds
    expect(talk.get_by_text("ik denk met u mee").first).to_be_visible(timeout=10_000)
    expect(talk.locator(".head p")).to_have_text("U spreekt met Anna, medewerker")


def test_what_is_said_while_closed_is_counted_on_the_button(talk: Page, server: StandIn) -> None:
    server.delay = 0.5
    say(talk, "hallo")
    talk.keyboard.press("Escape")
    expect(talk.locator(".opener")).to_have_accessible_name(
        "Verder met uw gesprek 1 (1 nieuw bericht)"
    )
    talk.locator(".opener").click()
    expect(talk.get_by_text("nog niet goed begrepen").first).to_be_visible()


def test_text_stays_text_and_only_safe_links_are_links(talk: Page) -> None:
    say(talk, "opmaak")
    bubble = talk.locator(".bubble").last
    expect(bubble).to_contain_text("<b>geen</b> <img src=x onerror=alert(1)>")
    assert bubble.locator("img, b").count() == 0
    assert bubble.locator("strong").inner_text() == "vet"
    links = bubble.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert links == ["https://www.ciz.nl/a?b=1", "tel:08002000", "tel:112"]
    assert "fout" in bubble.inner_text()


def test_a_table_and_a_source_are_shown_as_such(talk: Page) -> None:
    say(talk, "tabel")
    expect(talk.get_by_role("columnheader")).to_have_text(["Vorm", "Waar", "Maaltijden"])
    expect(talk.get_by_role("rowheader")).to_have_text(["Instelling", "Vpt", "Mpt"])
    expect(talk.get_by_role("row")).to_have_count(4)
    expect(talk.get_by_role("cell").locator("strong")).to_have_text("Ja")
    source = talk.get_by_text("Wlz art. 3.3.2", exact=True)
    expect(source).to_be_hidden()
    talk.get_by_text("Bron", exact=True).click()
    expect(source).to_be_visible()


def test_of_a_long_answer_the_beginning_is_on_the_screen(talk: Page) -> None:
    say(talk, "lang")
    expect(talk.locator(".bubble p", has_text="Alinea 0:")).to_be_in_viewport()
    expect(talk.locator(".bubble p", has_text="Alinea 11:")).not_to_be_in_viewport()


def test_writing_is_shown_while_the_answer_is_on_its_way(talk: Page, server: StandIn) -> None:
    server.delay = 1.0
    say(talk, "hallo")
    expect(talk.get_by_text("Wegwijzer is aan het schrijven")).to_be_visible()
    expect(talk.get_by_text("nog niet goed begrepen").first).to_be_visible()
    expect(talk.locator(".typing")).to_be_hidden()


def test_a_line_that_stays_down_is_told_and_so_is_its_return(talk: Page, server: StandIn) -> None:
    server.down = True
    server.cut_streams()
    expect(talk.locator(".trouble")).to_be_visible(timeout=30_000)
    server.down = False
    expect(talk.locator(".trouble")).to_be_hidden(timeout=30_000)
