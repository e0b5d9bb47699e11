"""Two advisers and three visitors at once, in a real browser, with axe looking at every page."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from bot.storage.advisers import Presence
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Slot
from bot.storage.moments import utc_now
from tests.desk.asking import call_back, wait
from tests.desk.test_attacks import SCRIPT
from tests.desk.test_pages import taken
from tests.desk.test_ready import not_understood

pytestmark = pytest.mark.journey

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: controls outside running text that are smaller than WCAG 2.2 (2.5.8) asks
SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, input, .button")]
  .filter((node) => node.checkVisibility() && node.type !== "hidden")
  .map((node) => [node.textContent, node.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 22)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


@pytest.fixture
def busy(house, anna):
    """A desk with something on every page."""
    mine = taken(house, anna, topic="Verhuizen met een Wlz-indicatie", name="Mevrouw Jansen")
    mine.says("Mijn moeder verhuist naar Nijmegen. Moet ik dat melden?")
    path = f"/desk/gesprek/{mine.id}"
    anna.post(f"{path}/antwoord", key="b1", tekst="Goedemiddag, ik kijk het voor u na.")
    mine.says("mijn moeder ademt niet meer goed")
    anna.post(f"{path}/notitie", tekst="Dochter regelt alles; belt liever ’s middags.")
    house.visitor(topic="Eigen bijdrage te hoog", urgent=True)
    start = utc_now() + dt.timedelta(hours=2)
    sender = f"web-bel-{mine.id}"
    call_back(
        house.url, sender, utc_now(), "Pgb", slot=Slot(start, start + dt.timedelta(hours=1), 9)
    )
    not_understood(house, "Mag de kat mee naar het verpleeghuis?", f"vraag-{mine.id}")
    return mine


def pages(busy):
    return {
        "inloggen": (None, "/desk/inloggen"),
        "wachtrij": ("anna", "/desk/wachtrij"),
        "gesprek": ("anna", f"/desk/gesprek/{busy.id}?zoek=eigen+bijdrage"),
        "terugbellen": ("anna", "/desk/terugbellen"),
        "team": ("lea", "/desk/team"),
        "redactie": ("rik", "/desk/redactie"),
        "beheer": ("bea", "/desk/beheer"),
        "antwoorden": ("rik", "/redactie?zoek=eigen+bijdrage"),
        "antwoord": ("rik", "/redactie/antwoord/utter_eigen_bijdrage"),
        "begrippen": ("rik", "/redactie/begrippen?zoek=pgb"),
        "kalender": ("rik", "/redactie/kalender?dag=2027-01-01"),
        "nakijken": ("rik", "/redactie/nakijken"),
        "fout": ("anna", "/desk/nergens"),
    }


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_page, busy, scheme):
    for name, (who, path) in pages(busy).items():
        page = open_page(who, path, color_scheme=scheme)
        unfold(page)
        assert violations(page) == [], name
        assert page.evaluate(SMALL) == [], name


def test_axe_finds_nothing_in_the_list_of_shortcuts(open_page, anna):
    page = open_page("anna", "/desk/wachtrij")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Sneltoetsen")).to_be_visible()
    assert violations(page) == []


def test_on_a_phone_nothing_is_cut_off_and_axe_finds_nothing(open_page, busy):
    for name, (who, path) in pages(busy).items():
        page = open_page(who, path, width=320, height=640)
        unfold(page)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, name
        assert violations(page) == [], name


def ready(page):
    """Wait for the page's script; before it, Enter is a new line."""
    expect(page.locator("html")).to_have_attribute("data-klaar", "1", timeout=30_000)


def reply(page, text):
    ready(page)
    page.get_by_label("Uw antwoord").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text(text)).to_be_visible()


def test_two_advisers_and_three_visitors_at_once(open_page, house, anna):
    house.whatsapp.until = utc_now() + dt.timedelta(hours=3)
    one, two = open_page("anna"), open_page("bram")
    first = house.visitor(topic="Eerste vraag", name="Ruud")
    second = house.visitor(topic="Tweede vraag")
    app = wait(house.url, f"whatsapp:{first.id}", utc_now(), team="noord", topic="Derde vraag")
    house.bell.ring("desk", {"kind": "moved", "overdracht": app.id})
    for page in (one, two):
        for topic in ("Eerste vraag", "Tweede vraag", "Derde vraag"):
            expect(page.get_by_role("link", name=topic)).to_be_visible()

    one.get_by_role("button", name="Neem aan: Eerste vraag").click()
    expect(two.get_by_role("link", name="Eerste vraag")).to_have_count(0)
    expect(one.get_by_role("heading", name="Ruud: Eerste vraag")).to_be_visible()
    two.get_by_role("button", name="Neem aan: Tweede vraag").click()
    second.says("Hallo, bent u een mens?")
    expect(two.get_by_role("log").get_by_text("bent u een mens")).to_be_visible()
    reply(two, "Ja, ik ben Bram.")
    assert second.heard()[-1] == "Ja, ik ben Bram."

    first.types()
    expect(one.locator("#typt")).to_be_visible()
    first.says("Mijn vraag gaat over de eigen bijdrage.")
    expect(one.get_by_role("log").get_by_text("over de eigen bijdrage")).to_be_visible()
    expect(one.locator("#typt")).to_be_hidden()
    reply(one, "Daar kijk ik naar.")
    first.reads()
    expect(one.locator(".by-adviseur .seen").last).to_be_visible()

    # a second conversation at once: the first is counted in its tab
    one.get_by_role("link", name="Wachtrij").click()
    one.get_by_role("button", name="Neem aan: Derde vraag").click()
    expect(one.get_by_text("WhatsApp: antwoorden kan tot")).to_be_visible()
    reply(one, "Goedemiddag vanuit WhatsApp.")
    assert house.whatsapp.said[-1]["text"] == "Goedemiddag vanuit WhatsApp."
    first.says("Bent u er nog?")
    expect(one.locator(f'[data-tab="{first.id}"] .badge')).to_have_text("1 nieuw")
    expect(one).to_have_title("(1) Bezoeker: Derde vraag – Desk van de Wegwijzer")
    one.locator(f'[data-tab="{first.id}"]').click()

    one.get_by_text("Doorgeven", exact=True).click()
    one.get_by_label("Aan wie").select_option(label="Bram")
    one.get_by_role("button", name="Geef door", exact=True).click()
    expect(two.locator(f'[data-tab="{first.id}"]')).to_be_visible()
    two.locator(f'[data-tab="{first.id}"]').click()
    two.get_by_text("Afsluiten", exact=True).click()
    two.get_by_label("Vraag beantwoord").check()
    two.get_by_role("button", name="Sluit het gesprek af").click()
    expect(two.get_by_role("heading", name="Wachtrij")).to_be_visible()
    assert sum("is afgesloten" in text for text in first.heard()) == 1
    house.room.desk.give_back("bram", second.id, utc_now())


