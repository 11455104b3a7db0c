"""Why there is no answer, and what is said about one: states, notes, evidence, flags, drafts; by key."""

from dataclasses import replace
from typing import Any

import pytest

from refscreen import messages
from refscreen.answers import STATES, Answers
from refscreen.interview import Beside, Drop, Given, Jump, Remark, Remove, Skip, State, Stop
from tests.interviews import JOBS, THREE, hold, question
from tests.keyboard import (
    ANY,
    COUNTRY,
    CTRL,
    DATE,
    ENTER,
    ESC,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    LONG,
    MANY,
    TEXT,
    YES_NO,
    sit,
)

BY_KEY = {"unknown": F4, "declined": F5, "not_relevant": F6, "unclear": F7, "later": F3}
IN_WORDS = messages.load("da").texts["interview"]["states"]
ROW = (Given("ja"), Given("Bager"), Given("2012"))


# --- why there is no answer -----------------------------------------------------------------------------


@pytest.mark.parametrize("questions", ANY)
@pytest.mark.parametrize("state", BY_KEY)
def test_each_state_has_a_key_on_every_kind_of_field(questions: str, state: str) -> None:
    seen = sit(questions, BY_KEY[state], "x" + CTRL["b"])
    assert seen.result.states == {"it": state}
    assert f"Noteret: {IN_WORDS[state]}." in seen.screens[2]


def test_six_states_are_six_different_words() -> None:
    assert sorted(STATES) == sorted([*BY_KEY, "not_asked"])
    assert len({IN_WORDS[state] for state in STATES}) == 6
    assert len({messages.load("en").texts["interview"]["states"][state] for state in STATES}) == 6


@pytest.mark.parametrize("state", sorted(STATES))
def test_each_state_is_listed_in_its_own_words(state: str) -> None:
    seen = sit(
        TEXT, CTRL["r"], begun={"tail": "x"}, beside={"states": {"it": state}, "drafts": {"tail": "y"}}
    )
    assert f"1.1 it: {IN_WORDS[state]}" in seen.screen


def test_dropped_for_lack_of_time_is_not_asked() -> None:
    talk = hold(THREE, Drop(("age", "town")), Given("Amal"))
    assert talk.result.states == {"age": "not_asked", "town": "not_asked"}
    assert talk.order == ["name", "name"]


@pytest.mark.parametrize(
    ("questions", "told"), [(TEXT, "Amal"), (YES_NO, False), (DATE, "2012"), (COUNTRY, "sy")]
)
@pytest.mark.parametrize("state", ["unknown", "declined", "not_relevant"])
def test_an_answer_goes_only_at_the_second_press(questions: str, told: Any, state: str) -> None:
    beside = {"confirm": ["it"]}
    once = sit(questions, BY_KEY[state], begun={"it": told, "tail": "x"}, beside=beside)
    assert "Her står et svar. Tryk igen, hvis det skal slettes." in once.screen
    assert ("it" in once.result.values, once.result.states) == (True, {})
    twice = sit(questions, BY_KEY[state], BY_KEY[state], begun={"it": told, "tail": "x"}, beside=beside)
    assert ("it" in twice.result.values, twice.result.states) == (False, {"it": state})


@pytest.mark.parametrize("key", [F4, F5, F6])
def test_what_is_half_written_goes_only_at_the_second_press(key: str) -> None:
    once = sit(TEXT, "Bedst var det, når brudene kom", key)
    assert "! Her står et svar. Tryk igen, hvis det skal slettes." in once.screen
    assert (once.result.states, once.result.drafts) == ({}, {"it": "Bedst var det, når brudene kom"})
    twice = sit(TEXT, "Bedst", key, key)
    assert (len(twice.result.states), twice.result.drafts) == (1, {})
    marked = sit(MANY, "2", key)
    assert (marked.result.states, marked.result.drafts) == ({}, {"it": ["b"]})


def test_what_is_written_after_the_warning_is_warned_of_anew() -> None:
    seen = sit(TEXT, "Bedst", F5, " var det", F5)
    assert ["Tryk igen" in screen for screen in seen.screens] == [False, False, True, False, True]
    assert seen.result.drafts == {"it": "Bedst var det"}


def test_a_field_that_is_emptied_again_is_not_warned_of() -> None:
    assert sit(TEXT, "Am", "\x7f\x7f", F5).result.states == {"it": "declined"}


