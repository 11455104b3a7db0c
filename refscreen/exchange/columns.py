"""Which column answers which question: by its heading, or by a map that the user writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from refscreen import store, values
from refscreen.errors import Problem, UserError, suggestion
from refscreen.exchange.tables import Located, Table, torn
from refscreen.questionnaire import Question, Questionnaire

CASE, SKIP = "case", "skip"
CASE_WORDS = frozenset(
    {"case", "case number", "case no", "case ref", "sag", "sagsnr", "sagsnr.", "sagsnummer"}
)
LINKS = {
    "_index": "index", "_parent_index": "parent_index", "_parent_table_name": "parent_table",
    "KEY": "key", "PARENT_KEY": "parent_key", "start": "start", "end": "end",
}  # fmt: skip
"""Columns by which Kobo and ODK tie the rows of a group to their case, and tell when it was filled in."""
METADATA = frozenset({
    "today", "deviceid", "username", "phonenumber", "subscriberid", "simserial", "audit", "instanceid",
    "instancename", "submissiondate", "submitterid", "submittername", "attachmentspresent",
    "attachmentsexpected", "status", "reviewstate", "edits", "formversion", "uuid", "rootuuid",
    "deprecatedid",
})  # fmt: skip
"""What Kobo and ODK note beside the answers (and whatever begins with ``_``)."""
NOTE = "_note"
"""How the columns of a form's guidance end, which some exports have and nobody can fill in."""
_NUMBERED = re.compile(r"(?:.*[/.])?(?P<group>[^/.\[\]]+)[\[./](?P<row>[1-9]\d?)\]?[./](?P<inner>.+)")
_NAMED = re.compile(r".*[(\[](?P<name>[a-z][a-z0-9_]*)[)\]]\s*")
_KEYS = ("columns", "constants", "values", "ignore")


@dataclass(frozen=True)
class Target:
    """What a column says.

    Attributes:
        kind: ``question``, ``choice`` (whether one of several was chosen), ``row`` (an inner question of a
            numbered row), ``case``, ``skip``, or one of those in ``LINKS``.
        name: the question.
        part: the choice, or the inner question.
        row: of the group, from 1.
    """

    kind: str
    name: str = ""
    part: str = ""
    row: int = 0


