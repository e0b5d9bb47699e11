"""What docs/afhankelijkheden.md says is out of reach, is: known problems in what Rasa pins."""

import pytest

pytestmark = pytest.mark.model

#: where a request, a message or an answer of others would get to the problem
DOORS = (
    *("aiohttp.ClientSession.__init__", "aiohttp.web.Application.__init__"),
    *("pymongo.MongoClient.__init__", "dns.resolver.Resolver.resolve"),
    "pydantic.networks.validate_email",
)
#: of each kind of turn one; the last is what took pydantic minutes (CVE-2024-3772)
SAID = (
    *("wat is de wlz", "Heb ik Wlz of Wmo nodig?", "84", "welk zorgkantoor hoort bij Malden"),
    *("mijn mail is a@b.example", "ik wil een medewerker spreken", "<" + " " * 3000),
)


def watch(monkeypatch, doors):
    """Return a list that gets the name of each door that is opened."""
    opened = []
    for door in doors:

        def refuse(*args, door=door, **kwargs):
            opened.append(door)
            raise AssertionError(door)

        monkeypatch.setattr(door, refuse)
    return opened


def test_a_talk_does_not_get_to_them(assistant, monkeypatch):
    opened = watch(monkeypatch, DOORS)
    assert all(said.text for said in assistant.talk(*SAID))
    assert opened == []


def test_the_watch_sees_a_door_that_is_opened(monkeypatch):
    import pymongo

    opened = watch(monkeypatch, DOORS)
    with pytest.raises(AssertionError):
        pymongo.MongoClient("mongodb://127.0.0.1")
    assert opened == ["pymongo.MongoClient.__init__"]


def test_only_training_fits_a_vectorizer(assistant, monkeypatch):
    vectorizer = "sklearn.feature_extraction.text.TfidfVectorizer"
    fitted = watch(monkeypatch, [f"{vectorizer}.fit", f"{vectorizer}.fit_transform"])
    assert all(said.text for said in assistant.talk(*SAID[:2]))
    assert fitted == []
