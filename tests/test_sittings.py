"""What happened in the conversations: the sittings, the read-back, and what a follow-up changed."""

from datetime import date, time
from typing import Any

import pytest

from refscreen import answers
from refscreen.news import Change
from refscreen.rules import Rules
from refscreen.template import common_words
from refscreen.view import Case, View, view
from refscreen.wording import Wording
from tests.conftest import TODAY, data_of, questionnaire_of

DANISH = Wording("da", "da", common_words("da"))
QUESTIONS = """
- {id: on, type: date}
- {id: place, type: choice, choices: [centre, home]}
- {id: helped, type: yes_no}
- {id: dialect, type: text, when: helped}
- {id: secret, type: text, share: []}
- {id: right, type: yes_no}
- {id: hope, type: text}
- {id: drive, type: scale, min: 1, max: 5}
- {id: care, type: text, sensitive: true, share: [municipality]}
- {id: agreed, type: yes_no}
- id: jobs
  type: group
  questions:
    - {id: title, type: text}
    - {id: end, type: text}
    - {id: pay, type: text, share: []}
"""
FOLLOWED = "sessions: [{start: 2026-09-04T09:00}, {start: 2026-11-19T10:00, follow_up: '2026-09-04'}]\n"


def case_of(record: str) -> Case:
    about = ("place", "helped", "dialect", "secret")
    update = {"day": "on", "sitting": about, "confirmation": "right"}
    questionnaire = questionnaire_of(QUESTIONS).model_copy(update=update)
    found, problems = answers.parse(data_of("questionnaire: small\nversion: 3\n" + record), questionnaire)
    assert found is not None, problems
    return Case(questionnaire, lambda: Rules.none(questionnaire), found, TODAY)


def seen(record: str, audience: str = "municipality") -> View:
    return view(case_of(record), audience, DANISH, "agreed")


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.id, change.was, change.now) for change in changes]


def changed(record: str) -> list[tuple[str, str, str]]:
    news = seen(FOLLOWED + record).news
    assert news is not None
    return told(news.changes)


def test_a_sitting_says_when_it_was_and_how_long_was_talked() -> None:
    (sitting,) = seen(
        "sessions: [{start: 2026-11-05T09:30, end: 2026-11-05T11:35, minutes: {one: 58.6, two: 49.8},"
        " paused: 15}]"
    ).sittings
    assert (sitting.day, sitting.start, sitting.end) == (date(2026, 11, 5), time(9, 30), time(11, 35))
    assert (sitting.minutes, sitting.paused, sitting.follow_up) == (108, 15, None)


@pytest.mark.parametrize(
    ("session", "minutes"),
    [
        ("{start: 2026-11-05T09:30, end: 2026-11-05T11:35, paused: 20}", 105),
        ("{start: 2026-11-05T23:30, end: 2026-11-06T00:10}", 40),
        ("{start: 2026-11-05T09:30}", None),
        ("{start: 2026-11-05, end: 2026-11-05T11:35}", None),
        ("{start: 2026-11-05T11:35, end: 2026-11-05T09:30}", None),
        ("{start: sometime, end: later, minutes: many, paused: a bit}", None),
        ("{}", None),
    ],
)
def test_without_minutes_by_section_they_are_counted_where_they_can_be(
    session: str, minutes: int | None
) -> None:
    (sitting,) = seen(f"sessions: [{session}]").sittings
    assert sitting.minutes == minutes


def test_each_sitting_tells_its_own_answers_and_the_latest_the_records() -> None:
    first, last = seen(
        "sessions: [{answers: {place: home, helped: true, dialect: sorani}}, {start: 2026-11-05T09:30}]\n"
        "answers: {place: centre, helped: false, dialect: kurmanji}"
    ).sittings
    assert first.told == {"place": "Home", "helped": "Ja", "dialect": "sorani"}
    assert last.told == {"place": "Centre", "helped": "Nej"}


def test_what_was_true_last_time_is_not_told_of_a_sitting_before_it_is_confirmed() -> None:
    (sitting,) = seen("sessions: [{}]\nanswers: {place: centre}\nconfirm: [place]").sittings
    assert sitting.told == {}


def test_what_does_not_fit_or_may_not_be_seen_is_not_told_of_a_sitting() -> None:
    (sitting,) = seen("sessions: [{answers: {place: moon, secret: KANARIEFUGL, hope: KANARIEFUGL}}]").sittings
    assert sitting.told == {}


def test_each_read_back_is_told_with_its_time_and_the_answer() -> None:
    record = "read_back: [{time: 2026-11-05T11:31, confirmed: false}, {time: soon, confirmed: true}]"
    once, again = seen(record).read_back
    assert (once.day, once.at, once.confirmed) == (date(2026, 11, 5), time(11, 31), False)
    assert (again.day, again.at, again.confirmed) == (None, None, True)


