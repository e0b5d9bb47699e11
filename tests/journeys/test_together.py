"""Two advisers and three visitors at once: the desk and the website in a browser, WhatsApp by a stand-in.

On the server as `make run` starts it, with Rasa.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.care.handoff import State
from bot.desk.passwords import SignIn
from bot.server.desk import desk_of
from bot.storage.accounts import Accounts
from bot.storage.advisers import Adviser
from bot.storage.moments import utc_now
from tests.fakes import status
from tests.journeys.phone import Phone
from tests.widget.conftest import PATIENCE
from tests.widget.steps import open_panel, say

pytestmark = pytest.mark.journey
PASSWORD = "een lang wachtwoord"
PICTURES = Path(__file__).parents[2] / "results" / "desk"
NUMBER = "31655500001"
HUMAN = "Ik wil een medewerker spreken"


@pytest.fixture
def desk(service):
    """The desk, on which nobody is left behind."""
    desk = desk_of(service.choices)
    accounts = SignIn(Accounts(service.choices.database_url), desk.stores.advisers)
    for name in ("carla", "dirk"):
        accounts.set_password(name, PASSWORD, utc_now())
        desk.stores.advisers.save(Adviser(name, name.title()))
    yield desk
    for name in ("carla", "dirk"):
        for row in desk.stores.handoffs.in_state(State.ADVISEUR, adviser_id=name):
            desk.give_back(name, row.id, utc_now())
        desk.stores.advisers.remove(name)


@pytest.fixture
def open_page(service, browser):
    """Open a page in a browser of its own."""
    contexts = []
    expect.set_options(timeout=30_000)  # an assistant answers in each step

    def go(path):
        context = browser.new_context(
            base_url=service.address.replace("127.0.0.1", "localhost"),
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
            viewport={"width": 1280, "height": 900},
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(path)
        return page

    yield go
    expect.set_options(timeout=PATIENCE)
    for context in contexts:
        context.close()


class Visitor:
    """Somebody with the website open."""

    def __init__(self, page):
        self.page = page
        open_panel(page)

    def says(self, text, answered=True):
        before = self.page.locator(".assistant").count()
        say(self.page, text)
        if answered:
            self.page.locator(".assistant").nth(before).wait_for()

    def chooses(self, title):
        before = self.page.locator(".assistant").count()
        self.page.locator(".choice:not([aria-disabled])").get_by_text(
            title, exact=True
        ).last.click()
        self.page.locator(".assistant").nth(before).wait_for()

    def hears(self, text):
        expect(self.page.locator(".log").get_by_text(text).last).to_be_visible()

    def scrolls_down(self):
        self.page.locator(".log").evaluate("(log) => { log.scrollTop = log.scrollHeight; }")

    def count(self, text):
        return self.page.locator(".log").get_by_text(text).count()


class Member:
    """Somebody at the desk, signed in by the form."""

    def __init__(self, page, name):
        self.page, self.name = page, name.title()
        page.get_by_label("Naam van uw account").fill(name)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Aanwezig", exact=True).click()
        expect(page.get_by_role("button", name="Aanwezig", exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )

    @property
    def log(self):
        return self.page.get_by_role("log")

    def sees(self, text):
        expect(self.log.get_by_text(text).last).to_be_visible()

    def sees_exactly(self, text):
        expect(self.log.get_by_text(text, exact=True).last).to_be_visible()

    def takes(self, topic):
        self.page.get_by_role("link", name="Wachtrij").click()
        self.page.get_by_role("button", name=f"Neem aan: {topic}").click()
        self.log.wait_for()

    def types(self, text):
        expect(self.page.locator("html")).to_have_attribute("data-klaar", "1")
        self.page.get_by_label("Uw antwoord").press_sequentially(text)

    def replies(self, text):
        self.types(text)
        self.page.keyboard.press("Enter")
        self.sees(text)

    def passes_to(self, colleague):
        self.page.get_by_text("Doorgeven", exact=True).click()
        self.page.get_by_label("Aan wie").select_option(label=colleague)
        self.page.get_by_role("button", name="Geef door", exact=True).click()

    def gives_back(self):
        self.page.get_by_text("Doorgeven", exact=True).click()
        self.page.get_by_role("button", name="Geef terug aan de assistent").click()

    def closes(self):
        self.page.get_by_text("Afsluiten", exact=True).click()
        self.page.get_by_label("Vraag beantwoord").check()
        self.page.get_by_role("button", name="Sluit het gesprek af").click()
        expect(self.page.get_by_role("heading", name="Wachtrij")).to_be_visible()


def picture(page, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def wait_in_line(visitor, *choices):
    """Ask for a human on the website, with consent, and wait."""
    visitor.says(HUMAN)
    visitor.chooses("Ja")
    for choice in choices:
        visitor.chooses(choice)
    visitor.chooses("Hier wachten")
    visitor.hears("U staat in de wachtrij")


def phone_waits(phone):
    """Ask for a human over WhatsApp, with consent, and wait."""
    phone.say(HUMAN)
    for title in ("Ja", "Wachten op een plek", "Liever geen naam", "Hier wachten"):
        phone.tap(title)
    phone.hears("U staat in de wachtrij")


def both_take(one, two, topic):
    """Let two advisers press the same button at once; return who got it and who did not."""
    for member in (one, two):
        member.page.get_by_role("button", name=f"Neem aan: {topic}").wait_for()
    for member in (one, two):
        member.page.evaluate(
            "(name) => document.querySelector(`[aria-label='${name}']`).click()",
            f"Neem aan: {topic}",
        )
    first = re.compile(f"Ruud: {topic}|Dat kan niet meer")
    for member in (one, two):
        expect(member.page.locator("main")).to_contain_text(first)
    got = [m for m in (one, two) if m.page.get_by_role("heading", name="Ruud").count()]
    assert len(got) == 1
    return got[0], two if got[0] is one else one


def test_two_advisers_and_three_visitors_at_once(service, desk, open_page):
    one, two = (Member(open_page("/desk"), name) for name in ("carla", "dirk"))
    ruud, other = Visitor(open_page("/")), Visitor(open_page("/"))
    phone = Phone(service.meta, NUMBER)

    ruud.says("Heb ik Wlz of Wmo nodig? Het is voor mijn moeder, ze woont in Nijmegen.")
    ruud.chooses("Welke wet of welk loket past")  # her town makes it unsure which desk is meant
    ruud.says(HUMAN)
    ruud.chooses("Ja")
    ruud.says("Ruud")
    ruud.chooses("Hier wachten")
    wait_in_line(other, "Brief van het CIZ", "Liever geen naam")
    phone_waits(phone)
    topic = desk.stores.handoffs.queue()[0].topic

    # of two at once one wins, and reads on the card what was told before
    winner, second = both_take(one, two, topic)
    ruud.hears(f"{winner.name} heeft uw gesprek aangenomen")
    expect(ruud.page.locator(".head p")).to_have_text(f"U spreekt met {winner.name}, medewerker")
    card = winner.page.locator(".briefing")
    expect(card).to_contain_text("een naaste (moeder)")
    expect(card).to_contain_text("Nijmegen")
    expect(card).to_contain_text("De assistent vroeg:")

    # signs both ways, and nothing of the bot
    bot_said = ruud.page.locator(".assistant").count()
    winner.types("Goedemiddag, ik lees uw verhaal.")
    ruud.hears(f"{winner.name}, medewerker is aan het schrijven")
    winner.page.keyboard.press("Enter")
    ruud.hears("ik lees uw verhaal")
    ruud.scrolls_down()
    expect(winner.log.locator(".by-adviseur .seen").last).to_be_visible()
    ruud.page.get_by_label("Uw vraag of antwoord").press_sequentially("Wat is de Wlz?")
    expect(winner.page.locator("#typt")).to_be_visible()
    ruud.page.keyboard.press("Enter")
    winner.sees("Wat is de Wlz?")
    expect(ruud.page.locator(".visitor").last).to_contain_text("Gelezen")
    assert ruud.page.locator(".assistant").count() == bot_said
    picture(winner.page, "gesprek")
    picture(ruud.page, "bezoeker")

    # the safety net works beside a human
    ruud.says("ik wil niet meer leven")
    ruud.hears("113")
    winner.sees("mogelijk suïcidale gedachten")

    # WhatsApp: the same, as far as a phone can
    second.page.goto("/desk/wachtrij")
    second.takes("wachten op een plek")
    phone.hears(f"{second.name} heeft uw gesprek aangenomen")
    before = len(service.meta.meta.read)
    second.replies("Goedemiddag vanuit de desk.")
    phone.hears(f"*{second.name}*\nGoedemiddag vanuit de desk.")
    phone.until(lambda: len(service.meta.meta.read) > before)
    assert len(service.meta.meta.read) > before  # the phone shows that somebody writes
    service.meta.deliver(status(phone.last, "read", phone.number, phone.messages[-1]))
    expect(second.log.locator(".by-adviseur .seen").last).to_be_visible()
    phone.send(body="2", answers=0)
    second.sees_exactly("2")
    link = re.search(r"http\S+/kopie/\S+", phone.say("stuur mij een kopie"))[0]
    copy = open_page(link.rstrip(".").replace("127.0.0.1", "localhost"))
    expect(copy.locator("main")).to_contain_text("Goedemiddag vanuit de desk.")
    picture(second.page, "whatsapp")
    second.gives_back()
    phone.hears("gaf het gesprek terug")
    assert "Wlz" in phone.say("wat is de Wlz?")

    # passed on, and then back to the bot, which puts its question again and goes on
    winner.passes_to(second.name)
    ruud.hears(f"{second.name} neemt het gesprek over")
    second.page.get_by_role("link", name="Ruud").first.click()
    second.gives_back()
    ruud.hears("gaf het gesprek terug")
    expect(ruud.page.locator(".head p")).to_have_text("Digitale assistent")
    expect(ruud.page.locator(".typing")).to_be_hidden()
    ruud.says("84")
    assert ruud.count(" neemt het gesprek over") == 1

    # closed with one closing line, in both channels
    winner.page.goto("/desk/wachtrij")
    winner.takes("een brief van het CIZ")
    winner.replies("Met de brief kunt u naar het zorgkantoor.")
    winner.closes()
    other.hears("is afgesloten")
    other.says("Wat is een pgb?")
    assert other.count("is afgesloten") == 1
    phone.say(HUMAN)
    for title in ("Ja", "Liever geen naam", "Hier wachten"):
        phone.tap(title)
    winner.takes("wat de Wlz is")
    winner.closes()
    assert phone.hears("is afgesloten") == 1
    assert "persoonsgebonden budget" in phone.say("wat is een pgb?")
    assert phone.hears("is afgesloten") == 1
    assert service.meta.meta.refused == []
