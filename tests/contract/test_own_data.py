"""What somebody may have and may have wiped, checked on every table that the models have."""

import datetime as dt
import json
from pathlib import Path

import pytest

from bench import gegevens as page
from bot.channels.rights import Rights
from bot.errors import KnowledgeRefused, SettingRefused
from bot.knowledge.gegevens import data_map
from bot.server import gegevens
from bot.settings import settings
from bot.storage.audit import Audit
from bot.storage.export import UNREADABLE, Export
from bot.storage.forget import forget, forget_on_request
from bot.storage.gesprekscodes import Gesprekscodes
from bot.storage.persons import OF_A_PERSON, OF_COLLEAGUES
from bot.storage.retention import clean_up, forget_old, too_old, what_is_left
from bot.storage.whatsapp_people import Sealer
from tests.contract.every_table import TABLES, counts, fill, rows_of, stays, texts
from tests.desk.asking import call_back

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
OLD = NOW - dt.timedelta(days=40)
SECRET = "x9" * 20
ALICE, BOB = "web-alice-alice-alice", "web-bob-bob-bob"
PEOPLE = {"website": (ALICE, BOB), "whatsapp": ("whatsapp:aa11", "whatsapp:bb22")}


def test_every_table_and_column_of_the_models_stands_in_the_data_map():
    known = data_map()
    assert set(known) == set(TABLES)
    for name, table in TABLES.items():
        assert set(known[name].columns) == {column.name for column in table.columns}, name


def test_what_the_data_map_says_goes_with_the_talk_is_what_is_deleted():
    deleted = {one.table.name for one in OF_A_PERSON}
    assert deleted == {name for name in TABLES if not stays(name)}


def test_a_column_with_a_talk_in_it_is_in_no_table_that_outlives_it_but_for_the_promise_to_stop():
    outlive = {
        n for n, t in TABLES.items() if stays(n) and {"sender_id", "session_id"} & set(t.c.keys())
    }
    assert outlive == {"whatsapp_optouts"}


def test_the_page_of_the_data_map_is_the_one_of_today():
    assert page.OUT.read_text(encoding="utf-8") == page.page()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("van: gesprek", "van: iedereen"), "van: 'iedereen' is onbekend"),
        (("moment: timestamp", "moment: ooit"), "er is geen kolom ooit"),
        (("  waarom: Het gesprek terugvinden na herladen\n", ""), "waarom"),
        (
            ("persoonlijk: {id: nummer van het gesprek}", "persoonlijk: {started_at: x}"),
            "twee keer",
        ),
    ],
)
def test_a_wrong_data_map_is_refused_with_its_line(tmp_path, change, says):
    path = tmp_path / "gegevens.yml"
    whole = (Path(gegevens.__file__).parents[1] / "knowledge/privacy/gegevens.yml").read_text()
    path.write_text(whole.replace(*change, 1))
    with pytest.raises(KnowledgeRefused, match=r"regel \d+") as refused:
        data_map(path)
    assert says in str(refused.value)


@pytest.mark.parametrize("channel", PEOPLE)
def test_forgetting_leaves_nothing_of_a_person_in_any_table_and_all_of_another(url, channel):
    mine, theirs = PEOPLE[channel]
    alice, bob = (fill(url, one, NOW, SECRET) for one in (mine, theirs))
    for name, count in counts(url).items():
        assert count >= 2 or (channel == "whatsapp" and name.startswith("website_")), name
    expected = sum(rows_of(url, mine).values())
    receipt = forget_on_request(url, mine, NOW)
    assert receipt.rows == expected > 10
    assert not any(rows_of(url, mine).values())
    found = texts(url)
    for name in TABLES:
        if not stays(name):
            traces = [alice["overdracht_id"], alice["outbox_id"], mine]
            assert not any(trace in found[name] for trace in traces), name
    assert sum(rows_of(url, theirs).values()) == expected
    assert bob["overdracht_id"] in found["overdrachten"]


def test_the_receipt_can_be_found_again_and_names_nobody(url):
    fill(url, ALICE, NOW, SECRET)
    receipt = forget_on_request(url, ALICE, NOW)
    line = next(one for one in Audit(url).lines() if one.what == "vergeten")
    assert receipt.number in line.detail
    assert "alice" not in str(line)
    text = receipt.fill("{rows} op {moment}: {bewijs}")
    assert text == f"{receipt.rows} op 22-11-2026 13:00 uur: {receipt.number}"


def test_the_job_leaves_nothing_too_old_in_any_table_and_nothing_new_goes(url):
    old, new = fill(url, ALICE, OLD, SECRET), fill(url, BOB, NOW, SECRET)
    assert too_old(url, NOW, 30) == 1
    assert clean_up(url, NOW, 30) > 0
    assert too_old(url, NOW, 30) == 0
    assert not any(rows_of(url, ALICE).values())
    assert old["overdracht_id"] not in texts(url)["handoff_audit"]
    assert new["overdracht_id"] in texts(url)["handoff_audit"]
    moments = {name: one.moment for name, one in data_map().items() if one.moment}
    for left in what_is_left(url, moments):
        assert left.rows >= 1, left.table
        assert left.oldest is None or left.oldest == NOW, left.table


