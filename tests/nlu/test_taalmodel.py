"""The Dutch pipeline: the official package where it is installed, the embedded one where not."""

import hashlib
import sys

import pytest

pytestmark = pytest.mark.model


@pytest.fixture
def official(tmp_path, monkeypatch):
    """Make a tiny package named nl_core_news_sm, as installed from a wheel, and find it."""
    import spacy

    made = tmp_path / "nl_core_news_sm"
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.meta.update({"name": "core_news_sm", "version": "3.6.0"})
    made.mkdir()
    nlp.to_disk(made / "nl_core_news_sm-3.6.0")
    (made / "meta.json").write_text((made / "nl_core_news_sm-3.6.0" / "meta.json").read_text())
    (made / "__init__.py").write_text(
        "from pathlib import Path\nfrom spacy.util import load_model_from_init_py\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
    )
    info = tmp_path / "nl_core_news_sm-3.6.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nl_core_news_sm\nVersion: 3.6.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    _forget()
    yield
    sys.modules.pop("nl_core_news_sm", None)
    _forget()


def _forget():
    from bot.nlu.dutch_pipeline import pipeline

    pipeline.cache_clear()


def component(folder):
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource

    from bot.nlu.nederlandse_tokens import NederlandseTokens

    storage = LocalModelStorage(folder)
    config = NederlandseTokens.get_default_config()
    return NederlandseTokens, (config, storage, Resource("tokens"), None)


def test_the_official_package_is_used_where_it_is_installed(official):
    from bot.nlu.dutch_pipeline import pipeline

    name, _ = pipeline()
    assert name == "nl_core_news_sm 3.6.0"


def test_without_it_the_embedded_pipeline_gives_lemmas_and_says_so(caplog):
    from bot.nlu.dutch_pipeline import pipeline

    _forget()
    name, nlp = pipeline()
    if name.startswith("nl_core_news_sm"):
        pytest.skip("the official model is installed on this machine")
    assert [word.lemma_ for word in nlp("woont gekregen")] == ["wonen", "krijgen"]
    assert "nl_core_news_sm is not installed" in caplog.text


def test_a_model_of_the_one_is_refused_by_a_machine_with_the_other(tmp_path, official):
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.errors import ModelRefused

    kind, arguments = component(tmp_path)
    kind.create(*arguments).train(TrainingData())
    assert kind.load(*arguments).pipeline_name == "nl_core_news_sm 3.6.0"
    sys.modules.pop("nl_core_news_sm", None)
    sys.path.remove(next(p for p in sys.path if "test_a_model_of_the_one" in p))
    _forget()
    with pytest.raises(ModelRefused, match="make train"):
        kind.load(*arguments)


def test_the_wheel_is_held_to_the_checksum_in_git(tmp_path):
    from scripts.taalmodel import NotTheOfficialWheel, checked

    pin = tmp_path / "taalmodel.sha256"
    first = checked(b"wheel", pin)
    assert first == hashlib.sha256(b"wheel").hexdigest() == pin.read_text().strip()
    assert checked(b"wheel", pin) == first
    with pytest.raises(NotTheOfficialWheel):
        checked(b"other", pin)


def test_an_address_that_cannot_be_reached_is_no_failure(monkeypatch):
    from scripts import taalmodel

    monkeypatch.setattr(taalmodel, "fetch", lambda address: None)
    assert taalmodel.main("uv") == 0
    assert taalmodel.fetch("http://127.0.0.1:1/nothing") is None
