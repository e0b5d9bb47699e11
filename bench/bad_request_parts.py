"""What bad requests are made of."""

# ruff: noqa: E501 - lists of odd things, read as lists
# fmt: off
from __future__ import annotations

from typing import Any

W = "/webhooks/website"
#: what Rasa's own server would answer, were it reachable (rasa/server.py)
RASA = (
    *(("GET", path) for path in ("/version", "/status", "/domain", "/model", "/conversations", "/docs")),
    *(("PUT", "/model"), ("DELETE", "/model"), ("POST", "/model/train"), ("POST", "/model/parse")),
    *(("POST", f"/model/{name}") for name in ("test/stories", "test/intents", "predict")),
    *(("GET", f"/conversations/x/{name}") for name in ("tracker", "story")),
    *(("POST", f"/conversations/x/{name}") for name in ("tracker/events", "execute", "predict")),
    *(("POST", f"/conversations/x/{name}") for name in ("trigger_intent", "messages")),
    *(("PUT", "/conversations/x/tracker/events"), ("GET", "/webhooks/socketio/"), ("GET", "/socket.io/")),
)
TEXTS = (
    "", " ", "\x00", "\x00\x01\x02", "\u202e", "\ufeff", "\ud800", "é" * 5000, "a" * 19_999, "a" * 20_001,
    "🏳️‍🌈" * 500, "Z̷̛͝a̸l̵g̷o̶" * 50, "ﷺ" * 100, "İıſK", "١٢٣٤٥٦٧٨٩", "\n" * 3000, "\t", "'", '"', "\\",
    "/", "//", "/restart", "/session_start", "/back", "/antwoord", "/antwoord{", '/antwoord{"leeftijd":"',
    '/antwoord{"leeftijd": 1e400}', '/antwoord{"leeftijd": ' + "9" * 4000 + "}", '/antwoord{"x": "y"}', "/nlu",
    '/antwoord{"leeftijd": [[[]]]}', '/antwoord{"leeftijd": null}', '/groet{"leeftijd": {"a": 1}}', "/wis" * 300,
    '/antwoord{"ontvangen_op": "99-99-9999"}', '/antwoord{"plek": "9999999"}', '/antwoord{"hulp_nodig": [1]}',
    "/antwoord" + "[" * 3000, "{" * 3000, "[" * 3000, "<script>alert(1)</script>", "'; DROP TABLE events; --",
    "{{7*7}}", "${jndi:ldap://x.invalid/a}", "%s%s%n%x", "../../../etc/passwd", "{naam}", "{0.__class__}", "%00",
    "9" * 4000, "1 " * 1900, "-1", "NaN", "Infinity", "1e999", "0x41", "31-02-2026", "00-00-0000", "99-99-9999",
    "06-" * 1000, "NL91ABNA0417164300 " * 200, "bsn " * 900, "geboren op " * 400, "6511 AB " * 500, "(" * 4000,
    "vergeet dit gesprek " * 3, "code " + "A" * 9, "code ABCD-2345", "bewaar", "mijn gegevens", "stop", "terug",
)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 1e308, float("nan"), float("inf"), "", "x", "\x00", "\ud800", "a" * 5000,
    [], [[]], ["x"] * 50, {}, {"a": {"b": {}}}, {"$ne": None}, [None], "bericht-0001", "../x", "🙂" * 20,
)
NAMES = ("id", "text", "payload", "title", "answer", "helpful", "word", "sender", "message", "", "\x00")
LINES = (
    b"GET / HTTP/9.1", b"GET /", b"GET / x HTTP/1.1", b"\xff / HTTP/1.1", b"GET /\xff\xfe HTTP/1.1",
    b"POST /webhooks/website/messages HTTP/1.1", b"GET /desk HTTP/1.1", b"GET /gezond HTTP/1.0",
)
HEADERS = (
    b"content-length: abc", b"content-length: -1", b"transfer-encoding: chunked", b"x", b": x", b"\x00: y",
    b"content-length: 5\r\ncontent-length: 9", b"host: \xff\xfe", b"x: " + b"a" * 9000, b"expect: x",
    b"authorization: Bearer \xff\xfe\xfd", b"cookie: desk=\xff; ;;=;", b"upgrade: websocket",
    b"origin: \xff", b"x-forwarded-for: \xff", b"if-none-match: \xff", b"prefer: \xff", b"accept-encoding: \xff",
)
CHUNKS = (b"zz\r\n\r\n", b"-1\r\n\r\n", b"fffffffff\r\nx\r\n", b"5\r\nab", b"0\r\n\r\n")
BODIES = (
    b"[" * 20_000, b'{"a":' * 5000, b"null", b"[]", b'"x"', b"1e999", b"NaN", b'{"id":"a","id":"b"}',
    b'\xef\xbb\xbf{"id": "slecht-0001", "text": "hoi"}', '{"id": "slecht-0001", "text": "hoi"}'.encode("utf-16"),
)
QUERIES = ("-1", "1e9", "9" * 400, "%00", "NaN", "", "0x1", "%FF%FE", "[]", "1;2", "%D9%A3", "%F0%9F%99%82")
STARTS = ("", "/desk/static", "/zonder-javascript", "/bestand", "/kopie", "/gegevens", "/webhooks")
PATHS = (
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cx", "/" + "a" * 3000, "/%00", "/%ff",
    "//x.invalid", "/.git/config", "/.env", "/wp-login.php", "/x/y/z", "/%E2%80%AE", "/;x", "/?" + "a=1&" * 500,
)
METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "X" * 50, "get", "POST")
DESK = ("inloggen", "uitloggen", "gesprek/AB12CD/neem", "gesprek/%00/antwoord", "team/capaciteit", "leef")
FORMS = (b"", b"csrf=x", b"csrf=%ff%fe&naam=%00", b"naam=" + b"a" * 50_000, b"a=1&" * 2000)
FORM_KINDS = (
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "x/y",
    "application/json", "application/x-www-form-urlencoded; charset=utf-7",
)
COOKIES = ("desk=x", "desk=" + "A" * 3000, "desk=a.b.c; desk=d", "__Host-desk=x", "desk_voor=%ff", ";;")
ORIGINS = (
    "https://kwaad.example", "null", "http://localhost.kwaad.example", "http://[", "file://", "x" * 4000,
)
