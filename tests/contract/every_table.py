"""A row in every table of the models, also of those that will be added: nothing is left out by name."""

import itertools

import sqlalchemy as sa

from bot.knowledge.gegevens import data_map
from bot.storage import whatsapp_tables
from bot.storage.database import transaction
from bot.storage.persons import OF_A_PERSON, WEBSITE
from bot.storage.tables import metadata
from bot.storage.whatsapp_people import Sealer

TABLES = {table.name: table for table in metadata.sorted_tables}
assert whatsapp_tables.people.metadata is metadata
COUNTER = itertools.count(1)


def fill(url, sender_id, at, secret):
    """Leave a row about a talk in every table; what the database does not know by itself is made up."""
    tag = sender_id.removeprefix(WEBSITE)
    known = {"session_id": tag, "sender_id": sender_id, "overdracht_id": f"O{next(COUNTER):07}"}
    known |= {"outbox_id": f"uit-{next(COUNTER)}", "adviser_id": f"adv{next(COUNTER)}"}
    with transaction(url) as connection:
        for table in metadata.sorted_tables:
            if table.name.startswith("website_") and not sender_id.startswith(WEBSITE):
                continue  # a talk of another channel has no session there
            row = {c.name: value(table, c, known, at, secret) for c in table.columns}
            filled = {name: one for name, one in row.items() if one is not None}
            connection.execute(sa.insert(table).values(filled))
    return known


def value(table, column, known, at, secret):
    own = {"overdrachten": "overdracht_id", "website_sessions": "session_id"}
    own |= {"whatsapp_outbox": "outbox_id", "advisers": "adviser_id"}
    if column.name == "id" and table.name in own:
        return known[own[table.name]]
    if column.name in known:
        return known[column.name]
    return of_kind(column, at, secret)


def of_kind(column, at, secret):
    kind = column.type
    if isinstance(kind, sa.LargeBinary):
        purpose = column.table.name == "telefoonnummers"
        return sealed(secret, purpose)
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.Date):
        return at.date()
    if isinstance(kind, sa.DateTime):
        return at
    if isinstance(kind, sa.Float):
        return at.timestamp()
    if isinstance(kind, sa.Integer):
        automatic = column.primary_key and len(column.table.primary_key) == 1
        return None if automatic else next(COUNTER)
    return f"r{next(COUNTER)}"[: kind.length or 40]


def sealed(secret, plain):
    from bot.sealing import box

    if plain:
        return box(secret, "telefoonnummers").encrypt(b"0612345678")
    return Sealer(secret).seal([{"title": "ja", "payload": "/ja"}])


def rows_of(url, sender_id):
    """Return how many rows each table has about a talk."""
    with transaction(url) as connection:
        return {
            one.table.name: connection.execute(
                sa.select(sa.func.count()).select_from(one.table).where(one.mine(sender_id))
            ).scalar_one()
            for one in OF_A_PERSON
        }


def texts(url):
    """Return all that stands in each table, as text."""
    with transaction(url) as connection:
        return {
            name: "\n".join(map(str, connection.execute(sa.select(table)).all()))
            for name, table in TABLES.items()
        }


def counts(url):
    with transaction(url) as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in TABLES.items()
        }


def stays(name):
    """Tell whether the data map says that a table outlives "vergeet dit gesprek"."""
    return data_map()[name].whose != "gesprek"
