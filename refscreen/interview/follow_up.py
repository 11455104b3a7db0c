"""A follow-up: the last interview again, some months later; what changed is asked, what was is kept. Pure.

Which follow-up this is stands in the sitting: ``follow_up`` is the day of the sitting it follows, ``changed``
says by section whether the candidate told of anything new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from refscreen import values
from refscreen.answers import Answers
from refscreen.dates import PartialDate
from refscreen.questionnaire import Questionnaire, Section


def begin(questionnaire: Questionnaire, answers: Answers, day: date | None) -> Answers:
    """The record at the start of a follow-up of what was held on a day.

    What is asked every time waits for a yes or a new answer.
    """
    *before, sitting = answers.sessions or ({},)
    sitting = {**sitting, "follow_up": day.isoformat() if day else "", "changed": {}}
    anew = [name for name, question in questionnaire.questions.items() if question.again]
    answers = _on_a_new_day(questionnaire, answers)
    answers = replace(answers, sessions=(*before, sitting), status="in-progress")
    states = {name: state for name, state in answers.states.items() if name not in anew}
    return _to_confirm(replace(answers, states=states), anew)


def _on_a_new_day(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """The record with the day of the new sitting proposed as the day of the interview."""
    name, began = (
        questionnaire.day,
        str(answers.sessions[-1].get("start") or "")[:10] if answers.sessions else "",
    )
    if name is None or name not in answers.values or not began:
        return answers
    proposed = {**answers.values, name: PartialDate.parse(began)}
    return _to_confirm(replace(answers, values=proposed), [name])


def since(answers: Answers) -> str:
    """The day of the sitting that is followed up now; empty in a first interview."""
    return str(answers.sessions[-1].get("follow_up") or "") if answers.sessions else ""


def sections_left(questionnaire: Questionnaire, answers: Answers) -> tuple[Section, ...]:
    """The sections of which it has not been asked yet whether anything changed in them."""
    if not answers.sessions or "changed" not in answers.sessions[-1]:
        return ()
    asked: Mapping[str, Any] = answers.sessions[-1]["changed"] or {}
    return tuple(
        section
        for section in questionnaire.sections
        if section.id not in asked and told(section, questionnaire, answers)
    )


def with_changed(
    questionnaire: Questionnaire, answers: Answers, section: Section, *, changed: bool
) -> Answers:
    """The record when it is known whether a section changed; if so its answers are gone through."""
    *before, sitting = answers.sessions
    said: Mapping[str, Any] = sitting.get("changed") or {}
    sitting = {**sitting, "changed": {**said, section.id: changed}}
    here = told(section, questionnaire, answers)
    if changed:
        waiting = _to_confirm(answers, here).confirm
    elif said.get(section.id):  # a yes that is taken back
        waiting = tuple(name for name in answers.confirm if name not in here)
    else:
        waiting = answers.confirm
    return replace(answers, sessions=(*before, sitting), confirm=waiting)


def remembering(before: Answers, after: Answers) -> Answers:
    """The record after a change in a follow-up, with what was known until then kept in ``earlier``."""
    day = since(after)
    if not day:
        return after
    earlier = dict(after.earlier)
    for name in {**before.values, **after.values}:
        old, new = before.values.get(name), after.values.get(name)
        known = earlier.get(name, ())
        now = next((entry for entry in known if str(entry.get("day")) == day), None)
        if old != new and now is None:
            entry = {"state": before.states.get(name, "not_asked")} if old is None else {}
            entry |= {} if old is None else {"answer": values.plain(old)}
            earlier[name] = (*known, {"day": day, **entry})
        elif now is not None and new is not None and now.get("answer") == values.plain(new):
            earlier[name] = tuple(entry for entry in known if entry is not now)  # it is as it was after all
    earlier = {name: known for name, known in earlier.items() if known}
    return after if earlier == dict(after.earlier) else replace(after, earlier=earlier)


def told(section: Section, questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """What the candidate told in a section, but for what is asked anew anyway or is about the sitting."""
    return [
        question.id
        for question in section.questions
        if question.id in answers.values
        and question.by == "candidate"
        and not question.again
        and question.id not in {*questionnaire.about_sitting, questionnaire.confirmation}
    ]


def _to_confirm(answers: Answers, names: list[str]) -> Answers:
    new = [name for name in names if name in answers.values and name not in answers.confirm]
    return replace(answers, confirm=(*answers.confirm, *new))
