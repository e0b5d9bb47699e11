"""Every bad call of issue 6 over the network: refused or left out, counted by reason, nothing in the log."""

import copy
import logging
import time
from types import SimpleNamespace

import httpx
import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY, generate_latest
from sanic import Blueprint, Sanic

from bot.storage.database import transaction
from bot.storage.whatsapp_tables import inbox
from tests.contract.whatsapp_steps import ME, Line
from tests.desk.house import served
from tests.fakes import said, signed

WORDS = "mijn-geheime-verhaal"
WRONG = {"X-Hub-Signature-256": "sha256=" + "0" * 64}
BODY_LIMIT = 300_000
REFUSED, IGNORED = "whatsapp_geweigerd_total", "whatsapp_genegeerd_total"


def message(wamid="wamid.A", sender=ME, at=None):
    return said(sender, wamid, time.time() if at is None else at, body=WORDS)


def of_another_number():
    payload = copy.deepcopy(message())
    payload["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999"
    return payload


def tampered():
    body, headers = signed(message())
    return body + b" ", headers


#: what is wrong -> the call, the status, and which counter goes up by one
BAD = {
    "no signature": (lambda: (signed(message())[0], {}), 401, REFUSED, "handtekening"),
    "a wrong signature": (lambda: (signed(message())[0], WRONG), 401, REFUSED, "handtekening"),
    "a changed body": (tampered, 401, REFUSED, "handtekening"),
    "a body of 2 MB": (
        lambda: signed(b'{"a":"' + WORDS.encode() * 100_000 + b'"}'),
        413,
        REFUSED,
        "te_groot",
    ),
    "no JSON": (lambda: signed(WORDS.encode()), 400, REFUSED, "json"),
    "JSON of another shape": (lambda: signed({"verhaal": WORDS}), 200, IGNORED, "vorm"),
    "another phone number id": (lambda: signed(of_another_number()), 200, IGNORED, "ander_nummer"),
    "a moment of 1970": (lambda: signed(message(at=1)), 200, IGNORED, "moment"),
    "a sender that is no number": (
        lambda: signed(message(sender="mijn telefoon")),
        200,
        IGNORED,
        "afzender",
    ),
}


@pytest.fixture
def connected(emptied_url):
    """The channel's routes on a small server, with the limit on bodies of the real one."""
    line = Line(emptied_url)
    line.service.begin = lambda: None  # nothing is answered: this is about what comes in
    app = Sanic("whatsapp-bad-input", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT
    routes = Blueprint("whatsapp")
    line.service.add_to(routes)
    app.blueprint(routes)
    with served(app) as address:
        yield SimpleNamespace(line=line, webhook=f"{address}/webhook", url=emptied_url)


def stored(url):
    with transaction(url) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(inbox)).scalar_one()


def count(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize("wrong", BAD)
def test_a_bad_call_is_refused_or_left_out_with_a_counted_reason(connected, wrong, caplog):
    make, status, name, reason = BAD[wrong]
    body, headers = make()
    before = count(name, reden=reason)
    with caplog.at_level(logging.DEBUG):
        assert httpx.post(connected.webhook, content=body, headers=headers).status_code == status
    assert count(name, reden=reason) == before + 1
    assert stored(connected.url) == 0
    assert WORDS not in caplog.text
    assert "Traceback" not in caplog.text
    shown = generate_latest(REGISTRY).decode()  # what /metrics gives
    assert f'{name}{{reden="{reason}"}}' in shown
    assert WORDS not in shown


def test_a_replayed_body_is_taken_once_and_counted(connected):
    body, headers = signed(message())
    before = count("whatsapp_herhaald_total")
    for _ in range(3):
        assert httpx.post(connected.webhook, content=body, headers=headers).status_code == 200
    assert count("whatsapp_herhaald_total") == before + 2
    assert stored(connected.url) == 1


def test_a_wrong_word_at_the_verification_is_counted(connected):
    before = count(REFUSED, reden="verificatie")
    asked = {"hub.mode": "subscribe", "hub.verify_token": "ander", "hub.challenge": "1"}
    assert httpx.get(connected.webhook, params=asked).status_code == 403
    assert count(REFUSED, reden="verificatie") == before + 1


def test_the_limit_is_that_of_the_server():
    from pathlib import Path

    source = Path(__file__).parents[2] / "bot/server/app.py"
    assert f"BODY_LIMIT = {BODY_LIMIT:_}\n" in source.read_text()  # importing it would load Rasa
