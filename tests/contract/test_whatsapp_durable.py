"""Nothing lost and nothing twice: repeats, crashes at every point, refusals, and Meta's own word."""

import asyncio
import datetime as dt
import time
from types import SimpleNamespace

import httpx
import pytest
import sqlalchemy as sa
from pywa.errors import WhatsAppError

from bot.channels.inbound import FAILED
from bot.channels.whatsapp.api import NoReply, judge
from bot.channels.whatsapp.outbox import record
from bot.storage.database import transaction
from bot.storage.retention import forget_old
from bot.storage.whatsapp_inbox import Outcome
from bot.storage.whatsapp_outbox import Status
from bot.storage.whatsapp_people import LostClaim
from bot.storage.whatsapp_tables import inbox, outbox, people, seen, statuses
from tests.contract.whatsapp_steps import ME, OTHER, Line
from tests.fakes import FailingMeta, RefusingMeta, refusal, said, signed

PLAIN = {"type": "text", "text": {"body": "hoi", "preview_url": False}}


@pytest.fixture
def url(emptied_url):
    return emptied_url


@pytest.fixture
def line(url):
    return Line(url)


def rows(url, table):
    with transaction(url) as connection:
        return connection.execute(sa.select(table)).all()


def test_a_message_that_meta_brings_often_is_stored_and_answered_once(line, url):
    payload = said(ME, "wamid.A", time.time(), body="hoi")
    for _ in range(3):
        line.receive(payload)
    line.run()
    line.receive(payload)
    line.run()
    assert len(rows(url, inbox)) == 1
    assert line.texts() == ["antwoord op hoi"]


def test_no_number_and_no_words_stand_in_the_tables(line, url):
    line.write("mijn geheime verhaal")
    before = str([rows(url, table) for table in (people, inbox, outbox, seen, statuses)])
    line.run()
    line.deliver_statuses()
    after = str([rows(url, table) for table in (people, inbox, outbox, seen, statuses)])
    for word in (ME, "geheime", "wamid."):
        assert word not in before + after


def test_what_was_said_is_gone_from_the_inbox_once_it_is_answered(line, url):
    line.write("mijn verhaal")
    line.run()
    (row,) = rows(url, inbox)
    assert row.body is None
    assert row.handled_at is not None


def test_a_process_that_dies_after_rasa_answered_gives_that_answer_once(line):
    line.assistant.dies_after_storing = True
    line.write("hoi")
    with pytest.raises(SystemExit):
        line.run()
    line.write("en nog iets")
    revived = Line(line.choices.database_url, line.meta)
    later(line)
    revived.run()
    revived.run()
    assert revived.texts() == ["antwoord op hoi", "antwoord op en nog iets"]
    assert revived.assistant.heard == ["en nog iets"]


def later(line):
    """Let the claims of a process that died run out."""
    with transaction(line.choices.database_url) as connection:
        connection.execute(sa.update(people).values(inbox_until=0.0, outbox_until=0.0))


def test_a_process_that_dies_before_rasa_heard_it_loses_nothing(line):
    line.write("hoi")
    line.inbox.claim("inbox", line.sender_id(), "dood", time.time(), 15)
    line.inbox.take(line.sender_id(), "dood", lambda waiting: waiting)
    later(line)
    line.run()
    assert line.texts() == ["antwoord op hoi"]


def test_nobody_is_handled_by_two_processes(line):
    line.write("hoi")
    assert line.inbox.claim("inbox", line.sender_id(), "een", time.time(), 15) == ME
    assert line.inbox.claim("inbox", line.sender_id(), "twee", time.time(), 15) is None
    assert line.inbox.due(time.time() + 9, 0, 9, "twee", 5) == []
    assert line.inbox.claim("inbox", line.sender_id(), "twee", time.time() + 16, 15) == ME


def test_who_was_taken_over_stores_nothing(line, url):
    line.write("hoi")
    line.inbox.claim("inbox", line.sender_id(), "een", time.time(), 15)
    turn = line.inbox.take(line.sender_id(), "een", lambda waiting: waiting)
    line.inbox.claim("inbox", line.sender_id(), "twee", time.time() + 16, 15)
    with pytest.raises(LostClaim):
        line.inbox.finish(turn, Outcome((PLAIN,)), dt.datetime.now(dt.timezone.utc))
    assert rows(url, outbox) == []


def test_people_are_left_alone_until_they_have_finished_writing(line):
    line.write("hoi")
    now = time.time()
    assert line.inbox.due(now, 1.5, 9, "t", 5) == []
    assert line.inbox.due(now + 2, 1.5, 9, "t", 5) == [line.sender_id()]
    for _ in range(3):
        line.write("en nog iets")
    assert line.inbox.due(now + 9.1, 60, 9, "t", 5) == [line.sender_id()]


