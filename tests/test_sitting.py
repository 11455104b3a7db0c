"""What a sitting begins with: the day that is proposed, the minutes there are, who is asked for again."""

from dataclasses import replace
from datetime import date, datetime

from refscreen.answers import Answers
from refscreen.dates import PartialDate
from refscreen.interview import Given, Jump, follow_up
from refscreen.keeping import minutes_planned, sat_down
from tests.interviews import JOBS, SECTION, case, hold, question, questionnaire

FORM = (
    "sitting: [place]\nday: held\n---\n"
    + question("held", "date")
    + question("place")
    + SECTION
    + question("town")
)
SMALL = questionnaire(FORM)
MORNING = datetime(2026, 11, 21, 10, 0)


def test_today_is_proposed_as_the_day_of_the_interview_and_waits_for_a_yes() -> None:
    begun = sat_down(Answers("small", 1), SMALL, MORNING)
    assert begun.values == {"held": PartialDate(2026, 11, 21)}
    assert begun.confirm == ("held",)


def test_a_day_that_is_known_is_left_as_it_is() -> None:
    begun = sat_down(case(SMALL, held="2026-11-01"), SMALL, MORNING)
    assert (begun.values["held"], begun.confirm) == (PartialDate(2026, 11, 1), ())


def test_a_follow_up_proposes_its_own_day_and_asks_who_is_there() -> None:
    first = replace(
        case(SMALL, held="2026-05-04", place="Centret", town="Homs"),
        sessions=({"start": "2026-05-04T09:00", "end": "2026-05-04T11:00"},),
    )
    begun = follow_up.begin(SMALL, sat_down(first, SMALL, MORNING), date(2026, 5, 4))
    assert begun.values["held"] == PartialDate(2026, 11, 21)
    assert set(begun.confirm) == {"held", "place"}


def test_minutes_for_today_come_on_top_of_what_earlier_sittings_used() -> None:
    earlier = {"start": "2026-11-20T10:00", "minutes": {"first": 40.0}}
    sitting = {"start": "2026-11-21T10:00", "minutes": {"first": 10.0}, "planned": 30}
    record = replace(Answers("small", 1), sessions=(earlier, sitting))
    assert minutes_planned(record) == 70.0
    assert minutes_planned(replace(record, sessions=(earlier, {"start": "2026-11-21T10:00"}))) == 0


def test_one_answer_in_a_known_group_leaves_the_rest_of_it_to_be_confirmed() -> None:

    begun = {"jobs": [{"title": "Bager", "start": "2012"}], "hopes": "Alt"}
    talk = hold(JOBS, Jump("jobs.0.title"), Given("Konditor"), begun=begun, beside={"confirm": ["jobs"]})
    assert talk.result.confirm == ("jobs",)
    assert talk.order == ["jobs.1", "jobs.0.title", "jobs.1"]