@dataclass(frozen=True)
class ColumnMap:
    """What the user says of the columns, beyond what their headings say.

    Attributes:
        columns: heading to question.
        constants: what every case answers, unless its row says something else.
        values: question to what a cell says to what is meant.
        ignore: headings and sheets to pass over.
        spelled: the choices of each question by what they are called; kept here once they are asked for.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    spelled: dict[str, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)


def folded(text: str) -> str:
    """A heading as it is compared: without case, double spaces, and the marks of a form around it."""
    return " ".join(unicodedata.normalize("NFC", text).split()).rstrip(" *:?").casefold()


@dataclass(frozen=True)
class Names:
    """How questions are found by their id, and by their label or what is asked in any language."""

    questions: Mapping[str, Question]

    @cached_property
    def _known(self) -> Mapping[str, frozenset[str]]:
        known: dict[str, set[str]] = {}
        for name, question in self.questions.items():
            for words in (*question.label.values(), *question.ask.values()):
                known.setdefault(folded(words), set()).add(name)
        return {words: frozenset(names) for words, names in known.items()}

    def all(self, text: str) -> frozenset[str]:
        """The questions that a heading can mean; the one whose id it is before all others."""
        if text in self.questions:
            return frozenset({text})
        if folded(text) in self.questions:
            return frozenset({folded(text)})
        named = _NAMED.fullmatch(text)
        if named and named["name"] in self.questions:
            return frozenset({named["name"]})
        return self._known.get(folded(text), frozenset())

    def one(self, text: str) -> str:
        """The question a heading means; empty for none or several."""
        found = self.all(text)
        return next(iter(found)) if len(found) == 1 else ""

    def near(self, text: str) -> str:
        """What the heading may have been meant to be."""
        spelled = {
            folded(words): words
            for q in self.questions.values()
            for words in (*q.label.values(), *q.ask.values())
        }
        return suggestion(text, self.questions) or spelled.get(suggestion(folded(text), spelled), "")


def load_map(path: Path, questionnaire: Questionnaire) -> ColumnMap:
    """Read a column map.

    Raises:
        UserError: with everything in it that the questionnaire does not know, located.
    """
    source = store.read_source(path)
    data = source.data if isinstance(source.data, dict) else {}
    problems = [] if isinstance(source.data, dict) else [Problem("not_a_mapping")]
    for key, item in data.items():
        if key not in _KEYS:
            named = {"key": str(key), "suggestion": suggestion(key, _KEYS)}
            problems.append(Problem("unknown_key", (key,), values=named, on_key=True))
        elif key == "ignore" and not isinstance(item, list):
            problems.append(Problem("wrong_type", (key,), values={"wanted": "a_list"}))
        elif key != "ignore" and not isinstance(item, dict):
            problems.append(Problem("not_a_mapping", (key,)))
    if not problems:
        problems = [*_targets_in(data, questionnaire), *_values_in(data, questionnaire)]
    if problems:
        raise UserError(store.located(problems, path, source))
    columns = {folded(str(heading)): str(name) for heading, name in data.get("columns", {}).items()}
    ignored = frozenset(folded(str(heading)) for heading in data.get("ignore", ()))
    return ColumnMap(columns, data.get("constants", {}), data.get("values", {}), ignored)


def _targets_in(data: Mapping[str, Any], questionnaire: Questionnaire) -> Iterable[Problem]:
    """The questions of a map that are none, and the constants that cannot be an answer."""
    for heading, name in data.get("columns", {}).items():
        group, _, inner = str(name).partition(".")
        of_rows = group in questionnaire.questions and inner in questionnaire.questions[group].inner
        if not of_rows and _meant(str(name), Names(questionnaire.questions)) is None:
            yield _unknown(str(name), ("columns", heading), questionnaire.questions)
    for name, raw in data.get("constants", {}).items():
        if name not in questionnaire.questions:
            yield _unknown(str(name), ("constants", name), questionnaire.questions)
        else:
            found = values.parse(questionnaire.questions[name], raw)[1]
            yield from (problem.under("constants", name) for problem in found)


def _values_in(data: Mapping[str, Any], questionnaire: Questionnaire) -> Iterable[Problem]:
    """What a map says a cell means, and is no answer to its question."""
    for name, meant in data.get("values", {}).items():
        group, _, inner = str(name).partition(".")
        question = questionnaire.questions.get(group)
        question = question.inner.get(inner) if question and inner else question
        if question is None:
            yield _unknown(str(name), ("values", name), questionnaire.questions)
        elif not isinstance(meant, dict):
            yield Problem("not_a_mapping", ("values", name))
        else:
            for said, raw in meant.items():
                found = values.parse(question, raw)[1]
                yield from (problem.under("values", name, said) for problem in found)


def _unknown(name: str, path: tuple[str, ...], known: Iterable[str]) -> Problem:
    return Problem("no_such_target", path, values={"name": name, "suggestion": suggestion(name, known)})


def targets(
    table: Table, names: Names, columns: ColumnMap, *, rows: bool = False
) -> tuple[dict[int, Target], list[Located]]:
    """What each column of a table says, and the columns of which that is not known.

    Args:
        table: the table.
        names: the questions of the cases, or of the rows of a group.
        columns: what the user says of the columns.
        rows: the table holds the rows of a group.
    """
    found: dict[int, Target] = {}
    problems: list[Located] = []
    first: dict[Target, int] = {}
    used = {place for row in table.rows for place in row.cells}
    for place, heading in enumerate(table.headers):
        target = _target(heading, names, columns, rows=rows) if heading else None
        if target is None and heading.endswith(NOTE) and place not in used:
            continue
        if target is None and (heading or place in used):
            problems.append((table.place(table.header_row, place), _unnamed(heading, names)))
        elif target is not None and target.kind != SKIP and target in first:
            twice = {"first": table.headers[first[target]]}
            problems.append((table.place(table.header_row, place), Problem("column_twice", values=twice)))
        elif target is not None:
            first[target] = place
            found[place] = target
    problems += torn(table, {place for place, target in found.items() if target.kind != SKIP})
    beyond = sorted(place for place in used if place >= len(table.headers))
    problems += [(table.place(table.header_row, place), Problem("no_heading")) for place in beyond[:1]]
    return found, problems


def _unnamed(heading: str, names: Names) -> Problem:
    """What is wrong with a column that nothing is known of."""
    if not heading:
        return Problem("no_heading")
    several = names.all(heading)
    if several:
        return Problem("heading_of_several", values={"names": ", ".join(sorted(several))})
    return Problem("unknown_column", values={"suggestion": names.near(heading)})


def _target(heading: str, names: Names, columns: ColumnMap, *, rows: bool) -> Target | None:
    """What a column with this heading says; None when that is not known."""
    if folded(heading) in columns.columns:
        return _meant(columns.columns[folded(heading)], names)
    if folded(heading) in columns.ignore:
        return Target(SKIP)
    known = names.one(heading)
    if known:
        return Target("question", known)
    if names.all(heading):
        return None
    if folded(heading) in CASE_WORDS or (rows and folded(heading) == "case_ref"):
        return Target(CASE)
    link = LINKS.get(heading)
    return Target(link) if link else _meant(heading, names) or _metadata(heading)


def _meant(text: str, names: Names) -> Target | None:
    """What a path means: a question in its section, a choice of a question, a row of a group."""
    if names.one(text):
        return Target("question", names.one(text))
    if text == CASE:
        return Target(CASE)
    numbered = _NUMBERED.fullmatch(text)
    group = names.questions.get(names.one(numbered["group"])) if numbered else None
    if numbered and group is not None and group.questions:
        inner = Names(group.inner).one(_last(numbered["inner"])[1])
        return Target("row", group.id, inner, int(numbered["row"])) if inner else None
    before, last = _last(text)
    within = names.questions.get(names.one(before))
    if within is not None and within.type == "choices":
        chosen, unfit = values.parse(within, [last])
        if not unfit:
            return Target("choice", within.id, chosen[0])
    if within is not None and last in within.inner:
        return None  # of which row is not said
    # A section may be called as the label of a question is: »job/branches« is not about the group »Job«.
    return Target("question", last) if last in names.questions else None


def _last(path: str) -> tuple[str, str]:
    """The last two parts of a path, ``work/branches/metal``; the first is empty where there is one only."""
    before, separator, last = path.rpartition("/")
    if not separator:
        before, separator, last = path.rpartition(".")
    if not separator:
        before, separator, last = path.rpartition("-")  # ODK Central's
    before = re.split(r"[/.-]", before)[-1] if "/" not in before else before.rpartition("/")[2]
    return re.sub(r"\[\d+\]$", "", before).strip(), last.strip()


def _metadata(heading: str) -> Target | None:
    """Whether a column is about the submission and not about the case."""
    last = _last(heading)[1].casefold()
    noted = heading.startswith(("_", "SET-OF-")) or last in METADATA or last.startswith("_")
    return Target(SKIP) if noted else None
