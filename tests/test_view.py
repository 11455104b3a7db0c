"""Default deny: a view holds what its audience may see, and nothing can be concluded from the rest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refscreen import production
from refscreen.audiences import shipped
from refscreen.items import Item, Items
from refscreen.template import common_words
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


@pytest.mark.parametrize("audience", shipped().readers)
def test_an_item_is_in_the_view_only_when_its_question_is_shared(leyla: Case, audience: str) -> None:
    for name in seen_by(leyla, audience).a:
        assert audience in leyla.questionnaire.questions[name].audiences


@pytest.mark.parametrize("audience", shipped().readers)
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
    for audience in shipped().readers:
        seen = seen_by(told, audience, consent=None)
        reasons = [reason.text for counsel in seen.conclusions.counsel for reason in counsel.reasons]
        assert canary not in " ".join(texts_of(seen.a) + reasons)


def everything(found: Any) -> Iterator[str]:
    """Every text that can be reached from a view, however deep."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        for name, inner in found.items():
            yield from (name, *everything(inner), *everything(getattr(inner, "notes", ())))
        if isinstance(found, Items):
            yield from everything(vars(found))
    elif is_dataclass(found):
        for field in fields(found):
            yield from everything(getattr(found, field.name))
    elif isinstance(found, Iterable):
        for inner in found:
            yield from everything(inner)


def places_of(case: Case) -> list[str]:
    """Every place something can be said about: questions, rows, inner questions."""
    found = []
    for name, question in case.questionnaire.questions.items():
        found += [name, f"{name}.0", *(f"{name}.0.{inner}" for inner in question.inner)]
    return found


def beside(case: Case, **tables: Any) -> Case:
    return replace(case, answers=replace(case.answers, **tables))


CANARY = "KANARIEFUGL"


@pytest.mark.parametrize("audience", shipped().readers)
def test_private_notes_flags_and_drafts_are_in_no_view(leyla: Case, audience: str) -> None:
    marked = dict.fromkeys(places_of(leyla), CANARY)
    noted = beside(leyla, notes=marked, notes_shown=(), drafts=marked, flags=(CANARY,), parked=(CANARY,))
    assert not [text for text in everything(seen_by(noted, audience)) if CANARY in text]


def test_a_note_that_is_marked_stands_with_its_answer(leyla: Case) -> None:
    notes = {"motivation_self": "Smilede.", "network": "Kort liste.", "network.0.who": "Ring først."}
    items = seen_by(beside(leyla, notes=notes, notes_shown=tuple(notes)), "municipality").a
    assert items["motivation_self"].notes == (("Egen motivation", "Smilede."),)
    heading = items["network"].rows[0].heading
    assert items["network"].notes == (
        ("Netværk i Danmark", "Kort liste."),
        (f"{heading}, navn", "Ring først."),
    )


def test_a_note_to_a_row_without_answers_is_about_the_group(leyla: Case) -> None:
    rows = (*leyla.answers.values["network"], {})
    place = f"network.{len(rows) - 1}.who"
    answers = replace(
        leyla.answers.with_answer("network", rows), notes={place: "Ved det i morgen."}, notes_shown=(place,)
    )
    items = seen_by(replace(leyla, answers=answers), "municipality").a
    assert items["network"].notes == (("Netværk i Danmark, navn", "Ved det i morgen."),)


@pytest.mark.parametrize(("audience", "told_whose"), [("company", False), ("candidate", True)])
def test_marked_notes_are_for_the_municipality_alone_and_whose_word_it_is_for_the_candidate_too(
    leyla: Case, audience: str, told_whose: bool
) -> None:
    every = places_of(leyla)
    noted = beside(
        leyla,
        notes=dict.fromkeys(every, CANARY),
        notes_shown=tuple(every),
        said_by=dict.fromkeys(every, "centre"),
        confirm=tuple(every),
    )
    told = " ".join(everything(seen_by(noted, audience)))
    assert CANARY not in told
    assert ("oplyst af asylcentret" in told) == told_whose
    assert ("ikke bekræftet" in told) == told_whose


