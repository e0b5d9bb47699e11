"""What is good is kept; what is refused is said, and the last good copy is served."""

import pytest

from bot.errors import KnowledgeRefused
from bot.server import inhoud
from bot.server.last_good import RECORD, Standing, settle, version_of

WRONG = ["data/nlu/wet.yml:3: {x} kent niemand. Schrijf: een feit"]


class Judge:
    """Finds wrong whatever holds the word ``fout``, in the tree or in a copy."""

    def __init__(self, root):
        self.root, self.asked = root, []

    def __call__(self, copy):
        self.asked.append(copy)
        text = ((copy or self.root) / "data/nlu/wet.yml").read_text()
        return WRONG if "fout" in text else []


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "boom"
    (root / "data/nlu").mkdir(parents=True)
    (root / "domain.yml").write_text("intents: []")
    write(root, "goed")
    return root


def write(root, text):
    (root / "data/nlu/wet.yml").write_text(text)


def test_good_content_is_copied_and_checked_once(tree, tmp_path):
    kept, judge = tmp_path / "inhoud", Judge(tree)
    first = settle(kept, judge, tree)
    assert (first.copy, first.refused, first.version) == (None, (), version_of(tree))
    assert (kept / first.version / "data/nlu/wet.yml").read_text() == "goed"
    assert settle(kept, judge, tree) == first
    assert judge.asked == [None]


def test_who_serves_can_read_what_somebody_else_kept(tree, tmp_path):
    # an image is built by root, and its workers are nobody in particular
    kept = tmp_path / "inhoud"
    found = settle(kept, Judge(tree), tree)
    assert (kept / found.version).stat().st_mode & 0o777 == 0o755


def test_good_content_is_served_where_nothing_can_be_written(tree, tmp_path, caplog):
    place = tmp_path / "vol"
    place.write_text("a file, where no folder can be made")
    found = settle(place / "inhoud", Judge(tree), tree)
    assert (found.copy, found.refused, found.version) == (None, (), version_of(tree))
    assert found.told()["stand"] == "goed"
    assert found.good_since
    assert not found.is_kept(place / "inhoud")
    assert "content_not_kept" in caplog.text


def test_refused_content_is_not_served_and_its_places_are_told(tree, tmp_path, caplog):
    kept, judge = tmp_path / "inhoud", Judge(tree)
    good = settle(kept, judge, tree)
    write(tree, "fout")
    found = settle(kept, judge, tree)
    assert found == Standing(good.version, good.good_since, tuple(WRONG), kept / good.version)
    assert "content_refused data/nlu/wet.yml:3: {x} kent niemand" in caplog.text
    assert found.told()["geweigerd"] == ["data/nlu/wet.yml:3"]
    assert found.told()["stand"] == "laatste goede"
    write(tree, "beter")
    mended = settle(kept, judge, tree)
    assert (mended.copy, mended.told()["stand"]) == (None, "goed")
    assert [one.name for one in kept.iterdir() if one.is_dir()] == [mended.version]


def test_without_a_good_copy_the_service_does_not_start(tree, tmp_path):
    write(tree, "fout")
    with pytest.raises(KnowledgeRefused, match=r"wet.yml:3: \{x\} kent niemand"):
        settle(tmp_path / "inhoud", Judge(tree), tree)


@pytest.mark.parametrize("harm", ["changed", "gone", "no record", "refused by new rules"])
def test_a_copy_that_is_no_longer_good_is_not_served(tree, tmp_path, harm):
    kept, judge = tmp_path / "inhoud", Judge(tree)
    good = settle(kept, judge, tree)
    copied = kept / good.version / "data/nlu/wet.yml"
    write(tree, "fout")
    if harm == "changed":
        copied.write_text("iets anders")
    elif harm == "gone":
        copied.unlink()
    elif harm == "no record":
        (kept / RECORD).write_text("{")
    else:
        judge = lambda copy: WRONG  # noqa: E731
    with pytest.raises(KnowledgeRefused):
        settle(kept, judge, tree)


def test_a_harmed_copy_is_made_anew_from_good_content(tree, tmp_path):
    kept, judge = tmp_path / "inhoud", Judge(tree)
    good = settle(kept, judge, tree)
    (kept / good.version / "domain.yml").unlink()
    settle(kept, judge, tree)
    assert version_of(kept / good.version) == good.version


def test_content_is_checked_again_when_the_rules_changed(tree, tmp_path, monkeypatch):
    kept, judge = tmp_path / "inhoud", Judge(tree)
    settle(kept, judge, tree)
    monkeypatch.setattr("bot.server.last_good.rules_version", lambda: "nieuwe regels")
    settle(kept, judge, tree)
    assert judge.asked == [None, None]


def test_the_commands_for_editors_say_it_in_their_exit_code(monkeypatch, capsys):
    monkeypatch.setenv("PEILDATUM", "2027-01-01")
    monkeypatch.setattr("bot.knowledge.content.problems", lambda: WRONG)
    assert inhoud.main(["check"]) == 1
    assert capsys.readouterr().out.startswith("data/nlu/wet.yml:3: ")
    monkeypatch.setattr("bot.knowledge.content.problems", list)
    assert inhoud.main(["check"]) == 0
    assert inhoud.main(["preview"]) == 0
    assert "eigen_bijdrage" in capsys.readouterr().out
    assert inhoud.main(["stale"]) == 0
    assert "na te kijken tot en met 2027-03-02" in capsys.readouterr().out
    monkeypatch.delenv("PEILDATUM")
    assert inhoud.main(["preview"]) == 2
