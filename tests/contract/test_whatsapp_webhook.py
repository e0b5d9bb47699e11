"""From bytes to messages: recorded payloads, odd ones, and noise."""

import copy
import datetime as dt
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.whatsapp.kinds import ADDRESS
from bot.channels.whatsapp.texts import FIXED
from bot.channels.whatsapp.webhook import Delivery, NotForUs, parse
from tests.fakes import APP_SECRET, NUMBER_ID, said, signed

#: a minute after the moment in the recorded payloads
NOW = dt.datetime.fromtimestamp(1795874460, dt.timezone.utc)
FOLDER = Path(__file__).parent / "payloads/whatsapp"
EXAMPLES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


def read(payload, now=NOW):
    body, headers = signed(payload)
    return parse(body, headers["X-Hub-Signature-256"], APP_SECRET, NUMBER_ID, now)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_recorded_payload_is_read(name):
    expected, found = EXAMPLES[name]["expect"], read(EXAMPLES[name]["payload"])
    if "ignored" in expected:
        assert found == Delivery((), (), (expected["ignored"],))
    elif "status" in expected:
        assert [s.status for s in found.statuses] == [expected["status"]]
    else:
        (message,) = found.messages
        assert (message.kind, message.content) == (expected["kind"], expected["content"])
        assert ADDRESS.fullmatch(message.address)


def test_there_is_an_example_of_every_kind_that_is_answered_with_a_fixed_text():
    recorded = {one["expect"].get("kind") for one in EXAMPLES.values()}
    assert set(FIXED) <= recorded


def test_a_status_keeps_our_id_and_the_code_of_a_failure():
    assert read(EXAMPLES["status_sent"]["payload"]).statuses[0].outbox_id == "0123456789abcdef" * 2
    assert read(EXAMPLES["status_failed"]["payload"]).statuses[0].code == 131026


def test_somebody_without_a_number_is_known_by_the_id_of_meta():
    (message,) = read(EXAMPLES["user_without_number"]["payload"]).messages
    assert message.address == "NL.13491208655302741918"


@pytest.mark.parametrize(
    "signature", [None, "", "sha256=", "sha256=" + "0" * 64, "sha1=x", "é" * 71]
)
def test_a_wrong_or_missing_signature_is_refused(signature):
    body, _ = signed(EXAMPLES["text"]["payload"])
    with pytest.raises(NotForUs) as refused:
        parse(body, signature, APP_SECRET, NUMBER_ID, NOW)
    assert refused.value.reason == "handtekening"


def test_one_changed_byte_breaks_the_signature():
    body, headers = signed(EXAMPLES["text"]["payload"])
    with pytest.raises(NotForUs):
        parse(body + b" ", headers["X-Hub-Signature-256"], APP_SECRET, NUMBER_ID, NOW)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"3", b"null", b"\xff\xfe", b"[" * 5000, b'"tekst"']
)
def test_a_signed_body_that_is_no_json_object_is_refused(body):
    _, headers = signed(body)
    with pytest.raises(NotForUs) as refused:
        parse(body, headers["X-Hub-Signature-256"], APP_SECRET, NUMBER_ID, NOW)
    assert refused.value.reason == "json"


def changed(path, value, name="text"):
    payload = copy.deepcopy(EXAMPLES[name]["payload"])
    change = payload["entry"][0]["changes"][0]
    places = {"change": change, "value": change["value"], "message": change["value"]["messages"][0]}
    place, key = path.split(".")
    places[place][key] = value
    return payload


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({}, "vorm"),
        ({"object": "page", "entry": []}, "vorm"),
        ({"object": "whatsapp_business_account", "entry": "x"}, "vorm"),
        (changed("change.field", "account_update"), "onderwerp"),
        (changed("change.value", [1]), "ander_nummer"),
        (changed("value.metadata", {"phone_number_id": "999"}), "ander_nummer"),
        (changed("value.messages", []), "vorm"),
        (changed("message.timestamp", "0"), "moment"),
        (changed("message.timestamp", "1"), "moment"),
        (changed("message.timestamp", "9999999999"), "moment"),
        (changed("message.timestamp", "gisteren"), "moment"),
        (changed("message.timestamp", None), "moment"),
        (changed("message.timestamp", "9" * 400), "moment"),
        (changed("message.from", "mijn telefoon"), "afzender"),
        (changed("message.from", "06"), "afzender"),
        (changed("message.from", "316'; drop table"), "afzender"),
        (changed("message.from", 31612345678), "afzender"),
        (changed("message.from", ["31612345678"]), "afzender"),
        (changed("message.id", ""), "vorm"),
        (changed("message.id", "w" * 500), "vorm"),
    ],
)
def test_what_is_odd_is_left_out_with_a_reason(payload, reason):
    assert read(payload) == Delivery((), (), (reason,))


