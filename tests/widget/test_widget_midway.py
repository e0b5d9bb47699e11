"""In the middle of a flow of the real server: a reload, no network, help with a day and a place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.servers import call
from tests.journeys.service import Service
from tests.widget.flows import FLOWS, MOUSE, answer, go_on, turn
from tests.widget.steps import open_panel, say, texts
from tests.widget.test_widget_journeys import token_of, visit

pytestmark = pytest.mark.journey

OFFLINE = "Nog niet verstuurd."


@pytest.fixture
def page(browser: Browser, service: Service) -> Page:
    shown = visit(browser, service.address)
    open_panel(shown)
    yield shown
    shown.context.close()


def kept(page: Page, address: str) -> list[dict]:
    """Return what the server holds of the talk, in order."""
    status, body = call(f"{address}/webhooks/website/messages?after=0", headers=token_of(page))
    assert status == 200
    return body["messages"]


def by_the_visitor(messages: list[dict]) -> list[str]:
    return [one["text"] for one in messages if one["from"] == "visitor"]


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_goes_on_after_a_reload_and_without_a_network_for_a_while(
    page: Page, service: Service, flow: str
) -> None:
    turn(page, lambda: MOUSE.type(page, FLOWS[flow].opening))
    before = texts(page)
    page.reload()
    page.get_by_role("button", name="Verder met uw gesprek").click()
    expect(page.locator(".bubble")).to_have_text(before)  # in order, and the question still open
    page.context.set_offline(True)
    answer(page, FLOWS[flow], MOUSE)
    expect(page.get_by_text(OFFLINE).first).to_be_visible()
    assert by_the_visitor(kept(page, service.address)) == [FLOWS[flow].opening]
    turn(page, lambda: page.context.set_offline(False))
    expect(page.locator(".status:not(:empty)")).to_have_count(0)
    said = go_on(page, FLOWS[flow], MOUSE)
    assert len(said) >= 2
    messages = kept(page, service.address)
    assert len({one["id"] for one in messages}) == len(messages)
    assert by_the_visitor(messages) == page.locator(".visitor .bubble").all_inner_texts()


def test_a_message_without_a_network_and_a_reload_in_between_goes_once(
    page: Page, service: Service
) -> None:
    turn(page, lambda: MOUSE.type(page, FLOWS["zoek_zorgkantoor"].opening))
    page.route("**/webhooks/website/**", lambda route: route.abort())  # the site, and not us
    say(page, "Nijmegen")
    expect(page.get_by_text(OFFLINE).first).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Verder met uw gesprek").click()
    page.unroute_all()
    expect(page.locator(".assistant .bubble").last).to_contain_text("VGZ")
    assert by_the_visitor(kept(page, service.address)).count("Nijmegen") == 1


def test_where_a_day_is_asked_there_is_help_and_what_it_fills_in_is_understood(page: Page) -> None:
    turn(page, lambda: MOUSE.type(page, FLOWS["vraag_ciz_duur"].opening))
    page.get_by_label("Kies een dag in de kalender").fill("2026-11-03")
    field = page.get_by_label("Uw vraag of antwoord")
    expect(field).to_have_value("3 november 2026")
    expect(field).to_have_accessible_description(
        "Uw naam en BSN zijn niet nodig. Typ bijvoorbeeld 3 november, of kies een dag:"
    )
    question = page.locator(".assistant .bubble").last.inner_text()
    turn(page, lambda: field.press("Enter"))
    expect(page.get_by_label("Kies een dag in de kalender")).to_be_hidden()
    assert page.locator(".assistant .bubble").last.inner_text() != question


def test_a_day_that_does_not_exist_is_asked_again_with_the_same_help(page: Page) -> None:
    turn(page, lambda: MOUSE.type(page, FLOWS["vraag_ciz_duur"].opening))
    turn(page, lambda: say(page, "31 november 2026"))
    expect(page.get_by_label("Kies een dag in de kalender")).to_be_visible()
    page.get_by_role("button", name="Gisteren").click()
    turn(page, lambda: page.keyboard.press("Enter"))
    expect(page.get_by_role("button", name="Gisteren")).to_be_hidden()


def test_where_a_place_is_asked_the_help_is_true_four_digits_are_enough(page: Page) -> None:
    turn(page, lambda: MOUSE.type(page, FLOWS["zoek_zorgkantoor"].opening))
    expect(page.get_by_text("de 4 cijfers van uw postcode")).to_be_visible()
    turn(page, lambda: say(page, "6511"))
    expect(page.get_by_text("de 4 cijfers van uw postcode")).to_be_hidden()
    expect(page.locator(".assistant .bubble").last).to_contain_text("Nijmegen")
