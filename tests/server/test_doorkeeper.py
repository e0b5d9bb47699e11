"""Which sites may call, and the headers of every answer."""

import pytest
from sanic.compat import Header

from bot.channels.headers import BY_PATH, POLICY, headers_for
from bot.channels.rate import Rate
from bot.server.doorkeeper import ChannelLimit, may_call
from bot.settings import settings

SITE = "https://www.zorgkantoor.example"
CHOICES = settings(
    {"GEHEIM": "Zb7-qPf_93kLmXw2RtYv8sHdNc4eGj6uAa1oTi5r", "TOEGESTANE_HERKOMST": SITE,
     "OPENBARE_URL": "https://wegwijzer.example"}
)  # fmt: skip
PATHS = (
    *("/ /widget /widget.js /demo.css /desk /desk/wachtrij /redactie/ /verantwoording").split(),
    *(
        "/bestand/x/y.pdf /kopie/x /gegevens/x /webhooks/website/messages /gezond /nergens *"
    ).split(),
)


@pytest.mark.parametrize(
    ("headers", "may"),
    [
        ({}, True),  # no browser, or a page of ours that is read
        ({"origin": SITE}, True),
        ({"origin": "https://wegwijzer.example", "host": "intern:5005"}, True),
        ({"origin": "http://127.0.0.1:5005", "host": "127.0.0.1:5005"}, True),
        ({"origin": "https://kwaad.example", "host": "wegwijzer.example"}, False),
        ({"origin": f"{SITE}.kwaad.example", "host": "wegwijzer.example"}, False),
        ({"origin": "http://www.zorgkantoor.example", "host": "x"}, False),
        ({"origin": "null", "host": "null"}, False),
        ({"origin": "", "host": ""}, False),
        ({"origin": "https://[", "host": ""}, False),
    ],
)
def test_only_allowed_sites_may_call(headers, may):
    assert may_call(Header(headers), CHOICES) is may


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_strict(path):
    found = headers_for(path, CHOICES.public_url)
    policy = found[POLICY]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Strict-Transport-Security"]


def test_without_https_no_browser_is_told_to_keep_to_it():
    assert "Strict-Transport-Security" not in headers_for("/", "http://localhost:5005")


def test_only_the_widget_may_be_loaded_by_other_sites():
    shared = [start for start, own in BY_PATH if own.get("Cross-Origin-Resource-Policy")]
    assert shared == ["/widget."]
    assert headers_for("/desk", "")["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/kopie/x", "/gegevens/x", "/bestand/x/y.pdf"])
def test_a_link_to_something_private_is_not_told_to_others(path):
    assert headers_for(path, "")["Referrer-Policy"] == "no-referrer"


def test_a_channel_that_is_flooded_leaves_the_others_alone():
    limit = ChannelLimit(Rate(burst=3, per_second=1, clock=lambda: 0.0))
    waits = [limit.wait("/webhooks/website/messages", "POST") for _ in range(4)]
    assert waits == [0.0, 0.0, 0.0, 1.0]
    assert limit.wait("/webhooks/rest/webhook", "POST") == 0.0
    assert limit.wait("/webhooks/website/messages", "GET") == 0.0
    for path in ("/webhooks/whatsapp/webhook", "/webhooks/chatwoot/events", "/desk/inloggen"):
        assert all(limit.wait(path, "POST") == 0.0 for _ in range(9))


def test_no_made_up_channel_takes_memory():
    limit = ChannelLimit()
    for number in range(100):
        limit.wait(f"/webhooks/{number}/messages", "POST")
    assert not limit.rate._buckets
