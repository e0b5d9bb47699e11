"""Takes the README's screenshot: ``python -m scripts.schermafbeelding [address]``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parents[1] / "docs/beelden/demo.png"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def main(address: str = "http://127.0.0.1:5005") -> None:
    """Open the demo page, ask two questions and keep what is seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(address)
        page.locator("wegwijzer-chat .opener").click()
        box = page.locator("wegwijzer-chat textarea")
        for question, answer in (
            ("Welk zorgkantoor hoort bij 6511 AB?", "VGZ"),
            ("mijn moeder van 84 heeft dementie, heb ik wlz of wmo nodig?", "hoogstens"),
        ):
            box.fill(question)
            box.press("Enter")
            page.get_by_text(answer).last.wait_for()
        page.wait_for_timeout(600)  # the list glides to its end
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(TARGET))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
