"""What became of a questionnaire's questions and choices, as its author declares it beside it. Pure.

``NAME.changes.yaml`` says it by the version that changed something:

    2:
      renamed: {old_question: new_question, jobs.old_inner: jobs.new_inner}
      choices: {legal_status: {old_choice: new_choice, gone_choice: null}}
      removed: [shoe_size, jobs.pay]

What stands left in ``renamed``, and what is ``removed``, is called as in the version before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError

from refscreen.errors import ENOUGH, Path, Problem, suggestion
from refscreen.questionnaire import Question, Questionnaire
from refscreen.reading import Frozen, Many, broken, problems_of

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")


def _name(value: object) -> object:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise broken("bad_id")
    return value


def _choice(value: object) -> object:
    """Some lists have numbers for choices; a file may hold them without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


ChoiceName = Annotated[str, BeforeValidator(_choice)]
QuestionName = Annotated[str, BeforeValidator(_name)]
"""A question (``jobs``), or an inner question of a group (``jobs.title``)."""


class Change(Frozen):
    """What one version changed.

    Attributes:
        renamed: questions by their old names.
        choices: by question the old choices, and what each is called now; None for one that is gone.
        removed: questions that are no more.
    """

    renamed: dict[QuestionName, QuestionName] = Field(default_factory=dict)
    choices: dict[QuestionName, dict[ChoiceName, ChoiceName | None]] = Field(default_factory=dict)
    removed: Many[QuestionName] = ()

    def called(self, name: str) -> str:
        """What a question of the version before is called in this one; empty when it is removed."""
        outer, dot, inner = name.partition(".")
        if name in self.removed or outer in self.removed:
            return ""
        return self.renamed.get(name) or f"{self.renamed.get(outer, outer)}{dot}{inner}"

    def asked(self, name: str) -> str:
        """What a question under ``choices`` is called in this version; the file may say what before."""
        known = {name, name.partition(".")[0]} & set(self.renamed.values())
        return name if known else self.called(name) or name

    @cached_property
    def chosen(self) -> Mapping[str, Mapping[str, str | None]]:
        """The choices by what their questions are called in this version."""
        found: dict[str, dict[str, str | None]] = {}
        for name, choices in self.choices.items():
            found.setdefault(self.asked(name), {}).update(choices)
        return found


@dataclass(frozen=True)
class Changes:
    """What the versions of a questionnaire changed, by version."""

    by_version: Mapping[int, Change] = field(default_factory=dict)

    def between(self, after: int, until: int) -> Iterator[tuple[int, Change]]:
        """What changed after one version until another, first to last."""
        return ((one, self.by_version[one]) for one in sorted(self.by_version) if after < one <= until)

    def called(self, name: str, after: int, until: int) -> str:
        """What a question of one version is called in another; empty when it is removed meanwhile."""
        for _, change in self.between(after, until):
            name = change.called(name) if name else ""
        return name

    def chosen(self, name: str, choice: str, after: int, until: int) -> str:
        """What a choice of a question of one version is called in another; empty when it is gone."""
        for _, change in self.between(after, until):
            name = change.called(name)
            choice = change.chosen.get(name, {}).get(choice, choice) or ""
        return choice


def parse(data: object, questionnaire: Questionnaire) -> tuple[Changes | None, list[Problem]]:
    """Read the changes of a questionnaire from plain data.

    Returns:
        The changes, or None when there are problems; and every problem, each with its path.
    """
    if data is not None and not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    problems: list[Problem] = []
    by_version: dict[int, Change] = {}
    for version, item in (data or {}).items():
        if not isinstance(version, int) or not 1 < version <= questionnaire.version:
            told = {"version": str(version), "known": str(questionnaire.version)}
            problems.append(Problem("no_such_version", (version,), values=told, on_key=True))
            continue
        try:
            by_version[version] = Change.model_validate({} if item is None else item)
        except ValidationError as error:
            problems += [problem.under(version) for problem in problems_of(error, Change)]
    found = Changes(by_version)
    if not problems:
        problems = list(_Checker(found, questionnaire).problems())
    return (None if problems else found), problems


