"""The CV-postkort: two sides of A6 that show a future colleague, and nothing else about a person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from refscreen import documents, production
from refscreen.dates import PartialDate
from refscreen.documents import Document
from refscreen.errors import UserError
from refscreen.production import Order
from refscreen.proof import forbidden_word, proof
from refscreen.view import Case
from tests.cards import (
    MAXIMAL,
    SAMPLES,
    THIN,
    answering,
    fits,
    full_case,
    html_of,
    made,
    plain,
    problems_of,
    reader,
    size_in_mm,
    text_of,
    the_card,
    words_of,
)

A6, A4 = (148, 105), (297, 210)
"""Millimetres, landscape."""


@pytest.fixture(scope="module")
def card() -> Document:
    return the_card()


@pytest.fixture(scope="module")
def full() -> Case:
    return full_case()


# --- Form -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_sample_makes_two_sides_of_a6(path: Path, language: str) -> None:
    assert [size_in_mm(page) for page in reader(made(path, language)).pages] == [A6, A6]


def test_a_sheet_is_two_sides_of_a4_with_the_card_four_times() -> None:
    sheet = production.make(Order("postcard", MAXIMAL, sheet=True))
    fronts, backs = reader(sheet.content).pages
    assert [size_in_mm(fronts), size_in_mm(backs)] == [A4, A4]
    assert plain(fronts.extract_text()).count("Procesoperatør og kvalitetsmedarbejder") == 4
    assert plain(backs.extract_text()).count("Spørg også min konsulent") == 4


def test_the_pdf_is_named_after_the_candidate_and_not_after_the_case() -> None:
    metadata = reader(made(THIN)).metadata
    assert metadata is not None
    assert metadata.title == "CV-postkort – Yonas Ghebrai"


# --- What it must not say -------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_nothing_that_a_company_may_not_see_is_in_the_pdf(path: Path) -> None:
    case = production.load_case(path)
    content = made(path)
    shown = text_of(content)
    assert case.answers.case not in shown
    for name, value in case.answers.values.items():
        question = case.questionnaire.questions[name]
        # The consultant is on the card, and may well own the next step too.
        told = question.type in {"text", "long_text"} and name != "next_owner"
        if told and "company" not in question.audiences:
            assert plain(value) not in shown, name
            assert str(value).encode() not in content, name


@pytest.mark.parametrize(
    "canary",
    [
        "1985",  # birth
        "Syrien",  # nationality
        "Tyrkiet",  # countries worked in, and the country of the licence
        "Asylcenter",  # address now, issuer of a certificate
        "Boligplaceret",
        "opholdstilladelse",
        "UDL-",
        "K-2026",
        "Gift",
        "børn",
        "helbred",
        "Gaziantep",
    ],
)
def test_status_flight_origin_age_family_and_health_are_not_on_the_card(canary: str) -> None:
    assert canary.lower() not in text_of(made(MAXIMAL)).lower()


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Flygtning fra nord", "flygtning"),
        ("Arbejde for kvoteflygtninge", "flygtning"),
        ("Jeg flygtede i 2015", "flygtede"),
        ("Frivillig på asylcentret", "asylcent"),
        ("ASYL", "asyl"),
        ("asyl-køkken", "asyl"),
        ("Har fået opholdstilladelsen", "opholdstilladelse"),
        ("får integrationsydelse nu", "integrationsydelse"),
        ("på kontanthjælpen", "kontanthjælp"),
        ("lever af en ydelse", "ydelse"),
        ("IGU-forløb", "igu"),
        ("boligplaceret i Varde", "boligplacer"),
        ("familiesammenført", "familiesammenf"),
        ("a refugee's story", "refugee"),
        ("Asylum kitchen", "asylum"),
        ("has a residence permit", "residence permit"),
        ("krigstraumer", "traumer"),
        ("traumatiseret", "traumatis"),
        ("god muslim", "muslim"),
        ("Mine børn er store", "mine børn"),
        ("35 år gammel", "år gammel"),
    ],
)
def test_a_word_that_gives_something_away_is_found(card: Document, text: str, stem: str) -> None:
    assert forbidden_word(text, card.manifest.forbidden) == stem


@pytest.mark.parametrize(
    "text",
    [
        "Salg af tjenesteydelser",
        "Motorydelse og service",
        "Butikken i Asylgade 7",
        "Lister i flugt med væggen",
        "Flygtige stoffer og udluftning",
        "Ophold på byggepladsen, opholdsrum og køkken",
        "Kirketjener og graver",
        "Sygeplejerske, traumecenter",
        "Førstehjælp and CPR course",
        "Making jewellery",
        "Kok i Islamabad",
        "Halalslagter",
        "Christian IV's Bryghus",
        "Skilte, lak og giftfri rengøring",
        "Pleje af syge og børn",
        "Flerårig erfaring og 3-årig uddannelse",
        "Warehouse and permits office",
        "Tillidsmand, helhed og helbredelse",
        "Integration af it-systemer",
        "Udlejning, udvisning af gæster til bordet",
    ],
)
def test_ordinary_words_at_work_are_left_alone(card: Document, text: str) -> None:
    assert forbidden_word(text, card.manifest.forbidden) == ""


def test_a_forbidden_word_stops_the_card_and_names_the_question(card: Document, full: Case) -> None:
    told = answering(full, pc_offer="Jeg lærte at lave mad på asylcentret.")
    assert problems_of(card, told) == [("forbidden_word", "pc_offer")]


@pytest.mark.parametrize("word", ["refugee", "asylum", "residence permit", "my husband", "mosque"])
def test_an_english_card_refuses_english_words(card: Document, full: Case, word: str) -> None:
    seen = documents.look(card, answering(full, pc_offer=f"I bake bread ({word})."), "en")
    assert [(problem.key, problem.where) for problem in proof(card.manifest, seen)] == [
        ("forbidden_word", "pc_offer")
    ]


def test_a_name_is_no_forbidden_word(card: Document, full: Case) -> None:
    assert problems_of(card, answering(full, full_name="Rafiqul Islam", consultant="Kristen Muslim")) == []


# --- Consent --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "told"), [(False, "consent_refused"), (None, "no_consent")])
def test_without_consent_there_is_no_card(card: Document, full: Case, answer: bool | None, told: str) -> None:
    with pytest.raises(UserError) as caught:
        documents.look(card, answering(full, consent_company=answer), "da")
    (problem,) = caught.value.problems
    assert (problem.key, problem.path) == (told, ("answers", "consent_company"))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "face.png"
    Image.new("RGB", (600, 800), "#c9936f").save(path)
    return path


def test_a_photo_takes_the_place_of_the_initials(photo: Path) -> None:
    without, with_photo = (
        reader(production.make(Order("postcard", MAXIMAL, photo=given)).content).pages[0]
        for given in (None, photo)
    )
    assert (len(without.images), len(with_photo.images)) == (0, 1)
    assert "RÇ" in without.extract_text()
    assert "RÇ" not in with_photo.extract_text()


def test_a_photo_needs_its_own_consents(photo: Path) -> None:
    with pytest.raises(UserError) as caught:
        production.make(Order("postcard", THIN, photo=photo))
    assert {problem.path[-1] for problem in caught.value.problems} == {"consent_media", "pc_photo"}


# --- What stands in for what is missing -----------------------------------------------------------


def test_a_thin_case_gets_a_title_and_a_wish_from_its_branches(card: Document) -> None:
    shown = words_of(card, production.load_case(THIN))
    assert "Yonas Ghebrai Byggeri og anlæg Giv mig en opgave" in shown
    assert "Praktik eller job inden for Byggeri og anlæg Anlægsgartner og grønne områder" in shown


def test_the_jobs_wanted_stand_in_before_the_branches(card: Document, full: Case) -> None:
    wanted = answering(full, pc_headline=None, pc_seek=None, job_titles="Smed\nSvejser\nKlejnsmed")
    shown = words_of(card, wanted)
    assert "Şêxmûs Smed" in shown
    assert "Praktik eller job som Smed Svejser Vi kan" in shown


def test_a_colleague_s_words_stand_in_for_the_line_in_first_person(card: Document, full: Case) -> None:
    shown = words_of(card, answering(full, pc_offer=None, friend_words="Rolig og præcis"))
    assert "»Rolig og præcis« – med en kollegas ord." in shown


def test_what_is_not_known_leaves_no_heading_behind(card: Document, full: Case) -> None:
    bare = answering(
        full,
        **dict.fromkeys(set(full.answers.values) - {"full_name", "consent_company"}),
    )
    page = html_of(card, bare)
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["Jeg søger"]
    assert 'class="tint"' not in page
    assert fits(card, bare)


# --- What is chosen -------------------------------------------------------------------------------


def table_of(page: str, name: str) -> str:
    return page.partition(f'class="{name}"')[2].partition("</table>")[0]


def jobs_of(page: str) -> list[tuple[str, ...]]:
    cells = re.finditer(r'<th scope="row">(.*?)</th><td>(.*?)</td>', table_of(page, "jobs"))
    return [cell.groups() for cell in cells]


def test_the_three_latest_jobs_are_shown_those_without_an_end_first(card: Document, full: Case) -> None:
    jobs = (
        {"title": "Bager", "from": PartialDate(2001), "to": PartialDate(2004)},
        {"title": "Kok", "from": PartialDate(2015)},
        {"title": "Smed", "from": PartialDate(2016), "to": PartialDate(2016)},
        {"title": "Maler", "to": PartialDate(2019)},
    )
    shown = jobs_of(html_of(card, answering(full, jobs=jobs)))
    assert shown == [("Kok", "fra 2015"), ("Maler", "til 2019"), ("Smed", "2016")]


def test_a_branch_brings_its_jobs_to_the_front(card: Document, full: Case) -> None:
    shown = jobs_of(html_of(card, full, branch="tekstil"))
    assert [title for title, _ in shown] == [
        "Linjeleder i konfektionsfabrik",
        "Syerske i systue",
        "Procesoperatør på konservesfabrik",
    ]


def test_danish_and_english_come_first_then_the_best_spoken_of_four(card: Document, full: Case) -> None:
    row = r'<th scope="row">(\w+)(.*?)<td>([\w ]+)</td>'
    rows = re.findall(row, table_of(html_of(card, full, language="en"), "tongues"), re.DOTALL)
    assert [(language, dots.count("●"), words) for language, dots, words in rows] == [
        ("Danish", 2, "a little"),
        ("English", 3, "everyday"),
        ("Kurmanji", 5, "very well"),
        ("Arabic", 5, "very well"),
    ]


def test_an_expired_certificate_is_not_shown(card: Document, full: Case) -> None:
    assert "Gaffeltruck" not in words_of(card, full)


def test_a_start_date_that_has_passed_is_now(card: Document, full: Case) -> None:
    assert "Jeg kan begynde nu" in words_of(card, answering(full, start_date=PartialDate(2020, 1)))


# --- Without a job, without a way to the consultant, and wishes that are no promise ----------------


def skilled(full: Case, *skills: dict[str, Any], **values: Any) -> Case:
    return answering(full, ever_worked=False, jobs=None, skills=skills, **values)


COOKS = {"skill": "Madlavning til mange", "years": 14}
SEWS = {"skill": "Syning", "years": 1}


def test_where_there_was_no_job_what_was_done_for_years_is_the_experience(card: Document, full: Case) -> None:
    long = {"skill": "Planlægning af indkøb og mængder til meget store selskaber", "years": 9}
    new = {"skill": "Havearbejde", "years": 0}
    bakes, gardens = {"skill": "Brødbagning", "years": 16}, {"skill": "Konservering", "years": 12}
    page = html_of(card, skilled(full, long, COOKS, {"skill": "Rengøring"}, new, SEWS, bakes, gardens))
    assert jobs_of(page) == [
        ("Madlavning til mange", "14 år"),
        ("Syning", "1 år"),
        ("Brødbagning", "16 år"),
    ]
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page)[:2] == ["Det kan jeg", "Erfaring"]


def test_skills_are_no_experience_beside_a_job(card: Document, full: Case) -> None:
    page = html_of(card, answering(full, jobs=({"title": "Smed"},), skills=(COOKS,)))
    assert [title for title, _ in jobs_of(page)] == ["Smed"]


def test_with_neither_jobs_nor_years_there_is_no_heading_for_them(card: Document, full: Case) -> None:
    assert "Erfaring" not in words_of(card, skilled(full, {"skill": "Syning"}))


@pytest.mark.parametrize("theme", ["ring", "line", "tile"])
def test_skills_have_room_where_jobs_would_stand(card: Document, full: Case, theme: str) -> None:
    skills = ({"skill": "W" * 36, "years": 40}, {"skill": "M" * 36, "years": 40}, {**COOKS, "years": 40})
    assert fits(card, skilled(full, *skills), theme=theme)


def test_a_skill_that_stands_on_the_card_is_read_for_words_that_may_not(card: Document, full: Case) -> None:
    told = {"skill": "Køkken på asylcentret", "years": 2}
    assert problems_of(card, skilled(full, told)) == [("forbidden_word", "skills.0.skill")]
    assert problems_of(card, answering(full, skills=(told,))) == []


def test_nobody_is_sent_to_a_consultant_whom_there_is_no_way_to_reach(card: Document, full: Case) -> None:
    shown = words_of(card, answering(full, consultant_contact=None))
    assert "Min konsulent Anne-Sophie" in shown
    assert "Spørg også" not in shown
    assert "Spørg også min konsulent" in words_of(card, full)


@pytest.mark.parametrize(("language", "told"), [("da", "Ønsker Cirka 30"), ("en", "I’d like About 30")])
def test_the_hours_are_told_as_a_wish(card: Document, full: Case, language: str, told: str) -> None:
    assert told in words_of(card, answering(full, hours_wish="deltid_30"), language)
