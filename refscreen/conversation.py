"""An interview with its files around it: found, begun or resumed, saved after every answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from refscreen import access, disk, documents, interview, messages, store, versions
from refscreen import answers as answers_module
from refscreen.advising import Advising
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.interview import Stopped, flow, follow_up
from refscreen.interview.pace import Pace
from refscreen.keeping import (
    Keeper,
    found,
    in_order,
    in_this_version,
    minutes_before,
    minutes_planned,
    sat_down,
)
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules
from refscreen.vault import keys
from refscreen.view import Case

Told = TypeVar("Told")


@dataclass(frozen=True)
class Wish:
    """What interview is to be held.

    Attributes:
        questionnaire: its name or file.
        path: the answers file; what is there already is gone on with.
        known: a file with answers known beforehand; at the terminal they wait for a yes.
        language: the language the interview is held in; empty for the questionnaire's first.
        follow_up: some months later: what has changed is asked, what was is kept.
        minutes: minutes there are today; 0 for what the questionnaire plans.
        afresh: begin a new file even if there is one.
    """

    questionnaire: str
    path: Path
    known: Path | None = None
    language: str = ""
    follow_up: bool = False
    minutes: int = 0
    afresh: bool = False


@dataclass(frozen=True)
class Sitting:
    """What an interview came to.

    Attributes:
        core_open: how many core questions are open.
        stopped: whether it was stopped before its end.
        set_aside: copies of the file as somebody else had changed it meanwhile.
    """

    answers: Answers
    questionnaire: Questionnaire
    core_open: int
    stopped: bool = False
    set_aside: tuple[Path, ...] = ()

    def possible(self, first: tuple[str, ...]) -> list[str]:
        """The documents that can be made of these answers: the first ones, or else all there are."""
        own = [name for name in first if self._fits(name)]
        return own or [name for name in documents.names() if self._fits(name)]

    def _fits(self, document: str) -> bool:
        return documents.find(document).manifest.questionnaire == self.questionnaire.id

    def lacks_for(self, document: str) -> list[Problem]:
        """The consents a document needs that were not given."""
        case = Case(self.questionnaire, partial(Rules.none, self.questionnaire), self.answers, date.today())
        manifest = documents.find(document).manifest
        return documents.unpermitted(case, manifest.audience, manifest.consents)


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
    found, problems = answers_module.parse(data, questionnaire, date.today())
    if bare:
        problems = [replace(p, path=p.path[1:]) if p.path[:1] == ("answers",) else p for p in problems]
    if found is None or problems:
        raise UserError(versions.pointed(store.located(problems, path, source), path, questionnaire))
    return found


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
        sessions=_joined(record.sessions, known.sessions),
        notes=_laid_over(record.notes, known.notes),
        evidence=_laid_over(record.evidence, known.evidence),
        said_by=_laid_over(record.said_by, known.said_by),
        notes_shown=_joined(record.notes_shown, known.notes_shown),
        flags=_joined(record.flags, known.flags),
        confirm=_joined(record.confirm, known.confirm),
        drafts=_laid_over(record.drafts, known.drafts),
        read_back=_joined(record.read_back, known.read_back),
        earlier=_laid_over(record.earlier, known.earlier),
        sent=_joined(record.sent, known.sent),
        withdrawn=_joined(record.withdrawn, known.withdrawn),
        delete_after=record.delete_after or known.delete_after,
    )


def _laid_over(under: Mapping[str, Any], over: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**under, **over}


def _joined(before: tuple[Told, ...], new: tuple[Told, ...]) -> tuple[Told, ...]:
    """What was known and what is new, each once: the same file may be stored again."""
    return (*before, *(one for one in new if one not in before))


def fill(wish: Wish) -> Sitting:
    """Store answers without asking anything; in a follow-up what they replace is kept.

    Raises:
        UserError: with every problem of the answers; nothing is written then.
    """
    questionnaire = store.load_questionnaire(wish.questionnaire)
    with disk.held(wish.path):
        return _filled(wish, questionnaire)


def _filled(wish: Wish, questionnaire: Questionnaire) -> Sitting:
    empty = Answers(questionnaire.id, questionnaire.version)
    if not wish.afresh:
        versions.refuse_earlier(wish.path, questionnaire, wish.questionnaire)
    before = empty if wish.afresh else found(wish.path, questionnaire).record
    given = known_beforehand(wish.known, questionnaire) if wish.known is not None else before
    _same_case(wish.path, before, given)
    if wish.follow_up:
        _must_have_been_held(wish.path, before)
        day = before.held_on(questionnaire.day)
        before = follow_up.begin(questionnaire, sat_down(before, questionnaire, datetime.now()), day)
    record = merged(before, given)
    record = follow_up.remembering(before, record) if wish.follow_up else record
    held = record.held_on(questionnaire.day) or date.today()
    record = in_order(record, questionnaire, held)
    left = flow.core_open(questionnaire, record, held)
    record = replace(record, status="in-progress" if left else "completed")
    record = in_this_version(record, wish.path, questionnaire)
    store.save_answers(wish.path, _logged(record, wish.path))
    return Sitting(record, questionnaire, len(left))


def _same_case(path: Path, before: Answers, given: Answers) -> None:
    """Refuse to lay one person's answers over another's.

    Raises:
        UserError: the file and the answers say that they are different cases.
    """
    if before.case and given.case and before.case != given.case:
        named = {"there": before.case, "given": given.case}
        raise UserError([Problem("other_case", where=str(path), values=named)])


def hold(wish: Wish) -> Sitting:
    """Hold the interview in the terminal, from where it stopped, saving after every answer.

    Raises:
        UserError: there is no terminal, or a file has problems.
    """
    from refscreen.interview import prompts

    if not prompts.is_interactive():
        raise UserError([Problem("no_terminal")], exit_code=2)
    if keys.expected():  # nobody fills two hours into a file whose passphrase is forgotten
        keys.secret()
    questionnaire = store.load_questionnaire(wish.questionnaire)
    spoken, stopped = wish.language or questionnaire.language, False
    if spoken not in questionnaire.languages:
        named = {"known": ", ".join(questionnaire.languages)}
        raise UserError([Problem("unknown_language", where="--language", values=named)], exit_code=2)
    with disk.held(wish.path), keys.silent():
        versions.refuse_earlier(wish.path, questionnaire, wish.questionnaire)
        before = found(wish.path, questionnaire)
        record = _logged(_sat_down(wish, questionnaire, before.record), wish.path)
        used = minutes_before(record)
        pace = Pace(_steady(), used, minutes_planned(record))
        keeper = Keeper(wish.path, questionnaire, pace, datetime.now)
        rules = partial(store.load_rules, wish.questionnaire, questionnaire)
        with prompts.TerminalAsker(messages.load(spoken), spoken, questionnaire.language, pace) as terminal:
            ask = Advising(terminal, questionnaire, lambda: keeper.record, rules, date.today())
            try:
                record = keeper.begin(record, before)
                record = interview.run(questionnaire, record, ask, keeper.save, date.today())
            except Stopped as stop:
                record, stopped = stop.answers, True
        if access.named(record.case, wish.path) != access.named(before.record.case, wish.path):
            _logged(record, wish.path)
    still_open = flow.core_open(questionnaire, record, date.today())
    return Sitting(record, questionnaire, len(still_open), stopped, tuple(keeper.set_aside))


def _logged(record: Answers, path: Path) -> Answers:
    """The record with the head of the access log, in which it is noted that the case is opened.

    Raises:
        UserError: it cannot be logged, and must not be opened.
    """
    return replace(record, log=access.note("open", access.named(record.case, path), place=path))


def _steady() -> Callable[[], datetime]:
    """A clock for minutes: it runs on evenly when the computer's own is set."""
    began, since = datetime.now(), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - since)


