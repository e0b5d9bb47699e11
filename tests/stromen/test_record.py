"""The record of all paths, and what it says when the rules no longer follow it."""

import pytest

from bench.stromen.__main__ import main
from bench.stromen.courses import FLOWS
from bench.stromen.record import FOLDER, compare, expand, in_words, now, record_of, write
from bot.errors import KnowledgeRefused


@pytest.fixture
def written(tmp_path):
    """A record of the flow of the Wzd that a test may change."""
    path = tmp_path / "wzd.csv"
    path.write_text(record_of("wzd"))
    return path


def changes(path):
    return compare(path.parent, ("wzd",))


@pytest.mark.parametrize("name", FLOWS)
def test_the_record_of_all_paths_is_that_of_the_rules_of_now(name):
    found = compare(flows=(name,))
    assert not found.any(), "\n" + in_words(found)
    assert (FOLDER / f"{name}.csv").read_text() == record_of(name), "schrijf op: make paden-opnieuw"


def test_the_record_holds_every_path():
    assert len(expand("triage", record_of("triage"), {})) == len(now("triage"))


def test_a_path_with_another_outcome_is_named_in_words_with_then_and_now(written):
    text = written.read_text().replace(
        "ibs,wet=wzd beslist=burgemeester", "rm,wet=wzd beslist=rechter"
    )
    written.write_text(text)
    found = changes(written)
    said = in_words(found)
    assert len(found.other_end) == 2
    assert "2 paden kregen een andere uitkomst:" in said
    assert "oorzaak: dementie; acuut gevaar: ja" in said
    assert "eerst rm (wet wzd, beslist rechter, zekerheid waarschijnlijk)" in said
    assert "nu    ibs (wet wzd, beslist burgemeester, zekerheid waarschijnlijk)" in said
    assert "make paden-opnieuw" in said


def test_a_new_question_shows_as_paths_that_are_gone_and_paths_that_are_new(written):
    written.write_text(written.read_text().replace("wzd_acuut=ja", "wzd_acuut=heel"))
    found = changes(written)
    assert (len(found.other_end), len(found.other_questions), len(found.new)) == (0, 5, 5)
    assert "5 paden zijn nieuw:" in in_words(found)


def test_of_many_changes_the_first_twenty_are_shown(written):
    written.write_text(written.read_text().replace("beslist=onbekend", "beslist=iemand"))
    said = in_words(changes(written))
    assert "  20. wzd: " in said
    assert "  21. " not in said
    assert "… en nog 2" in said


def test_a_broken_or_missing_record_says_where_and_how_to_renew_it(written):
    written.write_text("vanaf,uitkomst\n2026-11-22,open\n")
    with pytest.raises(KnowledgeRefused, match=r"wzd\.csv:2: .*paden-opnieuw"):
        changes(written)
    written.unlink()
    with pytest.raises(KnowledgeRefused, match=r"ontbreekt.*paden-opnieuw"):
        changes(written)


def test_what_is_written_is_read_back_without_a_difference(tmp_path):
    write(tmp_path)
    assert not compare(tmp_path).any()
    assert "Geen enkel pad kreeg een andere uitkomst." in in_words(compare(tmp_path))


def test_the_command_prints_the_number_of_paths_of_each_flow(capsys):
    assert main(["paden"]) == 0
    said = capsys.readouterr().out
    for name in FLOWS:
        assert f"{name} {len(now(name))}" in said
