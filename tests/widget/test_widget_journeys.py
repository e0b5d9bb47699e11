"""The chat on the real server: whole talks in every way a person works, and the server under pressure."""

from __future__ import annotations

import contextlib
import json
import re
import resource
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.servers import call
from tests.journeys.service import Service
from tests.widget.flows import FINGER, FLOWS, KEYS, MOUSE, Hand, walk
from tests.widget.stand_in import StandIn
from tests.widget.steps import open_panel, say

pytestmark = pytest.mark.journey

PICTURES = Path(__file__).parents[2] / "results" / "widget"
WAYS: dict[str, tuple[Hand, dict[str, Any]]] = {
    "muis": (MOUSE, {"viewport": {"width": 1280, "height": 900}}),
    "toetsen": (KEYS, {"viewport": {"width": 1280, "height": 900}}),
    "telefoon": (
        FINGER,
        {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True},
    ),
    # 1280 by 1024 pixels, zoomed in to 400 %
    "zoom": (MOUSE, {"viewport": {"width": 320, "height": 256}}),
}


@pytest.fixture
def address(service: Service) -> str:
    return service.address


def visit(browser: Browser, address: str, **options: Any) -> Page:
    context = browser.new_context(
        locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce", **options
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    return page


def widths(page: Page) -> Any:
    return page.evaluate(
        """() => [document.documentElement,
          ...document.querySelector("wegwijzer-chat").shadowRoot.querySelectorAll(".panel, .log")]
          .map((node) => node.scrollWidth - node.clientWidth)"""
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_whole_talk(browser: Browser, address: str, flow: str, way: str) -> None:
    hand, options = WAYS[way]
    page = visit(browser, address, **options)
    opener = page.locator(".opener")
    opener.wait_for()
    if hand is KEYS:
        opener.focus()
        page.keyboard.press("Enter")
    else:
        opener.click()
    page.locator(".message").first.wait_for()
    said = walk(page, FLOWS[flow], hand)
    assert len(said) >= 2
    assert widths(page) == [0, 0, 0]
    expect(page.locator(".status:not(:empty)")).to_have_count(0)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"gesprek {flow} {way}.png")
    page.context.close()


def token_of(page: Page) -> dict[str, str]:
    return {"Authorization": f"Bearer {page.evaluate('sessionStorage[`wegwijzer-token`]')}"}


def test_what_comes_in_by_another_way_is_pushed_at_once(browser: Browser, address: str) -> None:
    page = visit(browser, address)
    open_panel(page)
    say(page, "wat is een pgb")
    page.locator(".assistant").nth(1).wait_for()
    body = {"id": "van-elders-0001", "text": "en wat is de wlz"}
    threading.Thread(
        target=call, args=(f"{address}/webhooks/website/messages", body, token_of(page))
    ).start()
    # a sign of life, at which the page would see it too, comes after 15 seconds
    expect(page.locator(".visitor .bubble")).to_have_count(2, timeout=10_000)
    expect(page.locator(".assistant")).to_have_count(3)
    page.context.close()


def test_it_works_on_a_site_of_somebody_else_with_a_strict_policy_by_one_request(
    browser: Browser, address: str, site: StandIn
) -> None:
    site.script_origin = address
    site.pages["/pagina"] = (
        f'<!doctype html><p>Tekst</p><script src="{address}/widget.js"></script>'
    )
    asked: list[str] = []
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(f"{site.url}/pagina")
    page.locator(".opener").wait_for()
    ours = [path for path in asked if not path.startswith("http")]
    assert ours == ["/widget.js", "/gezond"]
    open_panel(page)
    say(page, "wat is een pgb")
    page.locator(".assistant").nth(1).wait_for()
    assert any(path.startswith("/webhooks/website/stream") for path in asked)
    expect(page.locator(".trouble")).to_be_hidden()
    assert not [text for text in asked if "polic" in text.lower()]
    context.close()


def test_another_site_that_the_server_does_not_know_gets_no_answer_it_can_read(
    address: str,
) -> None:
    headers = {"Origin": "https://kwaad.voorbeeld"}
    request = urllib.request.Request(f"{address}/webhooks/website/session", b"{}", headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403
    assert refused.value.headers["Access-Control-Allow-Origin"] is None


def test_a_thumb_on_a_real_answer_is_kept(browser: Browser, address: str) -> None:
    page = visit(browser, address)
    open_panel(page)
    say(page, "wat is een pgb")
    page.get_by_role("button", name="Ja dit helpt").click()
    expect(page.get_by_text("Dank u. Dat helpt ons.").first).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Verder met uw gesprek").click()
    expect(page.get_by_role("button", name="Ja dit helpt")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.context.close()


def test_the_widget_is_cached_by_its_content(address: str) -> None:
    with urllib.request.urlopen(f"{address}/widget.js") as answer:
        tag, digest = answer.headers["ETag"], answer.headers["ETag"].strip('"')
        assert "max-age=300" in answer.headers["Cache-Control"]
    with urllib.request.urlopen(f"{address}/widget.{digest}.js") as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    assert call(f"{address}/widget.js", headers={"If-None-Match": tag})[0] == 304
    assert call(f"{address}/widget.000000000000.js")[0] == 404
    zipped = urllib.request.Request(f"{address}/widget.js", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(zipped) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.read()) <= 25_000


@pytest.mark.parametrize("path", ["/widget", "/zonder-javascript", "/zonder-javascript/pgb_uitleg"])
def test_the_pages_are_there(address: str, path: str) -> None:
    status, page = call(f"{address}{path}")
    assert status == 200
    assert '<html lang="nl">' in page
    assert "{{" not in page


def test_a_page_that_does_not_exist_shows_the_way_back(address: str) -> None:
    assert call(f"{address}/zonder-javascript/bestaat_niet")[0] == 404


def begin(address: str) -> dict[str, str]:
    status, body = call(f"{address}/webhooks/website/session", {})
    assert status == 201
    return {"Authorization": f"Bearer {body['token']}"}


def test_twenty_megabytes_are_refused_and_nobody_waits_for_it(address: str) -> None:
    port = int(address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as line:
        head = "POST /webhooks/website/messages HTTP/1.1\r\nHost: localhost\r\n"
        line.sendall(f"{head}Content-Length: {20 * 2**20}\r\n\r\n".encode())
        answer = line.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "te lang" in answer


def test_a_seventh_stream_of_one_talk_is_refused_and_the_six_go_on(address: str) -> None:
    mine = begin(address)
    url = f"{address}/webhooks/website/stream?after=0"
    streams = [urllib.request.urlopen(urllib.request.Request(url, headers=mine)) for _ in range(6)]
    try:
        status, body = call(url, headers=mine)
        assert status == 429
        assert "te veel gesprekken" in body["error"]
        assert all(stream.readline().startswith(b":") for stream in streams)
    finally:
        for stream in streams:
            stream.close()
    deadline = time.monotonic() + 10
    while not is_streaming(url, mine):  # the server notices that they are gone
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_streaming(url: str, headers: dict[str, str]) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as stream:
            return bool(stream.readline())
    except urllib.error.HTTPError:
        return False


def as_files_allow(wanted: int) -> int:
    """Return how many connections a test can open: each is a file, and others need some too."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(wanted, hard - 1000)


#: another address than that of the other visitors; all of 127 is this machine
ATTACKER = "127.0.0.9"
#: half of them never say a thing, half begin and stay there
BEGUN = (b"", b"POST /webhooks/website/messages HTTP/1.1\r\nHost: x\r\n")
#: what the server keeps of one address (bot/server/connections.py)
KEPT = 500


@pytest.mark.alone
def test_ten_thousand_connections_from_one_address_and_others_are_answered(
    address: str, record_property: Any
) -> None:
    port = int(address.rsplit(":", 1)[1])
    number = as_files_allow(10_000)
    record_property("connections", number)
    assert number >= 2_000, f"only {number} files may be open here (ulimit -n)"
    messages, others, answers = f"{address}/webhooks/website/messages", begin(address), []
    full = threading.Event()

    def another_visitor() -> None:
        while not full.is_set() or len(answers) < 4:
            body = {"id": f"bericht-{len(answers):04}", "text": "wat is de wlz"}
            answers.append(call(messages, body, others))
            # reads for a second, as a page behind a proxy does
            answers.append(call(f"{messages}?after=9999&wait=1", headers=others))

    visitor = threading.Thread(target=another_visitor)
    visitor.start()
    taken: list[socket.socket] = []
    try:
        for at in range(number):
            taken.append(socket.create_connection(("127.0.0.1", port), 30, (ATTACKER, 0)))
            with contextlib.suppress(OSError):  # refused already
                taken[-1].sendall(BEGUN[at % 2])
        full.set()
        visitor.join(120)
        assert not visitor.is_alive()
        assert {status for status, _ in answers} == {200}, answers
        assert call(f"{address}/gezond")[0] == 200
        assert begin(address)  # a new visitor gets in
        deadline = time.monotonic() + 60
        while held_from(ATTACKER, port) > KEPT and time.monotonic() < deadline:
            time.sleep(0.2)  # the end of a connection elsewhere is no event that can be awaited
        assert 0 < held_from(ATTACKER, port) <= KEPT
    finally:
        full.set()
        for line in taken:
            line.close()


def held_from(visitor: str, port: int) -> int:
    """Return how many open connections of an address a server on this machine has (Linux)."""
    there = socket.inet_aton(visitor)[::-1].hex().upper()
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    fields = [line.split() for line in lines]
    return sum(
        local.endswith(f":{port:04X}")
        and remote.startswith(f"{there}:")
        # established, and taken by the server: one that waits to be taken has no inode yet
        and state == "01"
        and inode != "0"
        for _, local, remote, state, *_, inode in (one[:10] for one in fields)
    )


def test_fifty_messages_in_a_second_are_told_to_wait(address: str) -> None:
    mine = begin(address)
    later = {**mine, "Prefer": "respond-async"}
    answers = [
        call(f"{address}/webhooks/website/messages", {"id": f"snel-{n:05}", "text": "hoi"}, later)
        for n in range(50)
    ]
    refused = [body["error"] for status, body in answers if status == 429]
    assert len(refused) >= 5
    assert all("Wacht even" in sentence for sentence in refused)


def test_the_stream_speaks_as_documented(address: str) -> None:
    mine = begin(address)
    request = urllib.request.Request(
        f"{address}/webhooks/website/stream?after=0", headers={**mine, "Accept": "*/*"}
    )
    with urllib.request.urlopen(request, timeout=20) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.headers["X-Accel-Buffering"] == "no"
        lines = [stream.readline().decode().strip() for _ in range(6)]
    assert re.fullmatch(r": *", lines[0])
    assert lines[2:4] == ["event: hello", "data: {}"]
    assert lines[5] == "event: messages"
    assert json.dumps(lines)