def test_what_was_heard_unclearly_is_kept_as_an_answer_beside_the_state() -> None:
    stored = sit(TEXT, F7, begun={"it": "to år", "tail": "x"}, beside={"confirm": ["it"]})
    assert (stored.result.values["it"], stored.result.states) == ("to år", {"it": "unclear"})
    typed = sit(TEXT, "to år" + F7)
    assert (typed.result.values["it"], typed.result.states) == ("to år", {"it": "unclear"})
    assert "~ it: uklart" in typed.screens[-1]


def test_an_answer_takes_the_place_of_a_state() -> None:
    seen = sit(TEXT, F5, CTRL["b"], "Amal" + ENTER)
    assert (seen.result.values, seen.result.states) == ({"it": "Amal"}, {})


def test_one_more_has_no_states_once_there_is_a_row() -> None:
    seen = sit(JOBS, F5, begun={"jobs": [{"title": "Bager", "start": "2012"}]})
    assert "F5" not in seen.screens[0]
    assert len(seen.result.values["jobs"]) == 1
    assert seen.result.states == {}


def test_an_inner_question_has_a_state_of_its_own() -> None:
    seen = sit(JOBS, "j", F5, F4, "n")
    assert seen.result.states == {"jobs.0.title": "declined", "jobs.0.start": "unknown"}


# --- notes ----------------------------------------------------------------------------------------------


def test_a_note_is_private_until_it_is_marked_otherwise() -> None:
    private = sit(TEXT, F2, "Træt" + ENTER)
    assert "Kun til dig selv" in private.screens[1]
    assert (private.result.notes, private.result.notes_shown) == ({"it": "Træt"}, ())
    shown = sit(TEXT, F2, F2, "Træt" + ENTER)
    assert "kommer med i overdragelsen" in shown.screens[2]
    assert (shown.result.notes, shown.result.notes_shown) == ({"it": "Træt"}, ("it",))


def test_a_note_is_private_again_and_gone_when_it_is_emptied() -> None:
    there = {"notes": {"it": "Træt"}, "notes_shown": ["it"]}
    hidden = sit(TEXT, F2, F2, ENTER, beside=there)
    assert "Note (til kommunen): »Træt«" in hidden.screens[0]
    assert (hidden.result.notes, hidden.result.notes_shown) == ({"it": "Træt"}, ())
    gone = sit(TEXT, F2, CTRL["u"] + ENTER, beside=there)
    assert (gone.result.notes, gone.result.notes_shown) == ({}, ())


def test_a_note_leaves_what_stands_in_the_field_as_it_is() -> None:
    seen = sit(TEXT, "halv", F2, "Træt" + ENTER, " færdig" + ENTER)
    assert seen.result.values == {"it": "halv færdig"}
    assert seen.result.notes == {"it": "Træt"}


def test_a_half_written_note_survives_a_stop_and_stands_there_again() -> None:
    stopped = sit(TEXT, F2, "Virker tr")
    assert stopped.stopped
    assert (stopped.result.notes, stopped.result.drafts) == ({}, {"it:note": "Virker tr"})
    again = sit(TEXT, F2, "æt" + ENTER, beside={"drafts": stopped.result.drafts})
    assert "Virker tr" in again.screens[1]
    assert (again.result.notes, again.result.drafts) == ({"it": "Virker træt"}, {})


def test_a_half_written_note_is_there_again_after_it_was_left() -> None:
    seen = sit(TEXT, F2, "Virker tr", CTRL["b"], F2, "æt" + ENTER)
    assert "Virker tr" in seen.screens[4]
    assert seen.result.notes == {"it": "Virker træt"}


def test_a_stop_in_a_note_keeps_what_stands_in_the_field_too() -> None:
    stopped = sit(TEXT, "halv", F2, "Virker tr")
    assert stopped.result.drafts == {"it": "halv", "it:note": "Virker tr"}


def test_a_note_of_several_lines() -> None:
    assert sit(TEXT, F2, "en" + CTRL["j"] + "to" + ENTER).result.notes == {"it": "en\nto"}


def test_notes_of_a_group_and_of_one_question_in_a_row_are_two() -> None:
    talk = hold(JOBS, Remark(Beside(note="alle")), Given("ja"), Remark(Beside(note="denne")), Given("Bager"))
    assert talk.result.notes == {"jobs": "alle", "jobs.0.title": "denne"}


# --- what stands behind a statement ---------------------------------------------------------------------


def test_evidence_and_who_said_it_belong_to_the_question() -> None:
    seen = sit(TEXT, CTRL["e"], "2", "3")
    assert (seen.result.evidence, seen.result.said_by) == ({"it": "document"}, {"it": "teacher"})
    assert "Grundlag: Set på papir, En lærer." in seen.screen