@pytest.mark.parametrize("consent", ["consent_sensitive", None])
def test_nothing_said_about_an_answer_that_may_not_be_seen_is_in_the_view(
    leyla: Case, consent: str | None
) -> None:
    questions = leyla.questionnaire.questions
    shown = seen_by(leyla, "municipality", consent).a
    hidden = [place for place in places_of(leyla) if place.split(".")[0] not in shown]
    assert "person_no" in hidden
    assert ("economy_pressure" in hidden) == (consent is None)
    follow_up = {"start": "2026-10-21T09:00", "follow_up": "2026-06-01", "answers": {"person_no": CANARY}}
    known = {name: [{"day": "2026-06-01", "answer": CANARY}] for name in hidden if name in questions}
    noted = beside(
        leyla,
        sessions=(follow_up,),
        notes=dict.fromkeys(hidden, CANARY),
        notes_shown=tuple(hidden),
        earlier=known,
    )
    found = seen_by(noted, "municipality", consent)
    assert found.news is not None
    assert not [text for text in everything(found) if CANARY in text]


@pytest.mark.parametrize(
    ("evidence", "said_by", "confirm", "proof"),
    [
        ("document", "", (), "set på papir"),
        ("document", "centre", (), "set på papir; oplyst af asylcentret"),
        ("told", "", (), "fortalt"),
        ("told", "teacher", (), "oplyst af en lærer"),
        ("", "other", (), "oplyst af en anden"),
        ("", "", ("devices",), "fra papirer, ikke bekræftet i samtalen"),
        ("", "centre", ("devices",), "oplyst af asylcentret; ikke bekræftet i samtalen"),
        ("", "", (), ""),
    ],
)
def test_what_an_answer_rests_on_is_one_phrase(
    leyla: Case, evidence: str, said_by: str, confirm: tuple[str, ...], proof: str
) -> None:
    case = beside(leyla, evidence={"devices": evidence}, said_by={"devices": said_by}, confirm=confirm)
    assert seen_by(case, "municipality").a["devices"].proof == proof


def test_at_a_follow_up_an_answer_nobody_confirmed_is_from_before_and_not_from_papers(leyla: Case) -> None:
    case = beside(leyla, sessions=({"follow_up": "2026-06-01"},), confirm=("devices",), evidence={})
    proof = seen_by(case, "municipality").a["devices"].proof
    assert proof == "fra sidste samtale, ikke bekræftet ved opfølgningen"


def test_an_unanswered_question_rests_on_nothing(leyla: Case) -> None:
    values = {name: value for name, value in leyla.answers.values.items() if name != "devices"}
    case = beside(leyla, values=values, evidence={"devices": "document"}, confirm=("devices",))
    assert seen_by(case, "municipality").a["devices"].proof == ""


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


@pytest.mark.parametrize(
    ("number", "danish"),
    [(18.75, "18,75"), (7.25, "7,25"), (1.35, "1,35"), (0.04, "0,04"), (0.000001, "0,000001"), (37, "37")],
)
def test_a_number_is_written_as_it_was_said(number: float, danish: str) -> None:
    assert DANISH.number(number) == danish


def test_a_number_of_the_handover_is_the_one_that_was_said() -> None:
    amir = production.load_case(SAMPLES / "amir.yaml")
    case = with_answers(amir, jobs=[{"title": "Mekaniker", "hours": 18.75}])
    (job,) = seen_by(case, "municipality").a["jobs"].rows
    assert job["hours"].text == "18,75 timer/uge"


@pytest.mark.parametrize(
    ("language", "first", "written"),
    [
        ("prs", "da", "14 اکتوبر 2026"),
        ("tlh", "da", "14. oktober 2026"),
        ("x-own", "tlh", "14 October 2026"),
    ],
)
def test_a_language_that_is_none_of_babels_has_dates_of_the_next_one(
    language: str, first: str, written: str
) -> None:
    words = Wording(language, first, {})
    assert words.date(date(2026, 10, 14)) == written
    assert words.number(7.5) == ("7,5" if language == "tlh" else "7.5")


def test_lines_of_a_list_answer() -> None:
    item = Item("top_skills", "Styrker", "- Madlavning\n\n• Planlægning", "…", "answered")
    assert item.lines == ["Madlavning", "Planlægning"]


def test_the_day_of_the_interview_is_the_day_the_case_is_read_on() -> None:
    case = production.load_case(SAMPLES / "amir.yaml")
    assert case.today == date(2026, 10, 14)
    assert production.load_case(SAMPLES / "amir.yaml", date(2027, 1, 1)).today == date(2027, 1, 1)
