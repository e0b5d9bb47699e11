"""Walks a visitor through a whole flow of the real assistant, by mouse, keyboard, finger or zoomed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.widget.steps import focused

#: what is typed when a question has no button that fits
TYPED = {
    r"hoe oud": "84",
    r"op welke dag|welke datum": "3 november 2026",
    r"plaats of gemeente": "Nijmegen",
    r"telefoonnummer": "06-12345678 in de ochtend",
    r"zorgprofiel": "weet ik niet",
}
#: how a talk about a call-back ends: with a number to mention on the phone
NUMBER = re.compile(r"\b[A-Z2-9]{6}\b")
MOST_TURNS = 16


@dataclass(frozen=True)
class Flow:
    """A talk: how it begins, and which buttons are preferred, best first."""

    opening: str
    prefers: tuple[str, ...]


FLOWS = {
    "vraag_wlz_of_wmo": Flow("Heb ik Wlz of Wmo nodig?", ("Voor een naaste", "Dementie", "Ja")),
    "vraag_bopz": Flow(
        "Moet ik een BOPZ aanvragen voor mijn moeder?", ("Dementie", "Geen bezwaar", "Nee", "Ja")
    ),
    "vraag_ciz_duur": Flow("Hoe lang mag het CIZ erover doen?", ("Nee",)),
    "zoek_zorgkantoor": Flow("Welk zorgkantoor hoort bij mij?", ()),
    "kies_leveringsvorm": Flow("Welke vorm van zorg past bij ons?", ("Thuis", "Ik zelf", "Ja")),
    "uitslag_ontvangen": Flow(
        "We hebben de brief van het CIZ gekregen, het is afgewezen", ("Afgewezen",)
    ),
    "vraag_medewerker": Flow(
        "Ik wil een medewerker spreken", ("Ja", "Een aanvraag", "Liever geen naam")
    ),
}


@dataclass
class Hand:
    """How a visitor works the chat.

    Attributes:
        press: presses a choice.
        type: types a text and sends it.
    """

    press: Callable[[Page, Locator], None]
    type: Callable[[Page, str], None]


def _fill(page: Page, text: str) -> None:
    page.get_by_label("Uw vraag of antwoord").fill(text)
    page.get_by_role("button", name="Verstuur", exact=True).click()


def _tap(page: Page, text: str) -> None:
    page.get_by_label("Uw vraag of antwoord").fill(text)
    page.get_by_role("button", name="Verstuur", exact=True).tap()


def _go(page: Page, key: str, there: str) -> None:
    for _ in range(60):
        if focused(page).strip() == there:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{there!r} cannot be reached with {key}; now at {focused(page)!r}")


def _press_by_key(page: Page, choice: Locator) -> None:
    name = choice.inner_text().strip()
    _go(page, "Tab", "input")
    _go(page, "Shift+Tab", name)
    page.keyboard.press("Enter")


def _type_by_key(page: Page, text: str) -> None:
    _go(page, "Tab", "input")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


MOUSE = Hand(lambda page, choice: choice.click(), _fill)
FINGER = Hand(lambda page, choice: choice.tap(), _tap)
KEYS = Hand(_press_by_key, _type_by_key)


def walk(page: Page, flow: Flow, hand: Hand) -> list[str]:
    """Talk until there is an outcome; return what the assistant said, in order."""
    turn(page, lambda: hand.type(page, flow.opening))
    return go_on(page, flow, hand)


def go_on(page: Page, flow: Flow, hand: Hand) -> list[str]:
    """Answer what is asked until there is an outcome; return what the assistant said, in order."""
    for _ in range(MOST_TURNS):
        if is_done(page):
            return page.locator(".assistant .bubble").all_inner_texts()
        turn(page, lambda: answer(page, flow, hand))
    raise AssertionError(page.locator(".bubble").all_inner_texts())


def answer(page: Page, flow: Flow, hand: Hand) -> None:
    """Answer the question that stands there."""
    choice, typed = preferred(page, flow), typed_answer(page)
    if choice is None and typed:
        hand.type(page, typed)
    else:
        assert choice is not None, page.locator(".bubble").last.inner_text()
        hand.press(page, choice)


def turn(page: Page, act: Callable[[], None]) -> None:
    """Do something and wait until it is answered whole."""
    before = page.locator(".assistant").count()
    act()
    page.locator(".assistant").nth(before).wait_for()
    page.locator(".typing").wait_for(state="hidden")


def is_done(page: Page) -> bool:
    """Tell whether the last answer is an outcome."""
    last = page.locator(".assistant .bubble").last.inner_text()
    return page.locator(".result").count() > 0 or bool(NUMBER.search(last))


def preferred(page: Page, flow: Flow) -> Locator | None:
    """Return the choice that fits best; "Weet ik niet" only where nothing can be typed."""
    open_ones = page.locator(".choice:not([aria-disabled])")
    titles = [title.strip() for title in open_ones.all_inner_texts()]
    for wanted in flow.prefers:
        for index, title in enumerate(titles):
            if title == wanted:
                return open_ones.nth(index)
    if typed_answer(page) or not titles:
        return None
    return open_ones.nth(titles.index("Nee") if "Nee" in titles else len(titles) - 1)


def typed_answer(page: Page) -> str | None:
    """Return what to type to the question that stands there."""
    question = page.locator(".assistant .bubble").last.inner_text().lower()
    return next((answer for asked, answer in TYPED.items() if re.search(asked, question)), None)
