"""Whatever comes in, no reader of it raises; whatever stands in a data file, its loader refuses by name."""

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care import (
    answer_words,
    answers,
    date_claims,
    follow_up,
    leveringsvorm,
    pins,
    talk_codes,
    term_questions,
    two_questions,
)
from bot.care.ages import read_age
from bot.care.answers import Kind
from bot.care.callback import choose
from bot.care.dates import read_date
from bot.care.masking import mask
from bot.care.place_words import read
from bot.care.postcodes import postcodes
from bot.care.safety import find_danger
from bot.care.zorgkantoor import find_zorgkantoor
from bot.channels.copies import Copies
from bot.channels.inbound import Refused, Vocabulary, clean
from bot.channels.rights import Rights
from bot.channels.tokens import Tokens
from bot.channels.whatsapp import spoken
from bot.channels.whatsapp.webhook import moment
from bot.documenten.verwijzing import LinkRefused, Links
from bot.errors import KnowledgeRefused, SettingRefused
from bot.knowledge import (
    comparison,
    documenten,
    facts,
    follow_ups,
    gegevens,
    lexicon,
    opening,
    outcome_words,
    rules,
    safety,
)
from bot.knowledge.zorgkantoren import region_tables
from bot.settings import settings as read_settings

DAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
SECRET = "s9" * 20
KNOWLEDGE = Path(rules.__file__).parent
VOCABULARY = Vocabulary({"antwoord", "groet"}, {"leeftijd", "plek"})
#: what the readers look for, thrown together, so that noise gets past their first test
PIECES = st.sampled_from(
    "3 november 2026 31-02-2026 03/11 99-99-9999 '42 jl. vorige week dinsdag over 3 weken eergisteren "
    "6511 AB 6511ab Nijmegen njmegen gemeente Berg en Dal 's-Hertogenbosch 84 vierentachtig jaar 17,5 "
    'bijna 18 geboren in 1942 ja nee hoor weet ik niet soms de eerste 2. optie 3 /antwoord {" : } [ ] '
    "code ABCD-2345 51.84,5.85 VV 5 ZZP mijn moeder dementie help 112 en hoe lang duurt dat ? ! 🙂 "
    "\u202e \ufeff \x00 ½ ² ١٢ İ ß \ud800 - , . ; \n \t".split(" ")
)
ANYTHING = st.text(max_size=120) | st.lists(PIECES, max_size=14).map(" ".join)


def cleaned(text):
    try:
        return clean(text, VOCABULARY)
    except Refused:
        return None


def link(text):
    try:
        return Links(SECRET).read(text)
    except LinkRefused:
        return None


READERS = {
    "dates": lambda text: read_date(text, DAY),
    "dates in a story": lambda text: date_claims.find_claims(text, DAY),
    "ages": lambda text: read_age(text, 2026),
    "places": lambda text: find_zorgkantoor(text, region_tables(), DAY),
    "postcodes": lambda text: postcodes(read(text)),
    "pins": pins.read_pin,
    "yes and no": lambda text: answers.read_choice(text, (), Kind.JA_NEE),
    "questions": answer_words.is_question,
    "call-back slots": lambda text: choose(text, (), DAY),
    "what is told": lambda text: term_questions.told_of_term(text, DAY),
    "terms": term_questions.asks_for_term,
    "profiles": lambda text: leveringsvorm.find_profile(text, rules.leveringsvormen()),
    "follow-ups": lambda text: follow_up.kind_of(text, follow_ups.follow_ups()),
    "two questions": two_questions.questions_in,
    "codes": talk_codes.read_code,
    "danger": lambda text: find_danger(text, safety.patterns()),
    "masking": mask,
    "messages and payloads": cleaned,
    "payloads": lambda text: cleaned("/antwoord" + text),
    "tokens": Tokens(SECRET).read,
    "links to documents": link,
    "links to a copy": lambda text: Copies(SECRET, "").talk_of(text, NOW),
    "links to one's data": lambda text: Rights(SECRET, "").talk_of(text, NOW),
    "asking for one's data": lambda text: Rights(SECRET, "").answer(text, "web-1", NOW),
    "moments of Meta": moment,
    "choices in WhatsApp": lambda text: spoken.chosen(
        text, ({"title": "Ja", "payload": "/ja"},) * 2
    ),
    "stop and start": lambda text: (spoken.wants_in(text), spoken.wants_out(text, lambda: False)),
}


