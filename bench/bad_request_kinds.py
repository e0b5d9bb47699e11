"""The kinds of requests that nobody should make; a number always makes the same one."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bench import bad_request_parts as parts
from bench.bad_request_parts import RASA, TEXTS, W

MESSAGES, SESSION, REST = f"{W}/messages", f"{W}/session", "/webhooks/rest/webhook"


@dataclass
class Maker:
    """Makes one request.

    Attributes:
        number: which one.
        tokens: of real talks.
        port: of the server.
    """

    number: int
    tokens: Sequence[str]
    port: int

    def __post_init__(self) -> None:
        self.luck = random.Random(self.number)

    def any(self, *choices: Any) -> Any:
        """Return one of some things, or of the things in the only list that is given."""
        return self.luck.choice(choices if len(choices) > 1 else choices[0])

    def noise(self, most: int) -> bytes:
        """Return bytes of any kind."""
        return self.luck.randbytes(self.luck.randrange(most))

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """Return a request that is well formed around its content."""
        lines = {"host": f"localhost:{self.port}", "connection": "close", **headers}
        if body:
            lines["content-length"] = str(len(body))
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("utf-8", "surrogateescape") + body

    def visitor(self) -> dict[str, str]:
        """Return the header of a real talk."""
        return {"authorization": f"Bearer {self.any(self.tokens)}"}

    def name(self) -> str:
        """Return a good id of a message."""
        return f"slecht-{self.number:08}-{self.luck.randrange(10**6)}"


def no_http(m: Maker) -> bytes:
    """Bytes of any kind."""
    return m.noise(400) + b"\r\n\r\n"


def broken_heads(m: Maker) -> bytes:
    """A request line or header that is wrong in some way."""
    head = m.any(parts.LINES) + b"\r\n" + m.any(parts.HEADERS)
    return head + b"\r\nconnection: close\r\n\r\n" + m.noise(40)


def broken_chunks(m: Maker) -> bytes:
    """A body in pieces whose lengths are wrong."""
    path = m.any(SESSION, MESSAGES, REST, "/gezond").encode()
    head = b"host: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    return b"POST %s HTTP/1.1\r\n%s%s" % (path, head, m.any(*parts.CHUNKS, m.noise(80)))


def broken_json(m: Maker) -> bytes:
    """A body that is no JSON, or JSON of an odd shape."""
    good = json.dumps({"id": m.name(), "text": "hoi"}).encode()
    body = m.any(*parts.BODIES, good[: m.luck.randrange(len(good))], m.noise(200))
    path = m.any(MESSAGES, f"{W}/feedback", SESSION, REST)
    kind = m.any("application/json", "text/plain", "")
    return m.request("POST", path, body, **m.visitor(), content_type=kind)


def wrong_values(m: Maker) -> bytes:
    """Fields with values of another kind than they should be."""
    fields = {m.any(parts.NAMES): m.any(parts.VALUES) for _ in range(m.luck.randrange(1, 6))}
    if m.luck.random() < 0.5:
        fields |= {"id": m.name(), "answer": f"{m.name()}/0"}
    path = m.any(MESSAGES, f"{W}/feedback", REST)
    return m.request("POST", path, json.dumps(fields).encode(), **m.visitor())


def odd_texts(m: Maker) -> bytes:
    """Words that nobody types, well sent in a real talk."""
    body = {"id": m.name(), "text": "hoi", m.any("text", "payload", "title"): m.any(TEXTS)}
    return m.request("POST", MESSAGES, json.dumps(body).encode(), **m.visitor())


def odd_texts_over_rest(m: Maker) -> bytes:
    """The same over Rasa's rest channel."""
    sender = m.any("x", "web-x", "\ud800", "a" * 201, "", "'", m.name())
    return m.request("POST", REST, json.dumps({"sender": sender, "message": m.any(TEXTS)}).encode())


def forged_tokens(m: Maker) -> bytes:
    """A token that is changed, old, empty or nonsense."""
    real = m.any(m.tokens)
    made_up = ("", "null", "a.b.c", m.noise(60).hex(), "é" * 40, "A" * 7000)
    token = m.any(*made_up, real[:-1], real + "A", real[::-1])
    path = m.any("messages?after=0", "stream", "export", "messages?wait=25")
    said = m.any(f"Bearer {token}", f"Bearer Bearer {token}", "Basic eDp5")
    return m.request("GET", f"{W}/{path}", authorization=said)


