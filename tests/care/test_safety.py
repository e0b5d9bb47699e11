"""The safety net on messages of our own and of another hand, its typing, its guards and its speed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.safety import Danger, find_danger
from bot.care.safety_text import LONGEST, pieces
from bot.errors import KnowledgeRefused
from bot.knowledge.safety import patterns

DEVELOPMENT = Path(__file__).parents[1] / "nlu" / "veiligheid_ontwikkel.jsonl"
KINDS = {"nood": "nood_medisch", "suicide": "crisis_suicide", "geweld": "huiselijk_geweld"}
MESSAGES = yaml.safe_load((Path(__file__).parent / "safety_messages.yml").read_text("utf-8"))
CALM = "\n".join(MESSAGES["rustig"])
#: each holds a strong word and means something else, or is over, or did not happen
CALM_LOOK_ALIKES = """
ik ga dood van het lachen
zelfmoordterrorist op tv
ik schrik me dood van die rekening
mijn moeder is doodsbang voor katten
hartinfarct in 2019
drie weken geleden een beroerte, nu revalidatie
nee hoor, niet bewusteloos
ik denk niet aan zelfmoord
ik heb geen doodswens
hoe werkt euthanasie in een verpleeghuis
palliatieve zorg thuis, wie regelt dat
welke meldcode gebruikt de thuiszorg
valt vaak, vooral 's nachts
loopt 's nachts weg
agressief bij de verzorging door dementie
hulp
"""


def lines(texts: str) -> list[str]:
    return [line for line in texts.splitlines() if line]


def found(text: str) -> Danger | None:
    return find_danger(text, patterns())


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_clear_message_gets_the_safety_answer_and_nothing_else(kind):
    wrong = {text: found(text) for text in MESSAGES["duidelijk"][kind]}
    assert {text: d for text, d in wrong.items() if d != Danger(kind, "duidelijk")} == {}


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_doubtful_message_gets_at_least_the_number(kind):
    kinds = {text: getattr(found(text), "kind", None) for text in MESSAGES["twijfel"][kind]}
    assert {text: k for text, k in kinds.items() if k != kind} == {}


def test_a_calm_message_is_left_alone():
    assert {
        text: found(text) for text in lines(CALM) + lines(CALM_LOOK_ALIKES) if found(text)
    } == {}


@pytest.mark.parametrize(
    "text",
    [
        "IK WIL NIET MEER LEVEN",
        "ik wil   niet meer\nleven",
        "ik wil nie mer leven",
        "ik wil nite meer leven",
        "ik wiiiil dooood",
        "i k  w i l  d o o d",
        "z e l f m o o r d",
        "z.e.l.f.m.o.o.r.d.",
        "zelfm00rd",
        "zefmoordgedachten",
        "zelfmrood",
        "ik wîl dóód",
        "kwil dood",
        "ＩＫ ＷＩＬ ＤＯＯＤ",
        "hij is bewustlos",
        "hij is niet aanspreekbar",
        "hulp ze addemt niet",
        "me moeder heb een hartstilstant",
        "mijn man mishandlet mij",
        "mn vader word geslagn",
        "man van mij slaan mij",
        "ge moet rap een ambulance sturen, ons moeder ademt ni meer",
        "he is not breathing",
        "I want to die",
        "my husband beats me",
    ],
)
def test_however_it_is_typed_it_is_found(text):
    assert found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hij ademt niet bewusteloos", "nood_medisch"),
        ("geen dementie, wel bewusteloos", "nood_medisch"),
        ("vorig jaar een hartaanval en nu weer pijn op de borst", "nood_medisch"),
        ("beroerte in 2019 en nu ineens weer een scheve mond", "nood_medisch"),
        ("ik moet lachen maar ik wil dood", "crisis_suicide"),
        ("ik ben niet bang om dood te gaan, ik wil dood", "crisis_suicide"),
        ("mijn scriptie over zelfmoord is af en nu wil ik zelf niet meer leven", "crisis_suicide"),
        ("hij slaat niet alleen de hond maar slaat mij ook", "huiselijk_geweld"),
        ("ze heeft expres een overdosis genomen", "crisis_suicide"),
        ("112 is niet nodig maar mijn man slaat mij", "huiselijk_geweld"),
        ("moet ik niet 112 bellen", "nood_medisch"),
        ("het is een noodgeval wat moet ik doen", "nood_medisch"),
        (
            "de gemeente reageert niet en mijn moeder ook niet meer, ze is bewusteloos",
            "nood_medisch",
        ),
        ("hij sloeg mijn lip open", "huiselijk_geweld"),
        ("niemand weet dat hij mij slaat", "huiselijk_geweld"),
        ("vroeger sloeg mijn man mij en nu weer", "huiselijk_geweld"),
        ("stop, ik spring", "crisis_suicide"),
        ("einde verhaal, ik wil dood", "crisis_suicide"),
        ("ik ben liever dood dan nog een dag zo", "crisis_suicide"),
        ("ik zit alleen thuis en ik wil dood", "crisis_suicide"),
        ("mijn indicatie is afgewezen, ik maak er een eind aan", "crisis_suicide"),
    ],
)
def test_an_exception_covers_only_its_own_words(text, kind):
    assert found(text) == Danger(kind, "duidelijk")


@pytest.mark.parametrize("danger", ["ik wil dood", "hij ademt niet meer", "mijn man slaat mij"])
def test_a_calm_sentence_beside_it_hides_no_danger(danger):
    around = lines(CALM) + lines(CALM_LOOK_ALIKES)
    hidden = [
        text for text in around if not (found(f"{text}. {danger}") and found(f"{danger}! {text}"))
    ]
    assert hidden == []


def test_on_the_messages_of_another_hand_recall_and_false_alarms_hold():
    count: Counter[str] = Counter()
    for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        danger = found(row["text"])
        count.update({row["strength"]: 1, row["strength"] + " found": danger is not None})
        count["right kind"] += danger is not None and KINDS.get(row["kind"]) == danger.kind
    assert count["duidelijk found"] == count["duidelijk"]
    assert count["twijfel found"] >= 0.98 * count["twijfel"]
    assert count["right kind"] >= 0.98 * (count["duidelijk"] + count["twijfel"])
    assert count["geen found"] <= 0.005 * count["geen"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_text_makes_it_raise(text):
    assert found(text) is None or isinstance(found(text), Danger)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["ik", "niet", "dood", "wil", "mij", ",", ".", "slaat", "'", "ademt", "1.9"]
        )
    )
)
def test_no_heap_of_strong_words_makes_it_raise(words):
    found(" ".join(words))


def test_the_middle_of_an_endless_message_is_skipped():
    assert found("hij ademt niet meer. " + "bla " * 100_000)
    assert found("bla " * 100_000 + "ik wil dood")
    assert len(pieces("bla " * 100_000)) <= LONGEST / 4 + 1


SMALL = """\
schrijfwijzen:
  niet: nie ni
