"""The server stops in the middle of talks and starts again: nobody notices more than a wait."""

import sys
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from bot.care.handoff import Actor, Reason, State, Wish
from bot.server.desk import desk_of
from bot.settings import settings
from bot.storage.advisers import Adviser, Presence
from bot.storage.moments import utc_now
from tests.journeys.servers import READY, Talk, free_port, process, watched
from tests.journeys.service import ALWAYS_OPEN
from tests.journeys.visitor import Website, waiting
from tests.services import has_postgres
from tests.widget.steps import open_panel, say

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def where(request, tmp_path_factory):
    """Everything that a server needs to be started twice; on PostgreSQL where that is."""
    folder, port = tmp_path_factory.mktemp("restart"), free_port()
    (folder / "open.yml").write_text(ALWAYS_OPEN)
    environment = {
        **watched(folder),
        "PORT": str(port),
        "GEHEIM": "g" * 40,
        "OPENINGSTIJDEN": str(folder / "open.yml"),
        "PEILDATUM": "2026-11-27",
    }
    if has_postgres():
        environment["DATABASE_URL"] = request.getfixturevalue("postgres_with_tables").url
    return SimpleNamespace(environment=environment, address=f"http://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def again(where, browser):
    """The server after it was stopped, and whoever was talking with it then."""
    command = [sys.executable, "-m", "bot.server"]
    desk = desk_of(settings(where.environment))
    with process(command, where.environment) as running:
        running.read_until(READY)
        Talk(where.address, "herstart").say(
            "Heb ik Wlz of Wmo nodig? Het gaat om mijn schoonzus Gerarda"
        )
        desk.stores.advisers.save(Adviser("anna", "Anna"))
        desk.choose_presence("anna", Presence.HERE, utc_now())
        visitor = Website(where.address)
        row = waiting(desk, visitor)
        page = browser.new_page(locale="nl-NL")
        page.goto(where.address)
        open_panel(page)
        say(page, "Heb ik Wlz of Wmo nodig?")
        page.get_by_role("button", name="Voor een naaste").wait_for()
        log = running.stop()
    # meanwhile a colleague takes the conversation, and the line about it is not said
    taken = Wish(State.ADVISEUR, Actor.ADVISER, Reason.TAKEN, actor_id="anna", adviser_id="anna")
    desk.stores.handoffs.move(row.id, taken, utc_now())
    page.get_by_role("button", name="Voor een naaste").click()
    expect(page.get_by_text("Nog niet verstuurd.").first).to_be_visible()
    with process(command, where.environment) as running:
        running.read_until(READY)
        yield SimpleNamespace(log=log, page=page, desk=desk, visitor=visitor, row=row)
        page.close()


def test_a_talk_goes_on_and_the_log_holds_no_words(where, again):
    assert "Gerarda" not in again.log
    talk = Talk(where.address, "herstart")
    talk.say("67")
    assert talk.choices


def test_a_message_that_waited_in_the_browser_is_answered_once(again):
    page = again.page
    expect(page.locator(".visitor .bubble")).to_have_count(2, timeout=40_000)
    expect(page.get_by_text("Hoe oud is").first).to_be_visible(timeout=40_000)
    expect(page.locator(".status:not(:empty)")).to_have_count(0)


def test_a_visitor_who_was_taken_meanwhile_hears_it_once_and_the_bot_is_silent(again):
    visitor, row = again.visitor, again.row
    assert visitor.say("Wat is de Wlz?").count("heeft uw gesprek aangenomen") == 1
    assert [s.text for s in again.desk.stores.thread.said(row.id)] == ["Wat is de Wlz?"]
    again.desk.give_back("anna", row.id, utc_now())
    assert "Wlz" in visitor.say("Wat is de Wlz?")
