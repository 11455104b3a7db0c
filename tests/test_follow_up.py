"""A follow-up: what is asked anew, what is asked about, and what was known before."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from refscreen import messages
from refscreen.answers import Answers
from refscreen.interview import Back, Given, Jump, Reply, State, Stop, follow_up
from tests.interviews import JOBS, SECTION, Talk, case, hold, question, questionnaire
from tests.keyboard import CTRL, ENTER, sit

AGAIN = question("mood", more=", again: true")
FORM = "sitting: [who]\n---\n" + question("who") + question("town") + AGAIN + SECTION + JOBS
FORM += SECTION + question("view", more=", by: consultant") + SECTION + question("left")
TOLD: dict[str, Any] = {
    "who": "Bo",
    "town": "Homs",
    "mood": "god",
    "jobs": [{"title": "Bager", "start": "2012"}],
    "hopes": "Alt",
    "view": "Klar",
}
DAY = date(2026, 5, 4)
SAYS = messages.load("da").texts["interview"]
UNCONFIRMED = SAYS["closing"]["confirm"].format(count=1)
YES, NO = Given(raw=True), Given(raw=False)


def started(**told: Any) -> Answers:
    """The record at the start of a follow-up."""
    form = questionnaire(FORM)
    return follow_up.begin(
        form, case(form, beside={"sessions": [{"start": "2026-11-21T09:00"}]}, **told), DAY
    )


def held(*replies: Reply, **beside: Any) -> Talk:
    """A follow-up of what was told, by a script."""
    record = replace(started(**TOLD), **beside).plain()
    told = record.pop("answers")
    return hold(FORM, *replies, begun=told, beside=record)


def left(record: Answers) -> list[str]:
    return [section.id for section in follow_up.sections_left(questionnaire(FORM), record)]


def test_it_begins_with_what_is_asked_every_time() -> None:
    record = started(**TOLD)
    assert record.confirm == ("mood",)
    assert (record.status, follow_up.since(record)) == ("in-progress", "2026-05-04")
    assert record.values["town"] == "Homs"


def test_a_reason_for_no_answer_does_not_stand_for_what_is_asked_every_time() -> None:
    form = questionnaire(FORM)
    before = case(form, beside={"states": {"mood": "declined", "left": "declined"}})
    assert follow_up.begin(form, before, DAY).states == {"left": "declined"}


def test_a_first_interview_follows_nothing() -> None:
    form = questionnaire(FORM)
    assert (follow_up.since(case(form)), left(case(form, **TOLD))) == ("", [])


def test_sections_where_the_candidate_told_something_are_asked_about() -> None:
    assert left(started(**TOLD)) == ["first", "second"]
    assert left(started(who="Bo", mood="god")) == []


def test_what_is_said_to_have_changed_is_gone_through_and_the_rest_is_not() -> None:
    talk = held(NO, YES, Given("god"), NO, Given("Alt"))
    assert [prompt.section.id for prompt in talk.changes] == ["first", "second"]
    assert [(prompt.number, prompt.of) for prompt in talk.changes] == [(1, 2), (2, 2)]
    assert talk.order == ["mood", "jobs.1", "hopes", "left"]
    assert [prompt.confirm for prompt in talk.asked] == [True, True, True, False]
    assert talk.result.sessions[-1]["changed"] == {"first": False, "second": True}


def test_a_section_shows_what_the_candidate_told_there_and_nothing_else() -> None:
    first, second = held(NO, NO).changes
    assert [place.step.key for place in first.places] == ["town"]
    assert [place.step.key for place in second.places] == ["jobs.0.title", "jobs.0.start", "jobs.1", "hopes"]


def test_back_in_the_middle_is_the_section_before() -> None:
    talk = held(NO, Back(), YES, NO)
    assert [prompt.section.id for prompt in talk.changes] == ["first", "second", "first", "second"]
    assert talk.result.sessions[-1]["changed"] == {"first": True, "second": False}
    assert talk.result.confirm == ("mood", "town")
    assert [prompt.section.id for prompt in held(Back(), NO).changes] == ["first", "first", "second"]


def test_a_yes_that_is_taken_back_leaves_nothing_to_confirm() -> None:
    talk = held(YES, Back(), NO, NO)
    assert talk.result.confirm == ("mood",)
    known = held(YES, Back(), NO, NO, confirm=("mood", "hopes"))
    assert known.result.confirm == ("mood", "hopes")


def test_a_stop_in_the_middle_goes_on_with_the_next_section() -> None:
    talk = held(YES, Stop())
    assert talk.stopped
    assert talk.result.sessions[-1]["changed"] == {"first": True}
    again = hold(FORM, NO, begun=talk.result.plain()["answers"], beside=talk.result.plain())
    assert [prompt.section.id for prompt in again.changes] == ["second"]
    assert again.order == ["town"]


def test_everything_by_key() -> None:
    begun = started(**TOLD).plain()
    seen = sit(FORM, "n", CTRL["b"], "j", CTRL["c"], begun=TOLD, beside=begun)
    assert [SAYS["changes_title"] in screen for screen in seen.screens] == [True] * 4
    assert SAYS["changes"].format(section="Det første") in seen.screens[0]
    assert "Homs" in seen.screens[0]
    assert seen.result.sessions[-1]["changed"] == {"first": True}


def test_enter_alone_says_neither_yes_nor_no() -> None:
    seen = sit(FORM, ENTER, begun=TOLD, beside=started(**TOLD).plain())
    assert SAYS["choose_first"] in seen.screens[1]
    assert seen.result.sessions[-1]["changed"] == {}


LONG_SECTION = "sitting: [who]\n---\n" + question("who") + "".join(question(f"q{n:02}") for n in range(20))


@pytest.mark.parametrize(("size", "shown"), [((80, 24), 11), ((60, 24), 11), ((80, 40), 20), ((40, 12), 0)])
def test_the_answers_fit_the_window_with_the_keys_and_the_line_on_top(
    size: tuple[int, int], shown: int
) -> None:
    told = {"who": "Bo"} | {f"q{n:02}": "et svar der er længere end vinduet er bredt " * 3 for n in range(20)}
    form = questionnaire(LONG_SECTION)
    known = case(form, beside={"sessions": [{"start": "2026-11-21T09:00"}]}, **told)
    begun = follow_up.begin(form, known, DAY).plain()
    screen = sit(LONG_SECTION, begun=told, beside=begun, size=size).screens[0]
    answers = [line for line in screen.splitlines() if line.startswith("  ✓")]
    assert (len(answers), all(line.endswith("…") for line in answers)) == (shown, True)
    assert (f"… ({20 - shown})" in screen) == (shown < 20)
    assert "─" * (size[0] - 3) in screen.splitlines()[1]
    assert ("j / n Svar" in screen) or size == (40, 12)
    assert all(told in screen for told in ("j  Ja", "n  Nej", "Ctrl-C"))


# --- what was known before ------------------------------------------------------------------------------


def test_the_old_answer_is_kept_once_however_often_it_changes() -> None:
    talk = held(NO, NO, Given("dårlig"), Jump("mood"), Given("skidt"))
    assert talk.result.values["mood"] == "skidt"
    assert talk.result.earlier == {"mood": ({"day": "2026-05-04", "answer": "god"},)}


def test_a_confirmed_answer_was_not_changed() -> None:
    assert held(NO, NO, Given("god")).result.earlier == {}


def test_an_answer_that_is_as_it_was_after_all_was_not_changed() -> None:
    talk = held(NO, NO, Given("dårlig"), Jump("mood"), Given("god"))
    assert (talk.result.values["mood"], talk.result.earlier) == ("god", {})


def test_of_a_new_answer_it_is_kept_why_there_was_none() -> None:
    talk = held(NO, NO, Given("god"), Given("venner"))
    assert talk.result.earlier == {"left": ({"day": "2026-05-04", "state": "not_asked"},)}
    declined = held(NO, NO, Given("god"), Jump("left"), Given("venner"), states={"left": "declined"})
    assert declined.result.earlier["left"] == ({"day": "2026-05-04", "state": "declined"},)


def test_an_answer_given_up_is_kept_too() -> None:
    talk = held(NO, NO, State("declined"))
    assert "mood" not in talk.result.values
    assert talk.result.earlier == {"mood": ({"day": "2026-05-04", "answer": "god"},)}


def test_of_a_group_all_its_rows_are_kept() -> None:
    talk = held(NO, YES, Given("god"), Given("ja"), Given("Bud"), Given("2020"), NO)
    assert len(talk.result.values["jobs"]) == 2
    (kept,) = talk.result.plain()["earlier"]["jobs"]
    assert [row["title"] for row in kept["answer"]] == ["Bager"]


def test_a_row_begun_by_mistake_changed_nothing() -> None:
    talk = held(NO, YES, Given("god"), YES, Back(), NO)
    assert talk.result.earlier == {}


@pytest.mark.parametrize("day", ["2025-11-01", ""])
def test_each_follow_up_keeps_what_it_found(day: str) -> None:
    known = {"mood": [{"day": day, "answer": "fin"}]}
    talk = held(NO, NO, Given("dårlig"), earlier=known)
    assert [entry["answer"] for entry in talk.result.earlier["mood"]] == ["fin", "god"]


def test_a_first_interview_keeps_nothing_that_was_before() -> None:
    assert hold(FORM, Given("Bo"), Back(), Given("Ib")).result.earlier == {}


# --- answers known beforehand ---------------------------------------------------------------------------


KNOWN = {"confirm": ["name", "jobs"]}
BEFOREHAND: dict[str, Any] = {"name": "Amal", "jobs": [{"title": "Bager", "start": "2012"}], "hopes": "Alt"}
SMALL = question("name") + JOBS


def test_what_is_known_beforehand_stands_in_the_field_and_enter_confirms_it() -> None:
    seen = sit(SMALL, ENTER, begun=BEFOREHAND, beside=KNOWN)
    assert SAYS["confirm"] in seen.screens[0]
    assert "› Amal" in seen.screens[0]
    assert (seen.result.values["name"], seen.result.confirm) == ("Amal", ("jobs",))


def test_it_can_be_changed() -> None:
    seen = sit(SMALL, " A." + ENTER, begun=BEFOREHAND, beside=KNOWN)
    assert (seen.result.values["name"], seen.result.confirm) == ("Amal A.", ("jobs",))


def test_for_later_leaves_it_unconfirmed_and_the_closing_lists_it() -> None:
    seen = sit(SMALL, CTRL["s"], "n", begun=BEFOREHAND, beside=KNOWN)
    assert (seen.result.values["name"], seen.result.confirm) == ("Amal", ("name",))
    assert UNCONFIRMED in seen.screen


def test_rows_known_beforehand_are_confirmed_at_one_more() -> None:
    seen = sit(SMALL, ENTER, "n", begun=BEFOREHAND, beside=KNOWN)
    assert SAYS["confirm"] in seen.screens[1]
    assert "1. Bager · 2012" in seen.screens[1]
    assert seen.result.confirm == ()
    more = sit(SMALL, ENTER, "j", "Bud" + ENTER, "2020" + ENTER, "n", begun=BEFOREHAND, beside=KNOWN)
    assert (len(more.result.values["jobs"]), more.result.confirm) == (2, ())


def test_rows_that_are_not_confirmed_are_listed_at_the_end_and_opened_from_there() -> None:
    seen = sit(SMALL, ENTER, CTRL["s"], ENTER, "\x1b[B\x1b[B" + ENTER, "n", begun=BEFOREHAND, beside=KNOWN)
    assert UNCONFIRMED in seen.screens[2]
    assert SAYS["states"]["confirm"] in seen.screens[3]
    assert seen.result.confirm == ()
