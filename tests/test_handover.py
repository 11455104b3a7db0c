"""The handover document: what stands where, what stands nowhere, and the page as it was last approved."""

import html
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from refscreen import documents, production
from refscreen.documents import Setting
from refscreen.production import Order
from refscreen.view import Case

SAMPLES = Path(__file__).parent.parent / "samples"
GOLDEN = Path(__file__).parent / "golden"
DOCUMENT = documents.find("handover")


def case_of(sample: str, **values: Any) -> Case:
    case = production.load_case(SAMPLES / f"{sample}.yaml")
    changed = {name: value for name, value in {**case.answers.values, **values}.items() if value is not None}
    return replace(case, answers=replace(case.answers, values=changed))


def page_of(case: Case, density: str = "normal") -> str:
    return documents.render(DOCUMENT, documents.look(DOCUMENT, case, "da"), Setting("da", density))


def words_of(page: str) -> str:
    body = page[page.index("<body") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def section(page: str, number: int) -> str:
    start = page.index(f'id="s{number}"')
    end = page.index(f'id="s{number + 1}"') if number < 12 else len(page)
    return page[start:end]


def test_health_stands_in_section_8_and_nowhere_else() -> None:
    canary = "Kanariefugl på skulderen kræver pauser"
    page = page_of(case_of("leyla", practice_needs=canary))
    assert canary in section(page, 8)
    assert page.count(canary) == 1


def test_page_1_points_to_the_considerations_without_telling_them() -> None:
    page = page_of(case_of("leyla", health_limit="ja"))
    overview = words_of("<body>" + section(page, 1))
    assert "se afsnit 8" in overview
    assert "Hensyn" not in words_of("<body>" + section(page_of(case_of("leyla", consent_sensitive=False)), 1))


@pytest.mark.parametrize("name", ["tasks_reserve", "practice_needs", "economy_pressure"])
def test_without_its_own_consent_no_sensitive_answer_is_printed(name: str) -> None:
    case = case_of("leyla", consent_sensitive=False, **{name: "Kanariefugl"})
    assert "Kanariefugl" not in page_of(case)


def test_the_number_of_the_person_is_never_printed() -> None:
    assert "UDL-99" not in page_of(case_of("maximal", person_no="UDL-99-000001"))


def test_everything_the_municipality_may_see_is_printed() -> None:
    case = case_of("leyla")
    seen = documents.look(DOCUMENT, case, "da")
    printed = words_of(documents.render(DOCUMENT, seen, Setting("da", "roomy")))
    kinds = {name: question.type for name, question in case.questionnaire.questions.items()}
    written = [item for item in seen.a.values() if item.covered and kinds[item.id] in {"text", "long_text"}]
    assert len(written) > 40
    assert [item.id for item in written if " ".join(item.lines[0].split()) not in printed] == []


def test_an_unanswered_question_is_named_as_not_covered() -> None:
    printed = words_of(page_of(case_of("leyla", devices=None, work_meaning=None)))
    assert "Ikke afdækket Telefon, computer og net" in printed
    assert "Ikke afdækket Arbejdets betydning" in printed


def test_a_declined_answer_is_told_as_declined() -> None:
    case = case_of("leyla", leisure=None)
    declined = replace(case, answers=replace(case.answers, states={"leisure": "declined"}))
    assert "Ønsker ikke at svare Fritid og interesser" in words_of(page_of(declined))


def test_the_cautious_recommendation_goes_first_and_the_other_says_what_it_waits_for() -> None:
    page = page_of(case_of("ali", readiness="aktivitetsparat", health_limit="nej"))
    listed = words_of("<body>" + section(page, 11))
    assert re.search(r"R16\b.*?[Ee]fter R72", listed)


def test_self_rating_consultants_rating_and_evidence_stand_side_by_side() -> None:
    page = section(page_of(case_of("ali")), 5)
    heads = [words_of("<body>" + head) for head in re.findall(r"<th[^>]*>.*?</th>", page, re.DOTALL)]
    joined = " ".join(heads)
    assert "Egen" in joined
    assert "Konsulent" in joined
    assert "Bevis" in joined


def test_every_picture_has_a_text_for_those_who_do_not_see_it() -> None:
    page = page_of(case_of("ali"))
    drawings = re.findall(r"<svg\b[^>]*>\s*(<\w+)", page)
    assert len(drawings) >= 3
    assert set(drawings) == {"<title"}


def test_an_answer_is_text_and_never_markup() -> None:
    page = page_of(case_of("leyla", work_meaning="<script>alert(1)</script> & <b>fed</b>"))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;fed&lt;/b&gt;" in page


@pytest.mark.golden
@pytest.mark.parametrize(
    ("document", "sample", "language"),
    [("handover", "thin", "da"), ("handover", "leyla", "en"), ("postcard", "amir", "da")],
)
def test_the_page_is_as_it_was_approved(document: str, sample: str, language: str) -> None:
    made = production.make(Order(document, SAMPLES / f"{sample}.yaml", language, form="html")).content
    path = GOLDEN / f"{document}-{sample}.{language}.html"
    if os.environ.get("REFSCREEN_UPDATE_GOLDEN"):
        path.write_bytes(made)
    assert made.decode() == path.read_text(encoding="utf-8")
