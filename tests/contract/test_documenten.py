"""The links of documents, on a server of their own without Rasa."""

import datetime as dt
import http.client
import time

import pytest
from sanic import Sanic

from bot.documenten.verwijzing import Links, Wish
from bot.server.documenten import add_documents
from bot.server.doorkeeper import keep_the_door
from bot.server.pages import add_pages
from bot.settings import settings
from tests.desk.house import served
from tests.documenten.wishes import LATE, SHEET, TERM

SECRET = "s" * 40
LINKS = Links(SECRET)


@pytest.fixture(scope="module")
def port():
    """Serve the pages and documents on a free port of this machine."""
    app = Sanic("documenten", configure_logging=False)
    choices = settings({"GEHEIM": SECRET, "DATABASE_URL": "sqlite://"})
    keep_the_door(app, choices)
    add_pages(app)
    add_documents(app, choices)
    with served(app) as address:
        yield int(address.rsplit(":", 1)[1])


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setenv("PEILDATUM", "2026-11-22")


@pytest.fixture
def get(port):
    def call(path, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body

    return call


def address(wish, name, links=LINKS):
    return f"/bestand/{links.token(wish)}/{name}"


@pytest.mark.parametrize(
    ("wish", "name", "kind", "starts"),
    [
        (Wish("agenda", TERM), "dagen-voor-uw-agenda.ics", "text/calendar", b"BEGIN:VCALENDAR"),
        (LATE, "ingebrekestelling-ciz.pdf", "application/pdf", b"%PDF-"),
        (LATE, "ingebrekestelling-ciz.docx", "application/vnd.openxmlformats", b"PK"),
        (SHEET, "meeneemblad.html", "text/html", b"<!DOCTYPE html>"),
        (SHEET, "meeneemblad.txt", "text/plain", b"MEENEEMBLAD"),
    ],
)
def test_a_link_gives_its_document_and_nobody_keeps_it(get, wish, name, kind, starts):
    status, headers, body = get(address(wish, name))
    assert status == 200
    assert body.startswith(starts)
    assert headers["content-type"].startswith(kind)
    assert headers["content-disposition"].endswith(f'filename="{name}"')
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-robots-tag"] == "noindex"
    assert "default-src 'none'; style-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


def test_a_link_can_be_looked_at_before_it_is_opened(get):
    status, headers, body = get(address(SHEET, "meeneemblad.txt"), "HEAD")
    assert (status, body) == (200, b"")
    assert headers["content-type"].startswith("text/plain")


def test_the_style_of_the_page_is_served_as_its_csp_asks(get):
    assert b"/bestand/papier.css" in get(address(SHEET, "meeneemblad.html"))[2]
    status, headers, body = get("/bestand/papier.css")
    assert status == 200
    assert headers["content-type"].startswith("text/css")
    assert b"@media print" in body


def test_an_old_link_says_that_nothing_is_kept_and_what_to_do(get, monkeypatch):
    long_ago = time.time() - 25 * 60 * 60
    with monkeypatch.context() as earlier:
        earlier.setattr(time, "time", lambda: long_ago)
        path = address(LATE, "ingebrekestelling-ciz.pdf")
    status, headers, body = get(path)
    page = body.decode()
    assert status == 410
    assert "werkt niet meer" in page
    assert "24 uur" in page
    assert "vraag er nog een keer om" in page
    assert 'lang="nl"' in page
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"


#: made when they are asked for: a token is another one each time, and the name of a test is not
BROKEN = {
    "of another secret": lambda: address(LATE, "ingebrekestelling-ciz.pdf", Links("t" * 40)),
    "cut short": lambda: (
        address(LATE, "ingebrekestelling-ciz.pdf")[:-60] + "/ingebrekestelling-ciz.pdf"
    ),
    "nonsense": lambda: "/bestand/onzin/meeneemblad.pdf",
    "long": lambda: f"/bestand/{'a' * 5000}/meeneemblad.pdf",
    "script": lambda: "/bestand/%3Cscript%3E/meeneemblad.pdf",
}


@pytest.mark.parametrize("path", BROKEN.values(), ids=BROKEN)
def test_a_forged_or_broken_link_is_refused_in_plain_words(get, path):
    status, _, body = get(path())
    assert status == 403
    assert "Deze link klopt niet" in body.decode()
    assert b"<script>" not in body


@pytest.mark.parametrize(
    "name", ["gevaarlijk.exe", "besluit-van-het-ciz.pdf", "ingebrekestelling-cak.pdf", "x", ".pdf"]
)
def test_a_good_link_under_another_name_gives_nothing(get, name):
    assert get(address(LATE, name))[0] == 404


def test_days_that_have_passed_since_and_letters_of_an_older_release_are_404(get):
    past = {"bezwaar_tot": dt.date(2026, 1, 5).isoformat()}
    assert get(address(Wish("agenda", past), "dagen-voor-uw-agenda.ics"))[0] == 404
    gone = Wish("brief", {}, brief="beroep", aan="ciz")
    assert get(address(gone, "beroep-ciz.pdf"))[0] == 404


def test_a_fault_of_ours_is_said_in_dutch_and_the_log_holds_no_content(get, monkeypatch, caplog):
    from bot.documenten import maken, papier

    def broken(*_):
        raise papier.FontMissing("ontbreekt")

    monkeypatch.setattr(maken, "make", broken)
    status, _, body = get(address(SHEET, "meeneemblad.pdf"))
    assert status == 500
    assert "lukt nu niet" in body.decode()
    assert "FontMissing" in caplog.text
    assert "dementie" not in caplog.text
