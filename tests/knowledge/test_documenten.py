import pytest

from bot.errors import KnowledgeRefused
from bot.knowledge.documenten import DOCUMENTS_FILE, documents, load_documents

TEXT = DOCUMENTS_FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("{ontvangen_op}", "{ontvangen}", "feit 'ontvangen' bestaat niet"),
        ("{tel_ciz}", "{tel_van_het_ciz}", "feit 'tel_van_het_ciz' bestaat niet"),
        ("aan: [ciz]", "aan: [uwv]", "'uwv' is geen ontvanger"),
        ("als: ingebreke_vanaf", "als: morgen", "'morgen' is geen dag"),
        ("  dwangsom_vanaf:", "  boete_vanaf:", "'boete_vanaf' is geen dag"),
        ('checked_on: "2026-11-22"', "checked_on: 2026-11-22", "checked_on is geen dag"),
        ('    titel: "Bezwaar"', '    kop: "Bezwaar"', "'kop' is onbekend"),
        ('lijnen: "7"', 'lijnen: "veel"', "geen heel getal"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_what_to_write(tmp_path, right, wrong, says):
    assert right in TEXT
    path = tmp_path / "documenten.yml"
    path.write_text(TEXT.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(KnowledgeRefused) as refused:
        load_documents(path)
    assert says in str(refused.value)
    assert f"{path}, regel " in str(refused.value)
    assert "Schrijf: " in str(refused.value)


def test_an_outcome_without_a_row_is_refused():
    with pytest.raises(KnowledgeRefused, match="geen rij voor onbekend_x"):
        documents().desks_of("onbekend_x")
