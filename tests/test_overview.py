"""What is seen of an interview as a whole: the map, the review, the end; searched and opened by key."""

from typing import Any

import pytest

from refscreen import messages
from refscreen.interview import Jump, Walk
from refscreen.interview.places import CATEGORIES, Place, numbers, places
from refscreen.interview.prompts import overview
from refscreen.interview.prompts.voice import SIGNS, Voice
from refscreen.interview.way import Way
from refscreen.wording import Wording
from tests.interviews import JOBS, SECTION, THREE, TODAY, case, hold, question, questionnaire
from tests.keyboard import CTRL, DOWN, ENTER, ESC, F8, UP, sit

SAYS = messages.load("da").texts["interview"]
CLOSING = SAYS["closing"]
VOICE = Voice(messages.load("da"), Wording("da", "da", {"yes": "Ja", "no": "Nej"}))
SECRET = question("health", more=", sensitive: true")
VIEW = question("view", more=", by: consultant")
FORM = THREE + SECTION + SECRET + VIEW + JOBS
TOLD: dict[str, Any] = {
    "name": "Amal",
    "town": "Homs",
    "health": "epilepsi",
    "view": "klar",
    "jobs": [{"title": "Bager"}],
}
SMOKES = question("smokes", "yes_no") + question("what", more=", when: smokes") + question("name")


def seen(questions: str = FORM, beside: dict[str, Any] | None = None, **told: Any) -> dict[str, Place]:
    """Every place there is by its key."""
    form = questionnaire(questions)
    answers = case(form, beside=beside, **told)
    return {place.step.key: place for place in places(form, answers, Way(form, TODAY).steps(answers))}


# --- how a place stands ---------------------------------------------------------------------------------


def test_a_place_is_numbered_as_on_paper_whether_it_applies_or_not() -> None:
    assert numbers(questionnaire(FORM)) == {
        "name": "1.1", "age": "1.2", "town": "1.3", "health": "2.1", "view": "2.2",
        "jobs": "2.3", "hopes": "2.4",
    }  # fmt: skip
    assert seen(SMOKES, smokes=False)["name"].number == "1.3"


@pytest.mark.parametrize("state", ["later", "not_asked", "unclear", "unknown", "declined"])
def test_each_state_is_a_category_of_its_own(state: str) -> None:
    assert seen(beside={"states": {"age": state}})["age"].categories == (state,)


def test_open_flagged_noted_and_unconfirmed_are_categories_too() -> None:
    beside = {"flags": ["name"], "notes": {"name": "n", "town": "t"}, "confirm": ["town"]}
    found = seen(beside=beside, town="Homs")
    assert found["name"].categories == ("core_open", "flagged", "noted")
    assert found["age"].categories == ("open",)
    assert found["town"].categories == ("confirm", "noted")
    assert set(CATEGORIES) >= {name for place in found.values() for name in place.categories}


def test_an_answer_nobody_doubts_and_what_is_not_relevant_are_in_none() -> None:
    found = seen(beside={"states": {"age": "not_relevant"}}, name="Amal")
    assert (found["name"].categories, found["age"].categories) == ((), ())


def test_one_more_after_a_row_is_listed_only_for_what_is_said_about_it() -> None:
    assert seen(jobs=[{"title": "Bager"}])["jobs.1"].categories == ()
    titles = [line.title for line in overview.review_of(seen(jobs=[{"title": "Bager"}]).values(), VOICE)]
    assert not any(SAYS["more_place"] in title for title in titles)
    assert seen(beside={"confirm": ["jobs"]}, jobs=[{"title": "Bager"}])["jobs.1"].categories == ("confirm",)


# --- the map and the review -----------------------------------------------------------------------------


def test_the_map_says_of_each_section_how_far_it_is_and_what_waits() -> None:
    beside = {"states": {"age": "later", "hopes": "declined"}}
    first, second = overview.map_of(list(seen(beside=beside, **TOLD).values()), VOICE)
    assert (first.title, first.right) == ("… 1 Det første", f"1 {SAYS['states']['later']}, 2/3")
    assert (second.title, second.right) == ("✓ 2 Det andet", f"1 {SAYS['states']['declined']}, 3/3")
    assert (first.value, second.value) == ("name", "jobs.0.start")


def test_a_section_that_was_not_begun_has_a_sign_of_its_own() -> None:
    (first, second) = overview.map_of(list(seen().values()), VOICE)
    assert (first.title, first.right, first.value) == ("· 1 Det første", "0/3", "name")
    assert second.title.startswith("·")