def test_in_a_group_they_belong_to_the_row() -> None:
    papers = Remark(Beside(evidence="document", said_by="other"))
    talk = hold(JOBS, *ROW[:2], papers, ROW[2], Given("ja"), Given("Bud"), Stop())
    assert (talk.result.evidence, talk.result.said_by) == ({"jobs.0": "document"}, {"jobs.0": "other"})
    assert [prompt.beside.evidence for prompt in talk.asked] == ["", "", "", "document", "", "", ""]


def test_who_said_it_can_be_left_as_it_was() -> None:
    seen = sit(TEXT, CTRL["e"], "2", CTRL["b"], beside={"said_by": {"it": "centre"}})
    assert (seen.result.evidence, seen.result.said_by) == ({"it": "document"}, {"it": "centre"})


def test_evidence_left_at_once_changes_nothing() -> None:
    seen = sit(TEXT, "halv", CTRL["e"], CTRL["b"], " hel" + ENTER, beside={"evidence": {"it": "shown"}})
    assert seen.result.evidence == {"it": "shown"}
    assert seen.result.values == {"it": "halv hel"}


# --- flags ----------------------------------------------------------------------------------------------


def test_a_flag_is_put_on_and_taken_off_with_the_same_key() -> None:
    seen = sit(TEXT, CTRL["t"], CTRL["t"])
    assert [("Markeret." in screen) for screen in seen.screens[:3]] == [False, True, False]
    assert [answers.flags for answers in seen.saved[:2]] == [("it",), ()]


def test_a_flag_belongs_to_one_question_of_a_row() -> None:
    assert sit(JOBS, "j", CTRL["t"]).result.flags == ("jobs.0.title",)


@pytest.mark.parametrize("keys", [CTRL["t"], F9 + "2"])
def test_one_more_with_rows_has_neither_flag_nor_evidence(keys: str) -> None:
    seen = sit(JOBS, keys, begun={"jobs": [{"title": "Bager", "start": "2012"}]})
    assert seen.result.flags == ()


def test_what_is_said_about_an_answer_stays_when_the_answer_changes() -> None:
    there = {
        "notes": {"it": "Træt"},
        "evidence": {"it": "shown"},
        "said_by": {"it": "other"},
        "flags": ["it"],
    }
    seen = sit(TEXT, "Amal" + ENTER, CTRL["b"], F5, F5, beside=there)
    assert seen.result.states == {"it": "declined"}
    assert {key: seen.result.plain()[key] for key in there} == there


# --- what is half-written -------------------------------------------------------------------------------


def test_what_is_half_written_is_no_answer_and_goes_with_one() -> None:
    talk = hold(THREE, Skip(draft="Am"), Jump("name"), Given("Amal"))
    assert talk.asked[2].draft == "Am"
    assert (talk.result.values, talk.result.drafts) == ({"name": "Amal"}, {})


def test_a_state_takes_what_is_half_written() -> None:
    talk = hold(THREE, Jump("town", draft="Am"), Jump("name"), State("declined"))
    assert (talk.result.states, talk.result.drafts) == ({"name": "declined"}, {})


def test_esc_keeps_what_is_half_written_where_it_was() -> None:
    seen = sit(THREE, "Amal" + ENTER, "3", ESC, ENTER)
    assert seen.result.drafts == {"age": "3"}
    assert "› 3" in seen.screen


def test_dropping_the_question_on_the_screen_keeps_what_is_half_written() -> None:
    talk = hold(THREE, Given("Amal"), Drop(("age", "town"), draft="3"), Stop())
    assert talk.result.drafts == {"age": "3"}
    assert talk.result.states["town"] == "not_asked"


def test_a_remark_is_kept_with_everything_else() -> None:
    record = hold(
        THREE, Remark(Beside("n", note_shown=True, evidence="told", said_by="other", flagged=True))
    ).result
    empty = Answers("small", 1)
    assert replace(record, sessions=(), delete_after=None) == replace(
        empty,
        notes={"name": "n"},
        notes_shown=("name",),
        evidence={"name": "told"},
        said_by={"name": "other"},
        flags=("name",),
    )


def test_a_sensitive_answer_is_not_repeated_on_the_next_screen() -> None:
    secret = question("it", more=", sensitive: true") + question("tail")
    seen = sit(secret, "epilepsi" + ENTER)
    assert "✓ it" in seen.screen
    assert "epilepsi" not in seen.screen
    inside = JOBS.replace("type: group", "type: group\n  sensitive: true")
    row = sit(inside, "j", "voldsramt" + ENTER, "2012" + ENTER, begun={})
    assert "✓ Titel" in row.screens[2]
    assert "✓ Titel: voldsramt" not in row.screens[2]


