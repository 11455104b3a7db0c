"""The read-back: what the candidate said, in the candidate's language, and nothing else."""

import html
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from refscreen import documents, production, store
from refscreen.documents import Setting
from refscreen.errors import UserError
from refscreen.production import Order, Product
from refscreen.view import Case
from tests.conftest import said
from tests.program import run

SAMPLES = [
    path
    for path in sorted(store.shipped("samples").glob("*.yaml"))
    if store.questionnaire_of(path) == "screening"
]
DOCUMENT = documents.find("summary")
CANARY = "Kanariefugl på skulderen"


def case_of(sample: str, language: str = "da", **values: Any) -> Case:
    case = production.load_case(store.shipped("samples") / f"{sample}.yaml", language=language)
    changed = {name: value for name, value in {**case.answers.values, **values}.items() if value is not None}
    return replace(case, answers=replace(case.answers, values=changed))


def page_of(case: Case, language: str = "da", density: str = "full") -> str:
    return documents.render(DOCUMENT, documents.look(DOCUMENT, case, language), Setting(language, density))


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<body") :])).split())


@pytest.fixture(scope="module", params=["da", "en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def made(request: pytest.FixtureRequest, language: str) -> tuple[str, Product]:
    return language, production.make(Order("summary", request.param, language))


def test_it_has_two_to_four_pages_that_can_be_read(made: tuple[str, Product]) -> None:
    language, product = made
    pages = pypdf.PdfReader(io.BytesIO(product.content))
    assert 2 <= len(pages.pages) <= 4
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages.pages} == {(595, 842)}
    text = " ".join(pages.pages[-1].extract_text().split())
    assert {"da": "Har vi forstået", "en": "understand you", "ar": "التوقيع"}[language] in text


def test_no_text_of_the_document_or_the_questionnaire_is_left_in_another_language() -> None:
    page = words_of(page_of(case_of("maximal", "ar"), "ar"))
    assert re.findall(r".{20}\[(?:da|en)\]", page) == []


@pytest.mark.parametrize("name", ["practice_needs", "tasks_reserve", "economy_pressure", "person_no"])
@pytest.mark.parametrize("density", DOCUMENT.manifest.densities)
def test_no_sensitive_answer_is_printed_whatever_was_agreed(name: str, density: str) -> None:
    case = case_of("leyla", consent_sensitive=True, **{name: CANARY})
    assert CANARY not in page_of(case, density=density)


@pytest.mark.parametrize(
    "name",
    ["attention_summary", "resources_summary", "realistic_short", "typology_reason", "interpreter_remark"],
)
def test_nothing_the_consultant_thinks_is_printed(name: str) -> None:
    assert CANARY not in page_of(case_of("leyla", **{name: CANARY}))


def test_not_even_a_rating_in_a_row_of_the_candidates() -> None:
    case = case_of("maximal")
    seen = documents.look(DOCUMENT, case, "da")
    theirs = {
        question.id for question in case.questionnaire.questions.values() if question.by == "consultant"
    }
    told = {"organisation", "consultant_contact"}  # whom the candidate may call is no opinion
    assert [name for name in seen.a if name in theirs - told] == []
    assert "consultant" not in seen.a["skills"].rows[0]
    assert "Tydelig styrke" not in words_of(page_of(case))


def test_what_others_said_stays_with_the_consultant() -> None:
    page = words_of(page_of(case_of("leyla")))
    told = store.read_source(store.shipped("samples") / "leyla.yaml").data["answers"]["sources"]
    assert [row["statement"] for row in told if row["statement"][:40] in page] == []


def test_everything_the_candidate_said_is_there_where_there_is_room() -> None:
    case = case_of("leyla")
    page = words_of(page_of(case))
    seen = documents.look(DOCUMENT, case, "da")
    told = [item for item in seen.a.values() if item.covered and item.value == item.text]
    elsewhere = {"case_ref", "interpreter_dialect"}
    assert len(told) > 40
    assert [item.id for item in told if item.lines[0] not in page and item.id not in elsewhere] == []


def test_what_has_no_room_is_named() -> None:
    page = words_of(page_of(case_of("leyla"), density="least"))
    assert "Det har du også fortalt, og konsulenten har noteret det: Cykel" in page


def beside(case: Case, **tables: Any) -> Case:
    return replace(case, answers=replace(case.answers, **tables))


def test_what_others_said_is_marked_and_asked_about_and_is_nobodys_quotation() -> None:
    words = "Den lille har aldrig været passet af andre end os, og det bekymrer dem begge."
    case = case_of("leyla", childcare_need="mangler", own_barriers=words)
    said_by = {
        "childcare_need": "centre",
        "own_barriers": "other",
        "skills.0": "teacher",
        "phone": "candidate",
    }
    page = words_of(page_of(beside(case, said_by=said_by)))
    assert "Børnepasning Mangler (oplyst af asylcentret – passer det?)" in page
    assert f"Mulige forhindringer {words} (oplyst af en anden – passer det?)" in page
    assert re.search(r"Madlavning til mange [^»]*\(oplyst af en lærer – passer det\?\) Planlægning", page)
    assert "Telefon 20 00 02 74 E-mail" in page
    assert "Kommer et svar fra andre eller fra papirer, står det ved svaret." in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", "Hjemegn Omegnen af Keren (fra papirer – passer det?)"),
        ("en", "Omegnen af Keren (from papers – is that right?)"),
        ("ar", "Omegnen af Keren (من الأوراق – هل هذا صحيح؟)"),
    ],
)
def test_what_stood_in_papers_only_is_asked_about(language: str, told: str) -> None:
    case = beside(case_of("thin", language), confirm=("home_region",), said_by={})
    assert told in words_of(page_of(case, language))


