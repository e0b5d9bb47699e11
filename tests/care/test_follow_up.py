import pytest

from bot.care.follow_up import follow_up, kind_of
from bot.care.two_questions import questions_in
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import labels
from bot.knowledge.follow_ups import follow_ups


@pytest.mark.parametrize(
    ("answer", "text", "intent"),
    [
        ("utter_wmo_aanvragen", "en hoe lang duurt dat?", "wmo_aanvragen"),
        ("utter_indicatie_aanvragen", "Hoe lang duurt dat dan ongeveer", "vraag_ciz_duur"),
        ("utter_wat_is_wlz", "en voor mijn zoon?", "vraag_wlz_of_wmo"),
        ("utter_wat_is_wlz", "en voor mijn zoon van 10 met down?", "vraag_wlz_of_wmo"),
        ("utter_pgb_uitleg", "en wat kost dat", "eigen_bijdrage"),
        ("utter_wijkverpleging", "wat kost dat", "vergoeding_verzekeraar"),
        ("utter_pgb_uitleg", "hoe vraag ik dat aan", "pgb_aanvragen"),
        ("utter_wat_is_bopz", "hoe vraag ik dat aan?", "hoe_bopz_aanvragen"),
        ("utter_wonen_instelling", "kan dat ook thuis", "thuis_blijven_wonen"),
        ("utter_wat_is_wlz", "en bij dementie?", "wie_krijgt_wlz"),
        ("utter_uitkomst_triage_overdag_wmo", "hoe regel ik dat?", "wmo_aanvragen"),
        ("utter_uitkomst_triage_wlz_waarschijnlijk", "hoe regel ik dat?", "indicatie_aanvragen"),
        ("utter_groet", "hoe lang duurt dat", None),
        ("utter_vertegenwoordiging", "wat kost dat", None),
    ],
)
def test_a_short_question_keeps_the_subject_of_the_last_answer(answer, text, intent):
    assert follow_up(text, [answer], follow_ups()) == intent


def test_an_answer_without_a_subject_is_looked_past():
    answers = ["utter_ask_nabij24", "utter_dank", "utter_pgb_uitleg"]
    assert follow_up("wat kost dat", answers, follow_ups()) == "eigen_bijdrage"


@pytest.mark.parametrize(
    "text",
    [
        *("wat kost een pgb", "hoe lang duurt een aanvraag bij het ciz", "en de wmo?", "ja", ""),
        *(
            "mijn moeder is 84",
            "hoe vraag ik een rolstoel aan",
            "wat is de wlz",
            "😀",
            "12 oktober",
        ),
    ],
)
def test_a_question_with_a_subject_of_its_own_is_left_alone(text):
    assert kind_of(text, follow_ups()) is None


def test_every_follow_up_leads_to_an_intent_that_exists():
    leads = {i for subject in follow_ups().subjects for i in subject.leads_to.values()}
    assert leads <= labels().keys()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("aanvragen: wmo_aanvragen", "aanvragen: wmoo", "intent 'wmoo' bestaat niet"),
        ("aanvragen: wmo_aanvragen", "bakken: wmo_aanvragen", "soort 'bakken' bestaat niet"),
        ("wat_is_wmo", "wat_is_wmoo", "antwoord 'wat_is_wmoo' bestaat niet"),
        ("hoe vraag", "hoe vraag ik (dat", "haak te veel of te weinig"),
        ("hoe vraag", "hoe vraag?", "kan niet worden gelezen"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line_and_what_to_write(tmp_path, old, new, says):
    good = "soorten:\n  aanvragen: ['hoe vraag']\nonderwerpen:\n  wmo:\n    na: [wat_is_wmo]\n"
    good += "    leidt_tot: {aanvragen: wmo_aanvragen}\n"
    path = tmp_path / "vervolg.yml"
    path.write_text(good)
    assert follow_ups(path).subjects[0].leads_to == {"aanvragen": "wmo_aanvragen"}
    wrong = tmp_path / "fout.yml"
    wrong.write_text(good.replace(old, new))
    with pytest.raises(KnowledgeRefused, match=rf"regel \d+.*{says}.*Schrijf"):
        follow_ups(wrong)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "wat kost een pgb en hoe vraag ik dat aan?",
            ("wat kost een pgb", "hoe vraag ik dat aan?"),
        ),
        (
            "Wat doet het zorgkantoor? Welk zorgkantoor hoort bij Malden?",
            ("Wat doet het zorgkantoor?", "Welk zorgkantoor hoort bij Malden?"),
        ),
        (
            "mijn man is ziek, kan ik hulp krijgen van de gemeente en wat kost dat",
            ("kan ik hulp krijgen van de gemeente", "wat kost dat"),
        ),
        (
            "ik wil weten hoe ik een indicatie aanvraag en wat dat kost",
            ("ik wil weten hoe ik een indicatie aanvraag", "wat dat kost"),
        ),
    ],
)
def test_two_questions_in_a_message_are_found(text, parts):
    assert questions_in(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Mijn moeder van 84 heeft dementie. Waar moet ik zijn?",
        "wat is het verschil tussen wlz en wmo?",
        "wat is wlz en wmo",
        "hoe en waar vraag ik een rolstoel aan",
        "is dat zo?",
        "ja en nee",
        "??? !!! ???",
        "wat is een pgb en wie mag dat hebben en hoe vraag ik dat aan",
        "woord " * 5000,
    ],
)
def test_a_story_or_one_question_is_not_split(text):
    assert questions_in(text) is None
