"""One script tag on any page: small, polite, and gone when the service is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.server.widget_bundle import bundle
from tests.widget.stand_in import StandIn
from tests.widget.steps import Visit, focused, open_panel, say, texts

pytestmark = pytest.mark.journey

PAGE = "<!doctype html><html lang=nl><title>Pagina</title><h1>Pagina</h1>{}</html>"


@pytest.fixture
def other_site(server: StandIn) -> Iterator[StandIn]:
    """A site of somebody else, whose policy allows our script and nothing more."""
    site = StandIn(script_origin=server.url).start()
    tag = f'<script src="{server.url}/widget.js"></script>'
    site.pages["/pagina"] = PAGE.format(tag)
    yield site
    site.stop()


def test_it_is_at_most_25_kb_zipped() -> None:
    assert len(bundle().zipped) <= 25_000


def test_it_leaves_no_names_on_the_page(visit: Visit, server: StandIn) -> None:
    server.pages["/zonder"] = PAGE.format("")
    server.pages["/met"] = PAGE.format("<script src=/widget.js></script>")
    names = "Object.getOwnPropertyNames(window).sort()"
    without = visit("/zonder").evaluate(names)
    page = visit("/met")
    page.locator(".opener").wait_for()
    assert page.evaluate(names) == without


def test_it_hides_when_the_service_is_down(visit: Visit, server: StandIn) -> None:
    server.alive = False
    page = visit()
    page.wait_for_load_state("networkidle")
    expect(page.locator("wegwijzer-chat")).to_have_attribute("hidden", "")
    expect(page.locator(".opener")).to_be_hidden()
    expect(page.get_by_role("button", name="Stel uw vraag")).to_have_count(0)


def test_it_works_on_a_page_of_another_site(visit: Visit, other_site: StandIn) -> None:
    page = visit()
    page.goto(f"{other_site.url}/pagina")
    open_panel(page)
    say(page, "wlz of wmo")
    expect(page.get_by_role("button", name="Ja", exact=True)).to_be_visible()


def test_two_tags_make_one_widget(visit: Visit, server: StandIn) -> None:
    server.pages["/twee"] = PAGE.format("<script src=/widget.js></script>" * 2)
    page = visit("/twee")
    page.locator(".opener").wait_for()
    assert page.locator("wegwijzer-chat").count() == 1


def test_a_tag_in_the_head_works_too(visit: Visit, server: StandIn) -> None:
    server.pages["/kop"] = "<!doctype html><head><script src=/widget.js></script></head><p>Tekst"
    open_panel(visit("/kop"))


def test_the_attributes_set_title_side_and_first_question(visit: Visit, server: StandIn) -> None:
    tag = (
        '<script src="/widget.js" data-titel="Vraag De Linde" data-positie="links"'
        ' data-open="ja" data-startvraag="Wat is een pgb?"></script>'
    )
    server.pages["/anders"] = PAGE.format(tag)
    page = visit("/anders")
    panel = page.get_by_role("dialog", name="Vraag De Linde")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box
    assert box["x"] < 100
    assert page.evaluate("document.activeElement === document.body")  # opened, focus not taken
    expect(page.locator(".idea")).to_have_count(5)
    page.get_by_role("button", name="Wat is een pgb?").click()
    expect(page.locator(".visitor .bubble")).to_have_text("Wat is een pgb?")


def heard(page: Page) -> Any:
    return page.evaluate("document.documentElement.dataset.heard")


def test_a_page_can_open_send_close_and_listen(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => {
          const note = document.documentElement.dataset;
          note.heard = "";
          for (const what of ["open", "close", "message"]) {
            document.addEventListener(`wegwijzer:${what}`, ({ detail }) => {
              note.heard += `${what}${detail ? ":" + Object.keys(detail) + ":" + detail.from : ""} `;
            });
          }
          document.querySelector("wegwijzer-chat").send("hallo");
        }"""
    )
    expect(page.get_by_text("nog niet goed begrepen").first).to_be_visible()
    page.evaluate("document.querySelector('wegwijzer-chat').close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    said = heard(page).split()
    assert said[0] == "open"
    assert said[-1] == "close"
    assert said.count("message:from,id:visitor") == 1
    assert said.count("message:from,id:assistant") == 2


def test_a_page_may_listen_to_one_chat_and_stop_listening(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => {
          const note = document.documentElement.dataset;
          const chat = document.querySelector("wegwijzer-chat");
          note.heard = "";
          const stop = chat.on("message", ({ from }) => {
            note.heard += `${from} `;
            if (from === "visitor") stop();
          });
          chat.send("hallo");
        }"""
    )
    page.get_by_text("nog niet goed begrepen").first.wait_for()
    assert heard(page).split() == ["assistant", "visitor"]


def test_on_a_slow_machine_the_chat_is_there_soon_and_holds_the_page_up_little(
    visit: Visit, server: StandIn
) -> None:
    page = visit()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(server.url, wait_until="commit")
    page.locator(".opener").wait_for()
    ready = page.evaluate("performance.now()")
    found = session.send("Performance.getMetrics")["metrics"]
    spent = {metric["name"]: metric["value"] for metric in found}
    assert ready < 3000  # milliseconds; a second on a machine with nothing else to do
    assert spent["ScriptDuration"] < 1.0  # seconds


def test_a_button_of_the_page_asks_its_question(visit: Visit, server: StandIn) -> None:
    page = visit()
    page.get_by_role("button", name="Heb ik Wlz of Wmo nodig?").click()
    expect(page.get_by_text("Is de hulp voor altijd nodig?").first).to_be_visible()
    assert server.visitor_said() == ["Heb ik Wlz of Wmo nodig?"]


def test_a_page_with_tiny_root_letters_changes_nothing(visit: Visit, server: StandIn) -> None:
    page = visit("/")
    open_panel(page)
    page.evaluate("document.documentElement.style.fontSize = '10px'")
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert page.locator(".bubble").first.evaluate(size) == 18


def test_where_storage_is_forbidden_one_can_still_talk(visit: Visit) -> None:
    page = visit()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })"
    )
    page.reload()
    open_panel(page)
    say(page, "hallo")
    expect(page.get_by_text("nog niet goed begrepen").first).to_be_visible()


def test_the_demo_page_says_what_it_is(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_role("contentinfo")).to_contain_text("Dit is een demonstratie.")
    expect(page.get_by_role("contentinfo")).to_contain_text("verzonnen organisatie")
    for landmark in ("banner", "navigation", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    page.keyboard.press("Tab")
    assert focused(page) == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert focused(page) == "inhoud"


def test_the_demo_page_without_javascript_leads_to_the_telephone(visit: Visit) -> None:
    # Chromium with scripts switched off from outside still skips noscript, so its text is read.
    instead = visit().locator("noscript").text_content() or ""
    assert "JavaScript staat uit" in instead
    assert '<a href="tel:0887891000">088 789 10 00</a>' in instead
    page = visit(java_script_enabled=False)
    expect(page.locator(".numbers a")).to_have_text(["112", "113", "0800-2000", "088 789 10 00"])
    expect(page.get_by_role("button")).to_have_count(0)


def test_the_demo_page_fits_a_narrow_phone(visit: Visit) -> None:
    page = visit(width=320, height=640)
    page.locator(".opener").wait_for()
    root = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert root[0] == root[1]


def test_the_greeting_is_there_once_after_quick_opening_and_closing(visit: Visit) -> None:
    page = visit()
    for _ in range(3):
        page.locator(".opener").click()
        page.keyboard.press("Escape")
    open_panel(page)
    page.wait_for_timeout(300)
    assert len(texts(page)) == 1
