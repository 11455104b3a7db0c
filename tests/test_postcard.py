"""The CV-postkort: two sides of A6 that show a future colleague, and nothing else about a person."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from refscreen import documents, pdf, production, store
from refscreen.dates import PartialDate
from refscreen.documents import Document, Setting
from refscreen.errors import UserError
from refscreen.production import Order
from refscreen.proof import forbidden_word, proof
from refscreen.view import Case

SAMPLES = sorted(
    path
    for path in (Path(__file__).parent.parent / "samples").glob("*.yaml")
    if store.questionnaire_of(path) == "screening"
)
MAXIMAL = next(path for path in SAMPLES if path.stem == "maximal")
THIN = next(path for path in SAMPLES if path.stem == "thin")
A6, A4 = (148, 105), (297, 210)
"""Millimetres, landscape."""


@pytest.fixture(scope="module")
def card() -> Document:
    return documents.find("postcard")


@pytest.fixture(scope="module")
def full() -> Case:
    return production.load_case(MAXIMAL)


def answering(case: Case, **values: Any) -> Case:
    """The case with other answers; None takes an answer away."""
    told = {name: value for name, value in {**case.answers.values, **values}.items() if value is not None}
    return replace(case, answers=replace(case.answers, values=told))


@cache
def made(path: Path, language: str = "da") -> bytes:
    """The card of a sample, drawn once for all tests."""
    return production.make(Order("postcard", path, language=language)).content


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return _plain(" ".join(page.extract_text() for page in reader(content).pages))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def html_of(card: Document, case: Case, language: str = "da", **setting: Any) -> str:
    setting = {"density": card.manifest.densities[0], **setting}
    return documents.render(card, documents.look(card, case, language), Setting(language, **setting))


def words_of(card: Document, case: Case, language: str = "da", **setting: Any) -> str:
    """What stands on the card, without its markup."""
    body = html_of(card, case, language, **setting).split("<body>")[1]
    return _plain(re.sub(r"<[^>]+>", " ", body))


def problems_of(card: Document, case: Case) -> list[tuple[str, str]]:
    found = proof(card.manifest, documents.look(card, case, "da"))
    return [(problem.key, problem.where) for problem in found]


def size_in_mm(page: Any) -> tuple[int, int]:
    return round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)


# --- Form -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_sample_makes_two_sides_of_a6(path: Path, language: str) -> None:
    assert [size_in_mm(page) for page in reader(made(path, language)).pages] == [A6, A6]


def test_a_sheet_is_two_sides_of_a4_with_the_card_four_times() -> None:
    sheet = production.make(Order("postcard", MAXIMAL, sheet=True))
    fronts, backs = reader(sheet.content).pages
    assert [size_in_mm(fronts), size_in_mm(backs)] == [A4, A4]
    assert _plain(fronts.extract_text()).count("Procesoperatør og kvalitetsmedarbejder") == 4
    assert _plain(backs.extract_text()).count("Spørg også min konsulent") == 4


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
            assert _plain(value) not in shown, name
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


# --- Room -----------------------------------------------------------------------------------------

COMPOUNDS = (
    "Levnedsmiddelmikrobiologiske fødevareproduktionsvirksomheden rengøringsmaskinoperatør og"
    " kvalitetssikring med vedligeholdelse af produktionsudstyr samt beskæftigelsessamarbejde i"
    " kommunen medarbejder "
) * 2


def compounds(length: int, skip: int = 0) -> str:
    """As many characters of long Danish compounds as are wanted."""
    words = COMPOUNDS.split()
    return " ".join(words[skip:])[:length].strip().ljust(length, "e")


def capitals(length: int, skip: int = 0) -> str:
    return compounds(length, skip).upper()


def crammed(case: Case, card: Document, wording: Callable[..., str], only: str = "") -> Case:
    """The case with every place on the card taken up; with ``only``, the other answers in small letters."""

    def fill(name: str, skip: int = 0, length: int = 0) -> str:
        write = wording if only in {"", name} else compounds
        return write(length or card.manifest.limits[name].length, skip)

    plain = ("full_name", "pc_headline", "pc_offer", "pc_seek", "consultant", "organisation")
    address = compounds(50).replace(" ", "").lower()
    return answering(
        case,
        **{name: fill(name) for name in plain},
        email=address[:38] + "@eksempel.dk",
        consultant_contact=f"20 00 00 44, {address[:35]}@eksempel.dk",
        phone="+45 20 00 01 44 sms",
        top_skills="\n".join(fill("top_skills", skip) for skip in (0, 3, 6)),
        jobs=tuple(
            {"title": fill("jobs.title", skip), "from": PartialDate(2001), "to": PartialDate(2010 + skip)}
            for skip in (0, 2, 4)
        ),
        certificates=tuple(
            {"name": fill("certificates.name", skip, 40), "year": PartialDate(2020)} for skip in (0, 1)
        ),
        licence=("am", "a", "b", "be", "c", "ce", "d", "traktor"),
        shift_ok=("dag", "tidlig", "aften", "nat", "weekend"),
    )


def fits(card: Document, case: Case, **setting: Any) -> bool:
    """Whether one of the card's densities comes to two pages."""
    densities = reversed(card.manifest.densities)  # the tightest is the likeliest
    return any(
        pdf.lay_out(html_of(card, case, density=density, **setting)).pages == 2 for density in densities
    )


