"""What Prometheus gets: figures of each turn and of what waits, and no words."""

import asyncio
import datetime as dt
import logging
from types import SimpleNamespace

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from bot.care.handoff import Actor, Reason, State, Wish
from bot.storage.handoff import Handoffs
from bot.storage.handoff_rows import Asked
from bot.storage.standing import standing
from bot.storage.website import WebsiteTalks

pytestmark = pytest.mark.model  # the server's rooms import Rasa
NOW = dt.datetime(2026, 11, 23, 10, tzinfo=dt.timezone.utc)
WORDS = "mijn moeder heet Truus en woont in Heerlen"


def message(text=WORDS, sender="web-geheim"):
    return SimpleNamespace(text=text, sender_id=sender, input_channel="website")


def value(name, **labels):
    from prometheus_client import REGISTRY

    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_turn_is_counted_and_logged_by_a_mark_without_words_or_who(caplog):
    from bot.server.metrics import counted

    async def handle(message):
        assert value("wegwijzer_beurten_bezig") == 1

    before = value("wegwijzer_beurten_total", kanaal="website", uitkomst="goed")
    with caplog.at_level(logging.INFO):
        asyncio.run(counted("s" * 40, handle)(message()))
    assert value("wegwijzer_beurten_total", kanaal="website", uitkomst="goed") == before + 1
    assert value("wegwijzer_beurten_bezig") == 0
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("turn talk=")
    assert "outcome=goed" in line
    assert not {"Truus", "Heerlen", "geheim"} & set(line.replace("=", " ").split())


def test_the_same_talk_has_the_same_mark_and_another_has_another(caplog):
    from bot.server.metrics import counted

    async def handle(message):
        pass

    with caplog.at_level(logging.INFO):
        for sender in ("web-a", "web-a", "web-b"):
            asyncio.run(counted("s" * 40, handle)(message(sender=sender)))
    marks = [record.getMessage().split()[1] for record in caplog.records]
    assert marks[0] == marks[1] != marks[2]


def test_a_turn_that_fails_is_counted_as_such_and_fails():
    from bot.server.metrics import counted

    async def handle(message):
        raise KeyError

    before = value("wegwijzer_beurten_total", kanaal="website", uitkomst="fout")
    with pytest.raises(KeyError):
        asyncio.run(counted("s" * 40, handle)(message()))
    assert value("wegwijzer_beurten_total", kanaal="website", uitkomst="fout") == before + 1


def test_what_is_understood_is_counted_and_what_is_not_sure_is_a_miss():
    from bot.server.metrics import count_intent

    misses = value("wegwijzer_misverstaan_total")
    pgb = value("wegwijzer_bedoelingen_total", bedoeling="wat_is_pgb")
    count_intent({"intent": {"name": "wat_is_pgb", "confidence": 0.9}})
    count_intent({"intent": {"name": "wat_is_pgb", "confidence": 0.3}})
    assert value("wegwijzer_misverstaan_total") == misses + 1
    assert value("wegwijzer_bedoelingen_total", bedoeling="wat_is_pgb") == pgb + 2


def test_the_parts_of_a_turn_are_timed():
    from bot.server.metrics import measure

    async def work(*arguments, **named):
        return {"intent": {"name": "groet", "confidence": 1.0}}

    agent = SimpleNamespace(
        processor=SimpleNamespace(parse_message=work),
        tracker_store=SimpleNamespace(retrieve=work, save=work),
        action_endpoint=SimpleNamespace(request=work),
    )
    measure(agent)
    parts = ("begrijpen", "lezen", "bewaren", "acties")
    before = [value("wegwijzer_beurt_seconds_count", deel=part) for part in parts]
    for work in (
        agent.processor.parse_message,
        agent.tracker_store.retrieve,
        agent.tracker_store.save,
        agent.action_endpoint.request,
    ):
        asyncio.run(work("x"))
    after = [value("wegwijzer_beurt_seconds_count", deel=part) for part in parts]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1, 1]


def test_what_waits_in_the_database_is_shown_with_its_age(url):
    from bot.server.metrics import Shared

    talks = WebsiteTalks(url)
    talk = talks.start(NOW)
    talks.receive(talk, "bericht-1", {"text": WORDS}, NOW - dt.timedelta(seconds=30))
    wish = Wish(State.WACHTRIJ, Actor.VISITOR, Reason.REQUEST)
    Handoffs(url).ask(Asked("web-1", "website", "x"), wish, NOW - dt.timedelta(seconds=90))
    found = standing(url, NOW)
    assert (found.website_age, found.queue_age) == (30, 90)
    assert found.handoffs["wachtrij"] == 1
    registry = CollectorRegistry()
    registry.register(Shared(url))
    text = generate_latest(registry).decode()
    assert "wegwijzer_database_bereikbaar 1.0" in text
    assert 'wegwijzer_overdrachten{staat="wachtrij"} 1.0' in text
    assert "Truus" not in text


def test_a_database_that_is_away_is_shown_as_such_and_nothing_else_breaks(tmp_path):
    from bot.server.metrics import Shared

    registry = CollectorRegistry()
    registry.register(Shared(f"sqlite:///{tmp_path / 'leeg.db'}"))  # no table is there
    assert "wegwijzer_database_bereikbaar 0.0" in generate_latest(registry).decode()
