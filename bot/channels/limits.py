"""The one place that knows how much a channel can show at once, and until when it may speak."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What fits in a message of a channel, in characters unless it says otherwise.

    Attributes:
        text: a message without choices.
        body: a message with choices.
        buttons: how many choices fit as buttons.
        button_title: the words on a button.
        button_id: what a button gives back.
        rows: how many choices fit in a list.
        row_title: the first line of a choice in a list.
        row_description: its second line.
        row_id: what a choice in a list gives back.
        list_button: the words on the button that opens a list.
        caption: the words under a document.
        filename: the name of a document.
    """

    text: int
    body: int
    buttons: int
    button_title: int
    button_id: int
    rows: int
    row_title: int
    row_description: int
    row_id: int
    list_button: int
    caption: int
    filename: int


#: Meta's Cloud API, v23.0; the schema has all of them but `text` and `filename` (Meta's web pages)
WHATSAPP = Limits(
    text=4096,
    body=1024,
    buttons=3,
    button_title=20,
    button_id=256,
    rows=10,
    row_title=24,
    row_description=72,
    row_id=200,
    list_button=20,
    caption=1024,
    filename=240,
)
