"""Plain pages: how to put the chat on a site, and all questions for who has no JavaScript."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.care.texts import capital
from bot.channels.html import html_of
from bot.clock import today
from bot.knowledge.plain_questions import labels_by_theme, phone, plain_answer
from bot.server.widget_bundle import Bundle
from bot.settings import ROOT

#: fact with the number -> when to ring it
NUMBERS = {
    "tel_noodnummer": "Er is nu gevaar voor iemands leven.",
    "tel_113": "U denkt aan zelfdoding. Gratis, dag en nacht.",
    "tel_veilig_thuis": "Veilig Thuis: iemand wordt thuis geslagen, verwaarloosd of bedreigd.",
    "tel_luisterlijn": "De Luisterlijn: u wilt met iemand praten.",
    "tel_ciz": "CIZ: vragen over het aanvragen van Wlz-zorg.",
    "tel_meldpunt_zorg": "Landelijk Meldpunt Zorg: een klacht over zorg.",
}
pages = Environment(
    loader=FileSystemLoader(ROOT / "bot/channels/widget"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


def manual(widget: Bundle) -> str:
    """Return the page for owners of a site, with the address and check of this very script."""
    return pages.get_template("uitleg.html").render(widget=widget)


def overview() -> str:
    """Return the page with the numbers and all questions."""
    numbers = [(phone(fact, today()), when) for fact, when in NUMBERS.items()]
    themes = {
        heading: [(name, capital(label)) for name, label in answers]
        for heading, answers in labels_by_theme().items()
    }
    return pages.get_template("zonder.html").render(numbers=numbers, themes=themes)


def answer_page(name: str) -> str | None:
    """Return the page with one answer, or None when there is none of that name."""
    answer = plain_answer(name, today())
    if answer is None:
        return None
    return pages.get_template("zonder.html").render(
        title=capital(answer.label),
        parts=[html_of(text) for text in answer.texts],
        source=answer.source,
    )


def unknown() -> str:
    """Return the page for an address that does not exist."""
    sorry = "Deze vraag ken ik niet. Hieronder vindt u de weg terug naar alle vragen."
    return pages.get_template("zonder.html").render(
        title="Niet gevonden", parts=[html_of(sorry)], source=""
    )