def odd_queries(m: Maker) -> bytes:
    """Numbers that are none."""
    # a stream knows no `wait`: it would rightly stay open
    question = m.any("messages?after", "messages?wait", "stream?after")
    return m.request("GET", f"{W}/{question}={m.any(parts.QUERIES)}x", **m.visitor())


def rasas_own_api(m: Maker) -> bytes:
    """What Rasa's own server would answer."""
    method, path = m.any(RASA)
    return m.request(method, f"{path}?token={m.any('', 'x', 'None')}", m.any(b"", b"{}"))


def odd_paths(m: Maker) -> bytes:
    """Paths out of the house, very long, or with odd signs."""
    rest = m.any(*parts.PATHS, "/" + quote(m.noise(30)))
    return m.request(m.any("GET", "HEAD", "POST"), m.any(parts.STARTS) + rest)


def odd_methods(m: Maker) -> bytes:
    """Known paths with methods that they do not have."""
    path = m.any("/", "/gezond", "/widget.js", "/desk", SESSION, "/webhooks/rest")
    return m.request(m.any(parts.METHODS), path)


def desk_forms(m: Maker) -> bytes:
    """Changes at the desk with made up sessions and tokens."""
    headers = {"cookie": m.any(parts.COOKIES), "content_type": m.any(parts.FORM_KINDS)}
    fields = m.any(*parts.FORMS, m.noise(300))
    return m.request("POST", f"/desk/{m.any(parts.DESK)}", fields, **headers)


def unsigned_webhooks(m: Maker) -> bytes:
    """Deliveries that no platform signed."""
    path = m.any("/webhooks/whatsapp/webhook", "/webhooks/chatwoot/events")
    body = m.any(b"{}", m.noise(500), b'{"entry":[]}')
    return m.request("POST", path, body, x_hub_signature_256="sha256=" + "0" * 64)


def too_much(m: Maker) -> bytes:
    """Bodies that are larger than what is read."""
    path = m.any(MESSAGES, SESSION, REST, "/desk/inloggen")
    return m.request("POST", path, b"a" * m.luck.randrange(300_001, 900_000), **m.visitor())


def cut_off(m: Maker) -> bytes:
    """A request of which the end never comes."""
    body = json.dumps({"id": m.name(), "text": "hoi"}).encode()
    whole = m.request("POST", MESSAGES, body, **m.visitor())
    return whole[: m.luck.randrange(1, len(whole) - 1)]


def made_up_links(m: Maker) -> bytes:
    """Links that nobody was given."""
    nonsense = (m.noise(80).hex() or "x", "gAAAAA" + "B" * 200, "A" * 7000, "%00", quote("é" * 30))
    token = m.any(*nonsense, m.any(m.tokens))
    start = m.any("/bestand/{}/brief.pdf", "/kopie/{}", "/gegevens/{}", "/gegevens/{}/vergeet")
    return m.request("POST" if start.endswith("vergeet") else "GET", start.format(token))


def from_elsewhere(m: Maker) -> bytes:
    """Requests that claim to come from another place."""
    forwarded = m.any("127.0.0.1", "::1", "x, y", ",")
    headers = {"origin": m.any(parts.ORIGINS), "x_forwarded_for": forwarded, "forwarded": "for=_x"}
    body = json.dumps({"sender": "x", "message": "hoi"}).encode()
    return m.request("POST", m.any(REST, SESSION), body, **headers)


KINDS: tuple[Callable[[Maker], bytes], ...] = (
    *(no_http, broken_heads, broken_chunks, broken_json, wrong_values, odd_texts),
    *(odd_texts_over_rest, forged_tokens, odd_queries, rasas_own_api, odd_paths, odd_methods),
    *(desk_forms, unsigned_webhooks, too_much, cut_off, made_up_links, from_elsewhere),
)
#: of these the end may never come
NEVER_END = (no_http, broken_heads, broken_chunks, cut_off)
