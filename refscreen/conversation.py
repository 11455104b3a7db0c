"""An interview with its files around it: found, begun or resumed, saved after every answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from refscreen import answers as answers_module
from refscreen import documents, interview, messages, store
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.interview import Stopped, flow
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules
from refscreen.view import Case


@dataclass(frozen=True)
class Sitting:
    """What an interview came to: the record, how many core questions are open, whether it was stopped."""

    answers: Answers
    questionnaire: Questionnaire
    core_open: int
    stopped: bool = False

    def lacks_for(self, document: str) -> list[Problem]:
        """The consents a document needs that were not given."""
        case = Case(self.questionnaire, Rules.none(self.questionnaire), self.answers, date.today())
        return documents.without_consent(case, documents.find(document).manifest.consents)


def known_beforehand(path: Path, questionnaire: Questionnaire) -> Answers:
    """The answers of a file, through the same validation as typed ones.

    The file is a whole record, or nothing but ``question: answer`` lines.

    Raises:
        UserError: with every problem, located.
    """
    source = store.read_source(path)
    data: Any = source.data
    bare = isinstance(data, dict) and "answers" not in data
    header = {"questionnaire": questionnaire.id, "version": questionnaire.version}
    if isinstance(data, dict):
        data = {**header, "answers": data} if bare else {**header, **data}
    found, problems = answers_module.parse(data, questionnaire)
    if bare:
        problems = [replace(p, path=p.path[1:]) if p.path[:1] == ("answers",) else p for p in problems]
    if found is None or problems:
        raise UserError(store.located(problems, path, source))
    return found


def begun(path: Path, questionnaire: Questionnaire) -> Answers:
    """The record that an interview goes on from: what is in the file, or an empty one."""
    if path.exists():
        return store.load_answers(path, questionnaire)[0]
    return Answers(questionnaire.id, questionnaire.version)


def merged(record: Answers, known: Answers) -> Answers:
    """The record with answers known from elsewhere laid over it."""
    for name, value in known.values.items():
        record = record.with_answer(name, value)
    for name, state in known.states.items():
        if name not in record.values:
            record = record.with_state(name, state)
    return replace(
        record,
        case=known.case or record.case,
        sessions=(*record.sessions, *known.sessions),
        notes=_laid_over(record.notes, known.notes),
        evidence=_laid_over(record.evidence, known.evidence),
    )


def _laid_over(under: Mapping[str, str], over: Mapping[str, str]) -> Mapping[str, str]:
    return {**under, **over}


def fill(name: str, known: Path, path: Path, *, afresh: bool = False) -> Sitting:
    """Store answers without asking anything.

    Args:
        name: the questionnaire's name or file.
        known: the file with the answers.
        path: the answers file to write; what is there already is kept unless it is answered again.
        afresh: begin a new file even if there is one.

    Raises:
        UserError: with every problem of the answers; nothing is written then.
    """
    questionnaire = store.load_questionnaire(name)
    before = Answers(questionnaire.id, questionnaire.version) if afresh else begun(path, questionnaire)
    given = known_beforehand(known, questionnaire)
    _same_case(path, before, given)
    record = _in_order(merged(before, given), questionnaire)
    left = flow.core_open(questionnaire, record, record.held_on() or date.today())
    record = replace(record, status="in-progress" if left else "completed")
    store.save_answers(path, record)
    return Sitting(record, questionnaire, len(left))


def _same_case(path: Path, before: Answers, given: Answers) -> None:
    """Refuse to lay one person's answers over another's.

    Raises:
        UserError: the file and the answers say that they are different cases.
    """
    if before.case and given.case and before.case != given.case:
        named = {"there": before.case, "given": given.case}
        raise UserError([Problem("other_case", where=str(path), values=named)])


def hold(name: str, known: Path | None, path: Path, language: str = "") -> Sitting:
    """Hold the interview in the terminal, from where it stopped, saving after every answer.

    Args:
        name: the questionnaire's name or file.
        known: a file with answers known beforehand; they stand in the fields, to be confirmed.
        path: the answers file; it is there from the first answer on.
        language: the language the interview is held in; empty for the questionnaire's first.

    Raises:
        UserError: there is no terminal, or a file has problems.
    """
    from refscreen.interview import prompts

    if not prompts.is_interactive():
        raise UserError([Problem("no_terminal")], exit_code=2)
    questionnaire = store.load_questionnaire(name)
    spoken, stopped = language or questionnaire.language, False
    if spoken not in questionnaire.languages:
        named = {"known": ", ".join(questionnaire.languages)}
        raise UserError([Problem("unknown_language", where="--language", values=named)], exit_code=2)

    def save(answers: Answers) -> None:
        store.save_answers(path, _in_order(_ending_now(answers), questionnaire))

    with store.held(path):
        record = _sat_down(path, known, questionnaire)
        with prompts.TerminalAsker(messages.load(spoken), spoken, questionnaire.language) as ask:
            try:
                record = interview.run(questionnaire, record, ask, save, date.today())
            except Stopped as stop:
                record, stopped = stop.answers, True
    still_open = flow.core_open(questionnaire, record, date.today())
    return Sitting(record, questionnaire, len(still_open), stopped)


def _sat_down(path: Path, known: Path | None, questionnaire: Questionnaire) -> Answers:
    """The record a sitting goes on from: the file, with answers known beforehand, and the sitting begun."""
    record = begun(path, questionnaire)
    if known is not None:
        given = known_beforehand(known, questionnaire)
        _same_case(path, record, given)
        record = merged(record, given)
    return replace(record, sessions=(*record.sessions, {"start": _now()}))


def _ending_now(answers: Answers) -> Answers:
    *earlier, last = answers.sessions
    return replace(answers, sessions=(*earlier, {**last, "end": _now()}))


def _now() -> str:
    return f"{datetime.now():%Y-%m-%dT%H:%M}"


def _in_order(record: Answers, questionnaire: Questionnaire) -> Answers:
    """The record with its answers in the order of the questionnaire, and its case number if it was told."""
    values = {name: record.values[name] for name in questionnaire.questions if name in record.values}
    told = str(values.get(questionnaire.case or "", ""))
    return replace(record, values=values, case=told or record.case)