def test_a_message_that_meta_could_not_deliver_for_a_week_still_counts_and_a_replay_does_not():
    sent = dt.datetime.fromtimestamp(1795874400, dt.timezone.utc)
    payload = EXAMPLES["text"]["payload"]
    assert read(payload, sent + dt.timedelta(days=7)).messages
    assert read(payload, sent + dt.timedelta(days=9)).ignored == ("moment",)


@pytest.mark.parametrize(
    "part",
    [
        {"latitude": "51", "longitude": 5},
        {"latitude": float("nan"), "longitude": 5},
        {"latitude": 91, "longitude": 5},
        {"latitude": True, "longitude": 5},
        {},
        None,
    ],
)
def test_a_pin_that_is_nowhere_is_an_unsupported_message(part):
    (message,) = read(changed("message.location", part, "location")).messages
    assert message.kind == "unsupported"


def test_a_pin_is_kept_no_more_precise_than_a_kilometre():
    (message,) = read(EXAMPLES["location"]["payload"]).messages
    assert message.content == {"lat": 51.84, "lon": 5.85}


def test_a_number_change_to_nonsense_changes_nothing():
    payload = changed(
        "message.system", {"type": "user_changed_number", "wa_id": "?"}, "number_changed"
    )
    assert read(payload).ignored == ("soort",)


def test_one_call_may_hold_messages_and_statuses_of_several_people():
    one, two = (
        said("31611111111", "a", NOW.timestamp(), body="a"),
        said("31622222222", "b", NOW.timestamp(), body="b"),
    )
    one["entry"] += two["entry"] + EXAMPLES["status_read"]["payload"]["entry"]
    found = read(one)
    assert [m.address for m in found.messages] == ["31611111111", "31622222222"]
    assert len(found.statuses) == 1


@given(body=st.binary(), signature=st.none() | st.text())
def test_an_unsigned_call_is_refused_whatever_it_holds(body, signature):
    with pytest.raises(NotForUs):
        parse(body, signature, APP_SECRET, NUMBER_ID, NOW)


@settings(max_examples=25)
@given(JSON)
def test_signed_noise_is_refused_or_left_out_and_never_surprises(noise):
    body = json.dumps(noise).encode()
    if isinstance(noise, dict):
        assert read(body).messages == ()
    else:
        with pytest.raises(NotForUs):
            read(body)


ODD = [
    None,
    True,
    -1,
    0,
    1e308,
    "",
    "x" * 300,
    "\ud800",
    [],
    [[]],
    {},
    {"": {}},
    [{"type": "text"}],
]


def mutated(seed):
    """A recorded payload in which some things, anywhere, are gone or something else."""
    chance = random.Random(seed)
    payload = copy.deepcopy(EXAMPLES[chance.choice(sorted(EXAMPLES))]["payload"])
    for _ in range(chance.randint(1, 3)):
        spots = list(_spots(payload))
        if not spots:  # an earlier mutation left nothing of it
            break
        place, key = chance.choice(spots)
        if isinstance(place, dict) and chance.random() < 0.3:
            del place[key]
        else:
            place[key] = copy.deepcopy(chance.choice(ODD))
    return payload


def _spots(node):
    keys = node if isinstance(node, dict) else range(len(node))
    for key in list(keys):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _spots(node[key])


@given(st.integers(min_value=0))
def test_a_mutated_payload_gives_whole_messages_or_none(seed):
    found = read(json.dumps(mutated(seed)).encode())
    for message in found.messages:
        assert ADDRESS.fullmatch(message.address)
        assert message.wamid
        json.dumps(message.content)
        assert isinstance(message.content.get("text", ""), str)
        assert message.kind in {
            "text",
            "choice",
            "location",
            "reaction",
            "system",
            "welcome",
            *FIXED,
        }
