"""The only reader of the environment (beside ``bot.clock``): what the operator may choose."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingRefused
from bot.settings_secrets import LENGTH, LOCAL, is_outside, keys_of, refuse_weak
from bot.settings_whatsapp import WhatsAppSettings, read_whatsapp

ROOT = Path(__file__).resolve().parent.parent
#: files made while running: database, signing key; not in git
VAR = ROOT / "var"
RETENTION_DAYS = 30
OPENING_HOURS = ROOT / "bot" / "knowledge" / "desk" / "openingstijden.yml"


@dataclass(frozen=True)
class Organisation:
    """Where an organisation's own people sign in for the desk (OpenID Connect).

    Attributes:
        issuer: address of the provider; ``/.well-known/openid-configuration`` stands under it.
        client_id: the name under which the provider knows the desk.
        client_secret: what the desk proves itself with.
        roles_claim: the claim of the ID token that holds the roles.
        team_claim: the claim that holds the team; empty for none.
    """

    issuer: str
    client_id: str
    client_secret: str
    roles_claim: str = "roles"
    team_claim: str = ""


@dataclass(frozen=True)
class ChatwootChoices:
    """An outside desk in Chatwoot: all of these, or none.

    Attributes:
        url: address of Chatwoot, without a slash at the end.
        account: number of the account.
        inbox: identifier of the API channel's inbox.
        token: access token of the agent bot.
        secret: key with which Chatwoot signs its webhooks.
    """

    url: str
    account: str
    inbox: str
    token: str
    secret: str


@dataclass(frozen=True)
class Settings:
    """The choices of the operator.

    Attributes:
        host: address that the server listens on; loopback unless a proxy stands before it.
        port: port that the server listens on.
        database_url: SQLAlchemy URL.
        public_url: address that visitors see, without a slash at the end.
        secret: key that signs session tokens and from which the key for call-back numbers is made;
            while it is being replaced the new and the old one, with a space between.
        allowed_origins: sites that may show the widget, beside the server's own.
        models: folder with trained models; the newest is served.
        retention_days: days after its last message that a talk is deleted.
        proxies: how many proxies stand before the server and add to ``X-Forwarded-For``.
        privacy_url: where people read what is done with their words.
        whatsapp: the WhatsApp number; None when none is connected.
        opening_hours: file that says when klantadviseurs are there.
        organisation: where people of the desk sign in, beside local accounts; None for nowhere else.
        chatwoot: an outside desk, beside our own.
        redis_url: what several workers share beside the database; empty for a worker alone.
        kept_content: folder with the last good copy of the content.
        events_url: RabbitMQ or Kafka that gets every event that is stored; empty for none.
    """

    host: str
    port: int
    database_url: str
    public_url: str
    secret: str
    allowed_origins: tuple[str, ...]
    models: Path
    retention_days: int = RETENTION_DAYS
    proxies: int = 0
    privacy_url: str = ""
    whatsapp: WhatsAppSettings | None = None
    opening_hours: Path = OPENING_HOURS
    organisation: Organisation | None = None
    chatwoot: ChatwootChoices | None = None
    redis_url: str = ""
    kept_content: Path = VAR / "inhoud"
    events_url: str = ""


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: the variables; those of the process when left out.

    Raises:
        SettingRefused: a variable is wrong; the message says which and what to write.
    """
    env = os.environ if environment is None else environment
    host = env.get("HOST", "").strip() or "127.0.0.1"
    port = _port(env.get("PORT", ""))
    public_url = _address(env.get("OPENBARE_URL", ""), port)
    if is_outside(host, public_url):
        refuse_weak(env)
    return Settings(
        host=host,
        port=port,
        database_url=_database(env.get("DATABASE_URL", "")),
        public_url=public_url,
        secret=_secret(env.get("GEHEIM", "").strip(), host),
        allowed_origins=_origins(env.get("TOEGESTANE_HERKOMST", "")),
        models=Path(env.get("MODELLEN", "").strip() or ROOT / "models"),
        retention_days=_days(env.get("BEWAARDAGEN", "")),
        proxies=_proxies(env.get("PROXYS", "")),
        privacy_url=env.get("PRIVACY_URL", "").strip() or f"{public_url}/verantwoording",
        whatsapp=read_whatsapp(env),
        opening_hours=Path(env.get("OPENINGSTIJDEN", "").strip() or OPENING_HOURS),
        organisation=_organisation(env),
        chatwoot=_chatwoot(env),
        redis_url=_redis(env.get("REDIS_URL", "")),
        kept_content=Path(env.get("LAATSTE_INHOUD", "").strip() or VAR / "inhoud"),
        events_url=_events(env.get("GEBEURTENISSEN_URL", "")),
    )


def _database(text: str) -> str:
    # the short form that many providers give is unknown to SQLAlchemy
    url = re.sub(r"^postgres://", "postgresql://", text.strip())
    if url and not url.startswith(("sqlite://", "postgresql://", "postgresql+psycopg2://")):
        raise SettingRefused(
            "DATABASE_URL begint niet met sqlite:// of postgresql://; andere databases zijn niet "
            "beproefd"
        )
    return url or f"sqlite:///{VAR / 'wegwijzer.db'}"


def _redis(text: str) -> str:
    url = text.strip()
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise SettingRefused("REDIS_URL begint met redis://, rediss:// of unix://")
    return url


