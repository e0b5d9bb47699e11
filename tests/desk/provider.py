"""A stand-in for an organisation's OpenID Connect provider, after the specification's code flow."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from sanic import Sanic, response

from tests.desk.house import served

CLIENT, CLIENT_SECRET = "desk", "geheim van de desk"
KEY = RSAKey.generate_key(2048, {"kid": "een"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "een"})


class StandIn:
    """Remembers what was asked; a test chooses what it answers.

    Attributes:
        claims: of the next ID token, over those that a good one has.
        key: with which it is signed.
        fault: ``metadata``, ``token`` or ``keys``: what is broken.
    """

    def __init__(self) -> None:
        self.address = ""
        self.claims = {}
        self.key = KEY
        self.algorithm = "RS256"
        self.fault = ""
        self.codes = {}

    def authorise(self, url: str) -> dict[str, str]:
        """Sign somebody in, as the provider's own page does; return what goes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict, authorization: str) -> tuple[int, dict]:
        """Return the answer of the token endpoint: each code once, to who began."""
        asked = self.codes.pop(form.get("code"), None)
        known = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        verifier = str(form.get("code_verifier")).encode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        good = asked and asked["code_challenge"] == digest and known == f"{CLIENT}:{CLIENT_SECRET}"
        if not good or self.fault == "token":
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "x",
            "token_type": "Bearer",
            "id_token": self.id_token(asked["nonce"]),
        }

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            **{"iss": self.address, "aud": CLIENT, "sub": "42", "nonce": nonce},
            **{"iat": now, "exp": now + 300, "given_name": "Noor", "roles": ["adviseur"]},
            **self.claims,
        }
        header = {"alg": self.algorithm, "kid": "een"}
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in (header, claims))
            head, body = (base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts)
            return f"{head}.{body}."
        return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, self.key)

    def app(self) -> Sanic:
        app = Sanic(f"provider{id(self)}", configure_logging=False)
        app.config.FALLBACK_ERROR_FORMAT = "json"

        @app.get("/.well-known/openid-configuration")
        async def metadata(request):
            if self.fault == "metadata":
                return response.text("onderhoud", status=503)
            issuer = "https://een-ander.example" if self.fault == "issuer" else self.address
            paths = {
                "authorization_endpoint": "/aanmelden",
                "token_endpoint": "/token",
                "jwks_uri": "/sleutels",
            }
            ends = {name: self.address + path for name, path in paths.items()}
            return response.json({"issuer": issuer, **ends})

        @app.post("/token")
        async def token(request):
            form = {name: request.form.get(name) for name in request.form}
            status, body = self.token(form, request.headers.get("authorization", ""))
            return response.json(body, status)

        @app.get("/sleutels")
        async def keys(request):
            if self.fault == "keys":
                return response.json([1, 2])
            return response.json({"keys": [KEY.as_dict(private=False)]})

        return app

    def running(self):
        """Serve it until the block ends."""
        return served(self.app())