def test_a_turn_that_fails_is_tried_again_and_then_admitted(line, monkeypatch):
    monkeypatch.setattr("bot.channels.whatsapp.crew.REST_AFTER_FAILURE", 0.0)
    line.assistant.fails = 1
    line.write("hoi")
    line.run()
    assert line.texts() == []
    later(line)
    line.run()
    assert line.texts() == ["antwoord op hoi"]
    line.assistant.fails = 9
    line.write("nog eens")
    for _ in range(3):
        later(line)
        line.run()
    assert line.texts()[-1] == FAILED


def test_answers_go_out_in_order_and_one_that_must_wait_holds_up_the_later_ones(url):
    line = Line(url, RefusingMeta({"": 131056}))
    for text in ("een", "twee"):
        line.write(text)
        line.run()
    assert line.texts() == []
    line.meta.codes = {}
    soon(url)
    line.run()
    assert line.texts() == ["antwoord op een", "antwoord op twee"]


def soon(url):
    """Let the time of waiting be over."""
    with transaction(url) as connection:
        connection.execute(sa.update(outbox).values(not_before=0.0, doubt_until=None))


@pytest.mark.parametrize("code", [131047, 131026, 100])
def test_what_can_never_arrive_is_given_up_with_a_line_for_the_operator(url, code, caplog):
    line = Line(url, RefusingMeta({ME: code}))
    line.write("hoi")
    line.run()
    assert {row.state for row in rows(url, outbox)} == {"given_up"}
    assert f"code={code}" in caplog.text
    assert ME not in caplog.text
    line.write("hoi", OTHER)
    line.run(OTHER)
    assert line.texts(OTHER) == ["antwoord op hoi"]


@pytest.mark.parametrize("code", [130429, 131056, 190, 368, 131000, 4])
def test_what_passes_is_tried_again(url, code):
    line = Line(url, RefusingMeta({ME: code}))
    line.write("hoi")
    line.run()
    assert {row.state for row in rows(url, outbox)} == {"waiting"}
    line.meta.codes = {}
    soon(url)
    line.run()
    assert line.texts() == ["antwoord op hoi"]


def test_what_could_not_be_sent_for_a_day_is_given_up(line, url):
    line.write("hoi")
    asyncio.run(_answer_only(line))
    long_ago = dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=25)
    with transaction(url) as connection:
        connection.execute(sa.update(outbox).values(made_at=long_ago))
    line.run()
    assert {row.error for row in rows(url, outbox)} == {"te_oud"}
    assert line.meta.phones == {}


async def _answer_only(line):
    from bot.channels.whatsapp.inbox import InboxCrew

    class Silent:
        async def seen(self, wamid):
            pass

    crew = InboxCrew(line.inbox, line.service.turns, Silent(), lambda: True, 0.0, lambda: None)
    await crew._one(line.sender_id())
    await crew.stop()


def test_after_a_cut_line_metas_word_is_awaited_and_the_message_is_not_sent_twice(url):
    meta = FailingMeta(rate=1.0)
    meta.chance.choice = lambda ways: "dood na aannemen"
    line = Line(url, meta)
    line.write("hoi")
    line.run()
    meta.rate = 0.0
    line.run()  # too early: still in doubt
    assert len(meta.phones[ME]) == 1
    line.deliver_statuses()
    line.run()
    assert line.meta.texts(ME)[1:] == ["antwoord op hoi"]
    assert [row.state for row in rows(url, outbox)] == ["sent", "sent"]


def test_after_a_cut_line_and_silence_of_meta_the_message_is_sent_again(url):
    meta = FailingMeta(rate=1.0)
    meta.chance.choice = lambda ways: "dood"
    line = Line(url, meta)
    line.write("hoi")
    line.run()
    meta.rate = 0.0
    soon(url)
    line.run()
    assert line.texts() == ["antwoord op hoi"]


def test_a_process_that_dies_while_sending_waits_for_metas_word(line, url):
    line.write("hoi")
    asyncio.run(_answer_only(line))
    line.outbox.claim("outbox", line.sender_id(), "dood", time.time(), 15)
    sending = line.outbox.take(line.sender_id(), "dood", time.time(), 30)
    later(line)
    line.run()
    assert line.meta.phones == {}
    at = dt.datetime.now(dt.timezone.utc)
    record(line.outbox, (Status("wamid.UIT", "sent", at, outbox_id=sending.id),), at)
    line.run()
    assert line.meta.texts(ME) == ["antwoord op hoi"]  # the introduction had gone out


@pytest.mark.parametrize("order", [("sent", "delivered", "read"), ("read", "sent", "delivered")])
def test_what_became_of_a_message_is_known_in_whatever_order_it_is_told(line, url, order):
    line.write("hoi")
    line.run()
    row = rows(url, outbox)[-1]
    assert line.outbox.became(row.id) == "sent"
    wamid = line.meta.phones[ME][-1]["wamid"]
    at = dt.datetime.now(dt.timezone.utc)
    for name in (*order, *order):
        record(line.outbox, (Status(wamid, name, at),), at)
    assert line.outbox.became(row.id) == "read"


