"""From what the assistant says to what Meta can show: texts, buttons, lists and documents.

A message is ``{"type": <type>, <type>: {...}}``; who it is for is added when it goes out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.channels.limits import WHATSAPP as LIMITS
from bot.channels.whatsapp.markup import marked, pieces, shortened, table_text

Body = dict[str, Any]
Choice = dict[str, str]
#: links to documents that we make ourselves, as an address or as words with an address
DOCUMENT = re.compile(
    r"(?:\[(?P<words>[^\]\n]+)\]\()?(?P<url>https?://[^\s)]+/bestand/[^\s)]+\.(?:ics|pdf|docx))(?(words)\))",
    re.IGNORECASE,
)
OPEN_LIST = "Kies een antwoord"
CHOOSE = "Maak een keuze:"
TYPE_NUMBER = "Typ het nummer van uw keuze."


@dataclass(frozen=True)
class Rendered:
    """Messages as Meta wants them, and what the last one lets a person choose from."""

    bodies: tuple[Body, ...]
    choices: tuple[Choice, ...]


def render(said: Sequence[Body]) -> Rendered:
    """Return what the assistant said in one turn, ready to send."""
    bodies: list[Body] = []
    choices: tuple[Choice, ...] = ()
    for message in said:
        offered = _choices(message.get("buttons"))
        text, documents = without_documents(_text(message))
        bodies += with_choices(text, offered) if offered else texts(text)
        bodies += documents
        choices = offered or choices
    return Rendered(tuple(bodies), choices)


def _text(message: Body) -> str:
    parts = [str(message.get("text") or ""), table_text(message.get("table"))]
    if message.get("source"):
        parts.append(f"_Bron: {message['source']}_")
    return "\n\n".join(part for part in parts if part.strip())


def _choices(buttons: Any) -> tuple[Choice, ...]:
    """Return the choices of an answer, each title and each payload once."""
    found: dict[str, Choice] = {}
    for button in buttons if isinstance(buttons, list) else []:
        title, payload = str(button.get("title") or "").strip(), str(button.get("payload") or "")
        if title and title.casefold() not in found:
            found[title.casefold()] = {"title": title, "payload": payload or title}
    return tuple(found.values())


def texts(text: str) -> list[Body]:
    """Return plain messages."""
    return [_plain(part) for part in pieces(marked(text), LIMITS.text)]


def _plain(text: str) -> Body:
    # without a preview Meta does not look at the page, and nobody sees it on a locked screen
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def with_choices(text: str, choices: Sequence[Choice]) -> list[Body]:
    """Return messages of which the last offers choices."""
    # Meta tells choices apart by what they give back
    differ = len({choice["payload"] for choice in choices}) == len(choices)
    interactive = (_buttons(choices) or _list(choices)) if differ else None
    if interactive is None:
        lines = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, 1)]
        return texts("\n".join([text, "", *lines, "", TYPE_NUMBER]).strip())
    *earlier, last = pieces(marked(text), LIMITS.body) or [CHOOSE]
    # what comes before need not be as short; few messages read better than many
    before = pieces("\n\n".join(earlier), LIMITS.text)
    body = {"type": "interactive", "interactive": {**interactive, "body": {"text": last}}}
    return [*(_plain(part) for part in before), body]


def _buttons(choices: Sequence[Choice]) -> Body | None:
    fits = len(choices) <= LIMITS.buttons and all(
        len(choice["title"]) <= LIMITS.button_title and _fits(choice, LIMITS.button_id)
        for choice in choices
    )
    if not fits:
        return None
    buttons = [
        {"type": "reply", "reply": {"id": choice["payload"], "title": choice["title"]}}
        for choice in choices
    ]
    return {"type": "button", "action": {"buttons": buttons}}


def _list(choices: Sequence[Choice]) -> Body | None:
    fits = len(choices) <= LIMITS.rows and all(
        len(choice["title"]) <= LIMITS.row_description and _fits(choice, LIMITS.row_id)
        for choice in choices
    )
    if not fits:
        return None
    titles = _row_titles([choice["title"] for choice in choices])
    rows = [_row(choice, title) for choice, title in zip(choices, titles, strict=True)]
    return {"type": "list", "action": {"button": OPEN_LIST, "sections": [{"rows": rows}]}}


def _fits(choice: Choice, most: int) -> bool:
    payload = choice["payload"]
    return len(payload) <= most and payload == payload.strip()


def _row(choice: Choice, title: str) -> Body:
    row = {"id": choice["payload"], "title": title}
    return row if title == choice["title"] else {**row, "description": choice["title"]}


def _row_titles(titles: Sequence[str]) -> list[str]:
    """Return titles that fit in a list and differ, also when they begin alike."""
    short = [shortened(title, LIMITS.row_title) for title in titles]
    if len({title.casefold() for title in short}) == len(short):
        return short
    return [
        shortened(f"{number}. {title}", LIMITS.row_title) for number, title in enumerate(titles, 1)
    ]


def without_documents(text: str) -> tuple[str, list[Body]]:
    """Return a text without the links to our own documents, and the documents."""
    documents: list[Body] = []

    def take(match: re.Match[str]) -> str:
        documents.append(_document(match["url"], match["words"]))
        return match["words"] or documents[-1]["document"]["filename"]

    return DOCUMENT.sub(take, text), documents


def _document(url: str, words: str | None) -> Body:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])[-LIMITS.filename :]
    document = {"link": url, "filename": name}
    if words:
        document["caption"] = shortened(words, LIMITS.caption)
    return {"type": "document", "document": document}


def as_link(document: Body) -> Body:
    """Return a document as a text with its address, for when Meta does not take the file."""
    part = document["document"]
    return _plain(f"{part.get('caption') or part['filename']}: {part['link']}")


def template(name: str, language: str) -> Body:
    """Return an approved template without anything to fill in."""
    chosen = {"name": name, "language": {"policy": "deterministic", "code": language}}
    return {"type": "template", "template": chosen}
