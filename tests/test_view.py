"""Default deny: a view holds what its audience may see, and nothing can be concluded from the rest."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refscreen import production
from refscreen.documents import common_words
from refscreen.items import Item, Items
from refscreen.questionnaire import AUDIENCES
from refscreen.view import Case, View, view
from refscreen.wording import Wording

SAMPLES = Path(__file__).parent.parent / "samples"
DANISH = Wording("da", "da", common_words("da"))


def seen_by(case: Case, audience: str, consent: str | None = "consent_sensitive") -> View:
    return view(case, audience, DANISH, consent)


def with_answers(case: Case, **values: Any) -> Case:
    return replace(case, answers=replace(case.answers, values={**case.answers.values, **values}))


@pytest.fixture(scope="module")
def leyla() -> Case:
    return production.load_case(SAMPLES / "leyla.yaml")


def texts_of(items: Items) -> list[str]:
    found = []
    for item in items.values():
        found.append(item.text)
        found += [inner.text for row in item.rows for inner in row.values()]
    return found


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_item_is_in_the_view_only_when_its_question_is_shared(leyla: Case, audience: str) -> None:
    for name in seen_by(leyla, audience).a:
        assert audience in leyla.questionnaire.questions[name].audiences


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_inner_answer_is_in_the_view_only_when_it_is_shared(leyla: Case, audience: str) -> None:
    for name, item in seen_by(leyla, audience).a.items():
        group = leyla.questionnaire.questions[name]
        for row in item.rows:
            for inner in row:
                own = group.inner[inner].share
                assert own is None or audience in own, f"{name}.{inner}"


def test_without_consent_sensitive_answers_are_not_there_and_nothing_follows_from_them(leyla: Case) -> None:
    told = with_answers(leyla, health_limit="ja", sleep_concentration=1, consent_sensitive=True)
    silent = with_answers(told, consent_sensitive=False)
    open_view, closed_view = seen_by(told, "municipality"), seen_by(silent, "municipality")
    assert "health_limit" in open_view.a
    assert "health_limit" not in closed_view.a
    health = {"R69", "R70", "R71", "R73"}
    assert health & {counsel.id for counsel in open_view.conclusions.counsel}
    assert not health & {counsel.id for counsel in closed_view.conclusions.counsel}


def test_a_consent_that_was_never_asked_for_is_no_consent(leyla: Case) -> None:
    values = {name: value for name, value in leyla.answers.values.items() if name != "consent_sensitive"}
    unasked = replace(leyla, answers=replace(leyla.answers, values=values))
    assert not seen_by(unasked, "municipality").with_sensitive


def test_no_reason_shows_an_answer_that_is_not_in_the_view(leyla: Case) -> None:
    canary = "KANARIEFUGL"
    told = with_answers(leyla, tasks_reserve=canary, practice_needs=canary, economy_pressure=canary)
    for audience in AUDIENCES:
        seen = seen_by(told, audience, consent=None)
        reasons = [reason.text for counsel in seen.conclusions.counsel for reason in counsel.reasons]
        assert canary not in " ".join(texts_of(seen.a) + reasons)


def test_private_notes_are_in_no_view(leyla: Case) -> None:
    noted = replace(leyla, answers=replace(leyla.answers, notes={"motivation_self": "KANARIEFUGL"}))
    for audience in AUDIENCES:
        assert "KANARIEFUGL" not in repr(seen_by(noted, audience))


def test_unanswered_is_not_covered_and_declined_is_declined(leyla: Case) -> None:
    values = {
        name: value for name, value in leyla.answers.values.items() if name not in {"devices", "leisure"}
    }
    states = {"leisure": "declined"}
    case = replace(leyla, answers=replace(leyla.answers, values=values, states=states))
    items = seen_by(case, "municipality").a
    assert (items["devices"].state, items["devices"].text) == ("not_covered", "ikke afdækket")
    assert (items["leisure"].state, items["leisure"].text) == ("declined", "ønsker ikke at svare")


def test_an_item_reads_as_its_language_writes_it(leyla: Case) -> None:
    case = with_answers(leyla, max_commute_min=45)
    danish = seen_by(case, "municipality").a["max_commute_min"]
    english = view(case, "municipality", Wording("en", "da", common_words("en"))).a["max_commute_min"]
    assert (danish.text, english.text) == ("45 minutter", "45 minutes")


def test_lines_of_a_list_answer() -> None:
    item = Item("top_skills", "Styrker", "- Madlavning\n\n• Planlægning", "…", "answered")
    assert item.lines == ["Madlavning", "Planlægning"]


def test_the_day_of_the_interview_is_the_day_the_case_is_read_on() -> None:
    case = production.load_case(SAMPLES / "amir.yaml")
    assert case.today == date(2026, 10, 14)
    assert production.load_case(SAMPLES / "amir.yaml", date(2027, 1, 1)).today == date(2027, 1, 1)
