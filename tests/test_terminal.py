"""The whole interview on a real terminal, key by key: back, skip, stop, resume; and the same answers file."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refscreen import interview, store, yaml_text
from refscreen.answers import Answers
from refscreen.interview import Back, Given, Prompt, Reply, Skip, State, Stop, Stopped
from tests.program import run
from tests.terminal import Terminal

pytestmark = pytest.mark.terminal
SAMPLE = Path(__file__).parent.parent / "samples" / "leyla.yaml"
SCREENING = store.load_questionnaire("screening")
FEW = 10
"""Choices; longer lists are searched."""


class Typist:
    """Answers every prompt of an interview on the terminal as a sample answers it.

    The same interview runs here without a screen, in step with the one on the terminal: it says what has to
    be on the screen next.
    """

    def __init__(self, terminal: Terminal, sample: Answers, detours: Mapping[str, Reply]) -> None:
        self.terminal, self.sample, self.detours = terminal, sample, dict(detours)
        self.asked: list[str] = []

    def __call__(self, prompt: Prompt) -> Reply:
        self.terminal.wait_for(prompt.question.ask["da"][:60])
        if prompt.step.more:
            self.terminal.wait_for("flere?" if prompt.step.row else "noget at skrive ned?")
        self.asked.append(prompt.key)
        reply = self.detours.pop(prompt.key, None) or self._reply(prompt)
        self._type(prompt, reply)
        return reply

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

    def _type(self, prompt: Prompt, reply: Reply) -> None:
        press = self.terminal.press
        match reply:
            case Given(value):
                self._give(prompt, value)
            case State(name):
                press(name)
            case Skip():
                press("skip")
            case Back():
                press("back")
            case Stop():
                press("stop")

    def _give(self, prompt: Prompt, value: Any) -> None:
        press, question = self.terminal.press, prompt.question
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
            press(str(value).replace("\n", "\x0a"), "enter")


def hold(
    path: Path, sample: Answers, detours: Mapping[str, Reply], *, columns: int, lines: int
) -> tuple[int, list[str]]:
    """Hold the interview at the terminal until it ends or is stopped: the exit code, and what was asked."""
    begun = (
        store.load_answers(path, SCREENING)[0] if path.exists() else Answers("screening", SCREENING.version)
    )
    with Terminal(path, columns, lines) as terminal:
        typist = Typist(terminal, sample, detours)
        with suppress(Stopped):
            interview.run(SCREENING, begun, typist, lambda _: None, date.today())
        return terminal.ended(), typist.asked


def plain(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml_text.read(path.read_bytes()).data
    return data


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (140, 50)])
def test_an_interview_at_the_terminal_gives_the_same_file_as_one_without(
    tmp_path: Path, columns: int, lines: int
) -> None:
    sample = store.load_sound_answers(SAMPLE, SCREENING)
    path = tmp_path / "typed.yaml"
    first: dict[str, Reply] = {
        "interview_place": Back(),
        "home_region": Skip(),
        "spouse_support": Back(),
        "commute_modes": Stop(),
    }
    code, asked = hold(path, sample, first, columns=columns, lines=lines)
    assert code == 130
    assert asked.count("interview_date") == 2
    resumed: dict[str, Reply] = {"jobs": Back(), "danish_self": Stop()}
    assert hold(path, sample, resumed, columns=columns, lines=lines)[0] == 130
    code, asked = hold(path, sample, {}, columns=columns, lines=lines)
    assert code == 0
    assert "home_region" in asked  # what was skipped is offered again before the end
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
        assert plain(path)["answers"] == {"case_ref": "K-2026-900"}
        terminal.child.kill(9)
    assert plain(path)["case"] == "K-2026-900"


def test_a_wrong_answer_is_told_and_stays_in_the_field(tmp_path: Path) -> None:
    with Terminal(tmp_path / "a.yaml") as terminal:
        terminal.wait_for("sagsnummer")
        terminal.press("K-1", "enter")
        terminal.wait_for("Hvilken dag")
        terminal.press("32.13.2026", "enter")
        terminal.wait_for("ikke en dato")
        assert "32.13.2026" in terminal.text()
        assert plain(tmp_path / "a.yaml")["answers"] == {"case_ref": "K-1"}


def test_a_second_window_on_the_same_interview_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with Terminal(path) as first:
        first.wait_for("sagsnummer")
        with Terminal(path) as second:
            assert second.ended() == 2
            assert "åben et andet sted" in second.raw.decode()
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
        assert plain(path)["answers"] == {"case_ref": "K-2026-900"}
        terminal.press("declined")
        terminal.wait_for("Hvilken dag")
        assert plain(path)["states"] == {"case_ref": "declined"}


def test_control_c_says_how_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with Terminal(path) as terminal:
        terminal.wait_for("sagsnummer")
        terminal.press("stop")
        assert terminal.ended() == 130
        assert f"interview -o {path}" in terminal.raw.decode()
