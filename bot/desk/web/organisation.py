"""Signing in with an organisation's own accounts: OpenID Connect, code flow with PKCE.

Roles come with the ID token, and are taken over anew at each sign-in: who has lost a role there has
lost it here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.errors import WegwijzerError
from bot.settings import Organisation
from bot.storage.advisers import ROLES, Adviser

SCOPE = "openid profile"
#: never ``none``, and none with a shared secret
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
TIMEOUT = 10.0  # seconds
LEEWAY = 60  # seconds that the two clocks may differ
Body = dict[str, Any]


class SignInFailed(WegwijzerError):
    """The organisation did not say who this is, or what it said cannot be trusted."""


class NoRole(WegwijzerError):
    """The organisation knows this person and gave no role for the desk (any more)."""

    def __init__(self, adviser_id: str) -> None:
        super().__init__("no role for the desk")
        self.adviser_id = adviser_id


@dataclass(frozen=True)
class Errand:
    """What belongs to one attempt to sign in, kept in a signed cookie until the way back."""

    state: str
    nonce: str
    verifier: str
    back: str

    @classmethod
    def new(cls, back: str) -> Errand:
        """Make one that nobody can guess."""
        return cls(generate_token(32), generate_token(32), generate_token(64), back)


class Provider:
    """The organisation's provider.

    Args:
        organisation: its settings.
        callback: the full address to which it sends people back.
    """

    def __init__(self, organisation: Organisation, callback: str) -> None:
        self.organisation = organisation
        self.callback = callback

    async def address(self, errand: Errand) -> str:
        """Return the address at the provider where somebody signs in.

        Raises:
            SignInFailed: the provider does not answer as it should.
        """
        metadata = await self._metadata()
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=errand.state,
                nonce=errand.nonce,
                code_verifier=errand.verifier,
            )
        return str(url)

    async def adviser(self, errand: Errand, answer: Mapping[str, str]) -> Adviser:
        """Return who came back.

        Args:
            errand: of the attempt that this browser began.
            answer: what the provider put in the address: ``code`` and ``state``.

        Raises:
            SignInFailed: it is no answer to this attempt, or not from this provider.
            NoRole: there is no role for the desk.
        """
        code = answer.get("code")
        issuer = answer.get("iss", self.organisation.issuer)
        if not code or answer.get("state") != errand.state or issuer.rstrip("/") != self._issuer:
            raise SignInFailed("not an answer to this attempt")
        return self._known(await self._claims(code, errand))

    async def _claims(self, code: str, errand: Errand) -> Body:
        metadata = await self._metadata()
        try:
            async with self._client() as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=errand.verifier
                )
                keys = (
                    await client.request("GET", metadata["jwks_uri"], withhold_token=True)
                ).json()
            signed = jwt.decode(token["id_token"], KeySet.import_key_set(keys), ALGORITHMS)
            self._registry(metadata["issuer"], errand.nonce).validate(signed.claims)
        except (OAuthError, JoseError, httpx.HTTPError, KeyError, ValueError, TypeError) as wrong:
            raise SignInFailed(type(wrong).__name__) from wrong
        return dict(signed.claims)

    def _registry(self, issuer: str, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self.organisation.client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _known(self, claims: Body) -> Adviser:
        given = _at(claims, self.organisation.roles_claim)
        named = (
            given.split() if isinstance(given, str) else given if isinstance(given, list) else []
        )
        roles = frozenset(str(one) for one in named) & set(ROLES)
        who = hashlib.sha256(f"{self._issuer}|{claims['sub']}".encode()).hexdigest()
        adviser_id = f"org-{who[:24]}"
        if not roles:
            raise NoRole(adviser_id)
        name = claims.get("given_name") or claims.get("name") or "Medewerker"
        team = _at(claims, self.organisation.team_claim) if self.organisation.team_claim else None
        return Adviser(
            id=adviser_id,
            name=str(name)[:60],
            roles=roles,
            team=str(team)[:64] if team else None,
        )

    @property
    def _issuer(self) -> str:
        return self.organisation.issuer.rstrip("/")

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.organisation.client_id,
            self.organisation.client_secret,
            scope=SCOPE,
            redirect_uri=self.callback,
            code_challenge_method="S256",
            timeout=TIMEOUT,
        )

    async def _metadata(self) -> Body:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT) as client:
                found = await client.get(f"{self._issuer}/.well-known/openid-configuration")
            metadata: Body = found.raise_for_status().json()
            named = str(metadata["issuer"]).rstrip("/")
        except (httpx.HTTPError, KeyError, ValueError, TypeError) as wrong:
            raise SignInFailed(type(wrong).__name__) from wrong
        if named != self._issuer:
            raise SignInFailed("the provider is another one")
        return metadata


def _at(claims: Body, path: str) -> Any:
    """Return a claim; a dot goes one deeper, such as ``realm_access.roles``."""
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