def test_only_accounts_numbers_by_day_and_the_promise_to_stop_have_no_age():
    ageless = {name for name, one in data_map().items() if not one.moment}
    # the last two refer to an overdracht, with which they go
    of_an_overdracht = {"callback_places", "outside_conversations"}
    of_nobody = {"answer_counts", "audit_retention"}  # whole days, and one moment, of no person
    kept = {"advisers", "desk_passwords", "whatsapp_optouts"}
    assert ageless == kept | of_nobody | of_an_overdracht


def test_an_export_has_every_table_of_the_person_readable_and_nothing_of_others(url):
    fill(url, ALICE, NOW, SECRET)
    fill(url, BOB, NOW, SECRET)
    found = Export(url, SECRET).of(ALICE)
    assert set(found) == {one.table.name for one in OF_A_PERSON}
    assert found["telefoonnummers"][0]["nummer"] == "0612345678"
    assert found["whatsapp_people"][0]["choices"] == [{"title": "ja", "payload": "/ja"}]
    assert "bob" not in json.dumps(found)


def test_the_persons_own_export_says_nothing_of_who_works_at_the_desk(url):
    known = fill(url, ALICE, NOW, SECRET)
    assert known["adviser_id"] not in json.dumps(Export(url, SECRET).of(ALICE))
    whole = Export(url, SECRET, whole=True).of(ALICE)
    assert known["adviser_id"] in json.dumps(whole)
    for table, columns in OF_COLLEAGUES.items():
        assert columns <= set(TABLES[table].c.keys())


def test_what_was_sealed_with_another_key_does_not_stop_the_rest(url):
    fill(url, ALICE, NOW, SECRET)
    found = Export(url, "y9" * 20).of(ALICE)
    assert found["telefoonnummers"][0]["nummer"] == UNREADABLE
    assert found["overdrachten"]


@pytest.mark.parametrize(
    "words",
    ["mijn gegevens", "Mag ik mijn gegevens inzien?", "welke gegevens heeft u van mij", "inzage",
     "Wat bewaart u over mij?", "ik wil graag een kopie van mijn gegevens", "link om te wissen"],
)  # fmt: skip
def test_asking_for_ones_data_gives_a_link_that_opens_this_talk_alone(words):
    rights = Rights(SECRET, "https://voorbeeld.nl")
    text = rights.answer(words, ALICE, NOW)["text"]
    token = text.split("/gegevens/")[1].split()[0]
    assert rights.talk_of(token, NOW) == ALICE
    assert rights.talk_of(token, NOW + dt.timedelta(hours=25)) is None
    assert rights.talk_of(token[:-3] + "abc", NOW) is None
    assert Rights("y9" * 20, "").talk_of(token, NOW) is None


@pytest.mark.parametrize("words", ["mijn gegevens kloppen niet bij het ciz", "wat weet u van wlz"])
def test_a_question_about_something_else_gives_no_link(words):
    assert not Rights.asks.fullmatch(words)


@pytest.fixture
def choices(url):
    return settings({"DATABASE_URL": url, "GEHEIM": SECRET})


def test_an_operator_finds_a_person_by_overdracht_code_and_number(url, choices):
    row = call_back(url, ALICE, NOW)
    Gesprekscodes(url, SECRET).keep("ABCD2345", ALICE, NOW)
    assert gegevens.person(choices, {"OVERDRACHT": row.id.lower()}) == ALICE
    assert gegevens.person(choices, {"CODE": "abcd-2345"}) == ALICE
    assert gegevens.person(choices, {"GESPREK": ALICE}) == ALICE
    wanted = Sealer(SECRET).sender_id("31612345678")
    for number in ("06-12345678", "+31 6 12345678", "0031612345678"):
        assert gegevens.person(choices, {"NUMMER": number}) == wanted


@pytest.mark.parametrize(
    "asked", [{}, {"OVERDRACHT": "A", "CODE": "B"}, {"OVERDRACHT": "NIETS1"}, {"CODE": "x"}]
)
def test_an_operator_who_names_nobody_is_told_how(choices, asked):
    with pytest.raises(SettingRefused):
        gegevens.person(choices, asked)


def test_an_operator_reads_and_wipes_with_a_line_in_the_audit(url, choices):
    fill(url, ALICE, NOW, SECRET)
    assert "0612345678" in gegevens.insight(choices, ALICE)
    assert "Bewijs: " in gegevens.wiped(choices, ALICE)
    assert gegevens.insight(choices, ALICE) == gegevens.NOBODY
    assert {"inzage", "vergeten"} <= {line.what for line in Audit(url).lines()}


def test_the_job_on_the_command_line_shows_every_table_and_its_exit_code(url, choices, capsys):
    fill(url, ALICE, OLD, SECRET)
    assert gegevens.retention(choices) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in TABLES)
    assert "te lang bewaard zijn: 0" in said


def test_forget_old_alone_still_counts_its_rows(url):
    fill(url, ALICE, OLD, SECRET)
    assert forget_old(url, NOW - dt.timedelta(days=30)) > 10
    assert forget(url, ALICE) == 0