def test_a_ready_answer_is_searched_and_sent_with_its_source(open_page, house, anna):
    visitor = taken(house, anna)
    page = open_page("anna", f"/desk/gesprek/{visitor.id}")
    page.keyboard.press("z")
    page.keyboard.type("eigen bijdarge")
    page.get_by_role("button", name=re.compile("^Zet in antwoord.*de eigen bijdrage")).click()
    expect(page.get_by_label("Uw antwoord")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("Bron:")).to_be_visible()
    assert "Bron:" in visitor.heard()[-1]


def test_a_whole_conversation_goes_by_keyboard(open_page, house, anna):
    page = open_page("anna", "/desk/wachtrij")
    visitor = house.visitor(topic="Met toetsen", urgent=True)
    expect(page.get_by_role("link", name="Met toetsen")).to_be_visible()
    page.keyboard.press("n")
    page.get_by_role("log").wait_for()
    ready(page)
    page.keyboard.press("r")
    page.keyboard.type("Goedemiddag")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("Goedemiddag")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wachtrij")).to_be_visible()
    assert Handoffs(house.url).get(visitor.id).state.value == "gesloten"


def test_shortcuts_can_be_turned_off(open_page, house, anna):
    page = open_page("anna", "/desk/terugbellen")
    page.keyboard.press("?")
    page.get_by_label("Sneltoetsen gebruiken").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.reload()
    page.keyboard.press("w")
    page.wait_for_load_state()
    assert page.url.endswith("/desk/terugbellen")


def test_half_a_reply_is_still_there_after_a_reload_and_is_said_once(open_page, house, anna):
    visitor = taken(house, anna)
    page = open_page("anna", f"/desk/gesprek/{visitor.id}")
    field = page.get_by_label("Uw antwoord")
    field.fill("Een halve zin")
    page.reload()
    expect(field).to_have_value("Een halve zin")
    # the answer to the first try is lost on the way
    page.route("**/antwoord", lambda route: (route.fetch(), route.abort())[1])
    field.press("Enter")
    expect(page.get_by_text("Niet verstuurd: geen verbinding")).to_be_visible()
    page.unroute("**/antwoord")
    page.get_by_role("button", name="Verstuur").click()
    expect(field).to_have_value("")
    assert visitor.heard().count("Een halve zin") == 1


def test_script_of_a_visitor_does_nothing(open_page, house, anna):
    visitor = taken(house, anna, name=SCRIPT, topic=SCRIPT)
    page = open_page("anna", f"/desk/gesprek/{visitor.id}")
    visitor.says(SCRIPT)
    expect(page.get_by_role("log").get_by_text(SCRIPT).last).to_be_visible()
    assert page.locator("main img, main script").count() == 0


def test_a_sound_and_a_notification_say_that_somebody_waits(open_page, house, anna):
    page = open_page("anna", "/desk/wachtrij", permissions=["notifications"])
    page.evaluate(
        """() => {
          window.shown = [];
          window.Notification = class { constructor(title, { body }) { window.shown.push(body); } };
          window.Notification.permission = "granted";
          Object.defineProperty(document, "hidden", { get: () => true });
        }"""
    )
    page.get_by_text("Uw account: Anna").click()
    page.get_by_role("button", name="Geluid").click()
    house.visitor(topic="Geheim onderwerp")
    expect(page.locator("body")).to_have_attribute("data-geluid", "2")
    assert page.evaluate("window.shown") == ["Er wacht een nieuwe bezoeker."]


def test_signing_in_by_the_form_and_out_again(open_page, house):
    page = open_page(None, "/desk/terugbellen")
    page.get_by_label("Naam van uw account").fill("bram")
    page.get_by_label("Wachtwoord").fill("iets heel anders")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Inloggen lukt niet")
    page.get_by_label("Wachtwoord").fill("een lang wachtwoord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Terugbellen")).to_be_visible()
    page.get_by_text("Uw account: Bram").click()
    page.get_by_role("button", name="Uitloggen", exact=True).click()
    expect(page.get_by_role("heading", name="Inloggen bij de desk")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Inloggen bij de desk")).to_be_visible()
    house.room.desk.choose_presence("bram", Presence.HERE, utc_now())
