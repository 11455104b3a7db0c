"""The whole interview on a real terminal, key by key: back, skip, stop, resume; and the same answers file."""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refscreen import interview, store, yaml_text
from refscreen.answers import Answers
from refscreen.interview import (
    Back,
    Changes,
    Closing,
    Done,
    Given,
    Jump,
    Kept,
    Prompt,
    Reply,
    Skip,
    State,
    Stop,
    Stopped,
    Walk,
)
from refscreen.interview.prompts import runner
from tests.program import run
from tests.terminal import Terminal

pytestmark = pytest.mark.terminal
SAMPLE = Path(__file__).parent.parent / "samples" / "leyla.yaml"
SCREENING = store.load_questionnaire("screening")
ENGLISH = re.compile(
    r"\b(?:yes|no|use arrow|arrow keys|press|select|search|answer|cancel\w*|invalid|required|type to|done)\b",
    re.IGNORECASE,
)
"""What questionary, prompt_toolkit or ours could let slip in English."""
FEW = 10
"""Choices; longer lists are searched."""


class Typist:
    """Answers every prompt of an interview on the terminal as a sample answers it.

    The same interview runs here without a screen, in step with the one on the terminal: it says what has to
    be on the screen next. ``detours`` are the replies that are given first at a question, one after another.
    """

    def __init__(self, terminal: Terminal, sample: Answers, detours: Mapping[str, list[Reply]]) -> None:
        self.terminal, self.sample = terminal, sample
        self.detours = {key: list(replies) for key, replies in detours.items()}
        self.asked: list[str] = []
        self.walked = False
        self.last = ""

    def __call__(self, prompt: Prompt | Closing | Changes) -> Reply:
        assert not isinstance(prompt, Changes)
        if isinstance(prompt, Closing):
            return self._close(prompt)
        self.terminal.wait_for(prompt.question.ask["da"][:60])
        if prompt.step.more:
            self.terminal.wait_for("flere?" if prompt.step.row else "noget at skrive ned?")
        self.asked.append(prompt.key)
        waiting = self.detours.get(prompt.key)
        reply = waiting.pop(0) if waiting else self._reply(prompt)
        self._type(prompt, reply)
        return reply

    def _close(self, closing: Closing) -> Reply:
        """Walk once through what was left for later, then end."""
        self.terminal.wait_for("Før I slutter")
        later = tuple(place.step.key for place in closing.places if "later" in place.categories)
        if self.walked or not later:
            self.terminal.press("slut samtalen", "enter")
            return Done()
        self.walked = True
        self.terminal.press("senere", "enter")
        self.terminal.wait_for("Gå dem igennem")
        self.terminal.press("enter")
        return Walk(later)

    def _reply(self, prompt: Prompt) -> Reply:
        step = prompt.step
        if step.more:
            rows = self.sample.values.get(step.id, ())
            return (
                self._state(step.id)
                if step.id not in self.sample.values
                else Given(len(rows) > (step.row or 0))
            )
        if step.row is None:
            value = self.sample.values.get(step.id)
        else:
            value = self.sample.values[step.id][step.row].get(step.inner)
        return self._state(prompt.key) if value is None else Given(value)

    def _state(self, key: str) -> Reply:
        state = self.sample.states.get(key, "later")
        return Skip() if state == "later" else State(state)

    def _press(self, *keys: str) -> None:
        if keys[0] == self.last:  # read, and meant: a key that comes again at once is a held one
            time.sleep(1.5 * runner.HELD)
        self.last = keys[-1]
        self.terminal.press(*keys)

    def _type(self, prompt: Prompt, reply: Reply) -> None:
        press = self._press
        match reply:
            case Given(value):
                self._give(prompt, value)
            case State(name):
                press(name)
            case Skip():
                press("skip")
            case Back():
                press("back")
            case Jump(key):
                number = next(place.number for place in prompt.places if place.step.key == key)
                press("map")
                self.terminal.wait_for("Oversigt over samtalen")
                press(number, "enter")
            case Stop():
                press("stop")

    def _give(self, prompt: Prompt, value: Any) -> None:
        press, question = self._press, prompt.question
        places = [choice.id for choice in question.choices]
        if prompt.value == value and not prompt.step.more:
            press("enter")  # it stands in the field already
        elif question.type == "yes_no":
            press("j" if value else "n")
        elif question.type == "choices" and len(places) >= FEW:
            for item in value:
                press(question.choice_by_id[item].label["da"].replace(" ", "-"), " ")
            press("enter")
        elif question.type == "choices":
            press(*(str(places.index(item) + 1) for item in value), "enter")
        elif question.choices and len(places) >= FEW:
            press(question.choice_by_id[value].label["da"], "enter")
        elif question.choices:
            press(str(places.index(value) + 1))
        elif question.type == "scale":
            press(*([str(value), "enter"] if value == 1 and question.max == 10 else [str(value)]))
        else:
            press("\x15", str(value).replace("\n", "\x0a"), "enter")


def hold(
    path: Path, sample: Answers, detours: Mapping[str, list[Reply]], *, columns: int, lines: int
) -> tuple[int, list[str]]:
    """Hold the interview at the terminal until it ends or is stopped: the exit code, and what was asked."""
    begun = (
        store.load_answers(path, SCREENING)[0] if path.exists() else Answers("screening", SCREENING.version)
    )
    with Terminal(path, columns, lines) as terminal:
        typist = Typist(terminal, sample, detours)
        with suppress(Stopped):
            interview.run(SCREENING, begun, typist, Kept, date.today())
        code = terminal.ended()
    assert not ENGLISH.findall(terminal.raw.decode()), "a library's own words stand in a Danish interview"
    return code, typist.asked