def _sat_down(wish: Wish, questionnaire: Questionnaire, before: Answers) -> Answers:
    """The record a sitting goes on from: the file, answers known beforehand, and the sitting begun."""
    record = before
    if wish.known is not None:
        given = known_beforehand(wish.known, questionnaire)
        _same_case(wish.path, record, given)
        record = merged(record, given)
        new = [name for name in given.values if name not in before.values]
        record = replace(record, confirm=tuple(dict.fromkeys((*record.confirm, *new))))
    if wish.follow_up:
        _must_have_been_held(wish.path, before)
    begins = wish.follow_up and not (follow_up.since(record) and record.status == "in-progress")
    day = record.held_on(questionnaire.day)
    record = replace(record, status="in-progress") if begins else record  # who is there is asked again
    record = sat_down(record, questionnaire, datetime.now())
    if wish.minutes:
        *earlier, sitting = record.sessions
        record = replace(record, sessions=(*earlier, {**sitting, "planned": wish.minutes}))
    return follow_up.begin(questionnaire, record, day) if begins else record


def _must_have_been_held(path: Path, record: Answers) -> None:
    """Refuse to follow up what has not been.

    Raises:
        UserError: there are no answers yet.
    """
    if not record.values:
        raise UserError([Problem("nothing_to_follow", where=str(path))], exit_code=2)