def test_what_the_candidate_told_last_time_is_the_candidates_own_word() -> None:
    sessions = ({"start": "2026-11-19T11:00", "follow_up": "2026-09-04"},)
    case = beside(case_of("thin"), confirm=("home_region",), said_by={}, sessions=sessions)
    page = words_of(page_of(case))
    assert "passer det?" not in page
    assert "Kommer et svar fra andre" not in page


def test_what_others_said_and_has_no_room_is_not_called_told_by_the_candidate() -> None:
    case = beside(case_of("leyla"), said_by={"danish_attendance": "teacher"})
    page = words_of(page_of(case, density="least"))
    own, _, rest = page.partition("Det har vi fra andre eller fra papirer, og konsulenten har noteret det: ")
    assert rest.startswith("Fremmøde til dansk")
    assert "Fremmøde til dansk" not in own.partition("Det har du også fortalt")[2]


def test_own_words_are_quotations_in_the_language_they_were_noted_in() -> None:
    page = page_of(
        case_of("leyla", "ar", own_barriers=f"{CANARY}, og mere end en linje om det, der er svært."), "ar"
    )
    assert f'<blockquote lang="da" dir="ltr">»{CANARY}' in page
    assert ' lang="ar" dir="rtl">\n<head>' in page


@pytest.mark.parametrize("sample", ["amir", "leyla", "maximal"])
def test_no_label_speaks_of_the_candidate_and_the_test_of_the_trade_is_the_consultants(sample: str) -> None:
    words = words_of(page_of(case_of(sample)))
    assert "Dit billede af dig selv i job" in words
    for about in ("sig selv i job", "Omsorg for andre", "Prøvespørgsmål", "Bor sammen med kandidaten"):
        assert about not in words


def test_it_speaks_to_the_candidate_and_not_of_one() -> None:
    page = words_of(page_of(case_of("leyla")))
    assert "Partnerens opholdssted Bor sammen med dig" in page
    assert "2014 · bor hos dig" in page
    assert "kandidaten" not in page.lower()


def test_each_consent_says_what_it_is_to_and_how_it_is_withdrawn() -> None:
    page = words_of(page_of(case_of("leyla", consent_media=False, consent_secondhand=None)))
    assert "✗ Nej I må bruge et billede eller en kort video af mig" in page
    assert "ikke spurgt I må spørge andre, der kender mig" in page
    assert "Sig det til konsulenten. Birthe Lindskov · Jobvejen Fyn · 20 00 01 63" in page


def test_what_was_declined_or_unclear_is_told_apart_from_what_nobody_asked() -> None:
    case = case_of("leyla", phone=None, email=None, devices=None)
    states = {**case.answers.states, "phone": "declined", "email": "unclear"}
    page = words_of(page_of(replace(case, answers=replace(case.answers, states=states))))
    assert "Det ville du ikke svare på, og det er helt i orden: Telefon" in page
    assert "Det var uklart, så det spørger vi om igen: E-mail" in page
    assert re.search(r"Det har vi ikke talt om endnu:[^:]*Telefon, computer og net", page)


def test_arabic_runs_from_right_to_left_and_can_be_copied() -> None:
    product = production.make(Order("summary", store.shipped("samples") / "thin.yaml", "ar"))
    page = pypdf.PdfReader(io.BytesIO(product.content)).pages[0]
    places: list[tuple[str, float]] = []
    text = page.extract_text(visitor_text=lambda words, _cm, tm, *_: places.append((words, tm[4])))
    assert "محادثة" in text or "المحادثة" in text
    assert max(x for words, x in places if re.search("[ء-ي]", words)) > 300


def test_a_language_it_is_not_written_in_is_told_with_those_it_is() -> None:
    with pytest.raises(UserError) as error:
        production.make(Order("summary", SAMPLES[0], "uk"))
    assert said(error.value.problems) == [": unknown_language"]
    assert error.value.problems[0].values["known"] == "da, en, ar"


def test_a_folder_of_cases_is_read_back_in_one_go(tmp_path: Path) -> None:
    source = store.shipped("samples") / "thin.yaml"
    ran = run("batch", source, "-o", tmp_path, "--document", "summary", "--language", "ar")
    assert ran.code == 0, ran.err
    assert [path.name for path in tmp_path.glob("*.pdf")] == [
        "2026-11-05_det-har-du-fortalt-ar_K-2026-029.pdf"
    ]
