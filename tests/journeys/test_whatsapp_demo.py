"""``make whatsapp-demo`` as somebody without an account tries it: the phone page in a browser."""

import re
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.servers import READY, free_port, outside, process, watched
from tests.widget.test_widget_axe import violations

pytestmark = pytest.mark.journey
SHOWN = re.compile(r"De telefoon staat op (http://127\.0\.0\.1:\d+/)")
PATIENCE = 60_000  # milliseconds, on a machine that others use too


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo as its command starts it; gives the folder it is watched in, its process and page."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {**watched(folder), "PORT": str(free_port()), "DEMO_PORT": "0"}
    with process([sys.executable, "-m", "scripts.whatsapp_demo"], environment) as running:
        address = SHOWN.search(running.read_until(READY))[1]
        yield folder, running, address


@pytest.fixture
def phone(demo, browser):
    page = browser.new_context(locale="nl-NL").new_page()
    page.set_default_timeout(PATIENCE)
    page.errors = []
    page.on("pageerror", lambda failure: page.errors.append(str(failure)))
    page.goto(demo[2])
    yield page
    assert page.errors == []
    page.context.close()


def answered(phone, text):
    expect(phone.get_by_role("log")).to_contain_text(text, timeout=PATIENCE)


def test_anybody_can_try_the_channel_on_the_phone_page(demo, phone):
    folder, running, _ = demo
    field = phone.get_by_label("Uw bericht")
    field.fill("wat is de Wlz?")
    field.press("Enter")
    answered(phone, "digitale assistent, geen mens")
    answered(phone, "Wet langdurige zorg")
    expect(phone.locator("li.ik small").first).to_have_text("gelezen", timeout=PATIENCE)
    field.fill("Heb ik Wlz of Wmo nodig?")
    phone.get_by_role("button", name="Stuur").click()
    phone.get_by_role("button", name="Voor een naaste").click()
    answered(phone, "Hoe oud")
    field.fill("stop")
    field.press("Enter")
    phone.get_by_role("button", name="Locatie (Nijmegen)").click()
    answered(phone, "Nijmegen")
    phone.get_by_role("button", name="Foto").click()
    answered(phone, "Stuur hier geen foto")
    phone.get_by_role("button", name="Spraakbericht").click()
    expect(phone.locator("li.ik")).to_have_count(7, timeout=PATIENCE)
    phone.reload()  # the talk is on the phone, not in the page
    answered(phone, "Stuur hier geen foto")
    assert outside(folder) == ""
    assert "Traceback" not in running.log


def test_the_page_is_one_that_everybody_can_use(phone):
    assert violations(phone) == []