def test_a_line_has_sign_number_name_answer_and_its_marks() -> None:
    beside = {"states": {"age": "unclear"}, "flags": ["name"], "notes": {"name": "n"}}
    lines = overview.review_of(seen(beside=beside, **TOLD).values(), VOICE)
    marks = f"{SAYS['marks']['flagged']}, {SAYS['marks']['noted']}"
    assert [(line.title, line.right) for line in lines[:4]] == [
        ("Det første", ""),
        ("✓ 1.1 name: Amal", marks),
        (f"~ 1.2 age: {SAYS['states']['unclear']}", ""),
        ("✓ 1.3 town: Homs", ""),
    ]
    assert [line.title for line in lines if line.heading] == ["Det første", "Det andet"]
    assert [line.title for line in lines[-3:]] == [
        "✓ 2.3 Job 1: Titel: Bager",
        "· 2.3 Job 1: Fra",
        "· 2.4 hopes",
    ]


def test_every_standing_has_a_sign_and_a_word() -> None:
    assert {"answered", "open", "parked", "confirm"} < set(SIGNS)
    for standing in set(SIGNS) - {"answered", "open"}:
        assert SAYS["states"][standing]


def test_a_sensitive_answer_is_hidden_in_the_list_and_shown_where_it_is_marked() -> None:
    screens = sit(FORM, CTRL["r"], DOWN, DOWN, DOWN, begun=TOLD).screens
    assert ["2.1 health: •••" in screen for screen in screens] == [False, True, True, True, True]
    assert [("› ✓ 2.1" in screen, "epilepsi" in screen) for screen in screens[1:]] == [
        (False, False),
        (False, False),
        (False, False),
        (True, True),
    ]


def test_typing_does_not_find_a_sensitive_answer() -> None:
    assert SAYS["nothing_found"] in sit(FORM, F8, "epilepsi" + ENTER, begun=TOLD).screen


def test_a_parked_answer_stands_in_the_review_and_cannot_be_opened() -> None:
    begun = {"smokes": False, "what": "pibe"}
    review = sit(SMOKES, CTRL["r"], UP, ENTER, begun=begun)
    assert "1.2 what: pibe" in review.screens[1]
    assert SAYS["states"]["parked"] in review.screens[2]
    assert SAYS["not_now"] in review.screens[3]


def test_a_parked_answer_is_not_found_on_the_map() -> None:
    found = sit(SMOKES, F8, "pibe" + ENTER, begun={"smokes": False, "what": "pibe"})
    assert SAYS["nothing_found"] in found.screen


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("anmeld", "arrival"), ("2.1", "arrival"), ("ankmst", "arrival"), ("rejste du", "arrival"),
        ("ærø", "island"), ("aeroe", "island"), ("ÆRØ", "island"), ("ved vandet", "island"),
        ("1.2", "island"),
        ("amal", "name"),
    ],
)  # fmt: skip
def test_typing_finds_a_question(typed: str, place: str) -> None:
    questions = (
        question("name")
        + "- {id: island, type: text, label: {da: Ærø}, ask: {da: Bor du på Ærø?}, synonyms: [ved vandet]}\n"
        + question("last")
        + SECTION
        + "- {id: arrival, type: text, label: {da: Ankomst}, ask: {da: Hvornår rejste du ind?},"
        + " synonyms: [anmeldelse]}\n"
    )
    prompt = sit(questions, F8, typed + ENTER, "!" + ENTER, begun={"name": "Amal"})
    assert prompt.result.values[place].endswith("!")


def test_enter_on_a_section_goes_to_its_first_open_question() -> None:
    gone = sit(FORM, F8, DOWN, ENTER, begun={"health": "god", "view": "klar"})
    assert "Hvilke job?" in gone.screen


def test_what_is_read_aloud_is_the_candidates_own_and_not_sensitive() -> None:
    own = overview.read_aloud(tuple(seen(**TOLD).values()))
    assert [place.step.key for place in own] == ["name", "town", "jobs.0.title"]
    told = FORM.replace("sensitive: true", "sensitive: true, share: [municipality, candidate]")
    assert "health" not in [
        place.step.key for place in overview.read_aloud(tuple(seen(told, **TOLD).values()))
    ]
    hidden = FORM.replace("id: town,", "id: town, share: [municipality],")
    kept = overview.read_aloud(tuple(seen(hidden, **TOLD).values()))
    assert "town" not in [place.step.key for place in kept]


def test_a_list_that_goes_on_says_so() -> None:
    many = "".join(question(f"q{n:02}") for n in range(20))
    seen = sit(many, CTRL["r"], DOWN * 14, "q0", "9", ESC)
    top = [screen.splitlines()[0] for screen in seen.screens]
    assert top[1].endswith("1–12 af 21")
    assert (top[2].endswith("5–16 af 21"), "› · 1.15 q14" in seen.screens[2]) == (True, True)
    assert [" af " in line for line in top[3:5]] == [False, False]
    assert top[5] == top[1]
    assert " af " not in sit(THREE, F8).screen.splitlines()[0]


