import datetime as dt

import pytest

from bot.care.handoff import Actor, Reason, State, Wish
from bot.storage.handoff import Handoffs
from tests.databases import BOTH_DATABASES
from tests.desk.house import running


@pytest.fixture(params=BOTH_DATABASES)
def url(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def the_house(tmp_path_factory):
    with running(tmp_path_factory.mktemp("desk")) as house:
        yield house


@pytest.fixture
def house(the_house):
    """The one desk of all these tests; everybody is there, and brings visitors of his own."""
    the_house.everybody_is_there()
    yield the_house
    the_house.clock.ahead, the_house.clock.stands = dt.timedelta(), None
    the_house.whatsapp.until, the_house.whatsapp.template = None, ""
    the_house.slept.clear()


@pytest.fixture
def anna(house):
    yield house.signed_in("anna")
    # her hands are free again for the next test, and nobody waits any more
    closed = Wish(State.BOT, Actor.SYSTEM, Reason.DESK_CLOSED, told=True)
    for row in Handoffs(house.url).queue():
        Handoffs(house.url).move(row.id, closed, house.clock.now())
    for row in house.room.view.mine("anna"):
        house.room.desk.give_back("anna", row.id, house.clock.now())


@pytest.fixture
def open_page(browser, house):
    """Open a page of the desk in a browser of its own; what breaks a page's own policy fails."""
    contexts, broken = [], []

    def note(text):
        if "Content Security Policy" in text or "Trusted" in text or "Refused" in text:
            broken.append(text)

    def go(name, path="/desk", width=1280, height=900, **options):
        context = browser.new_context(
            base_url=house.address.replace("127.0.0.1", "localhost"),
            viewport={"width": width, "height": height},
            **{"locale": "nl-NL", "timezone_id": "Europe/Amsterdam", **options},
        )
        contexts.append(context)
        if name:
            cookie = house.signed_in(name).client.cookies["desk"]
            context.add_cookies(
                [{"name": "desk", "value": cookie, "domain": "localhost", "path": "/"}]
            )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: note(message.text))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("dialog", lambda dialog: broken.append(dialog.message) or dialog.dismiss())
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert broken == []