@pytest.mark.parametrize("reader", READERS)
def test_no_words_are_too_odd_for_a_reader(reader):
    @settings(
        max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(ANYTHING)
    def reads(text):
        READERS[reader](text)

    reads()


NAMES = tuple(
    "PORT HOST OPENBARE_URL GEHEIM BEWAARDAGEN PROXYS TOEGESTANE_HERKOMST OIDC_ADRES DATABASE_URL "
    "REDIS_URL WHATSAPP_API_URL WHATSAPP_WACHTTIJD CHATWOOT_URL".split()
)


@settings(max_examples=60, deadline=None, database=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60), max_size=5))
def test_no_setting_is_too_odd_to_be_refused_by_name(variables):
    try:
        read_settings({"GEHEIM": SECRET, **variables})
    except SettingRefused as refused:
        said = str(refused)
    else:
        return
    assert any(name in said for name in (*NAMES, "OIDC_", "CHATWOOT_", "WHATSAPP_"))


LOADERS = {
    "law/facts.yml": facts.load_facts,
    "law/vergelijking.yml": comparison.load_comparison,
    "law/documenten.yml": documenten.load_documents,
    "law/triage.yml": rules.load_table,
    "law/wzd.yml": rules.load_table,
    "law/uitslag.yml": rules.load_table,
    "law/leveringsvorm.yml": rules.load_vormen,
    "words/vervolg.yml": follow_ups.follow_ups,
    "words/verteld.yml": lexicon.lexicon,
    "words/uitkomsten.yml": outcome_words.load_outcome_words,
    "words/veiligheid.yml": safety.patterns,
    "desk/openingstijden.yml": opening.opening,
    "privacy/gegevens.yml": gegevens.data_map,
}
ODD = (
    *("", "x", "[]", "- a\n- b\n", "a: [", "a:\tb", "? [a]\n: b\n", "a: &x [*x]\n", "null"),
    *("!!python/name:os.system", "1: {2: 3}\n", "a: 2026-01-01\n", "{" * 200, "[" * 400, "\x00"),
    *("a: b: c", "--- a\n--- b\n", "é: ☃\n"),
)


@pytest.mark.parametrize("name", LOADERS)
def test_a_file_of_another_shape_is_refused_by_name(tmp_path, name):
    for number, content in enumerate([*(text.encode() for text in ODD), b"\xff\xfe\x00"]):
        path = tmp_path / f"{number}.yml"
        path.write_bytes(content)
        with pytest.raises(KnowledgeRefused, match=path.name):
            LOADERS[name](path)


def spoilt(text, luck):
    """Return a data file with a few lines gone, doubled, moved in, or with another value."""
    lines = text.splitlines()
    for _ in range(luck.randrange(1, 4)):
        at = luck.randrange(len(lines))
        line = lines[at]
        key, colon, _ = line.partition(":")
        changed = [
            f"{key}{colon} {value}" for value in ("", "[]", "{}", "x", "-1", "null", "ja", "[a, a]")
        ]
        lines[at : at + 1] = luck.choice(
            [[], [line, line], [f"  {line}"], *([one] for one in changed)]
        )
    return "\n".join(lines)


@pytest.mark.model  # each of the larger files takes a part of a second
@pytest.mark.parametrize("name", [name for name in LOADERS if name != "words/veiligheid.yml"])
def test_a_file_with_a_mistake_is_read_or_refused_and_never_a_surprise(tmp_path, name):
    whole = (KNOWLEDGE / name).read_text(encoding="utf-8")
    said = []
    for seed in range(12):
        path = tmp_path / f"nummer-{seed}.yml"
        path.write_text(spoilt(whole, random.Random(seed)), encoding="utf-8")
        try:
            LOADERS[name](path)
        except KnowledgeRefused as refused:
            said.append(str(refused))
    assert said
    assert all("nummer-" in one for one in said)
