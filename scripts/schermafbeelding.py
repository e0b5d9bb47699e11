"""Takes the README's screenshots: ``python -m scripts.schermafbeelding [address]``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs/beelden"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--lang=nl-NL",
]
WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
#: picture -> what is said (with the words to wait for), and how it is looked at
PICTURES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "demo": (
        {
            "Welk zorgkantoor hoort bij 6511 AB?": "VGZ",
            "mijn moeder van 84 heeft dementie, heb ik wlz of wmo nodig?": "hoogstens",
        },
        {"viewport": WIDE},
    ),
    "donker": (
        {"Hoe lang mag het CIZ erover doen?": "Op welke dag"},
        {"viewport": WIDE, "color_scheme": "dark"},
    ),
    "telefoon": ({}, {"viewport": PHONE, "has_touch": True}),
    "uitkomst": (
        {
            "Hoe lang mag het CIZ erover doen?": "Op welke dag",
            "3 november 2026": "crisis",
            "nee": "meer informatie",
            "nee.": "Uw uitkomst",
        },
        {"viewport": PHONE, "has_touch": True},
    ),
}


def main(address: str = "http://127.0.0.1:5005") -> None:
    """Have each talk and keep what is seen at its end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=ARGUMENTS, env={"LANGUAGE": "nl"}
        )
        for name in PICTURES:
            take(browser, address, name)
        browser.close()


def take(browser: Browser, address: str, name: str) -> None:
    """Take one picture."""
    said, look = PICTURES[name]
    context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", **look)
    page = context.new_page()
    page.goto(address)
    page.locator("wegwijzer-chat .opener").click()
    page.locator(".message").first.wait_for()
    box = page.locator("wegwijzer-chat textarea")
    for question, answer in said.items():
        box.fill(question)
        box.press("Enter")
        page.locator(".bubble", has_text=answer).last.wait_for()
    page.wait_for_timeout(600)  # the list glides to its end
    page.screenshot(path=str(FOLDER / f"{name}.png"))
    context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