@dataclass
class _Checker:
    """Holds the changes against each other and against the questionnaire as it is today."""

    changes: Changes
    questionnaire: Questionnaire
    told: int = 0

    def problems(self) -> Iterator[Problem]:
        gone: dict[str, int] = {}
        for version, change in self.changes.between(0, self.questionnaire.version):
            for name in change.renamed:
                yield from self._gone(name, (version, "renamed", name), gone)
                yield from self._renamed(name, version, change)
            for index, name in enumerate(change.removed):
                yield from self._gone(name, (version, "removed", index), gone)
            for name, choices in change.choices.items():
                yield from self._choices(name, choices, version)
        yield from self._together()

    def _today(self, name: str, version: int) -> str:
        """What a question of a version is called today; empty when it is removed since."""
        return self.changes.called(name, version, self.questionnaire.version)

    def _asked(self, name: str) -> Question | None:
        """A question of today."""
        outer, _, inner = name.partition(".")
        question = self.questionnaire.questions.get(outer)
        return question.inner.get(inner) if question and inner else question

    def _unknown(self, name: str, path: Path, *, on_key: bool = False) -> Problem:
        every = self.questionnaire.questions.values()
        known = [name for one in every for name in (one.id, *(f"{one.id}.{inner}" for inner in one.inner))]
        self.told += 1
        near = suggestion(name, known) if self.told < ENOUGH else ""
        values = {"name": name, "suggestion": near}
        return Problem("not_in_questionnaire", path, values=values, on_key=on_key)

    def _gone(self, name: str, path: Path, gone: dict[str, int]) -> Iterator[Problem]:
        """What is renamed or removed is so once, is there no more, and was in a group that is known."""
        version, on_key = int(path[0]), isinstance(path[-1], str)
        if name in gone:
            told = {"name": name, "version": str(gone[name])}
            yield Problem("changed_twice", path, values=told, on_key=on_key)
            return
        gone[name] = version
        outer, _, inner = name.partition(".")
        group = self._today(outer, version - 1)
        if inner and group and self._asked(group) is None:
            yield self._unknown(name, path, on_key=on_key)
        elif self._asked(f"{group}.{inner}" if inner else name) is not None:
            yield Problem("still_there", path, values={"name": name}, on_key=on_key)

    def _renamed(self, old: str, version: int, change: Change) -> Iterator[Problem]:
        """The new name is that of a question of today, or is renamed or removed later."""
        new, path = change.renamed[old], (version, "renamed", old)
        (outer, dot, _), (group, inner, _) = old.partition("."), new.partition(".")
        if dot != inner or (dot and change.called(outer) != group):
            yield Problem("moved_question", path, values={"name": old})
        elif self._today(new, version) == new and self._asked(new) is None:
            yield self._unknown(new, path)

    def _together(self) -> Iterator[Problem]:
        """Two questions cannot become one: whose answer would it be?"""
        first: dict[str, str] = {}
        made: set[str] = set()
        for version, change in self.changes.between(0, self.questionnaire.version):
            for old, new in change.renamed.items():
                today = self._today(new, version)
                if old not in made and today and first.setdefault(today, old) != old:
                    told = {"name": new, "other": first[today]}
                    yield Problem("renamed_together", (version, "renamed", old), values=told)
            made |= set(change.renamed.values())

    def _choices(self, name: str, choices: Mapping[str, str | None], version: int) -> Iterator[Problem]:
        """The question is there and has choices: not the old ones, but the new ones."""
        path = (version, "choices", name)
        called = self.changes.by_version[version].asked(name)
        today = self._today(called, version)
        question = self._asked(today)
        if question is None:
            yield from [self._unknown(name, path, on_key=True)] if today else []
            return
        if not question.choices:
            values = {"key": "choices", "type": str(question.type)}
            yield Problem("question_has", path, values=values, on_key=True)
            return
        for old, new in choices.items():
            last = self.changes.chosen(called, new or "", version, self.questionnaire.version)
            if old in question.choice_by_id:
                yield Problem("still_there", (*path, old), values={"name": old}, on_key=True)
            elif new and last == new and new not in question.choice_by_id:
                near = suggestion(new, question.choice_by_id)
                told = {"choice": new, "name": today, "suggestion": near}
                yield Problem("condition_unknown_choice", (*path, old), values=told)
