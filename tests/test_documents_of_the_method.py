"""Four documents of the method: anonymous screening, branch CV, placement letter, ready for Jobnet.

What they may know is tested here for all of them alike; what each of them says, in ``test_method_*.py``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from refscreen import documents, pdf, production
from refscreen.dates import PartialDate
from refscreen.errors import UserError
from refscreen.production import Order
from refscreen.proof import forbidden_word, proof
from refscreen.questionnaire import Question
from refscreen.sharing import inner_audiences
from refscreen.view import Case
from tests.documents import SAMPLES, answering, html_of, sample, words_of

NAMES = ("anonymous", "branch-cv", "placement-letter", "jobnet")
FOR_COMPANIES = ("branch-cv", "jobnet")
CONSENT = {"anonymous": "consent_company", "branch-cv": "consent_company", "jobnet": "consent_company"} | {
    "placement-letter": "consent_placement"
}
UNPLACED = ("amir", "foued", "ibrahim-asylum")
"""Samples that have no municipality yet, so that one can be recommended."""
CANARY, YEAR, NUMBER = "KANARIEFUGL", 1911, 98765
"""A word, a year and a number that no document says."""
CODES = {"country": "NP", "municipality": "0825", "language": "kl", "occupation": "2310"}
"""Rows of the lists that no sample has, and below what they are called."""
CALLED = ("Nepal", "Læsø", "grønlandsk", "Universitetslærer")


def samples_of(name: str) -> list[Path]:
    return [path for path in SAMPLES if name != "placement-letter" or path.stem in UNPLACED]


def agreed(case: Case) -> Case:
    """The case before a municipality was found, with every consent given."""
    asked = {name: True for name in case.questionnaire.questions if name.startswith("consent_")}
    return answering(case, legal_status="opholdstilladelse", **asked)


EVERY = [(name, path) for name in NAMES for path in samples_of(name)]


def named(value: Any) -> str:
    return value.stem if isinstance(value, Path) else str(value)


# --- Form -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "path"), EVERY, ids=named)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_sample_comes_to_an_allowed_number_of_pages(name: str, path: Path, language: str) -> None:
    fewest, most = documents.find(name).manifest.pages
    assert fewest <= production.make(Order(name, path, language)).pages <= most


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_there_in_danish_and_in_english(name: str) -> None:
    for key, text in documents.find(name).texts.items():
        assert set(text) == {"da", "en"}, key
        assert (text["da"] == "") <= (key == "translated"), key


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_case_with_hardly_an_answer_makes_a_whole_document(name: str, language: str) -> None:
    kept = {CONSENT[name], "case_ref", "legal_status"}
    full = agreed(sample("maximal"))
    few = answering(full, **{told: None for told in full.answers.values if told not in kept})
    assert "None" not in words_of(name, few, language)


@pytest.mark.parametrize("name", NAMES)
def test_headings_begin_at_one_and_leave_no_level_out(name: str) -> None:
    html = html_of(name, agreed(sample("maximal")))
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


# --- Consent --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("answer", "problem"), [(False, "consent_refused"), (None, "no_consent")])
def test_without_the_consent_there_is_no_document(name: str, answer: bool | None, problem: str) -> None:
    case = answering(agreed(sample("maximal")), **{CONSENT[name]: answer})
    with pytest.raises(UserError) as caught:
        documents.look(documents.find(name), case, "da")
    assert [found.key for found in caught.value.problems] == [problem]


def test_nothing_is_recommended_to_the_immigration_service_once_a_municipality_is_found() -> None:
    placed = answering(sample("maximal"), consent_placement=True)
    with pytest.raises(UserError):
        documents.look(documents.find("placement-letter"), placed, "da")


# --- Default deny ---------------------------------------------------------------------------------


def canary(question: Question, audience: str, old: Any, *, hidden: bool) -> Any:
    """The answer, with a canary in everything of it that the audience may not see."""
    if question.type == "group":
        rows: tuple[dict[str, Any], ...] = old or ({},)
        return tuple(dict(_row(question, audience, row, hidden=hidden)) for row in rows)
    planted = {"text": CANARY, "long_text": CANARY, "number": NUMBER, "date": PartialDate(YEAR), **CODES}
    return planted.get(question.type, old) if hidden else old


def _row(group: Question, audience: str, row: Any, *, hidden: bool) -> Iterator[tuple[str, Any]]:
    for inner in group.questions:
        closed = hidden or audience not in inner_audiences(group, inner)
        found = canary(inner, audience, row.get(inner.id), hidden=closed)
        if found is not None:
            yield inner.id, found


def planted(case: Case, audience: str) -> Case:
    questions, told = case.questionnaire.questions.values(), case.answers.values
    found = {
        question.id: canary(
            question, audience, told.get(question.id), hidden=audience not in question.audiences
        )
        for question in questions
    }
    return answering(case, **found)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_of_what_the_reader_may_not_see_is_in_the_document(name: str, language: str) -> None:
    audience = documents.find(name).manifest.audience
    html = html_of(name, planted(agreed(sample("maximal")), audience), language)
    assert not [word for word in (CANARY, str(YEAR), f"{NUMBER:,}", "98.765", *CALLED) if word in html]


@pytest.mark.parametrize("name", NAMES)
def test_no_sensitive_answer_is_in_a_document_of_the_method(name: str) -> None:
    seen = documents.look(documents.find(name), agreed(sample("maximal")), "da")
    assert not [item.id for item in seen.a.values() if item.sensitive]


@pytest.mark.parametrize("name", FOR_COMPANIES)
@pytest.mark.parametrize("path", SAMPLES, ids=named)
def test_a_company_reads_nothing_of_status_flight_health_family_or_age(name: str, path: Path) -> None:
    case = production.load_case(path)
    words, told = words_of(name, case), case.answers.values
    assert case.answers.case not in words
    assert forbidden_word(words.replace(told["full_name"], ""), documents.find(name).manifest.forbidden) == ""
    assert str(told["birth_date"].year) not in words
    assert not [label for label in ("Syrien", "Iran", "Eritrea", "Sudan", "Afghanistan") if label in words]


@pytest.mark.parametrize("name", FOR_COMPANIES)
def test_a_word_that_gives_the_status_away_stops_a_document_for_companies(name: str) -> None:
    case = sample("maximal")
    rows = ({**case.answers.values["jobs"][0], "tasks": "Jeg lavede mad på asylcentret."},)
    document = documents.find(name)
    found = proof(document.manifest, documents.look(document, answering(case, jobs=rows), "da"))
    assert [(problem.key, problem.where) for problem in found] == [("forbidden_word", "jobs.0.tasks")]


# --- Room -----------------------------------------------------------------------------------------


def swollen(case: Case) -> Case:
    """The case with every text at the limit of a document, and twice as many rows in every group."""
    told = dict(case.answers.values)
    for name, question in case.questionnaire.questions.items():
        if question.type == "group" and told.get(name):
            told[name] = told[name] * 2
    story = "Jeg passede maskinerne, skrev tallene ned og lærte de nye op, så de kunne klare det selv. " * 12
    told["jobs"] = tuple({**row, "tasks": story} for row in told["jobs"])
    told["municipality_wish_reason"] = story
    told["top_skills"] = "\n".join(["Levnedsmiddelmikrobiologiske prøver og egenkontrol ved linjen"[:60]] * 5)
    return answering(case, **told)


@pytest.mark.parametrize("name", NAMES)
def test_the_longest_case_still_has_room(name: str) -> None:
    manifest, case = documents.find(name).manifest, swollen(agreed(sample("maximal")))
    assert proof(manifest, documents.look(documents.find(name), case, "da")) == []
    assert pdf.lay_out(html_of(name, case, density=manifest.densities[-1])).pages <= manifest.pages[1]
