"""One validation path: typed, stored or imported, an answer becomes a value of its type, or a problem.

Values are plain: text is ``str``, numbers ``int`` or ``float``, dates ``PartialDate``, yes/no ``bool``,
a choice its id, several choices a tuple of ids, a scale ``int``, a group a tuple of rows (id to value).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from refscreen.dates import NoSuchDayError, PartialDate
from refscreen.errors import Problem, suggestion
from refscreen.personal_numbers import names_a_person
from refscreen.questionnaire import CaseQuestion, Choice, Question

YES = frozenset({"yes", "ja", "j", "y", "true", "1"})
NO = frozenset({"no", "nej", "n", "false", "0"})
LONGEST_TEXT, LONGEST_LONG_TEXT = 500, 10_000
"""Characters when the question sets no ``max_length`` itself; far above what is spoken in an interview."""
MOST_ROWS = 60
FEW_CHOICES = 12
"""A problem names so many choices; more would drown it."""
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_WITH_UNIT = re.compile(r"(?P<number>-?\d[\d.]*?) ?(?P<unit>[^\W\d_][^\d]*)")
_UNITS = (
    frozenset({"minutter", "minut", "min", "minutes", "minute", "mins"}),
    frozenset({"år", "aar", "years", "year", "yrs"}),
    frozenset({
        "timer/uge", "timer om ugen", "timer pr. uge", "timer", "time", "t/uge",
        "hours/week", "hours a week", "hours per week", "hours", "hour", "h/week",
    }),
)  # fmt: skip
"""Words that mean the same unit; a question's own always counts."""


class _UnfitError(Exception):
    """The raw value cannot answer the question."""

    def __init__(self, key: str, **values: str) -> None:
        self.problem = Problem(key, values=values)


def parse(
    question: Question, raw: object, today: date | None = None, told: date | None = None
) -> tuple[Any, list[Problem]]:
    """The value of a raw answer and its problems; the value is None when there are problems.

    Args:
        question: the question that is answered.
        raw: what was typed (``str``) or read from a file (``str``, number, bool, list or dict).
        today: the day it is typed; see ``PartialDate.parse``.
        told: the day it was told, after which nothing lies that has happened; without it ``today``.
    """
    told = told or today
    if question.type == "group":
        return _rows(question, raw, told)
    try:
        if question.type == "date":
            return _date(question, raw, today, told), []
        return _PARSERS[question.type](question, raw), []
    except _UnfitError as unfit:
        return None, [unfit.problem]


