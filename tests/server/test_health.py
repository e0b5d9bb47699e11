"""What has become old is said, and what is as it should be is not."""

import datetime as dt

from bot.care.facts import Fact, Source, Value
from bot.knowledge.facts import facts
from bot.server.health import CHECKS, FACTS, MODEL, Ageing, old_facts
from bot.server.training import fingerprint

DAY = dt.date(2026, 11, 22)


def fact(name, until=None, checked=DAY):
    value = Value(1, dt.date(2020, 1, 1), until, Source("bron", checked))
    return Fact(name, "weken", (value,))


def test_a_fact_that_ended_and_one_not_checked_for_a_year_are_named():
    known = {
        "goed": fact("goed"),
        "voorbij": fact("voorbij", until=DAY - dt.timedelta(days=1)),
        "lang_geleden": fact("lang_geleden", checked=DAY - dt.timedelta(days=366)),
    }
    assert old_facts(known, DAY) == {FACTS: ["voorbij"], CHECKS: ["lang_geleden"]}


def test_our_own_facts_are_not_old_on_the_day_they_were_checked():
    assert old_facts(facts(), DAY) == {FACTS: [], CHECKS: []}


def test_our_own_facts_become_old_by_themselves():
    found = old_facts(facts(), dt.date(2028, 1, 2))
    assert found[FACTS]
    assert found[CHECKS]


def test_a_model_that_is_not_of_what_lies_here_now_is_old(tmp_path):
    model = tmp_path / "oud.tar.gz"
    model.write_bytes(b"")
    record = tmp_path / "model.json"
    record.write_text(f'{{"model": "oud.tar.gz", "fingerprint": "{fingerprint()}"}}')
    assert MODEL not in Ageing(model, tmp_path).look()
    record.write_text('{"model": "oud.tar.gz", "fingerprint": "anders"}')
    assert Ageing(model, tmp_path).look()[MODEL] == ["oud.tar.gz"]
