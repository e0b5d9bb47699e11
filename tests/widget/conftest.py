"""A real browser on the stand-in; a visit fails afterwards when the page broke its own policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.widget.stand_in import StandIn
from tests.widget.steps import Visit, open_panel

CHROMIUM = Path("/usr/bin/chromium")
#: milliseconds in which what must show is shown, on a machine that others use too. Less than the 15
#: seconds after which a page that was not told looks for itself
PATIENCE = 10_000
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=nl-NL",
]


@pytest.fixture
def server() -> Iterator[StandIn]:
    started = StandIn().start()
    yield started
    started.stop()


@pytest.fixture
def visit(browser: Browser, server: StandIn) -> Iterator[Visit]:
    contexts = []
    broken: list[str] = []

    def note(text: str) -> None:
        if "Content Security Policy" in text or "TrustedHTML" in text:
            broken.append(text)

    def go(path: str = "/", width: int = 1280, height: int = 900, **options: Any) -> Page:
        options = {"locale": "nl-NL", "timezone_id": "Europe/Amsterdam", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: note(message.text))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(server.url + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert broken == []


@pytest.fixture
def talk(visit: Visit) -> Page:
    """A visit with the panel open and the greeting on the screen."""
    page = visit()
    open_panel(page)
    return page
