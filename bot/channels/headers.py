"""The headers of every answer, in one table: what a browser may do with a page of ours."""

from __future__ import annotations

#: on every answer
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
#: what is no page: nothing may be loaded, shown in a frame or sent from it
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
#: style and script of our own, and calls to ourselves; no inline anything
OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAPER = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
DESK = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types desk"
)
FORM = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
POLICY = "Content-Security-Policy"
#: a link that opens something private must not be told to another site
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
#: beginning of a path -> what differs there; the first that fits counts
BY_PATH: tuple[tuple[str, dict[str, str]], ...] = (
    ("/desk", {POLICY: DESK, "X-Robots-Tag": "noindex"}),
    ("/redactie", {POLICY: DESK, "X-Robots-Tag": "noindex"}),
    ("/verantwoording", {POLICY: OWN}),
    ("/widget.", {"Cross-Origin-Resource-Policy": "cross-origin"}),  # for other sites too
    ("/widget", {POLICY: OWN}),
    ("/demo.css", {}),
    ("/zonder-javascript", {POLICY: OWN}),
    ("/bestand/", {POLICY: PAPER, **PRIVATE}),
    ("/kopie/", {POLICY: FORM, **PRIVATE}),
    ("/gegevens/", {POLICY: FORM, **PRIVATE}),
    ("/webhooks/", {}),
)
#: a year; only where the visitor's own address is https
HSTS = {"Strict-Transport-Security": "max-age=31536000"}


def headers_for(path: str, public_url: str) -> dict[str, str]:
    """Return the headers that an answer gets, whatever it is.

    Args:
        path: of the request.
        public_url: the address that visitors see.
    """
    page = {POLICY: OWN} if path == "/" else {}
    own = next((own for start, own in BY_PATH if path.startswith(start)), page)
    safe = HSTS if public_url.startswith("https://") else {}
    return {**ALWAYS, POLICY: NOTHING, **own, **safe}
