"""The type that the rules suggest is told where the consultant decides on one, with its reason."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from refscreen import interview, store
from refscreen.advising import Advising
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.interview import Changes, Closing, Jump, Kept, Prompt, Reply, Stop, Stopped
from refscreen.interview.turn import Suggested
from refscreen.rules import Rules
from tests.terminal import Terminal

SAMPLES = Path(__file__).parent.parent / "samples"
SCREENING = store.load_questionnaire("screening")
TODAY = date(2026, 11, 21)


def shipped() -> Rules:
    return store.load_rules("screening", SCREENING)


def unreadable() -> Rules:
    raise UserError([Problem("not_a_mapping")])


def suggested(
    record: Answers, read_rules: Callable[[], Rules] = shipped, at: str = "typology"
) -> Suggested | None:
    """What stands beside a question when somebody goes there."""
    seen: list[Prompt] = []

    def ask(prompt: Prompt | Closing | Changes) -> Reply:
        if isinstance(prompt, Prompt):
            seen.append(prompt)
        return Jump(at) if not seen or seen[-1].key != at else Stop()

    advising = Advising(ask, SCREENING, lambda: record, read_rules, TODAY)
    with pytest.raises(Stopped):
        interview.run(SCREENING, record, advising, Kept, TODAY)
    return seen[-1].suggested


def sample(name: str) -> Answers:
    return store.load_sound_answers(SAMPLES / f"{name}.yaml", SCREENING)


def test_the_suggested_type_and_its_reason_stand_beside_the_question_of_the_type() -> None:
    told = suggested(sample("leyla"))
    assert told is not None
    assert told.what["da"] == "Boligplaceret med ingen eller kort skolegang"
    assert told.why["da"].startswith("Kandidaten")


def test_nothing_is_suggested_elsewhere() -> None:
    assert suggested(sample("leyla"), at="readiness") is None


def test_nothing_is_suggested_while_the_residence_status_is_unknown() -> None:
    assert suggested(Answers("screening", 1)) is None


def test_a_conversation_does_not_stop_at_rules_that_cannot_be_read() -> None:
    assert suggested(sample("leyla"), unreadable) is None


def test_it_is_read_on_the_screen(tmp_path: Path) -> None:
    case = tmp_path / "leyla.yaml"
    case.write_bytes((SAMPLES / "leyla.yaml").read_bytes())
    with Terminal(case) as terminal:
        terminal.wait_for("Før I slutter")
        terminal.press("alle svar", "enter")
        terminal.press("typologi", "enter")
        terminal.wait_for("Programmet foreslår: Boligplaceret med ingen eller kort skolegang. Kandidaten")