def plain(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml_text.read(path.read_bytes()).data
    return data


BACKS = (
    "interview_place", "participants", "full_name", "nationality", "spouse_support", "commute_modes",
    "school_level", "danish_self", "motivation_self", "hours_wish",
)  # fmt: skip
DETOURS: dict[str, list[Reply]] = {
    **{name: [Back()] for name in BACKS},
    "home_region": [Skip()],
    # Three answers that hide later questions, and are changed afterwards.
    "interpreter_used": [Given(raw=False)],
    "consent_company": [Jump("interpreter_used")],
    "civil_status": [Given("ugift")],
    "housing_need": [Jump("civil_status")],
    "ever_worked": [Given(raw=False)],
    "own_business": [Jump("ever_worked")],
    # To look ahead, and to look back.
    "phone": [Jump("dream_job")],
    "danish_start": [Jump("full_name")],
}


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (140, 50)])
def test_an_interview_at_the_terminal_gives_the_same_file_as_one_without(
    tmp_path: Path, columns: int, lines: int
) -> None:
    """In Danish, with ten steps back, five jumps, three changed conditions and two interruptions."""
    sample = store.load_sound_answers(SAMPLE, SCREENING)
    path = tmp_path / "typed.yaml"
    first: dict[str, list[Reply]] = {**DETOURS, "max_commute_min": [Stop()]}
    code, asked = hold(path, sample, first, columns=columns, lines=lines)
    assert code == 130
    assert asked.count("interview_date") == 2
    assert asked.count("spouse_where") == 1
    second: dict[str, list[Reply]] = {
        **{key: DETOURS[key] for key in DETOURS if key not in asked},
        "english_work": [Stop()],
    }
    code, asked_then = hold(path, sample, second, columns=columns, lines=lines)
    assert code == 130
    third = {key: DETOURS[key] for key in BACKS if key not in (*asked, *asked_then)}
    code, asked_last = hold(path, sample, third, columns=columns, lines=lines)
    assert code == 0
    assert set(DETOURS) <= {*asked, *asked_then, *asked_last}
    assert "home_region" in asked_last  # what was left for later is walked through before the end
    assert run("interview", "-o", tmp_path / "given.yaml", "--answers", SAMPLE, "--no-input").code == 0
    typed, given = plain(path), plain(tmp_path / "given.yaml")
    assert typed["answers"] == given["answers"]
    assert (typed["case"], typed["status"]) == (given["case"], given["status"])
    assert {k: v for k, v in typed["states"].items() if v != "later"} == given.get("states", {})


def test_what_was_answered_is_on_disk_before_the_next_question_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with Terminal(path) as terminal:
        terminal.wait_for("sagsnummer")
        terminal.press("K-2026-900", "enter")
        terminal.wait_for("Hvilken dag")
        assert plain(path)["answers"]["case_ref"] == "K-2026-900"
        terminal.child.kill(9)
    assert plain(path)["case"] == "K-2026-900"


def test_a_wrong_answer_is_told_and_stays_in_the_field(tmp_path: Path) -> None:
    with Terminal(tmp_path / "a.yaml") as terminal:
        terminal.wait_for("sagsnummer")
        terminal.press("K-1", "enter")
        terminal.wait_for("Hvilken dag")
        terminal.press("\x15", "32.13.2026", "enter")
        terminal.wait_for("ikke en dato")
        assert "32.13.2026" in terminal.text()
        assert plain(tmp_path / "a.yaml")["answers"]["case_ref"] == "K-1"


def test_a_second_window_on_the_same_interview_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with Terminal(path) as first:
        first.wait_for("sagsnummer")
        with Terminal(path) as second:
            assert second.ended() == 2
            assert "allerede åben hos" in second.raw.decode()
        first.press("K-2026-900", "enter")
        first.wait_for("Hvilken dag")
        first.child.kill(9)
    with Terminal(path) as third:  # the system let go of what was killed
        third.wait_for("Hvilken dag")


def test_an_answer_that_stands_there_is_given_up_only_at_the_second_press(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with Terminal(path) as terminal:
        terminal.wait_for("sagsnummer")
        terminal.press("K-2026-900", "enter")
        terminal.wait_for("Hvilken dag")
        terminal.press("back")
        terminal.wait_for("K-2026-900")
        terminal.press("declined")
        terminal.wait_for("Tryk igen")
        assert plain(path)["answers"]["case_ref"] == "K-2026-900"
        terminal.press("declined")
        terminal.wait_for("Hvilken dag")
        assert plain(path)["states"] == {"case_ref": "declined"}


def test_half_an_answer_is_given_up_only_at_the_second_press(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with Terminal(path) as terminal:
        terminal.wait_for("sagsnummer")
        terminal.press("K-2026-900 er", "declined")
        terminal.wait_for("Tryk igen")
        assert "K-2026-900 er" in terminal.text()
        terminal.press("\x1a")
        terminal.wait_for("› K-2026-900")
        terminal.press("enter")
        terminal.wait_for("Hvilken dag")
        assert plain(path)["answers"]["case_ref"] == "K-2026-900"


def test_control_c_says_how_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with Terminal(path) as terminal:
        terminal.wait_for("sagsnummer")
        terminal.press("stop")
        assert terminal.ended() == 130
        assert f"interview -o {path}" in terminal.raw.decode()
