"""The Dutch pipeline: the official package where it is installed, the embedded one where not."""

import hashlib
import io
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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


def wheel(words):
    """Return the bytes of a tiny wheel named as the official one."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("nl_core_news_sm/__init__.py", words)
        archive.writestr(
            "nl_core_news_sm-3.6.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: nl_core_news_sm\nVersion: 3.6.0\n",
        )
    return made.getvalue()


@pytest.fixture
def shelf(monkeypatch):
    """Serve on loopback what is put under a path; gives the address and the paths."""
    paths = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found = paths.get(self.path)
            self.send_response(404 if found is None else 200)
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *_):
            pass

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def test_the_wheel_is_fetched_installed_and_pinned_and_another_is_refused(
    tmp_path, monkeypatch, shelf, capsys
):
    from scripts import taalmodel

    address, paths = shelf
    installed = []
    monkeypatch.setattr(taalmodel, "install", lambda wheel, uv: installed.append((wheel, uv)))
    name, pin = "/nl_core_news_sm-3.6.0-py3-none-any.whl", tmp_path / "taalmodel.sha256"
    official = paths[name] = wheel("official = True\n")

    assert taalmodel.main("our-uv", address + name, pin=pin) == 0
    assert installed == [(official, "our-uv")]
    assert pin.read_text().strip() == hashlib.sha256(official).hexdigest()
    assert taalmodel.main("our-uv", address + name, pin=pin) == 0

    paths[name] = wheel("official = False\n")
    assert taalmodel.main("our-uv", address + name, pin=pin) == 1
    assert [w for w, _ in installed] == [official, official]
    assert pin.read_text().strip() == hashlib.sha256(official).hexdigest()
    assert "refused" in capsys.readouterr().err


def test_a_wheel_that_is_not_there_leaves_the_embedded_pipeline(tmp_path, monkeypatch, shelf):
    from scripts import taalmodel

    installed = []
    monkeypatch.setattr(taalmodel, "install", lambda wheel, uv: installed.append(wheel))
    assert taalmodel.main("uv", f"{shelf[0]}/nothing.whl", pin=tmp_path / "pin") == 0
    assert installed == []
    assert not (tmp_path / "pin").exists()


def test_the_wheel_is_handed_to_uv_under_its_own_name(monkeypatch):
    from scripts import taalmodel

    seen = []

    def run(command, check):
        seen.append((command[0], command[-1], Path(command[-1]).read_bytes()))

    monkeypatch.setattr(taalmodel.subprocess, "run", run)
    taalmodel.install(b"bytes of a wheel", "our-uv")
    ((uv, path, given),) = seen
    assert uv == "our-uv"
    assert path.endswith("/nl_core_news_sm-3.6.0-py3-none-any.whl")
    assert given == b"bytes of a wheel"
