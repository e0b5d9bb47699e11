"""The widget by keyboard, screen reader, zoom, and with colours of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget.stand_in import StandIn
from tests.widget.steps import Visit, focused, open_panel, say

pytestmark = pytest.mark.journey

# Every text with less contrast than WCAG asks, as "text ratio"; a picture behind is not looked at.
LOW_CONTRAST = """() => {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = color;
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data];
  };
  const parent = (node) => node.parentElement ?? node.getRootNode().host ?? null;
  const behind = (node) => {
    for (let at = node; at; at = parent(at)) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const light = (color) => {
    const [r, g, b] = color.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const low = [];
  const look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) look(node.shadowRoot);
      const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      if (!own || !node.checkVisibility()) continue;
      const pair = [light(rgba(getComputedStyle(node).color)), light(behind(node))].sort();
      const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      if (ratio < 4.5) low.push(`${node.textContent.trim()} ${ratio.toFixed(2)}`);
    }
  };
  look(document);
  return low;
}"""

# Every visible button and link outside running text, smaller than a number of pixels.
SMALL = """(least) => [...document.querySelector("wegwijzer-chat").shadowRoot
  .querySelectorAll("button, summary, textarea")]
  .filter((node) => node.checkVisibility() && !node.matches(".jump"))
  .map((node) => [node.textContent, node.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least - 0.01)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


def converse(page: Page) -> None:
    open_panel(page)
    say(page, "wlz of wmo")
    page.get_by_role("button", name="Weet ik niet").click()
    page.get_by_text("past waarschijnlijk").first.wait_for()


def overflow(page: Page) -> Any:
    return page.evaluate(
        """() => {
          const inner = document.querySelector("wegwijzer-chat").shadowRoot;
          const wide = (node) => node.scrollWidth - node.clientWidth;
          return [document.documentElement, ...inner.querySelectorAll(".panel, .log")].map(wide);
        }"""
    )


def test_the_panel_is_a_named_dialog_in_dutch(talk: Page) -> None:
    expect(talk.get_by_role("dialog", name="Wegwijzer langdurige zorg")).to_be_visible()
    assert talk.locator("wegwijzer-chat").get_attribute("lang") == "nl"
    expect(talk.get_by_role("textbox", name="Uw vraag of antwoord")).to_be_visible()


def test_the_log_is_silent_and_one_announcer_speaks(talk: Page) -> None:
    log = talk.get_by_role("log", name="Gesprek")
    assert log.get_attribute("aria-live") == "off"
    assert log.get_by_role("listitem").count() > 0
    speaking = talk.locator("wegwijzer-chat [aria-live=polite]")
    assert speaking.count() == 1
    say(talk, "wlz of wmo")
    expect(speaking).to_contain_text(
        "Is de hulp voor altijd nodig? Dus niet alleen voor een paar maanden."
        " U kunt kiezen: Ja, Nee, Weet ik niet."
    )
    assert "**" not in speaking.inner_text()


def test_what_was_said_before_a_reload_is_not_read_out_again(talk: Page) -> None:
    say(talk, "hallo")
    talk.get_by_text("nog niet goed begrepen").first.wait_for()
    talk.reload()
    open_panel(talk)
    talk.wait_for_timeout(400)
    expect(talk.locator("wegwijzer-chat [aria-live=polite]")).to_be_empty()


def test_opening_gives_the_focus_and_escape_gives_it_back(talk: Page) -> None:
    assert focused(talk) == "input"
    talk.keyboard.press("Escape")
    expect(talk.get_by_role("dialog")).to_be_hidden()
    assert focused(talk) == "Stel uw vraag"
    talk.keyboard.press("Enter")
    expect(talk.get_by_role("dialog")).to_be_visible()
    talk.get_by_role("button", name="Sluit het gesprek").click()
    assert focused(talk) == "Stel uw vraag"


def test_the_focus_goes_back_to_the_button_of_the_page_that_opened(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Stel uw vraag").first.click()
    assert focused(page) == "input"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "button"


def test_a_whole_flow_goes_by_keyboard_alone(visit: Visit, server: StandIn) -> None:
    page = visit()
    page.locator(".opener").wait_for()
    page.locator(".opener").focus()
    page.keyboard.press("Enter")
    page.locator(".message").first.wait_for()
    page.keyboard.type("wlz of wmo")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ja", exact=True).wait_for()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Naar het gesprek"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Weet ik niet"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_text("past waarschijnlijk").first.wait_for()
    assert server.visitor_said() == ["wlz of wmo", "Nee"]
    assert focused(page).startswith("Nee")  # it stays, and Tab goes on into the answer
    passed = []
    while "Hoe vraag ik dat aan?" not in passed:
        page.keyboard.press("Tab")
        passed.append(focused(page))
        assert len(passed) < 12, passed
    assert {"Bron", "Makkelijker"} <= {words.strip() for words in passed}


def test_there_is_a_visible_way_between_log_and_input(talk: Page) -> None:
    talk.get_by_role("button", name="Naar het gesprek").click()
    expect(talk.get_by_role("log")).to_be_focused()
    talk.keyboard.press("Shift+Tab")
    talk.keyboard.press("Tab")
    talk.get_by_role("button", name="Naar het invoerveld").click()
    assert focused(talk) == "input"


def test_everything_to_press_is_large_enough(visit: Visit) -> None:
    page = visit()
    open_panel(page)
    assert page.evaluate(SMALL, 44) == []
    say(page, "wlz of wmo")
    page.get_by_role("button", name="Ja", exact=True).click()
    page.get_by_text("Bron").wait_for()
    assert page.evaluate(SMALL, 24) == []
    boxes = [button.bounding_box() for button in page.locator(".choice").all()]
    assert all(box and round(box["height"], 2) >= 44 for box in boxes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(visit: Visit, server: StandIn, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    page.locator(".opener").wait_for()
    assert page.evaluate(LOW_CONTRAST) == []
    converse(page)
    server.say("adviser", "Goedemiddag, bel https://www.ciz.nl", "Anna")
    page.get_by_text("Goedemiddag").first.wait_for()
    server.faults = [400]
    say(page, "tabel")
    page.get_by_role("button", name="Tekst aanpassen").wait_for()
    say(page, "123456782")
    assert page.evaluate(LOW_CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_theme_every_text_has_contrast_too(
    visit: Visit, server: StandIn, scheme: str
) -> None:
    server.pages["/kaal"] = "<!doctype html><title>Kaal</title><script src=/widget.js></script>"
    page = visit("/kaal", color_scheme=scheme)
    converse(page)
    say(page, "123456782")
    assert page.evaluate(LOW_CONTRAST) == []


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256), (640, 512)])
def test_nothing_is_cut_off_when_zoomed(visit: Visit, width: int, height: int) -> None:
    page = visit(width=width, height=height)
    converse(page)
    page.get_by_role("button", name="Grotere letters").click()
    assert overflow(page) == [0, 0, 0]
    expect(page.get_by_label("Uw vraag of antwoord")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Verstuur")).to_be_in_viewport()


def test_on_a_small_screen_the_page_behind_is_out_of_reach(visit: Visit) -> None:
    page = visit(width=320, height=640, reduced_motion="reduce")
    open_panel(page)
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    expect(page.locator("dialog [aria-live=polite]")).to_have_count(1)  # else it is mute too
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "[document.body, document.querySelector('wegwijzer-chat')]"
            ".includes(document.activeElement)"
        )
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused(page) == "Stel uw vraag"


def test_turning_the_screen_keeps_focus_and_words(visit: Visit) -> None:
    page = visit(width=1280)
    open_panel(page)
    page.keyboard.type("een halve zin")
    page.set_viewport_size({"width": 360, "height": 640})
    page.set_viewport_size({"width": 1280, "height": 900})
    assert focused(page) == "input"
    assert page.get_by_label("Uw vraag of antwoord").input_value() == "een halve zin"


def test_letters_are_18_pixels_or_more_and_can_be_larger(talk: Page) -> None:
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    bubble = talk.locator(".bubble").first
    assert bubble.evaluate(size) == 18
    button = talk.get_by_role("button", name="Grotere letters")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert bubble.evaluate(size) > 23


def test_who_wants_no_motion_gets_none(visit: Visit, server: StandIn) -> None:
    page = visit(reduced_motion="reduce")
    open_panel(page)
    server.delay = 1.0
    say(page, "hallo")
    page.get_by_text("is aan het schrijven").wait_for()
    assert page.evaluate("document.getAnimations().length") == 0


def test_with_forced_colors_every_bubble_and_button_has_an_edge(visit: Visit) -> None:
    page = visit(forced_colors="active")
    converse(page)
    edges = "nodes => nodes.map(n => parseFloat(getComputedStyle(n).borderTopWidth))"
    assert min(page.locator(".bubble, .choice, .send, .tool").evaluate_all(edges)) >= 1
