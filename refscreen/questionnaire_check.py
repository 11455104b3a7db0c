"""What only the whole questionnaire can tell: shared lists, repeated ids, names and types in conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from refscreen.condition_check import check
from refscreen.conditions import Term
from refscreen.errors import Path, Problem, suggestion

if TYPE_CHECKING:
    from refscreen.questionnaire import Question, Questionnaire


def told_elsewhere(problem: Problem, named: Sequence[Path], unknown: Sequence[Problem]) -> bool:
    """A shared list's problems are told once, at the list; an unknown list is not a lack of choices too."""
    if problem.key == "question_needs" and any(other.path == (*problem.path, "choices") for other in unknown):
        return True
    return any(problem.path[: len(path)] == path for path in named)


def with_lists(data: dict[str, Any]) -> tuple[dict[str, Any], list[Path], list[Problem]]:
    """Put the shared lists in where a question names one (``choices: branch``).

    Returns:
        The data with the lists in place, the places that named one, and the names that are unknown.
    """
    lists = data.get("lists")
    lists = lists if isinstance(lists, dict) else {}
    named: list[Path] = []
    problems: list[Problem] = []

    def replaced(node: Any, path: Path) -> Any:
        if isinstance(node, list):
            return [replaced(item, (*path, index)) for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        new = {key: replaced(item, (*path, key)) for key, item in node.items() if key != "choices"}
        if "choices" in node:
            name = node["choices"]
            new["choices"] = lists.get(name, []) if isinstance(name, str) else name
            if isinstance(name, str):
                named.append((*path, "choices"))
            if isinstance(name, str) and name not in lists:
                near = suggestion(name, lists)
                problems.append(
                    Problem("unknown_list", (*path, "choices"), values={"name": name, "suggestion": near})
                )
        return new

    if "sections" in data:
        data = {**data, "sections": replaced(data["sections"], ("sections",))}
    return data, named, problems


def without_broken(
    data: Mapping[str, Any], broken: Sequence[Path]
) -> tuple[dict[str, Any], set[str], dict[Path, Path]]:
    """The questionnaire without the questions that have problems of their own.

    Returns:
        The data, the ids that are gone, and where each place in the data stood before.
    """
    gone: set[str] = set()
    places: dict[Path, Path] = {}
    sections = []
    for place, section in enumerate(data.get("sections") or ()):
        kept: list[Any] = []
        asked = section.get("questions") if isinstance(section, dict) else None
        for index, question in enumerate(asked if isinstance(asked, list) else ()):
            path: Path = ("sections", place, "questions", index)
            if any(other[:4] == path for other in broken):
                gone.add(str(question.get("id")) if isinstance(question, dict) else "")
            else:
                places["sections", place, "questions", len(kept)] = path
                kept.append(question)
        sections.append({**section, "questions": kept} if isinstance(section, dict) else section)
    return {**data, "sections": sections}, gone, places


def problems_in(found: Questionnaire) -> list[Problem]:
    """The problems of a questionnaire whose parts are sound, each with its path."""
    problems: list[Problem] = []
    named_above: list[tuple[Path, str | None]] = [
        (("case",), found.case),
        (("day",), found.day),
        (("confirmation",), found.confirmation),
        *((("sitting", place), name) for place, name in enumerate(found.sitting)),
    ]
    for path, name in named_above:
        if name is not None and name not in found.questions:
            near = {"name": name, "suggestion": suggestion(name, found.questions)}
            problems.append(Problem("unknown_reference", path, values=near))
    for name, choices in found.lists.items():
        seen: dict[str, str] = {}
        for index, choice in enumerate(choices):
            problems += _repeated(choice.id, name, seen, ("lists", name, index, "id"))
    earlier: dict[str, Term] = {}
    first_at: dict[str, str] = {}
    for place, section in enumerate(found.sections):
        problems += _repeated(section.id, f"section {section.id}", first_at, ("sections", place, "id"))
        for index, question in enumerate(section.questions):
            path = ("sections", place, "questions", index)
            problems += _repeated(question.id, section.id, first_at, (*path, "id"))
            problems += [problem.under(*path) for problem in _check_question(question, earlier, found.terms)]
            problems += [problem.under(*path) for problem in _check_periods(question)]
            earlier[question.id] = question.term
    return problems


def _repeated(name: str, where: str, first_at: dict[str, str], path: Path) -> Iterator[Problem]:
    if name in first_at:
        yield Problem("repeated_id", path, values={"name": name, "first": first_at[name]})
    first_at.setdefault(name, where)


def _check_periods(question: Question) -> Iterator[Problem]:
    """A date may be held to an earlier one of the same row; outside a row there is none."""
    if question.not_before is not None:
        yield Problem("not_an_earlier_date", ("not_before",), values={"name": question.not_before})
    dates: set[str] = set()
    for index, inner in enumerate(question.questions):
        if inner.not_before is not None and inner.not_before not in dates:
            named = {"name": inner.not_before}
            yield Problem("not_an_earlier_date", ("questions", index, "not_before"), values=named)
        if inner.type == "date":
            dates.add(inner.id)


def _check_question(
    question: Question, earlier: Mapping[str, Term], every: Mapping[str, Term]
) -> list[Problem]:
    """The problems of one question; a condition may name earlier questions only, so that one pass decides."""
    problems = [
        Problem("anchor_outside", ("anchors", value), values={"anchor": str(value)})
        for value in question.anchors
        if question.type != "scale" or not (question.min or 0) <= value <= (question.max or 0)
    ]
    if question.when is not None:
        for problem in check(question.when, earlier):
            name = problem.values.get("name", "")
            later = problem.key == "condition_unknown_name" and name in every
            problems.append(
                Problem("condition_later", ("when",), values={"name": name})
                if later
                else problem.under("when")
            )
    seen: dict[str, str] = {}
    for index, choice in enumerate(question.choices if question.type in {"choice", "choices"} else ()):
        problems += _repeated(choice.id, question.id, seen, ("choices", index, "id"))
    within = dict(earlier)
    names: dict[str, str] = {}
    for index, inner in enumerate(question.questions):
        problems += _repeated(inner.id, question.id, names, ("questions", index, "id"))
        if inner.type == "group":
            problems.append(Problem("group_in_group", ("questions", index, "type")))
        problems += [
            p.under("questions", index)
            for p in _check_question(inner, within, {**every, **question.term.inner})
        ]
        within[inner.id] = inner.term
    return problems
