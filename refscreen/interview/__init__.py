"""The interview itself: ask, check, save, go on. It knows neither screens nor files."""

from __future__ import annotations

from datetime import date

from refscreen.answers import Answers
from refscreen.interview.flow import Progress, Step
from refscreen.interview.kept import Kept, Save, Stopped
from refscreen.interview.loop import Interview
from refscreen.interview.record import Beside
from refscreen.interview.turn import (
    Again,
    Ask,
    Back,
    Changes,
    Closing,
    Done,
    Drop,
    Given,
    Jump,
    Prompt,
    Remark,
    Remove,
    Reply,
    Skip,
    State,
    Stop,
    Walk,
)
from refscreen.questionnaire import Questionnaire

__all__ = [
    "Again", "Ask", "Back", "Beside", "Changes", "Closing", "Done", "Drop", "Given", "Jump", "Kept",
    "Progress", "Prompt", "Remark", "Remove", "Reply", "Save", "Skip",
    "State", "Step", "Stop", "Stopped", "Walk", "run",
]  # fmt: skip


def run(questionnaire: Questionnaire, answers: Answers, ask: Ask, save: Save, today: date) -> Answers:
    """Hold an interview from the first open step to the closing screen, which shows what is left.

    Args:
        questionnaire: what is asked.
        answers: the record so far; where something was left half-written, it begins there.
        ask: puts a prompt to somebody and returns the reply.
        save: keeps the record and returns it as it is kept; called after every answer, before anything else
            is asked.
        today: the day that ages in conditions count to.

    Returns:
        The record; its status is ``completed`` when no core question is open.

    Raises:
        Stopped: the reply was ``Stop``, or Ctrl-C came; the record is saved.
        UserError: the disk would not take the record when the interview was stopped.
    """
    return Interview(questionnaire, answers, ask, save, today).hold()
