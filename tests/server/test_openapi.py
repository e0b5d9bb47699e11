"""The description of what the server answers is whole: each route stands in it, and nothing else."""

import re
from pathlib import Path

import pytest

from bot.server.pages import description
from bot.settings import settings

METHODS = {"get", "post", "put", "delete", "patch"}
EVERYTHING = {
    "GEHEIM": "x" * 40,
    "WHATSAPP_TOKEN": "t",
    "WHATSAPP_APP_SECRET": "a",
    "WHATSAPP_VERIFY_TOKEN": "v",
    "WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
    "CHATWOOT_URL": "http://127.0.0.1:1",
    "CHATWOOT_ACCOUNT": "1",
    "CHATWOOT_INBOX": "x",
    "CHATWOOT_TOKEN": "t",
    "CHATWOOT_SECRET": "s",
    "OIDC_ADRES": "http://127.0.0.1:2",
    "OIDC_CLIENT_ID": "desk",
    "OIDC_CLIENT_SECRET": "s",
}


def described():
    return {
        (method.upper(), path)
        for path, operations in description()["paths"].items()
        for method in METHODS & set(operations)
    }


def test_every_operation_has_a_name_of_its_own_a_summary_and_answers():
    operations = [
        one
        for path in description()["paths"].values()
        for name, one in path.items()
        if name in METHODS
    ]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names) > 50
    assert all(one["summary"] and one["responses"] and one["tags"] for one in operations)


def test_every_reference_leads_somewhere():
    def references(part):
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [r for v in part.values() for r in references(v)]
        return [r for v in part for r in references(v)] if isinstance(part, list) else []

    for reference in set(references(description())):
        place = description()
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]


def test_what_needs_a_session_says_so():
    for path, operations in description()["paths"].items():
        entrance = path.startswith(("/desk/inloggen", "/desk/static"))
        if path.startswith(("/desk", "/redactie")) and not entrance:
            assert all(one["security"] == [{"desk": []}] for one in operations.values()), path
        if path.startswith("/webhooks/website/") and not path.endswith("/session"):
            assert all(one["security"] == [{"gesprek": []}] for one in operations.values()), path


@pytest.mark.model  # the server is Rasa's
def test_every_route_of_the_server_is_described_and_nothing_else(monkeypatch, url):
    from bot.server.app import create_app

    for name, value in {**EVERYTHING, "DATABASE_URL": url}.items():
        monkeypatch.setenv(name, value)
    app = create_app(settings(), Path("models"))
    registered = {
        (method, as_described(route.path))
        for route in app.router.routes
        for method in route.methods - {"OPTIONS", "HEAD"}
    }
    assert registered == described()


def as_described(path):
    """Return a path of Sanic in the words of OpenAPI: ``/kopie/{token}``."""
    path = re.sub(r"^widget\.[0-9a-f]+\.js$", "widget.{inhoud}.js", path)
    return "/" + re.sub(r"<(\w+)(?::\w+)?>", r"{\1}", path)
