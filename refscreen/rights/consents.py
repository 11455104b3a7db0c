"""Consents after the conversation: taken back, and what was handed over under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from refscreen import access, disk, documents, keeping, production, store
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError, suggestion
from refscreen.questionnaire import Question, Questionnaire
from refscreen.rules import Rules
from refscreen.view import Case

CATEGORY = "consent"
MADE = ("render", "export")
"""Actions of the access log that leave a file behind."""


@dataclass(frozen=True)
class Given:
    """A consent of a case: its question, and whether it holds (None where nobody answered)."""

    question: Question
    agreed: bool | None


@dataclass(frozen=True)
class Withdrawal:
    """A consent that was taken back, and what went out under it.

    Attributes:
        question: the consent.
        held: whether there was a yes to take back.
        sent: what was handed over, from the record: ``date``, ``document``, ``to``.
        made: what was made on this computer, from the access log.
    """

    question: Question
    held: bool
    sent: tuple[Mapping[str, Any], ...]
    made: tuple[access.Entry, ...]


def names(questionnaire: Questionnaire) -> dict[str, Question]:
    """The consents that a questionnaire asks for, by id."""
    questions = questionnaire.questions.items()
    return {
        name: question
        for name, question in questions
        if question.category == CATEGORY and question.type == "yes_no"
    }


def given(path: Path) -> tuple[Given, ...]:
    """The consents of a case and what was answered.

    Raises:
        UserError: the file is no case.
    """
    questionnaire, record = _read(path)
    case = _case(questionnaire, record)
    return tuple(
        Given(question, case.agreed(name) if name in record.values else None)
        for name, question in names(questionnaire).items()
    )


def withdraw(path: Path, consent: str, today: date) -> Withdrawal:
    """Take a consent back: the answer becomes no, and from now on nothing is made that needs it.

    Raises:
        UserError: the file is no case, somebody else has it open, or there is no such consent.
    """
    questionnaire, _ = _read(path)
    known = names(questionnaire)
    if consent not in known:
        values = {"name": consent, "known": ", ".join(known), "suggestion": suggestion(consent, known)}
        raise UserError([Problem("no_such_consent", where=str(path), values=values)], exit_code=2)
    with disk.held(path):
        before = keeping.found(path, questionnaire)
        record = before.record
        held = record.values.get(consent) is True
        number = access.named(record.case, path)
        went_out = _under(consent, questionnaire)
        sent = tuple(e for e in record.sent if _touches(went_out, e.get("audience"), e.get("document")))
        logged = (entry for entry in access.entries(number) if entry.action in MADE)
        made = tuple(entry for entry in logged if _touches(went_out, entry.audience, entry.document))
        once = {"consent": consent, "date": today.isoformat()}
        known_already = once in [dict(one) for one in record.withdrawn]
        changed = replace(
            record.with_answer(consent, value=False),
            withdrawn=record.withdrawn if known_already else (*record.withdrawn, once),
        )
        access.note("withdraw", number, place=path)
        _save(path, changed, questionnaire, before.fingerprint)
    return Withdrawal(known[consent], held, sent, made)


def _under(consent: str, questionnaire: Questionnaire) -> tuple[frozenset[str], frozenset[str]]:
    """The audiences and the documents that a consent opens the way to."""
    audiences = {name for name, needed in questionnaire.consents.items() if needed == consent}
    needing = {name for name in documents.names() if _may_need(name, consent, questionnaire)}
    return frozenset(audiences), frozenset(needing)


def _may_need(name: str, consent: str, questionnaire: Questionnaire) -> bool:
    """Whether a document needs a consent; one that cannot be read may, and stops no withdrawal."""
    try:
        manifest = documents.find(name).manifest
    except UserError:
        return True
    needed = (*manifest.consents, *manifest.photo, manifest.sensitive)
    return manifest.questionnaire == questionnaire.id and consent in needed


def _touches(went_out: tuple[frozenset[str], frozenset[str]], audience: object, document: object) -> bool:
    audiences, needing = went_out
    return audience in audiences or document in needing


def handed_over(path: Path, document: str, to: str, today: date) -> Mapping[str, Any]:
    """Write down that a document was given to somebody.

    Returns:
        What was written down.

    Raises:
        UserError: a consent that the document needs is not there, or somebody else has the case open.
    """
    found = documents.find(document)
    case = production.load_case(path)
    problems = documents.gate(found, case)
    if problems:
        raise UserError(replace(problem, where=problem.where or str(path)) for problem in problems)
    audience = found.manifest.audience
    once = {"date": today.isoformat(), "document": document, "audience": audience, "to": to.strip()}
    with disk.held(path):
        before = keeping.found(path, case.questionnaire)
        access.note("sent", access.named(before.record.case, path), audience, document)
        changed = replace(before.record, sent=(*before.record.sent, once))
        _save(path, changed, case.questionnaire, before.fingerprint)
    return once


def keep(path: Path, until: date) -> date | None:
    """Change the last day on which a case may be kept.

    Returns:
        The day that it was before.

    Raises:
        UserError: the file is no case, or somebody else has it open.
    """
    questionnaire, _ = _read(path)
    with disk.held(path):
        before = keeping.found(path, questionnaire)
        _save(path, replace(before.record, delete_after=until), questionnaire, before.fingerprint)
    return before.record.delete_after


def _read(path: Path) -> tuple[Questionnaire, Answers]:
    questionnaire = production.load_questionnaire(production.answered_by(path))
    return questionnaire, store.load_answers(path, questionnaire)[0]


def _case(questionnaire: Questionnaire, record: Answers) -> Case:
    day = record.held_on(questionnaire.day) or date.today()
    return Case(questionnaire, partial(Rules.none, questionnaire), record, day)


def _save(path: Path, record: Answers, questionnaire: Questionnaire, known: str) -> None:
    """Save a changed record over the file that it was read from.

    Raises:
        UserError: somebody has changed the file meanwhile, or the disk would not take it.
    """
    day = record.held_on(questionnaire.day) or date.today()
    try:
        store.save_answers(path, keeping.in_order(record, questionnaire, day), known)
    except disk.Changed:
        raise UserError([Problem("changed_meanwhile", where=str(path))]) from None
