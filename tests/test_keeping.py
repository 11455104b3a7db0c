"""A sitting in its file: how long it took, when it goes on, what was confirmed in it; a clock that jumps."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from refscreen import store, yaml_text
from refscreen.answers import Answers
from refscreen.errors import UserError
from refscreen.interview.pace import Pace
from refscreen.keeping import Keeper, found, minutes_before, sat_down
from refscreen.questionnaire import Questionnaire
from refscreen.vault import age, keys
from tests.interviews import SECTION, question, questionnaire

SMALL = questionnaire(
    "sitting: [place]\nconfirmation: right\n---\n"
    + question("place")
    + question("name")
    + question("town")
    + SECTION
    + question("work")
    + question("right", "yes_no")
)
"""The place is about the sitting, and ``right`` is asked of what was read back."""
MORNING = datetime(2026, 11, 21, 10, 0)


@dataclass
class Desk:
    """An interview held by hand: a file, a clock that stands until it is moved, and who keeps the record."""

    path: Path
    time: datetime = MORNING
    small: Questionnaire = SMALL

    def sit_down(self) -> Answers:
        """Open the file, as the program does when it is started."""
        before = found(self.path, self.small)
        record = sat_down(before.record, self.small, self.time)
        self.pace = Pace(lambda: self.time, minutes_before(record))
        self.keeper = Keeper(self.path, self.small, self.pace, lambda: self.time)
        self.record = self.keeper.begin(record, before)
        return self.record

    def answer(self, name: str, value: Any) -> Answers:
        """Answer a question and keep the record."""
        self.record = self.keeper.save(self.record.with_answer(name, value)).answers
        return self.record

    def passes(self, minutes: float, section: str = "first") -> None:
        """Time goes by on a section's screens."""
        self.pace.enter(section)
        self.time += timedelta(minutes=minutes)

    def in_file(self) -> dict[str, Any]:
        """What the file holds."""
        data: dict[str, Any] = yaml_text.read(self.path.read_bytes()).data
        return data

    def edit(self, old: str, new: str) -> None:
        """Somebody else changes the file in an editor."""
        text = self.path.read_text(encoding="utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "case.yaml")
    desk.sit_down()
    return desk


# --- sittings ---------------------------------------------------------------------------------------


def test_a_sitting_has_its_times_its_minutes_by_section_and_who_was_there(desk: Desk) -> None:
    desk.passes(5)
    desk.answer("place", "Centret")
    desk.passes(12.5, "second")
    desk.answer("work", "Kok")
    assert desk.in_file()["sessions"] == [
        {
            "start": "2026-11-21T10:00",
            "end": "2026-11-21T10:17",
            "minutes": {"first": 5.0, "second": 12.5},
            "answers": {"place": "Centret"},
        }
    ]


def test_a_pause_is_counted_by_itself(desk: Desk) -> None:
    desk.passes(5)
    desk.pace.pause()
    desk.time += timedelta(minutes=20)
    desk.pace.go_on()
    desk.passes(5)
    desk.answer("name", "Ali")
    (sitting,) = desk.in_file()["sessions"]
    assert (sitting["minutes"], sitting["paused"]) == ({"first": 10.0}, 20.0)


def test_within_thirty_minutes_the_same_sitting_goes_on(desk: Desk) -> None:
    desk.passes(5)
    desk.answer("place", "Centret")
    desk.time += timedelta(minutes=29)
    assert desk.sit_down().confirm == ()
    desk.passes(3)
    desk.answer("name", "Ali")
    (sitting,) = desk.in_file()["sessions"]
    assert (sitting["end"], sitting["minutes"]) == ("2026-11-21T10:37", {"first": 8.0})


def test_later_it_is_another_sitting_in_which_who_is_there_is_asked_again(desk: Desk) -> None:
    desk.passes(5)
    desk.answer("place", "Centret")
    desk.time += timedelta(minutes=31)
    assert desk.sit_down().confirm == ("place",)
    desk.answer("name", "Ali")
    assert "answers" not in desk.in_file()["sessions"][1]  # nobody has said yet that it is the same place
    desk.answer("place", "Hjemme")
    first, second = desk.in_file()["sessions"]
    assert (first["answers"], second["answers"]) == ({"place": "Centret"}, {"place": "Hjemme"})
    assert minutes_before(desk.record) == {"first": 5.0}


def test_a_finished_case_that_is_opened_again_asks_nobody_who_is_there(desk: Desk) -> None:
    desk.record = replace(desk.record, status="completed")
    desk.answer("place", "Centret")
    desk.time += timedelta(days=1)
    assert desk.sit_down().confirm == ()


# --- read back --------------------------------------------------------------------------------------


def test_what_the_candidate_says_to_the_read_back_is_logged_once_for_each_time_it_is_said(desk: Desk) -> None:
    desk.answer("right", False)
    desk.passes(2)
    desk.answer("name", "Ali")
    desk.answer("right", True)
    said = [{"time": "2026-11-21T10:00", "confirmed": False}, {"time": "2026-11-21T10:02", "confirmed": True}]
    assert desk.in_file()["read_back"] == said
    desk.answer("town", "Ry")
    assert desk.in_file()["read_back"] == said


def test_a_yes_to_the_same_answer_in_another_sitting_is_another_read_back(desk: Desk) -> None:
    desk.answer("right", True)
    desk.time += timedelta(days=1)
    desk.sit_down()
    desk.record = desk.keeper.begin(replace(desk.record, confirm=("right",)), found(desk.path, SMALL))
    desk.answer("right", True)
    assert [entry["time"] for entry in desk.in_file()["read_back"]] == [
        "2026-11-21T10:00",
        "2026-11-22T10:00",
    ]


@pytest.mark.parametrize(
    ("there", "language"),
    [
        ({"helped": True, "tongue": "ar"}, {"language": "ar"}),
        ({"helped": False, "tongue": "ar"}, {}),  # it was asked before somebody said that there is none
        ({"helped": True}, {}),
    ],
)
def test_a_read_back_tells_which_language_it_was_interpreted_to(
    tmp_path: Path, there: dict[str, Any], language: dict[str, str]
) -> None:
    spoken = "sitting: [helped, tongue]\nconfirmation: right\n---\n" + question("helped", "yes_no")
    spoken += question("tongue", "language", ", when: helped") + question("right", "yes_no")
    desk = Desk(tmp_path / "case.yaml", small=questionnaire(spoken))
    desk.sit_down()
    for name, value in there.items():
        desk.answer(name, value)
    desk.answer("right", True)
    assert desk.in_file()["read_back"] == [{"time": "2026-11-21T10:00", **language, "confirmed": True}]


def test_the_language_of_last_time_is_not_told_of_a_read_back_before_it_is_confirmed(tmp_path: Path) -> None:
    spoken = "sitting: [tongue]\nconfirmation: right\n---\n" + question("tongue", "language")
    desk = Desk(tmp_path / "case.yaml", small=questionnaire(spoken + question("right", "yes_no")))
    desk.sit_down()
    desk.record = replace(desk.record, confirm=("tongue",), values={"tongue": "ar"})
    desk.answer("right", True)
    assert desk.in_file()["read_back"] == [{"time": "2026-11-21T10:00", "confirmed": True}]


# --- a clock that jumps -----------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(days=-365), timedelta(days=365), timedelta(minutes=-45)])
def test_a_clock_that_was_set_between_two_sittings_loses_and_reorders_nothing(
    desk: Desk, jump: timedelta
) -> None:
    desk.answer("place", "Centret")
    desk.passes(5)
    desk.answer("name", "Ali")
    desk.time += jump
    desk.sit_down()
    desk.answer("town", "Ry")
    kept = desk.in_file()
    assert kept["answers"] == {"place": "Centret", "name": "Ali", "town": "Ry"}
    assert [sitting["start"] for sitting in kept["sessions"]] == [
        "2026-11-21T10:00",
        f"{MORNING + timedelta(minutes=5) + jump:%Y-%m-%dT%H:%M}",
    ]
    assert kept["sessions"][0]["answers"] == {"place": "Centret"}


def test_a_clock_that_is_set_in_the_middle_of_a_sitting_loses_and_reorders_nothing(desk: Desk) -> None:
    desk.answer("right", True)
    desk.time -= timedelta(days=365)
    desk.answer("name", "Ali")
    desk.answer("right", False)
    kept = desk.in_file()
    assert kept["answers"] == {"name": "Ali", "right": False}
    assert [entry["confirmed"] for entry in kept["read_back"]] == [True, False]


def test_a_few_minutes_that_the_clock_was_put_back_begin_no_new_sitting(desk: Desk) -> None:
    desk.answer("name", "Ali")
    desk.time -= timedelta(minutes=3)
    assert len(desk.sit_down().sessions) == 1


# --- an earlier version of the questionnaire --------------------------------------------------------


def test_a_case_of_an_earlier_version_goes_on_in_this_one_and_stays_beside_it_as_it_was(desk: Desk) -> None:
    desk.answer("name", "Ali")
    as_it_was = desk.path.read_bytes()
    desk.small = desk.small.model_copy(update={"version": 2})
    desk.sit_down()
    desk.answer("town", "Ry")
    assert (desk.in_file()["version"], desk.in_file()["answers"]) == (2, {"name": "Ali", "town": "Ry"})
    copy = desk.path.with_name(".case.yaml.version-1.yaml")
    assert copy.read_bytes() == as_it_was
    desk.sit_down()
    desk.answer("town", "Viby")
    assert copy.read_bytes() == as_it_was


def test_the_copy_of_a_plain_case_is_encrypted_where_cases_are(desk: Desk) -> None:
    desk.answer("name", "Ali")
    keys.create("Prøve", "", age.new()[1])
    desk.small = desk.small.model_copy(update={"version": 2})
    desk.sit_down()
    desk.answer("town", "Ry")
    files = [path for path in desk.path.parent.iterdir() if path.is_file()]
    assert {path.name for path in files} == {"case.yaml", ".case.yaml.version-1.yaml"}
    assert not any(b"Ali" in path.read_bytes() for path in files)
    keys.take("")


def test_a_case_of_this_version_has_no_copy(desk: Desk) -> None:
    desk.answer("name", "Ali")
    desk.sit_down()
    desk.answer("town", "Ry")
    assert [*desk.path.parent.glob(".*.version-*")] == []


# --- somebody else ----------------------------------------------------------------------------------


def test_a_change_made_before_the_first_answer_of_a_sitting_is_kept_and_so_is_what_it_began_with(
    desk: Desk,
) -> None:
    desk.answer("place", "Centret")
    desk.answer("name", "Ali")
    desk.time += timedelta(days=1)
    desk.sit_down()
    desk.edit("name: Ali", "name: Alim")
    kept = desk.keeper.save(desk.record.with_answer("town", "Ry"))
    assert kept.changed_elsewhere
    assert not kept.set_aside
    assert dict(kept.answers.values) == {"place": "Centret", "name": "Alim", "town": "Ry"}
    assert kept.answers.confirm == ("place",)


def test_answers_known_beforehand_outlast_a_change_of_the_file(desk: Desk) -> None:
    desk.answer("name", "Ali")
    before = found(desk.path, SMALL)
    record = desk.keeper.begin(replace(desk.record.with_answer("town", "Ry"), confirm=("town",)), before)
    desk.edit("name: Ali", "name: Alim")
    kept = desk.keeper.save(record.with_answer("work", "Kok")).answers
    assert dict(kept.values) == {"name": "Alim", "town": "Ry", "work": "Kok"}
    assert kept.confirm == ("town",)


def test_a_change_made_while_the_save_was_on_its_way_is_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answer("name", "Ali")
    save, edits = store.save_answers, ["Alim"]

    def hurried(path: Path, record: Answers, known: str | None = None) -> str:
        if edits:
            desk.edit("name: Ali", f"name: {edits.pop()}")
        return save(path, record, known)

    monkeypatch.setattr(store, "save_answers", hurried)
    assert dict(desk.answer("town", "Ry").values) == {"name": "Alim", "town": "Ry"}


@pytest.mark.parametrize(
    ("edit", "kept"),
    [("name: Alim", "Amir"), ("name: [", "Amir"), ("nmae: Alim\nstatus: done", "Amir")],
    ids=["clash", "broken", "unknown key"],
)
def test_a_version_that_cannot_all_be_taken_in_is_set_aside_as_it_was(
    desk: Desk, edit: str, kept: str
) -> None:
    desk.answer("name", "Ali")
    desk.edit("name: Ali", edit)
    theirs = desk.path.read_bytes()
    saved = desk.keeper.save(desk.record.with_answer("name", "Amir"))
    assert saved.set_aside
    assert saved.answers.values["name"] == kept
    (copy,) = desk.keeper.set_aside
    assert copy.name == "case.changed-1.yaml"
    assert copy.read_bytes() == theirs


def test_a_file_that_is_no_case_of_this_questionnaire_is_not_begun_with(desk: Desk) -> None:
    desk.path.write_text("questionnaire: other\nversion: 1\n", encoding="utf-8")
    with pytest.raises(UserError):
        desk.sit_down()


def test_times_that_somebody_wrote_by_hand_stop_nothing(desk: Desk) -> None:
    desk.answer("name", "Ali")
    desk.edit(
        "end: 2026-11-21T10:00", "end: 2026-11-21T10:00+01:00\n  paused: lidt\n  minutes: {first: mange}"
    )
    desk.sit_down()
    desk.passes(2)
    desk.answer("town", "Ry")
    assert desk.in_file()["sessions"][0]["minutes"] == {"first": 2.0}


def test_an_editor_that_was_opened_long_ago_takes_away_nothing_that_was_answered_since(desk: Desk) -> None:
    desk.answer("name", "Ali")
    desk.answer("place", "Centret")
    opened = desk.path.read_text(encoding="utf-8")
    desk.answer("town", "Ry")
    desk.answer("work", "Kok")
    desk.path.write_text(opened.replace("name: Ali", "name: Alim"), encoding="utf-8")
    kept = desk.keeper.save(desk.record.with_answer("right", True))
    told = {"place": "Centret", "name": "Alim", "town": "Ry", "work": "Kok", "right": True}
    assert dict(kept.answers.values) == told
    assert not kept.set_aside


def test_an_answer_that_was_taken_away_by_hand_is_gone(desk: Desk) -> None:
    for name in ("place", "name", "town"):
        desk.answer(name, "Ry")
    desk.edit("  name: Ry\n", "")
    assert [*desk.answer("work", "Kok").values] == ["place", "town", "work"]