def _spoken(raw: object) -> str:
    """The raw value as somebody would have typed it."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, str | int | float | PartialDate):
        return unicodedata.normalize("NFC", str(raw)).strip()
    raise _UnfitError("not_a_single_value")


def _text(question: Question, raw: object) -> str:
    text = _spoken(raw).replace("\r\n", "\n")
    if question.type == "text" and "\n" in text:
        raise _UnfitError("one_line_only")
    if _CONTROL.search(text):
        raise _UnfitError("control_characters")
    longest = question.max_length or (LONGEST_TEXT if question.type == "text" else LONGEST_LONG_TEXT)
    if len(text) > longest:
        raise _UnfitError("too_long", length=str(len(text)), longest=str(longest))
    lines = sum(bool(line.strip()) for line in text.splitlines())
    if question.max_lines is not None and lines > question.max_lines:
        raise _UnfitError("too_many_lines", lines=str(lines), most=str(question.max_lines))
    if not text:
        raise _UnfitError("empty")
    if isinstance(question, CaseQuestion) and names_a_person(text):
        raise _UnfitError("case_is_a_person")
    return text


def _number(question: Question, raw: object) -> int | float:
    spoken = f"{raw:.6f}" if isinstance(raw, float) else _spoken(raw)  # never 1e-06
    text = _without_unit(question, spoken.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    if not text:
        raise _UnfitError("empty")
    if isinstance(raw, str) and _THOUSANDS.fullmatch(text):
        raise _UnfitError("not_a_number")  # a thousand to one reader, one to the other
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text):
        raise _UnfitError("not_a_number")
    number = float(text)
    value: int | float = int(number) if number.is_integer() else number
    _within(question, value)
    return value


def _without_unit(question: Question, text: str) -> str:
    """The number alone; what it is counted in may stand after it, another unit is never converted."""
    match = _WITH_UNIT.fullmatch(text)
    if match is None or not question.unit:
        return text
    own = {unit.casefold().rstrip(" .") for unit in question.unit.values()}
    meant = own.union(*(words for words in _UNITS if words & own))
    if match["unit"].casefold().rstrip(" .") not in meant:
        raise _UnfitError("other_unit", unit=next(iter(question.unit.values())))
    return match["number"]


def _scale(question: Question, raw: object) -> int:
    text = _spoken(raw)
    if not re.fullmatch(r"-?\d{1,3}", text):
        raise _UnfitError("not_on_scale", least=str(question.min), most=str(question.max))
    _within(question, int(text))
    return int(text)


def _within(question: Question, number: float) -> None:
    if (question.min is not None and number < question.min) or (
        question.max is not None and number > question.max
    ):
        bounds = {"least": question.min, "most": question.max}
        known = {name: str(bound) for name, bound in bounds.items() if bound is not None}
        if len(known) > 1:
            raise _UnfitError("outside_range", **known)
        raise (
            _UnfitError("below_least", **known) if known.get("least") else _UnfitError("above_most", **known)
        )


def _date(question: Question, raw: object, today: date | None, told: date | None) -> PartialDate:
    said = _spoken(raw)
    if not said:
        raise _UnfitError("empty")
    try:
        found = PartialDate.parse(said, today)
    except NoSuchDayError:
        raise _UnfitError("no_such_day") from None
    except ValueError:
        raise _UnfitError("not_a_date") from None
    if question.latest and told is not None and found.first() > told:
        raise _UnfitError("date_ahead")
    return found


def _yes_no(_question: Question, raw: object) -> bool:
    said = _spoken(raw).casefold()
    if said in YES or said in NO:
        return said in YES
    raise _UnfitError("not_yes_no")


def _choice(question: Question, raw: object) -> str:
    said = _spoken(raw)
    if said in question.choice_by_id:
        return said
    for names in (_names, _synonyms):
        found = [choice.id for choice in question.choices if said.casefold() in names(choice)]
        if len(found) == 1:
            return found[0]
    meant = {name: told for choice in question.choices for name, told in _told(choice).items()}
    near = meant.get(suggestion(said.casefold(), meant), "")
    if not near and len(question.choices) <= FEW_CHOICES:
        raise _UnfitError("not_in_list", allowed="; ".join(map(_label, question.choices)))
    raise _UnfitError("not_a_choice", suggestion=near)


def _told(choice: Choice) -> dict[str, str]:
    """What a choice may be called, and how that is written; a synonym stands for the label."""
    labels = {name.casefold(): name for name in choice.label.values()}
    return dict.fromkeys(_synonyms(choice), _label(choice)) | {choice.id.casefold(): choice.id} | labels


def _label(choice: Choice) -> str:
    return next(iter(choice.label.values()))


def _names(choice: Choice) -> set[str]:
    return {name.casefold() for name in (choice.id, *choice.label.values())}


def _synonyms(choice: Choice) -> set[str]:
    return {name.casefold() for name in choice.synonyms}


def _choices(question: Question, raw: object) -> tuple[str, ...]:
    chosen = [_choice(question, item) for item in _said_together(question, raw)]
    return tuple(dict.fromkeys(chosen))  # in the order given: the first branch is often the first wish


def _said_together(question: Question, raw: object) -> Sequence[object]:
    """Several choices in one text stand between commas; a label may have a comma of its own."""
    if isinstance(raw, list | tuple):
        return raw
    text = _spoken(raw)
    if any(text.casefold() in _names(choice) for choice in question.choices):
        return [text]
    return [part for part in text.split(",") if part.strip()]


def _rows(
    question: Question, raw: object, told: date | None
) -> tuple[tuple[dict[str, Any], ...] | None, list[Problem]]:
    """The rows of a group; a problem's path begins with the row and the inner question."""
    if not isinstance(raw, list | tuple):
        return None, [Problem("not_a_list")]
    if len(raw) > MOST_ROWS:
        return None, [Problem("too_many_rows", values={"most": str(MOST_ROWS)})]
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for index, item in enumerate(raw):
        row, found = row_of(question, item, told)
        rows.append(row)
        problems += [problem.under(index) for problem in found]
    return (None if problems else tuple(rows)), problems


def row_of(group: Question, raw: object, told: date | None = None) -> tuple[dict[str, Any], list[Problem]]:
    """The answers of one row of a group that fit, and the problems of the others."""
    if not isinstance(raw, Mapping):
        return {}, [Problem("not_a_mapping")]
    row: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, item in raw.items():
        if name not in group.inner:
            named = {"name": str(name), "suggestion": suggestion(name, group.inner)}
            problems.append(Problem("unknown_question", (name,), values=named, on_key=True))
        elif item is not None:
            value, found = parse(group.inner[name], item, told=told)
            problems += [problem.under(name) for problem in found]
            row |= {} if found else {name: value}
    for late in [inner.id for inner in group.questions if _comes_before(inner, row)]:
        problems.append(Problem("ends_before_it_begins", (late,)))
        del row[late]
    return row, problems


def _comes_before(inner: Question, row: Mapping[str, Any]) -> bool:
    """Whether a date is earlier than the one it may not come before, as far as both are known."""
    begins, ends = row.get(inner.not_before or ""), row.get(inner.id)
    return begins is not None and ends is not None and ends.surely_before(begins)


_PARSERS: Mapping[str, Callable[[Question, object], Any]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "scale": _scale,
    "country": _choice,
    "language": _choice,
    "municipality": _choice,
    "occupation": _choice,
}


def plain(value: Any) -> Any:
    """The value as ``store`` writes it: only ``str``, numbers, bools, lists, dicts and ``PartialDate``."""
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return value