sleutelwoorden: zelfmoord
korte_woorden: leven
geen_typefout: lever
gewone_woorden: ik niet wil
woorden:
  wens: wil hoop
onschuldig:
  - "niet [zelfmoord]"
gevaar:
  crisis_suicide:
    duidelijk:
      - "{wens} .. niet (meer|langer)? leven ! (hier|daar)"
      - "zelfmoord*"
    twijfel: ["somber & leven"]
  nood_medisch: {duidelijk: ["ademt niet"], twijfel: ["koorts"]}
  huiselijk_geweld: {duidelijk: ["slaat (mij|me)"], twijfel: ["bang"]}
"""


def small(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "veiligheid.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_patterns_say_what_is_found(tmp_path):
    ours = patterns(small(tmp_path, SMALL))
    assert find_danger("ik wil ni leven", ours) == Danger("crisis_suicide", "duidelijk")
    assert find_danger("ik wil niet meer elven", ours) == Danger("crisis_suicide", "duidelijk")
    assert find_danger("zelmoordplannen", ours) is None
    assert find_danger("zelmoord", ours) == Danger("crisis_suicide", "duidelijk")
    assert find_danger("ik hoop hier niet te leven, geen lever", ours) is None
    assert find_danger("niet zelfmoord", ours) is None
    assert find_danger("leven is somber", ours) == Danger("crisis_suicide", "twijfel")


@pytest.mark.parametrize(
    ("old", "new", "problem", "line"),
    [
        ("{wens} ..", "{wensen} ..", "de groep 'wensen' bestaat niet", 14),
        ("{wens} ..", "Wil ..", "'Wil' is geen kaal woord", 14),
        ("{wens} ..", "wil? ..", "begint met iets dat weg mag", 14),
        ("{wens} ..", "(wil ..", "')' ontbreekt", 14),
        ("{wens} ..", "..", "begint of eindigt niet met een woord", 14),
        ("{wens} ..", "wi* ..", "te kort voor een ster", 14),
        ("{wens} ..", "wil ni", "wordt al anders gelezen", 14),
        ("leven ! (hier", "leven) ! (hier", "')' staat er los bij", 14),
        ("[zelfmoord]", "[zelfmoord", "']' ontbreekt", 10),
        ("  wens: wil hoop", "  leeg: x\n  wens: wil hoop", "wordt nergens gebruikt", 8),
        ("ni\n", "ni\n  nee: ni\n", "staat er twee keer", 3),
        ("woorden: zelfmoord", "woorden: zwaaien", "staat in geen enkel patroon", 3),
        ("    duidelijk:", "    zeker:", "'zeker' is onbekend", 13),
        ("korte_woorden: leven\n", "", "'korte_woorden' ontbreekt", 1),
    ],
)
def test_a_wrong_pattern_is_refused_with_file_and_line(tmp_path, old, new, problem, line):
    assert old in SMALL
    path = small(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(KnowledgeRefused) as refused:
        patterns(path)
    assert problem in str(refused.value)
    assert str(refused.value).startswith(f"{path}, regel {line}: ")
