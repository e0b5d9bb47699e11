"""Puts the pages of the desk on the server."""

from __future__ import annotations

from sanic import Sanic

from bot.channels.bell import BELL
from bot.desk.passwords import SignIn
from bot.desk.web.organisation import Provider
from bot.desk.web.pages import desk_pages
from bot.desk.web.redactie import editor_pages
from bot.desk.web.room import Room
from bot.knowledge.opening import opening
from bot.server.desk import desk_of, view_of
from bot.settings import Settings
from bot.storage.accounts import Accounts
from bot.storage.advisers import Advisers


def room_of(choices: Settings, refused: tuple[str, ...] = ()) -> Room:
    """Return what the pages need, with the operator's settings."""
    url = choices.database_url
    accounts = Accounts(url)
    organisation = choices.organisation
    callback = f"{choices.public_url}/desk/inloggen/terug"
    return Room(
        desk=desk_of(choices),
        view=view_of(choices),
        sign_in=SignIn(accounts, Advisers(url)),
        accounts=accounts,
        hours=opening(choices.opening_hours),
        secret=choices.secret,
        address=choices.public_url,
        provider=Provider(organisation, callback) if organisation else None,
        refused=refused,
    )


def add_desk(app: Sanic, choices: Settings, refused: tuple[str, ...] = ()) -> None:
    """Add the pages; open ones are sent home when the server stops."""
    room = room_of(choices, refused)
    app.blueprint(desk_pages(room))
    app.blueprint(editor_pages(room))

    @app.before_server_stop
    async def send_home(app: Sanic, loop: object) -> None:
        BELL.close()