def test_a_search_that_is_given_up_leaves_the_mark_where_one_is() -> None:
    seen = sit(FORM, F8, "titel", ESC, begun={"name": "Amal", "age": 3, "town": "Homs"})
    assert "› · 2 Det andet" in seen.screens[1]
    assert seen.screens[3] == seen.screens[1]


# --- the end --------------------------------------------------------------------------------------------


END = {"name": "Amal", "age": 34}
LEFT = {"states": {"town": "declined"}, "flags": ["name"], "notes": {"age": "n"}}


def test_the_end_lists_what_there_is_to_see_again_the_most_pressing_first() -> None:
    seen = sit(THREE, begun=END, beside=LEFT).screens[0]
    told = [CLOSING[name].format(count=1) for name in ("flagged", "declined", "noted")]
    told += [CLOSING[name] for name in ("review", "read", "finish")]
    assert [seen.find(line) for line in told] == sorted(seen.find(line) for line in told)
    assert -1 not in [seen.find(line) for line in told]
    assert CLOSING["unclear"].format(count=0) not in seen
    assert f"› {told[0]}" in seen


def test_with_nothing_left_the_end_itself_is_marked() -> None:
    done = sit(THREE, ENTER, begun={**END, "town": "Homs"})
    assert f"› {CLOSING['finish']}" in done.screens[0]
    assert not done.stopped
    assert done.result.status == "completed"


def test_enter_on_a_count_shows_its_places_and_a_walk() -> None:
    seen = sit(THREE, ENTER, begun=END, beside=LEFT).screens[1]
    assert CLOSING["walk"].format(count=1) in seen
    assert "1.1 name: Amal" in seen
    assert "1.2 age" not in seen


def test_a_walk_goes_through_them_and_comes_back_to_the_end() -> None:
    walked = sit(THREE, ENTER, ENTER, " A." + ENTER, begun=END, beside=LEFT)
    assert "Hvad er name?" in walked.screens[2]
    assert CLOSING["title"] in walked.screens[3]
    assert walked.result.values["name"] == "Amal A."


def test_a_line_opens_its_answer() -> None:
    opened = sit(THREE, ENTER, DOWN + DOWN, ENTER, begun=END, beside=LEFT)
    assert "Hvad er name?" in opened.screens[3]


def test_the_review_at_the_end_opens_any_answer_and_is_come_back_to() -> None:
    opened = sit(THREE, DOWN * 3 + ENTER, "town", ENTER, "Homs" + ENTER, begun=END, beside=LEFT)
    assert SAYS["review"] in opened.screens[1]
    assert "Hvad er town?" in opened.screens[3]
    assert "1.3 town: Homs" in opened.screens[4]
    assert opened.result.values["town"] == "Homs"


def test_the_summary_to_read_aloud_is_opened_from_the_end() -> None:
    read = sit(FORM, UP + ENTER, begun={**TOLD, "age": 3, "hopes": "alt", "jobs": []}).screens[1]
    assert SAYS["read_aloud"] in read
    assert "1.1 name: Amal" in read
    assert "health" not in read
    assert "view" not in read


def test_the_lists_of_the_end_have_the_keys_they_have_beside_a_question() -> None:
    seen = sit(THREE, "qq" + CTRL["u"] + CTRL["y"], ESC, CTRL["r"], begun={**END, "town": "Homs"})
    assert SAYS["read_aloud"] in seen.screens[1]
    assert SAYS["review"] in seen.screens[3]


@pytest.mark.parametrize("key", [ESC, CTRL["b"]])
def test_esc_leaves_a_list_for_the_end_and_the_end_for_the_last_question(key: str) -> None:
    left = sit(THREE, ENTER, key, key, begun=END, beside=LEFT)
    assert CLOSING["title"] in left.screens[2]
    assert "Hvad er town?" in left.screens[3]


def test_the_end_can_be_left_with_something_open_and_the_case_stays_open() -> None:
    beside = {"states": {"name": "later"}}
    done = sit(THREE, DOWN * 9 + ENTER, begun={"age": 34, "town": "Homs"}, beside=beside)
    assert (done.stopped, done.result.status, done.result.states) == (False, "in-progress", {"name": "later"})


def test_what_was_dropped_is_offered_again_at_the_end() -> None:
    beside = {"states": {"age": "not_asked", "town": "not_asked"}}
    talk = hold(THREE, Walk(("age", "town")), Jump("name"), begun={"name": "Amal"}, beside=beside)
    dropped = [place.step.key for place in talk.closings[0].places if "not_asked" in place.categories]
    assert dropped == ["age", "town"]
    assert talk.order[0] == "age"