def _events(text: str) -> str:
    url = text.strip()
    if not url:
        return ""
    scheme, _, rest = url.partition("://")
    hosts = rest.partition("/")[0].rpartition("@")[2]
    if scheme not in ("amqp", "amqps", "kafka", "kafkas") or not hosts:
        raise SettingRefused(
            "GEBEURTENISSEN_URL is amqp://naam:wachtwoord@host/vhost, of "
            "kafka://host:9092/onderwerp; met TLS amqps:// en kafkas://"
        )
    return url


def _chatwoot(env: Mapping[str, str]) -> ChatwootChoices | None:
    names = [f"CHATWOOT_{part}" for part in ("URL", "ACCOUNT", "INBOX", "TOKEN", "SECRET")]
    given = {name: env.get(name, "").strip() for name in names}
    if not any(given.values()):
        return None
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise SettingRefused(f"{', '.join(missing)} ontbreekt; geef alle CHATWOOT_-waarden of geen")
    url, account, inbox, token, secret = given.values()
    if not url.startswith(("http://", "https://")) or not account.isdecimal():
        raise SettingRefused("CHATWOOT_URL begint met https://, en CHATWOOT_ACCOUNT is een getal")
    return ChatwootChoices(url.rstrip("/"), account, inbox, token, secret)


def account_choices(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what ``make account`` was asked for; a variable that is not there is empty."""
    env = os.environ if environment is None else environment
    names = ("NAAM", "ROL", "TOON", "TEAM", "CAPACITEIT", "WEG")
    return {name: env.get(name, "").strip() for name in names}


def person_choices(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return about whom ``make inzage`` or ``make vergeet`` was asked; what is not there is empty."""
    env = os.environ if environment is None else environment
    return {name: env.get(name, "").strip() for name in ("GESPREK", "OVERDRACHT", "CODE", "NUMMER")}


def _port(text: str) -> int:
    if not text.strip():
        return 5005
    if text.strip().isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise SettingRefused(f"PORT is {text!r}; schrijf een getal van 1 tot en met 65535")


def _days(text: str) -> int:
    if not text.strip():
        return RETENTION_DAYS
    if re.fullmatch(r"[0-9]{1,4}", text.strip()) and 1 <= int(text) <= 3650:
        return int(text)
    raise SettingRefused(f"BEWAARDAGEN is {text!r}; schrijf een getal van 1 tot en met 3650")


def _proxies(text: str) -> int:
    if re.fullmatch(r"[0-9]?", text.strip()):
        return int(text.strip() or 0)
    raise SettingRefused(
        f"PROXYS is {text!r}; schrijf hoeveel proxy's er voor de server staan, 0 tot en met 9"
    )


def _address(text: str, port: int) -> str:
    address = text.strip().rstrip("/") or f"http://localhost:{port}"
    if not address.startswith(("http://", "https://")):
        raise SettingRefused(f"OPENBARE_URL is {text!r}; begin met http:// of https://")
    return address


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    for origin in origins:
        if not origin.startswith(("http://", "https://")) or "*" in origin:
            raise SettingRefused(
                f"TOEGESTANE_HERKOMST bevat {origin!r}; schrijf adressen als https://www.voorbeeld.nl, "
                "met een komma ertussen"
            )
    return origins


def _organisation(env: Mapping[str, str]) -> Organisation | None:
    names = ("OIDC_ADRES", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    issuer, client_id, client_secret = (env.get(name, "").strip() for name in names)
    if not (issuer or client_id or client_secret):
        return None
    for name, value in zip(names, (issuer, client_id, client_secret), strict=True):
        if not value:
            raise SettingRefused(f"{name} ontbreekt; vul {', '.join(names)} alle drie, of geen")
    host = re.sub(r"^http://(\[[^]]*\]|[^:/]*).*", r"\1", issuer).strip("[]")
    if not issuer.startswith("https://") and host not in LOCAL:
        raise SettingRefused(f"OIDC_ADRES is {issuer!r}; begin met https://")
    roles, team = env.get("OIDC_ROLLEN", "").strip(), env.get("OIDC_TEAM", "").strip()
    return Organisation(issuer.rstrip("/"), client_id, client_secret, roles or "roles", team)


def _secret(given: str, host: str) -> str:
    if given:
        return " ".join(keys_of(given))
    if host not in LOCAL:
        raise SettingRefused(
            "GEHEIM ontbreekt; buiten localhost is een eigen willekeurige tekst van 32 tekens nodig"
        )
    return own_secret(VAR / "geheim")


def own_secret(path: Path) -> str:
    """Return the secret in a file, made at the first start; of two that start, one makes it.

    Raises:
        SettingRefused: there is something else in the file.
    """
    if not path.exists() or not path.read_text().strip():
        _write_secret(path)
    secret = path.read_text().strip()
    if len(secret) < LENGTH:
        raise SettingRefused(
            f"{path} is te kort voor een geheim; verwijder dit bestand, "
            "dan wordt bij de start een nieuw gemaakt (bewaarde telefoonnummers zijn dan onleesbaar)"
        )
    return secret


def _write_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # written apart and put in place at once: a reader sees a whole secret or none
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        if not path.read_text().strip():  # left by a process that was stopped halfway
            os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
