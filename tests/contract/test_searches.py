"""What is looked up often is found through an index: no turn, no desk and no receipt reads a whole table."""

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.storage.audit import Audit
from bot.storage.database import engine_for, migrate, step_back, transaction
from bot.storage.forget import forget
from bot.storage.gesprekscodes import forget_codes
from bot.storage.handoff import Handoffs
from bot.storage.handoff_thread import Thread
from bot.storage.outside import Outside
from bot.storage.story import questions_since
from bot.storage.tables import metadata
from bot.storage.whatsapp_outbox import Outbox, Status
from bot.storage.whatsapp_people import Sealer
from tests.contract.every_table import fill, rows_of
from tests.scans import scanned

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
SECRET = "x9" * 20
HOUR = dt.timedelta(hours=1)
MARK = Status("wamid.X", "read", NOW)
#: a call, and the index by which what it asks for is found
SEARCHES = [
    (lambda url: Handoffs(url).moves_between(NOW + HOUR, NOW + 9 * HOUR), "ix_handoff_moves_at"),
    (lambda url: Handoffs(url).waits(), "ix_handoff_moves_waited"),
    (lambda url: Handoffs(url).untold(), "ix_handoff_moves_told"),
    (lambda url: Thread(url).notes("O1"), "ix_handoff_notes_overdracht"),
    (lambda url: Audit(url).lines("O1"), "ix_handoff_audit_overdracht"),
    (lambda url: Audit(url).retire(3000, NOW), "ix_handoff_audit_at"),
    (lambda url: questions_since(url, NOW - HOUR), "ix_events_asked_at"),
    (lambda url: forget(url, "web-niemand"), "ix_gesprekscodes_taken_by"),
    (lambda url: forget(url, "whatsapp:niemand"), "ix_whatsapp_outbox_person"),
    (lambda url: forget_codes(url, NOW - 3000 * HOUR), "ix_gesprekscodes_expires_at"),
    (lambda url: Outside(url).not_closed(), "ix_outside_conversations_closed"),
    (lambda url: Outbox(url, Sealer(SECRET)).find(MARK), "ix_whatsapp_outbox_wamid"),
]


@pytest.fixture
def filled(url):
    """A database in which every table has rows of many hours, of others."""
    some = 60 if url.startswith("postgresql") else 3
    for hours in range(some):
        fill(url, f"web-iemand-{hours}", NOW - hours * HOUR, SECRET)
    with transaction(url) as connection:
        # a message that somebody typed is one of many events
        connection.execute(sa.text("update events set type_name = 'user' where id % 10 = 0"))
        connection.execute(
            sa.text("update outside_conversations set closed = (conversation_id <> '1')")
        )
    if url.startswith("postgresql"):
        with engine_for(url).connect().execution_options(isolation_level="AUTOCOMMIT") as settled:
            settled.execute(sa.text("vacuum analyze"))
    return url


def plans_of(url, call):
    """Return how the database goes about each query of a call, as text."""
    said = []

    def explain(connection, cursor, statement, parameters, context, executemany):
        if statement.lstrip()[:6].upper() not in ("SELECT", "UPDATE", "DELETE") or executemany:
            return
        asking = connection.connection.cursor()
        words = "EXPLAIN QUERY PLAN"
        if connection.dialect.name == "postgresql":
            words = "EXPLAIN"
            asking.execute("set local enable_seqscan = off")  # else a small table is read whole
        asking.execute(f"{words} {statement}", parameters)
        said.append("\n".join(str(row[-1]) for row in asking.fetchall()))
        asking.close()

    engine = engine_for(url)
    sa.event.listen(engine, "before_cursor_execute", explain)
    try:
        call(url)
    finally:
        sa.event.remove(engine, "before_cursor_execute", explain)
    return "\n".join(said)


def test_what_is_looked_up_often_is_found_through_its_index(filled):
    plans = {index: plans_of(filled, call) for call, index in SEARCHES}
    assert {index: plan for index, plan in plans.items() if index not in plan} == {}


def test_the_indexes_of_the_database_are_those_of_the_code(url):
    with engine_for(url).connect() as connection:
        inspector = sa.inspect(connection)
        for table in metadata.sorted_tables:
            there = {one["name"] for one in inspector.get_indexes(table.name)}
            there -= {one["name"] for one in inspector.get_unique_constraints(table.name)}
            assert there == {index.name for index in table.indexes}, table.name


def test_the_layout_before_works_without_the_indexes_and_the_newest_has_them_again(filled):
    before = rows_of(filled, "web-iemand-1")
    step_back(filled, "0009_audit_blijft")
    call, index = SEARCHES[0]
    assert index not in plans_of(filled, call)
    migrate(filled)
    assert index in plans_of(filled, call)
    assert rows_of(filled, "web-iemand-1") == before


def test_the_tests_notice_a_query_that_reads_a_whole_table(sqlite_url):
    with engine_for(sqlite_url).connect() as connection:
        all_of_it = "SELECT data FROM events WHERE data LIKE 'x'"
        assert scanned(connection, all_of_it) == {"events"}
        assert scanned(connection, "SELECT data FROM events WHERE sender_id = 'x'") == set()
