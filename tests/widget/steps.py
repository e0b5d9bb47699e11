"""What a visitor does and sees, in words that the tests share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Page, TimeoutError

from tests.widget.stand_in import StandIn

Visit = Callable[..., Page]


def open_panel(page: Page) -> None:
    page.locator(".opener").click()
    page.locator(".message").first.wait_for()


def say(page: Page, text: str) -> None:
    page.get_by_label("Uw vraag of antwoord").fill(text)
    page.keyboard.press("Enter")


def send_again(page: Page) -> None:
    """Press "Opnieuw versturen", unless the widget was first and sent again by itself."""
    with suppress(TimeoutError):
        page.get_by_role("button", name="Opnieuw versturen").click(timeout=1000)


def texts(page: Page) -> list[str]:
    return page.locator(".bubble").all_inner_texts()


def focused(page: Page) -> str:
    """Name what has the focus: its id, or else its text."""
    return str(
        page.evaluate(
            """() => {
              let node = document.activeElement;
              while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
              return node.id || node.textContent || node.tagName;
            }"""
        )
    )


def end_the_talk(server: StandIn) -> None:
    """The token is too old: the stream says nothing, and every further call is refused."""
    server.talks = {"other": server.talks.popitem()[1]}
    server.cut_streams()