def test_a_document_that_meta_does_not_take_goes_as_a_link(url):
    line = Line(url)
    link = "https://a.nl/bestand/t/datum.ics"
    line.assistant.answers["agenda"] = [{"text": f"Hier: {link}"}]
    line.write("agenda")
    line.run()
    shown = line.meta.phones[ME][-1]
    assert shown["message"]["type"] == "document"
    at = dt.datetime.now(dt.timezone.utc)
    failed = Status(shown["wamid"], "failed", at, code=131053)
    record(line.outbox, (failed, failed), at)
    record(line.outbox, (failed,), at)
    line.run()
    assert line.texts()[2:] == [f"datum.ics: {link}"]


def test_a_failure_of_meta_with_a_code_is_a_line_for_the_operator(line, caplog):
    at = dt.datetime.now(dt.timezone.utc)
    record(line.outbox, (Status("wamid.X", "failed", at, "0" * 32, 131026),), at)
    assert "code=131026 niet te bezorgen" in caplog.text


def answered(code, status, **headers):
    reply = refusal(code, "x", status)
    response = httpx.Response(status, json=reply.body, headers=headers)
    return WhatsAppError.from_dict(reply.body["error"], response)


@pytest.mark.parametrize(
    ("failure", "reason", "never", "doubt", "everyone"),
    [
        (httpx.ConnectError("x"), "netwerk", False, False, False),
        (httpx.ReadTimeout("x"), "geen_antwoord", False, True, False),
        (NoReply(), "geen_antwoord", False, True, False),
        (answered(130429, 400), "130429", False, False, True),
        (answered(999, 429), "999", False, False, True),
        (answered(131056, 400), "131056", False, False, False),
        (answered(190, 401), "190", False, False, True),
        (answered(131000, 500), "131000", False, True, False),
        (answered(131016, 400), "131016", False, False, False),
        (answered(131047, 400), "131047", True, False, False),
        (answered(131026, 400), "131026", True, False, False),
        (answered(502, 502), "502", False, True, False),
    ],
)
def test_each_failure_has_its_own_end(failure, reason, never, doubt, everyone):
    found = judge(failure, attempts=2)
    assert (found.reason, found.never, found.doubt, found.everyone) == (
        reason,
        never,
        doubt,
        everyone,
    )
    assert never or found.wait >= 4


def test_the_wait_grows_to_a_limit_and_meta_may_ask_for_more():
    waits = [judge(httpx.ConnectError("x"), n).wait for n in (1, 2, 3, 30)]
    assert waits == [2, 4, 8, 300]
    assert judge(answered(130429, 429, **{"retry-after": "900"}), 1).wait == 900
    assert judge(answered(130429, 429, **{"retry-after": "soon"}), 1).wait == 2


def test_old_talks_go_and_the_marks_of_what_was_seen_after_them(line, url):
    line.write("hoi")
    line.run()
    line.deliver_statuses()
    now = dt.datetime.now(dt.timezone.utc)
    forget_old(url, now + dt.timedelta(hours=1))
    assert [len(rows(url, table)) for table in (people, inbox, outbox)] == [0, 0, 0]
    assert rows(url, seen)
    forget_old(url, now + dt.timedelta(days=9))
    assert rows(url, seen) == rows(url, statuses) == []


def test_nobody_is_answered_while_something_of_theirs_is_being_stored(line):
    from bot.channels.whatsapp.inbox import InboxCrew

    async def handled(arriving):
        crew = InboxCrew(line.inbox, line.service.turns, None, lambda: True, 0.0, lambda: None)
        crew.arriving.update([line.sender_id()] * arriving)
        crew._signal = lambda message: None
        found = await crew.due(5)
        await crew._one(line.sender_id())
        await crew.stop()
        return found

    line.write("een")
    assert asyncio.run(handled(arriving=1)) == []
    assert line.assistant.heard == []
    assert asyncio.run(handled(arriving=0)) == [line.sender_id()]
    assert line.assistant.heard == ["een"]


def delivered(line, payload, **headers):
    body, right = signed(payload)
    given = {k.lower(): v for k, v in {**right, **headers}.items()}
    request = SimpleNamespace(body=body, headers=given)
    return asyncio.run(line.service.receive(request)).status


def test_meta_hears_ok_once_it_is_stored_also_when_rasa_is_not_there(line, url):
    line.assistant.ready = lambda: False
    assert delivered(line, said(ME, "wamid.A", time.time(), body="hoi")) == 200
    assert len(rows(url, inbox)) == 1


def test_meta_hears_that_it_must_come_back_when_the_database_is_away(
    line, url, monkeypatch, caplog
):
    def away(messages):
        raise sa.exc.OperationalError("insert", {"body": "mijn verhaal"}, Exception("away"))

    monkeypatch.setattr(line.inbox, "receive", away)
    assert delivered(line, said(ME, "wamid.A", time.time(), body="mijn verhaal")) == 503
    assert "verhaal" not in caplog.text


def test_what_is_not_of_meta_is_refused(line, url):
    payload = said(ME, "wamid.A", time.time(), body="hoi")
    assert delivered(line, payload, **{"X-Hub-Signature-256": "sha256=" + "0" * 64}) == 401
    assert delivered(line, b"geen json") == 400
    assert rows(url, inbox) == []