@pytest.mark.parametrize("wording", [compounds, capitals])
def test_every_answer_at_its_limit_has_room(card: Document, full: Case, wording: Callable[..., str]) -> None:
    assert fits(card, crammed(full, card, wording))


def test_what_has_room_on_the_card_has_room_on_the_sheet(card: Document, full: Case) -> None:
    assert fits(card, crammed(full, card, compounds), sheet=True)


def all_w(length: int, _skip: int = 0) -> str:
    return "W" * length


@pytest.mark.parametrize(
    "name",
    [
        "full_name",
        "pc_headline",
        "pc_offer",
        "pc_seek",
        "top_skills",
        "jobs.title",
        "certificates.name",
        "consultant",
        "organisation",
    ],
)
def test_nothing_but_w_has_room_beside_others_at_their_limit(card: Document, full: Case, name: str) -> None:
    assert fits(card, crammed(full, card, all_w, only=name))


def test_what_has_no_room_makes_another_page_and_is_never_cut(card: Document, full: Case) -> None:
    assert not fits(card, answering(full, pc_seek=compounds(90) * 5))


@pytest.mark.parametrize(
    ("name", "longest", "values"),
    [
        ("full_name", 40, {"full_name": "A" * 41}),
        ("pc_headline", 40, {"pc_headline": "A" * 41}),
        ("pc_offer", 140, {"pc_offer": "A" * 141}),
        ("pc_seek", 90, {"pc_seek": "A" * 91}),
        ("top_skills", 35, {"top_skills": "Mure\n" + "A" * 36}),
        ("phone", 20, {"phone": "2" * 21}),
        ("email", 50, {"email": "a" * 51}),
        ("consultant", 36, {"consultant": "A" * 37}),
        ("organisation", 50, {"organisation": "A" * 51}),
        ("consultant_contact", 60, {"consultant_contact": "A" * 61}),
        ("jobs.0.title", 36, {"jobs": ({"title": "A" * 37},)}),
        ("certificates.0.name", 60, {"certificates": ({"name": "A" * 61},)}),
        ("job_titles", 40, {"job_titles": "A" * 41, "pc_headline": None}),
        ("friend_words", 110, {"friend_words": "A" * 111, "pc_offer": None}),
    ],
)
def test_a_longer_answer_is_named_with_its_length_and_the_room(
    card: Document, full: Case, name: str, longest: int, values: dict[str, Any]
) -> None:
    (problem,) = proof(card.manifest, documents.look(card, answering(full, **values), "da"))
    assert (problem.key, problem.where) == ("no_room", name)
    assert (problem.values["length"], problem.values["longest"]) == (str(longest + 1), str(longest))


def test_what_is_not_printed_may_be_any_length(card: Document, full: Case) -> None:
    skills = "\n".join(["Mure", "Male", "Spartle", "A" * 80])
    assert problems_of(card, answering(full, top_skills=skills, job_titles="A" * 80)) == []


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
    row = r'<th scope="row">(\w+).*?<title>(\d) out of 5</title>.*?<td>([\w ]+)</td>'
    rows = re.finditer(row, table_of(html_of(card, full, language="en"), "tongues"), re.DOTALL)
    assert [found.groups() for found in rows] == [
        ("Danish", "2", "a little"),
        ("English", "3", "everyday"),
        ("Kurmanji", "5", "very well"),
        ("Arabic", "5", "very well"),
    ]


def test_an_expired_certificate_is_not_shown(card: Document, full: Case) -> None:
    assert "Gaffeltruck" not in words_of(card, full)


def test_a_start_date_that_has_passed_is_now(card: Document, full: Case) -> None:
    assert "Jeg kan begynde nu" in words_of(card, answering(full, start_date=PartialDate(2020, 1)))