def test_a_row_is_taken_away_with_all_that_is_said_about_it_and_later_rows_move_up() -> None:
    begun = {"jobs": [{"title": "Bager"}, {"title": "Bud"}, {"title": "Smed"}], "hopes": "Alt"}
    beside = {
        "states": {"jobs.1.start": "unknown", "jobs.2.start": "declined"},
        "notes": {"jobs.1.title": "nej", "jobs.2.title": "ja", "jobs": "gruppen"},
        "evidence": {"jobs.0": "document", "jobs.1": "told", "jobs.2": "shown"},
        "flags": ["jobs.1.title", "jobs.2.title"],
    }
    talk = hold(JOBS, Jump("jobs.1.title"), Remove(), begun=begun, beside=beside)
    assert [row["title"] for row in talk.result.values["jobs"]] == ["Bager", "Smed"]
    assert talk.result.states == {"jobs.1.start": "declined"}
    assert talk.result.notes == {"jobs.1.title": "ja", "jobs": "gruppen"}
    assert talk.result.evidence == {"jobs.0": "document", "jobs.1": "shown"}
    assert talk.result.flags == ("jobs.1.title",)
    assert talk.order[-1] == "jobs.2"


def test_a_row_goes_from_the_menu_and_only_after_a_yes() -> None:
    told = {"jobs": [{"title": "Bager"}], "hopes": "Alt"}
    there = F8 + "titel" + ENTER
    no = sit(question("name") + JOBS, there, F9 + "8" + "n", begun=told)
    assert len(no.result.values["jobs"]) == 1
    yes = sit(question("name") + JOBS, there, F9 + "8" + "j", begun=told)
    assert yes.result.values["jobs"] == ()


# --- what is said under a field while it is written in ----------------------------------------------------


def test_a_day_that_lies_ahead_is_told_before_it_is_given() -> None:
    seen = sit(question("it", "date", ", latest: today"), "17.5.2090")
    assert "Datoen ligger i fremtiden." in seen.screens[1]
    assert "= 17. maj 2090" in sit(DATE, "17.5.2090").screens[1]


def test_the_room_in_documents_is_told_and_not_enforced() -> None:
    long = "Skrædder og arbejdsleder i fars værksted"
    one = question("it", more=", room: 36")
    seen = sit(one, long, ENTER)
    assert f"{len(long)} af 36 tegn" in seen.screens[1]
    assert seen.result.values == {"it": long}
    several = question("it", "long_text", ", max_lines: 5, room: 35")
    seen = sit(several, "Sy" + CTRL["j"] + long)
    assert f"2 af 5 linjer · længste linje {len(long)} af 35 tegn" in seen.screens[1]


# --- what was done just before --------------------------------------------------------------------------


def receipt(questions: str, *keys: str) -> str:
    """The line that says what was kept just now."""
    lines = sit(questions, *keys).screen.splitlines()
    return next(line.strip() for line in lines if line.startswith("  ✓"))


def test_a_receipt_has_one_colon() -> None:
    consent = question("it", "yes_no").replace("{da: it}", "{da: 'Samtykke: virksomheder'}") + question(
        "tail"
    )
    assert receipt(consent, "j") == "✓ Samtykke: virksomheder – Ja"
    assert receipt(YES_NO, "j") == "✓ it: Ja"
    assert "~ Samtykke: virksomheder – uklart" in sit(consent, F7).screen
    assert "1.1 Samtykke: virksomheder – Ja" in sit(consent, "j", CTRL["r"]).screen


def test_lines_of_an_answer_do_not_run_together() -> None:
    told = "Sy brudekjoler" + CTRL["j"] + CTRL["j"] + "Lede fire syersker" + ENTER
    assert receipt(LONG, told) == "✓ it: Sy brudekjoler · Lede fire syersker"


def test_a_number_without_a_unit_is_named_in_a_row() -> None:
    skills = JOBS.replace(
        "id: start, type: date, label: {da: Fra}", "id: start, type: number, label: {da: Års øvelse}"
    )
    begun = {"jobs": [{"title": "Syning", "start": 12}]}
    assert "1. Syning · års øvelse: 12" in sit(skills, begun=begun).screens[0]
    unit = skills.replace("type: number,", "type: number, unit: {da: år},")
    assert "1. Syning · 12 år" in sit(unit, begun=begun).screens[0]