@pytest.mark.parametrize("audience", ["company", "candidate"])
def test_others_than_the_municipality_are_told_nothing_of_the_conversations(audience: str) -> None:
    record = (
        FOLLOWED
        + "read_back: [{confirmed: true}]\nearlier: {hope: [{day: '2026-09-04', answer: KANARIEFUGL}]}"
    )
    other = seen(record, audience)
    assert (other.sittings, other.read_back, other.news) == ((), (), None)


def test_without_a_follow_up_there_is_no_news() -> None:
    assert (
        seen("sessions: [{start: 2026-09-04T09:00}]\nearlier: {hope: [{day: '2026-09-04', answer: a}]}").news
        is None
    )


def test_news_are_what_was_and_what_is_in_words_and_first_what_was_answered_before() -> None:
    assert changed(
        "answers: {hope: baker, drive: 4, helped: true}\n"
        "earlier: {hope: [{day: '2026-09-04', state: declined}], drive: [{day: '2026-09-04', answer: 2}]}"
    ) == [("drive", "2 / 5", "4 / 5"), ("hope", "ønsker ikke at svare", "baker")]


def test_what_nobody_asked_then_was_not_covered() -> None:
    record = "answers: {hope: baker}\nearlier: {hope: [{day: '2026-09-04', state: not_asked}]}"
    assert changed(record) == [("hope", "ikke afdækket", "baker")]


def test_an_answer_that_is_gone_now_says_why() -> None:
    record = "states: {hope: declined}\nearlier: {hope: [{day: '2026-09-04', answer: baker}]}"
    assert changed(record) == [("hope", "baker", "ønsker ikke at svare")]


@pytest.mark.parametrize(
    "entry",
    [
        "{day: '2026-09-04', answer: 4}",
        "{day: '2026-09-04', answer: 77}",
        "{day: '2026-09-04', answer: {a: b}}",
        "{day: '2026-09-04', state: dreaming}",
        "{day: '2026-09-04'}",
        "{day: '2026-01-01', answer: 2}",
        "{answer: 2}",
    ],
)
def test_no_news_is_what_reads_the_same_or_cannot_be_read_or_is_of_an_older_follow_up(entry: str) -> None:
    assert changed(f"answers: {{drive: 4}}\nearlier: {{drive: [{entry}]}}") == []


def test_answers_about_the_sitting_and_its_read_back_are_no_news() -> None:
    before = {"on": "2026-09-04", "place": "home", "right": "true"}
    earlier = ", ".join(f"{name}: [{{day: '2026-09-04', answer: {was}}}]" for name, was in before.items())
    now = "answers: {on: 2026-11-19, place: centre, right: false}"
    assert changed(f"{now}\nearlier: {{{earlier}}}") == []


def test_of_a_group_the_rows_that_differ_are_told_and_of_a_row_that_stayed_what_differs() -> None:
    assert changed(
        "answers: {jobs: [{title: Cook, end: ended}, {title: Baker}, {title: Driver}]}\n"
        "earlier: {jobs: [{day: '2026-09-04', answer: [{title: Cook, end: lasts}, {title: Baker}]}]}"
    ) == [("jobs", "Cook: end: lasts", "Driver; Cook: end: ended")]


def test_an_answer_that_may_not_be_seen_is_no_news_in_any_group() -> None:
    record = (
        "answers: {jobs: [{title: Cook, pay: much}], secret: new}\n"
        "earlier: {jobs: [{day: '2026-09-04', answer: [{title: Cook, pay: KANARIEFUGL}]}],"
        " secret: [{day: '2026-09-04', answer: KANARIEFUGL}]}"
    )
    assert changed(record) == []


@pytest.mark.parametrize(("agreed", "news"), [("true", [("care", "KANARIEFUGL", "rest")]), ("false", [])])
def test_sensitive_news_need_their_consent(agreed: str, news: Any) -> None:
    record = "earlier: {care: [{day: '2026-09-04', answer: KANARIEFUGL}]}"
    assert changed(f"answers: {{care: rest, agreed: {agreed}}}\n{record}") == news


def test_a_later_sitting_that_follows_nothing_up_leaves_the_news_standing() -> None:
    record = (
        "sessions: [{start: 2026-09-04}, {start: 2026-11-19, follow_up: '2026-09-04'}, {start: 2026-11-20}]\n"
        "answers: {hope: baker}\nearlier: {hope: [{day: '2026-09-04', answer: cook}]}"
    )
    news = seen(record).news
    assert news is not None
    assert (news.since, told(news.changes)) == (date(2026, 9, 4), [("hope", "cook", "baker")])
