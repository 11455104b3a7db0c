"""A condition and its XPath say the same of the same answers: both are tried on made-up cases."""

import math
import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from lxml import etree

from refscreen.conditions import Scope, Term, evaluate, parse
from refscreen.dates import PartialDate
from refscreen.exchange.xlsform_xpath import Translator

TODAY = date(2026, 11, 21)
ROW = {"form": Term("choice", frozenset({"own", "hired"})), "begun": Term("date"), "hours": Term("number")}
TERMS = {
    "job": Term("yes_no"),
    "school": Term("choice", frozenset({"short", "long"})),
    "wish": Term("choice", frozenset({"short", "long"})),
    "trades": Term("choices", frozenset({"paint", "cook"})),
    "pace": Term("scale"),
    "need": Term("scale"),
    "born": Term("date"),
    "moved": Term("date"),
    "told": Term("text"),
    "jobs": Term("group", inner=ROW),
}
CONDITIONS = (
    "job", "not job", "job == no", "job != yes", "school == short", "school != short", "not school == short",
    "school in [short, long]", "school not in [short]", "paint in trades", "paint not in trades",
    "not (paint in trades)", "count(trades) >= 1 and not cook in trades", "count(jobs) == 2", "pace <= 2",
    "pace > 2 or need > 2", "pace < need", "pace != need", "pace == need", "school == wish", "school != wish",
    "gap(pace, need) >= 2", "answered(told)", "not answered(pace)", "answered(jobs)", "told == 'it''s'",
    "any(jobs, form == own)", "all(jobs, form == own)", "any(jobs, form == own and hours > 20)",
    "any(jobs, form != own or pace > 3)", "all(jobs, not hours > 20)", "any(jobs, years(begun) >= 2)",
    "years(born) < 18", "years(born) >= 18 and job", "years(born, moved) >= 20", "born < moved",
    "job and (pace > 2 or need > 2)", "not (job and pace > 2)", "school == short or job and pace > 1",
)  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_same_cases_fulfil_a_condition_and_its_xpath(condition: str) -> None:
    dice = random.Random(condition)  # noqa: S311  # the same cases in every run
    found = parse(condition.replace("''", ""))
    xpath = Translator(TERMS, lambda name: f"/data/{name}").xpath(found)
    fulfilled = 0
    for _case in range(150):
        values = case(dice)
        expected = bool(evaluate(found, Scope(values, TERMS, TODAY)))
        assert in_odk(xpath, values) == expected, (xpath, values)
        fulfilled += expected
    assert fulfilled or "told ==" in condition


def case(dice: random.Random) -> dict[str, Any]:
    """Answers to some of the questions."""
    day = PartialDate(dice.randint(1990, 2020), dice.randint(1, 12), dice.randint(1, 28))
    later = PartialDate(dice.randint(2021, 2026), dice.randint(1, 10), dice.randint(1, 28))
    chosen = tuple(name for name in ("paint", "cook") if dice.random() < 0.5)
    whole = {
        "job": dice.random() < 0.5,
        "school": dice.choice(["short", "long"]),
        "wish": dice.choice(["short", "long"]),
        "trades": chosen,
        "pace": dice.randint(1, 5),
        "need": dice.randint(1, 5),
        "born": day,
        "moved": later,
        "told": "x",
        "jobs": tuple(row(dice) for _row in range(dice.randint(1, 3))),
    }
    return {name: value for name, value in whole.items() if value != () and dice.random() < 0.7}


def row(dice: random.Random) -> dict[str, Any]:
    begun = PartialDate(dice.randint(2022, 2026), dice.randint(1, 10), dice.randint(1, 28))
    whole = {"form": dice.choice(["own", "hired"]), "begun": begun, "hours": dice.choice([10, 37])}
    return {name: value for name, value in whole.items() if dice.random() < 0.7}


def in_odk(xpath: str, values: Mapping[str, Any]) -> bool:
    """What XPath says over a submission: every question is a node, empty where there is no answer."""
    data = etree.Element("data")
    for name, term in TERMS.items():
        for inside in values.get(name, ()) if term.type == "group" else ():
            node = etree.SubElement(data, name)
            for inner in term.inner:
                etree.SubElement(node, inner).text = written(inside.get(inner))
        if term.type != "group":
            etree.SubElement(data, name).text = written(values.get(name))
    return bool(etree.XPath(xpath, extensions=ODK)(data))


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def text_of(argument: Any) -> str:
    first = argument[0] if isinstance(argument, list) and argument else argument
    return "" if isinstance(first, list) else str(getattr(first, "text", first) or "")


def number_of(argument: Any) -> float:
    return argument if isinstance(argument, float) else float(text_of(argument) or "nan")


def days(day: str) -> float:
    return float(date.fromisoformat(day).toordinal()) if day else math.nan


ODK = {
    (None, "selected"): lambda _context, several, one: text_of(one) in text_of(several).split(),
    (None, "count-selected"): lambda _context, several: float(len(text_of(several).split())),
    (None, "format-date"): lambda _context, day, _form: text_of(day).replace("-", ""),
    (None, "today"): lambda _context: TODAY.isoformat(),
    (None, "coalesce"): lambda _context, one, other: text_of(one) or text_of(other),
    (None, "abs"): lambda _context, number: abs(number_of(number)),
    (None, "int"): lambda _context, number: number if math.isnan(number) else float(int(number)),
    (None, "decimal-date-time"): lambda _context, day: days(text_of(day)),
}
"""The functions of ODK's XPath that are used, as its specification has them."""
