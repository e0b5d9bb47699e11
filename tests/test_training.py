import json
import tarfile

import pytest

from bot.server.training import current_model, fingerprint, set_aside_if_broken

MADE_FROM = [
    *("config.yml", "domain.yml", "data/nlu/a.yml", "bot/nlu/b.py", "bot/care/safety_c.py"),
    *("bot/knowledge/danger/d.yml", "bot/knowledge/words/veiligheid.yml"),
]


@pytest.fixture
def tree(tmp_path):
    for name in MADE_FROM:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("een")
    return tmp_path


@pytest.mark.parametrize("name", MADE_FROM)
def test_a_change_in_what_a_model_is_made_from_makes_it_stale(tree, name):
    before = fingerprint(tree)
    assert fingerprint(tree) == before
    (tree / name).write_text("twee")
    assert fingerprint(tree) != before


def test_other_files_do_not_make_a_model_stale(tree):
    before = fingerprint(tree)
    (tree / "README.md").write_text("iets")
    assert fingerprint(tree) == before


def test_a_model_is_fresh_only_while_it_is_there_and_of_today(tmp_path):
    assert current_model(tmp_path, "f") is None
    (tmp_path / "model.json").write_text(json.dumps({"model": "m.tar.gz", "fingerprint": "f"}))
    assert current_model(tmp_path, "f") is None
    (tmp_path / "m.tar.gz").write_text("")
    assert current_model(tmp_path, "f") == tmp_path / "m.tar.gz"
    assert current_model(tmp_path, "g") is None
    (tmp_path / "model.json").write_text("kapot")
    assert current_model(tmp_path, "f") is None


def test_a_model_that_is_damaged_is_set_aside_so_that_another_is_trained(tmp_path):
    whole = tmp_path / "heel.tar.gz"
    (tmp_path / "gewicht").write_bytes(bytes(range(256)) * 4000)
    with tarfile.open(whole, "w:gz") as archive:
        archive.add(tmp_path / "gewicht", "gewicht")
    assert not set_aside_if_broken(whole)
    half = tmp_path / "half.tar.gz"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    (tmp_path / "onzin.tar.gz").write_bytes(b"geen model")
    for broken in (half, tmp_path / "onzin.tar.gz"):
        record = {"model": broken.name, "fingerprint": "x"}
        (tmp_path / "model.json").write_text(json.dumps(record))
        assert current_model(tmp_path, "x") == broken
        assert set_aside_if_broken(broken)
        assert current_model(tmp_path, "x") is None
