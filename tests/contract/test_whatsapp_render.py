"""What goes out fits in what Meta shows, and loses nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.whatsapp.markup import marked, pieces, shortened
from bot.channels.whatsapp.render import as_link, render, template
from bot.channels.whatsapp.spoken import chosen, wants_in, wants_out
from tests.meta_schema import MISSING, description, faults

COMMON = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "31612345678"}
LONG = "Dit is een zin van gewone lengte over de zorg. " * 60


def choices(number, words="Keuze"):
    return [{"title": f"{words} {n}", "payload": f"/k{n}"} for n in range(1, number + 1)]


def bodies(*said):
    return render(list(said)).bodies


@pytest.mark.parametrize(
    ("number", "words", "kind"),
    [
        (1, "Ja", "button"),
        (3, "Ja", "button"),
        (3, "Een antwoord dat langer is dan een knop", "list"),
        (4, "Ja", "list"),
        (10, "Een antwoord dat langer is dan een knop", "list"),
        (11, "Ja", None),
        (
            2,
            "Een antwoord dat zo lang is dat het ook niet in de tweede regel van een lijst past",
            None,
        ),
    ],
)
def test_choices_are_buttons_or_a_list_or_numbers(number, words, kind):
    *_, last = bodies({"text": "Wat kiest u?", "buttons": choices(number, words)})
    assert last.get("interactive", {}).get("type") == kind
    if kind is None:
        assert f"{number}. {words} {number}" in last["text"]["body"]


def test_titles_that_begin_alike_differ_in_the_list_and_are_whole_in_the_second_line():
    titles = ["Een brief van het CIZ over mijn moeder", "Een brief van het CIZ over mijn vader"]
    (body,) = bodies({"text": "?", "buttons": [{"title": t, "payload": t[-5:]} for t in titles]})
    rows = body["interactive"]["action"]["sections"][0]["rows"]
    assert len({row["title"] for row in rows}) == 2
    assert [row["description"] for row in rows] == titles


def test_a_payload_that_is_too_long_for_a_button_is_offered_by_number():
    (body,) = bodies({"text": "?", "buttons": [{"title": "Ja", "payload": "/x" + "y" * 300}]})
    assert body["type"] == "text"


def test_choices_that_give_back_the_same_are_offered_by_number():
    same = [{"title": "Ja", "payload": "/x"}, {"title": "Zeker", "payload": "/x"}]
    (body,) = bodies({"text": "?", "buttons": same})
    assert body["type"] == "text"


def test_a_long_text_with_choices_comes_before_them_cut_where_a_sentence_ends():
    *earlier, last = bodies({"text": LONG, "buttons": choices(2)})
    assert last["interactive"]["body"]["text"].endswith(".")
    assert all(part["text"]["body"].endswith(".") for part in earlier)
    whole = " ".join(p["text"]["body"] for p in earlier) + " " + last["interactive"]["body"]["text"]
    assert whole.split() == LONG.split()


def test_bold_lists_and_links_are_in_whatsapps_own_marks():
    assert marked("**Wlz**: zie [de site](https://a.nl/x)\n- een") == (
        "*Wlz*: zie de site: https://a.nl/x\n- een"
    )
    assert marked("## Kop\n[https://a.nl](https://a.nl)") == "*Kop*\nhttps://a.nl"


def test_no_link_is_ever_looked_up_by_meta():
    (body,) = bodies({"text": "zie https://a.nl"})
    assert body["text"]["preview_url"] is False


def test_the_source_and_a_table_are_part_of_the_text():
    table = {
        "head": ["Vorm", "Wie regelt"],
        "rows": [["Zorg in natura", "de aanbieder"], ["Pgb", "u"]],
    }
    (body,) = bodies({"text": "Dit zijn de vormen.", "table": table, "source": "Wlz art. 3.1.1"})
    text = body["text"]["body"]
    assert "*Pgb*\n- Wie regelt: u" in text
    assert text.endswith("_Bron: Wlz art. 3.1.1_")


def test_our_own_documents_go_out_as_documents_and_other_links_stay():
    text = (
        "Hier is [de brief](https://a.nl/bestand/t0k/brief.pdf) en de agenda "
        "(https://a.nl/bestand/t0k/datum.ics). Zie ook https://b.nl/stuk.pdf"
    )
    plain, letter, dates = bodies({"text": text})
    assert plain["text"]["body"] == (
        "Hier is de brief en de agenda (datum.ics). Zie ook https://b.nl/stuk.pdf"
    )
    assert letter["document"] == {
        "link": "https://a.nl/bestand/t0k/brief.pdf",
        "filename": "brief.pdf",
        "caption": "de brief",
    }
    assert dates["document"]["filename"] == "datum.ics"
    assert as_link(dates)["text"]["body"] == "datum.ics: https://a.nl/bestand/t0k/datum.ics"


def test_the_choices_of_a_turn_are_those_of_its_last_question():
    said = render(
        [{"text": "a", "buttons": choices(2)}, {"text": "b"}, {"text": "c", "buttons": choices(3)}]
    )
    assert [c["payload"] for c in said.choices] == ["/k1", "/k2", "/k3"]
    assert render([{"text": "niets te kiezen"}]).choices == ()


@given(text=st.text(max_size=400), most=st.integers(1, 60))
def test_cutting_loses_no_word_and_keeps_the_limit(text, most):
    parts = pieces(text, most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(text=st.text(min_size=1, max_size=80), most=st.integers(2, 40))
def test_shortening_keeps_the_limit(text, most):
    assert len(shortened(text, most)) <= most


TITLE = st.text(max_size=30) | st.builds(
    lambda part, n: part * n, st.text(max_size=3), st.integers(0, 30)
)
BUTTONS = st.lists(st.fixed_dictionaries({"title": TITLE, "payload": TITLE}), max_size=13)
TEXT = st.builds(lambda part, n: part * n, st.text(max_size=9), st.integers(0, 600))


@settings(max_examples=50)
@given(st.fixed_dictionaries({"text": TEXT, "buttons": BUTTONS}))
def test_whatever_is_said_is_right_for_meta(message):
    said = [message]
    for body in render(said).bodies:
        assert faults({**COMMON, **body}) == []


@pytest.mark.skipif(description() is None, reason=MISSING)
@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "text", "text": {"body": "hoi", "preview": True}},
        {"type": "audio", "audio": {"id": "1"}},
        {"type": "interactive", "interactive": {"type": "button", "action": {"buttons": []}}},
        {"type": "template", "template": {"name": "x", "language": {"code": "nl"}}},
    ],
)
def test_the_check_against_metas_description_finds_what_is_wrong(wrong):
    assert faults({**COMMON, **wrong})
    assert faults({**COMMON, **template("hallo", "nl")}) == []


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("2", "/k2"),
        (" 2. ", "/k2"),
        ("2️⃣", "/k2"),
        ("nummer 2", "/k2"),
        ("KEUZE 3", "/k3"),
        ("keuze 1!", "/k1"),
        ("4", None),
        ("0", None),
        ("2 weken", None),
        ("ja", None),
    ],
)
def test_a_number_or_the_words_choose(text, payload):
    assert chosen(text, choices(3)) == payload


def test_a_number_is_an_answer_of_its_own_when_there_is_nothing_to_choose_between():
    assert chosen("1", [{"title": "Weet ik niet", "payload": "/x"}]) is None
    assert chosen("1", []) is None


def test_stop_ends_a_guided_flow_first_and_afmelden_always_means_no_more_messages():
    assert wants_out("STOP.", lambda: False)
    assert not wants_out("stop", lambda: True)
    assert wants_out("Afmelden", lambda: True)
    assert not wants_out("stop met roken", lambda: False)
    assert wants_in("Start!")
