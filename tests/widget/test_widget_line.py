"""The line to the server: pushed, kept, taken up again, and quick to notice trouble."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.widget.stand_in import StandIn
from tests.widget.steps import Visit, open_panel, say, send_again, texts

pytestmark = pytest.mark.journey

UNSENT = "sessionStorage.getItem('wegwijzer-niet-verstuurd')"


def follow(page: Page, server: StandIn) -> None:
    """Wait until the page follows the stream."""
    while server.streams == 0:
        page.wait_for_timeout(50)


def test_a_message_that_is_not_delivered_survives_a_reload_and_goes_once(
    talk: Page, server: StandIn
) -> None:
    say(talk, "eerste vraag")
    talk.get_by_text("nog niet goed begrepen").first.wait_for()
    server.faults = ["drop"] * 50
    say(talk, "mijn verhaal")
    talk.get_by_text("Nog niet verstuurd.").first.wait_for()
    talk.reload()
    talk.get_by_role("button", name="Verder met uw gesprek").click()
    mine = talk.locator(".visitor .bubble")
    expect(mine).to_have_text(["eerste vraag", "mijn verhaal"])
    expect(talk.get_by_text("Nog niet verstuurd.").first).to_be_visible()
    server.faults = []
    send_again(talk)
    expect(talk.locator(".bubble", has_text="nog niet goed begrepen")).to_have_count(2)
    expect(mine).to_have_text(["eerste vraag", "mijn verhaal"])
    assert server.visitor_said() == ["eerste vraag", "mijn verhaal"]
    assert len({post["id"] for post in server.posts}) == 2
    assert talk.evaluate("Object.keys(sessionStorage)") == ["wegwijzer-token"]


def test_what_is_private_is_not_kept_in_the_browser_also_when_it_is_sent(
    talk: Page, server: StandIn
) -> None:
    server.faults = ["drop"] * 50
    say(talk, "bsn 123456782")
    talk.get_by_role("button", name="Toch zo versturen").click()
    talk.get_by_text("Nog niet verstuurd.").first.wait_for()
    (kept,) = json.loads(talk.evaluate(UNSENT))
    assert kept["text"] == "bsn (BSN weggelaten)"
    assert server.posts[-1]["text"] == "bsn 123456782"


def test_without_a_network_the_message_waits_and_goes_when_it_is_back(
    talk: Page, server: StandIn
) -> None:
    follow(talk, server)
    talk.context.set_offline(True)
    say(talk, "wlz of wmo")
    expect(talk.get_by_text("Nog niet verstuurd.").first).to_be_visible()
    talk.context.set_offline(False)
    expect(talk.get_by_role("button", name="Ja", exact=True)).to_be_visible()
    expect(talk.locator(".status:not(:empty)")).to_have_count(0)
    assert server.visitor_said() == ["wlz of wmo"]


def test_after_a_restart_of_the_server_the_stream_is_taken_up_where_it_was(
    talk: Page, server: StandIn
) -> None:
    follow(talk, server)
    server.down = True
    server.cut_streams()
    expect(talk.locator(".trouble")).to_be_visible(timeout=30_000)
    server.say("adviser", "Dit kwam tussendoor.", "Anna")
    server.down = False
    expect(talk.get_by_text("Dit kwam tussendoor.").first).to_be_visible(timeout=30_000)
    assert len(texts(talk)) == 2


def test_behind_a_proxy_that_holds_streams_back_it_reads_by_waiting(
    visit: Visit, server: StandIn
) -> None:
    server.held_up = True
    page = visit()
    open_panel(page)
    with page.expect_request("**/messages?after=*&wait=20", timeout=20_000):
        pass
    server.say("adviser", "Goedemiddag.", "Anna")
    # a reading that waits ends after 20 seconds: what comes sooner came at once
    expect(page.get_by_text("Goedemiddag.").first).to_be_visible(timeout=10_000)
    say(page, "hallo")
    expect(page.locator(".bubble", has_text="nog niet goed begrepen")).to_be_visible(timeout=10_000)


def test_while_a_stream_is_tried_in_vain_messages_come_all_the_same(
    visit: Visit, server: StandIn
) -> None:
    server.held_up = True
    page = visit()
    open_panel(page)
    follow(page, server)
    say(page, "wlz of wmo")
    # a stream is tried for 4 seconds: it came between the first try and the second
    expect(page.get_by_role("button", name="Ja", exact=True)).to_be_visible(timeout=7500)


def test_a_quiet_page_asks_nothing_of_the_server(visit: Visit, server: StandIn) -> None:
    page = visit()
    page.locator(".opener").wait_for()
    page.wait_for_timeout(500)
    assert [path for path in server.requests if "webhooks" in path] == []


def test_on_a_site_that_asks_for_it_the_token_is_kept_on_the_device(
    visit: Visit, server: StandIn
) -> None:
    tag = "<!doctype html><title>x</title><script src=/widget.js data-onthoud=apparaat></script>"
    server.pages["/apparaat"] = tag
    page = visit("/apparaat")
    open_panel(page)
    say(page, "hallo")
    page.get_by_text("nog niet goed begrepen").first.wait_for()
    keys = "[Object.keys(localStorage), Object.keys(sessionStorage)]"
    assert page.evaluate(keys) == [["wegwijzer-token"], []]
    other = page.context.new_page()
    page.close()
    other.goto(f"{server.url}/apparaat")
    other.get_by_role("button", name="Verder met uw gesprek").click()
    expect(other.locator(".visitor .bubble")).to_have_text("hallo")


def test_a_book_in_the_clipboard_does_not_hang_the_page(talk: Page, server: StandIn) -> None:
    pasted = """() => {
      const field = document.querySelector("wegwijzer-chat").shadowRoot.querySelector("#input");
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "Lees dit. ".repeat(2_000_000));
      const began = performance.now();
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
      return [field.value.length, performance.now() - began];
    }"""
    length, took = talk.evaluate(pasted)
    assert length == 20_000
    assert took < 1000
    expect(talk.get_by_role("alert")).to_contain_text("Alleen het begin staat in het veld.")
    talk.keyboard.press("Enter")
    expect(talk.get_by_role("alert")).to_contain_text("Haal 17999 tekens weg.")
    assert server.posts == []


def test_two_hundred_messages_cost_no_more_each_than_the_first(talk: Page, server: StandIn) -> None:
    follow(talk, server)
    session = talk.context.new_cdp_session(talk)
    session.send("Performance.enable")

    def grown_to(count: int) -> dict[str, float]:
        while len(next(iter(server.talks.values())).messages) < count:
            server.say("assistant", f"Bericht over **zorg** thuis. {count}", "Wegwijzer")
        expect(talk.locator(".bubble")).to_have_count(count)
        session.send("HeapProfiler.collectGarbage")
        found = session.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in found}

    early, late = grown_to(50), grown_to(200)
    assert late["JSHeapUsedSize"] - early["JSHeapUsedSize"] < 3_000_000
    assert (late["Nodes"] - early["Nodes"]) / 150 < 25  # the message itself, and its announcement
    talk.clock.install()
    scrolled = """() => new Promise((done) => {
      const log = document.querySelector("wegwijzer-chat").shadowRoot.querySelector(".log");
      const began = performance.now();
      for (let at = 0; at < log.scrollHeight; at += 100) {
        log.scrollTop = at;
        log.getBoundingClientRect();
      }
      done(performance.now() - began);
    })"""
    talk.clock.resume()
    assert talk.evaluate(scrolled) < 1500
