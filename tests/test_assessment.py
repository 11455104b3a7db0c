"""From answers to type, recommendations and plan: the cases of the method, and the rules of order."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refscreen import rules as rules_module
from refscreen import store, values
from refscreen.assessment import TOP, Assessment, assess
from refscreen.dates import months_after
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules
from tests.conftest import TODAY, data_of, questionnaire_of, said

SAMPLES = [
    path
    for path in sorted((Path(__file__).parent.parent / "samples").glob("*.yaml"))
    if store.questionnaire_of(path) == "screening"
]


@pytest.fixture(scope="module")
def screening() -> Questionnaire:
    return store.load_questionnaire("screening")


@pytest.fixture(scope="module")
def rules(screening: Questionnaire) -> Rules:
    return store.load_rules("screening", screening)


def suggested(screening: Questionnaire, rules: Rules, text: str) -> str:
    """``type4 high``, with ``border type5`` where it is near another; empty when nothing is suggested."""
    found = {}
    for name, raw in data_of(text).items():
        found[name], problems = values.parse(screening.questions[name], raw)
        assert said(problems) == [], name
    suggestion = assess(screening, rules, screening.applicable(found, TODAY), TODAY).suggestion
    if suggestion is None:
        return ""
    border = f" border {suggestion.rule.border}" if suggestion.rule.border else ""
    return f"{suggestion.rule.type} {suggestion.rule.confidence}{border}"


BACHELOR = "education: [{level: mvu, completed: ja}]"
BARBER = "{title: Barber, skilled: true, form: ansat, from: 2019-08, to: 2024-01}"
VECTORS = {
    "Amir: asylum, basic school, odd jobs": (
        "{legal_status: asyl_fase2, school_level: grundskole, ever_worked: true, jobs: [{form: daglejer}]}",
        "type1 high",
    ),
    "Foued: asylum, bachelor": (
        f"{{legal_status: asyl_fase2, ever_worked: false, {BACHELOR}}}",
        "type2 high",
    ),
    "Leyla: placed, some school, never worked": (
        "{legal_status: boligplaceret, school_level: kort, ever_worked: false}",
        "type3 high",
    ),
    "Ali: placed, four years of school, painter and barber": (
        f"{{legal_status: boligplaceret, school_level: kort, ever_worked: true, jobs: [{BARBER}]}}",
        "type4 high",
    ),
    "Ibrahim in asylum": (f"{{legal_status: asyl_fase3, {BACHELOR}}}", "type2 high"),
    "Ibrahim placed": (f"{{legal_status: boligplaceret, {BACHELOR}}}", "type5 high"),
    "status unknown": ("{school_level: grundskole, ever_worked: true}", ""),
    "nothing known": ("{}", ""),
    "asylum, a year of unfinished studies": (
        "{legal_status: asyl_fase1, education: [{level: lvu, completed: nej, from: 2019-09, to: 2020-09}]}",
        "type2 high",
    ),
    "asylum, half a year of studies, has worked": (
        "{legal_status: asyl_fase1, ever_worked: true, "
        "education: [{level: lvu, completed: nej, from: 2020-01, to: 2020-07}]}",
        "type1 high",
    ),
    "asylum, positive list": ("{legal_status: asyl_fase1, positive_list: true}", "type2 medium border type1"),
    "asylum, never worked": ("{legal_status: asyl_fase1, ever_worked: false}", "type1 low"),
    "asylum and nothing else": ("{legal_status: asyl_fase1}", "type1 low"),
    "placed, half-finished studies": (
        "{legal_status: indrejst, education: [{level: mvu, completed: nej, from: 2015, to: 2017}]}",
        "type5 high",
    ),
    "placed, basic school and work": (
        "{legal_status: opholdstilladelse, school_level: grundskole, ever_worked: true}",
        "type4 high",
    ),
    "placed, basic school, never worked": (
        "{legal_status: opholdstilladelse, school_level: grundskole, ever_worked: false}",
        "type4 medium border type3",
    ),
    "placed, upper secondary school": (
        "{legal_status: boligplaceret, school_level: gymnasial}",
        "type4 medium border type5",
    ),
    "placed, vocational": (
        "{legal_status: boligplaceret, education: [{level: erhverv, completed: ja}]}",
        "type4 medium border type5",
    ),
    "placed, short higher education": (
        "{legal_status: boligplaceret, education: [{level: kvu, completed: ja}]}",
        "type4 medium border type5",
    ),
    "placed, positive list without studies": (
        "{legal_status: boligplaceret, positive_list: true}",
        "type4 medium border type5",
    ),
    "placed, only the family's farm": (
        "{legal_status: boligplaceret, school_level: ingen, ever_worked: true, "
        "jobs: [{form: familie, skilled: false, from: 2005, to: 2015}]}",
        "type3 high",
    ),
    "placed, day labourer in a trade": (
        "{legal_status: boligplaceret, school_level: kort, "
        "jobs: [{form: daglejer, skilled: true, from: 2005, to: 2015}]}",
        "type3 high",
    ),
    "placed, a year and a half in a trade": (
        "{legal_status: boligplaceret, school_level: kort, "
        "jobs: [{form: ansat, skilled: true, from: 2014-01, to: 2015-07}]}",
        "type3 high",
    ),
    "placed and nothing else": ("{legal_status: boligplaceret}", "type3 low"),
}


@pytest.mark.parametrize("case", VECTORS)
def test_the_suggested_type(screening: Questionnaire, rules: Rules, case: str) -> None:
    text, expected = VECTORS[case]
    assert suggested(screening, rules, text) == expected


@pytest.mark.parametrize(
    "kind", ["gender: kvinde", "gender: mand", "birth_date: 2005", "nationality: SY", "nationality: IR"]
)
@pytest.mark.parametrize("case", VECTORS)
def test_gender_age_and_nationality_change_no_type(
    screening: Questionnaire, rules: Rules, case: str, kind: str
) -> None:
    text, expected = VECTORS[case]
    assert suggested(screening, rules, "{" + kind + (", " if text != "{}" else "") + text[1:]) == expected


@pytest.mark.parametrize(
    ("case", "before", "after"),
    [
        ("Amir: asylum, basic school, odd jobs", "type1", "type4"),
        ("asylum, never worked", "type1", "type3"),
        ("Foued: asylum, bachelor", "type2", "type5"),
        ("Ibrahim in asylum", "type2", "type5"),
    ],
)
def test_a_permit_changes_the_type(
    screening: Questionnaire, rules: Rules, case: str, before: str, after: str
) -> None:
    text, _expected = VECTORS[case]
    status = text[1:].split(",")[0]
    assert suggested(screening, rules, text).startswith(before)
    assert suggested(
        screening, rules, text.replace(status, "legal_status: boligplaceret").removesuffix("}") + "}"
    ).startswith(after)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_type_of_each_sample_is_the_suggested_one(
    screening: Questionnaire, rules: Rules, path: Path
) -> None:
    record = store.load_sound_answers(path, screening)
    today = record.held_on(screening.day) or TODAY
    result = assess(screening, rules, screening.applicable(record.values, today), today)
    assert result.suggestion is not None
    assert result.decided == result.suggestion.rule.type
    assert not result.overridden
    assert 3 <= len(result.top) <= TOP
    assert all(name.split(".")[0] in screening.questions for advice in result.advice for name in advice.used)


def test_the_samples_show_all_five_types(screening: Questionnaire) -> None:
    decided = {store.load_sound_answers(path, screening).values["typology"] for path in SAMPLES}
    assert decided == {"type1", "type2", "type3", "type4", "type5"}


# --- the rules of order, on a few lines -------------------------------------------------------------

SMALL = questionnaire_of("""
- {id: working, type: yes_no}
- {id: ill, type: yes_no}
- {id: moved, type: date}
- {id: held, type: date}
- {id: kind, type: choice, choices: [one, two]}
- {id: own, type: scale, min: 1, max: 10}
- {id: seen, type: scale, min: 1, max: 5}
- {id: story, type: text}
- {id: told, type: group, questions: [{id: mark, type: scale, min: 1, max: 5}, {id: by, type: text}]}
""")
HEAD = """
questionnaire: small
version: 1
year: 2018
counted_from: [moved, held]
decided_by: kind
requirements:
  - id: stable
    label: {da: S}
    self: own
    self_max: 10
    consultant: seen
    example: story
    second_hand: told.mark
types: [{id: one, name: {da: Et}, summary: {da: Et}}, {id: two, name: {da: To}, summary: {da: To}}]
typology:
  - {type: one, when: working, confidence: high, because: {da: x}}
  - {type: two, when: answered(working), confidence: low, because: {da: x}}
groups: {g: {da: G}}
elements:
  - {id: a, group: g, text: {da: A}, types: {one: yes, two: yes}}
  - {id: b, group: g, text: {da: B}, types: {two: optional}}
who: {K: {da: Konsulent}}
stages:
  - {id: pre, label: {da: Før}, months: 0, goal: {da: x}, follow_up: {da: x}}
  - {id: 0-1, label: {da: Først}, months: 1, goal: {da: x}, follow_up: {da: x}}
  - {id: 6-12, label: {da: Sidst}, months: 12, goal: {da: x}, follow_up: {da: x}}
areas: [{id: health, label: {da: H}}, {id: course, label: {da: C}}]
recommendations:
"""


def row(name: str, when: str, stage: str = "pre", area: str = "health", more: str = "priority: 2") -> str:
    words = f"condition: x, text: {{da: {name}}}, why: {{da: x}}, who: [K], source: [inferred]"
    return f"  - {{id: {name}, when: {when}, stage: {stage}, area: {area}, {more}, {words}}}\n"


def assessed(*rows: str, **answers: Any) -> Assessment:
    """What these recommendations come to over these answers, given as they would be typed."""
    found, problems = rules_module.parse(data_of(HEAD + ("".join(rows) or "  []")), SMALL)
    assert found is not None, said(problems)
    parsed = {}
    for name, raw in answers.items():
        parsed[name], trouble = values.parse(SMALL.questions[name], raw)
        assert said(trouble) == []
    return assess(SMALL, found, parsed, TODAY)


def fired(result: Assessment) -> list[str]:
    return [advice.rule.id for advice in result.advice]


def test_only_what_holds_is_recommended_with_the_answers_that_led_there() -> None:
    result = assessed(
        row("R01", "working"), row("R02", "ill"), row("R03", "working and not ill"), working="ja"
    )
    assert {advice.rule.id: advice.used for advice in result.advice} == {
        "R01": ("working",),
        "R03": ("working", "ill"),
    }


def test_recommendations_stand_by_stage_then_area_then_number() -> None:
    result = assessed(
        row("R01", "working", "6-12"), row("R02", "working", "pre", "course"), row("R04", "working", "pre"),
        row("R03", "working", "pre"), row("R05", "working", "0-1"), working="ja",
    )  # fmt: skip
    assert fired(result) == ["R03", "R04", "R02", "R05", "R01"]
    assert [(step.stage.id, [advice.rule.id for advice in step.advice]) for step in result.plan] == [
        ("pre", ["R03", "R04", "R02"]), ("0-1", ["R05"]), ("6-12", ["R01"]),
    ]  # fmt: skip


COURSE = row("R01", "working", "pre", "health", "priority: 1, waits_for: [R02]")
CLARIFY = row("R02", "ill", "pre", "course", "priority: 3")


def test_of_two_contradictory_recommendations_the_cautious_one_goes_first() -> None:
    result = assessed(COURSE, CLARIFY, working="ja", ill="ja")
    assert [(advice.rule.id, advice.waits_for) for advice in result.advice] == [
        ("R02", ()),
        ("R01", ("R02",)),
    ]
    assert [advice.rule.id for advice in result.top] == ["R02"]


def test_nothing_waits_for_what_was_not_recommended() -> None:
    result = assessed(COURSE, CLARIFY, working="ja", ill="nej")
    assert [(advice.rule.id, advice.waits_for) for advice in result.advice] == [("R01", ())]
    assert [advice.rule.id for advice in result.top] == ["R01"]


def test_the_top_five_are_the_urgent_ones_in_the_order_of_the_plan() -> None:
    urgent = {"R01": 3, "R02": 1, "R03": 2, "R04": 1, "R05": 2, "R06": 2, "R07": 3}
    rows = [
        row(name, "working", "6-12" if name == "R02" else "pre", more=f"priority: {n}")
        for name, n in urgent.items()
    ]
    assert [advice.rule.id for advice in assessed(*rows, working="ja").top] == [
        "R04",
        "R02",
        "R03",
        "R05",
        "R06",
    ]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 11, 21), 1, date(2026, 12, 21)),
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 60, date(2031, 12, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"moved": "2026-12-31", "held": "2026-11-05"}, date(2026, 12, 31)),
        ({"held": "2026-11-05"}, date(2026, 11, 5)),
        ({"moved": "2026-12"}, date(2026, 12, 1)),
        ({"moved": "2027"}, date(2027, 1, 1)),
        ({}, TODAY),
    ],
)
def test_deadlines_count_from_the_takeover_or_else_the_interview_or_else_today(
    answers: dict[str, str], first: date
) -> None:
    result = assessed(row("R01", "working", "0-1"), working="ja", **answers)
    assert [step.deadline for step in result.plan] == [first, months_after(first, 1), months_after(first, 12)]
    assert result.advice[0].deadline == months_after(first, 1)


def due(more: str, stage: str = "0-1", **answers: str) -> str:
    """The stage and the deadline of one recommendation whose stage ends a month after the takeover."""
    [advice] = assessed(
        row("R01", "working", stage, more=f"priority: 1, {more}"), working="ja", **answers
    ).advice
    return f"{advice.stage} {advice.deadline}"


@pytest.mark.parametrize(
    ("more", "answers", "expected"),
    [
        # The stage's own, when the other day is later, or is not known.
        ("before: {question: held}", {"moved": "2026-12-01", "held": "2027-03-01"}, "0-1 2027-01-01"),
        ("before: {question: held}", {"moved": "2026-12-01"}, "0-1 2027-01-01"),
        # The earlier of the two, in the stage that it lies in.
        ("before: {question: held}", {"moved": "2026-12-01", "held": "2026-12-07"}, "0-1 2026-12-07"),
        ("before: {question: moved, days: 5}", {"moved": "2026-12-01"}, "pre 2026-11-26"),
        ("before: {question: held}", {"moved": "2026-12-10", "held": "2026-12"}, "pre 2026-12-01"),
        # Never before today, which is 21 November 2026.
        ("before: {question: moved, days: 14}", {"moved": "2026-12-01"}, "pre 2026-11-21"),
        ("before: {question: held}", {"moved": "2026-12-01", "held": "2026-01-01"}, "pre 2026-11-21"),
        ("waits_for: []", {"moved": "2026-01-01"}, "0-1 2026-11-21"),
        # Only where its condition holds.
        ("before: {question: moved, days: 5, when: ill}", {"moved": "2026-12-01"}, "0-1 2027-01-01"),
        (
            "before: {question: moved, days: 5, when: ill}",
            {"moved": "2026-12-01", "ill": "ja"},
            "pre 2026-11-26",
        ),
        # Not before the day that it can be done at all.
        ("not_before: {question: held}", {"moved": "2026-12-01", "held": "2027-01-04"}, "0-1 2027-01-04"),
        ("not_before: {question: held}", {"moved": "2026-12-01", "held": "2026-12-04"}, "0-1 2027-01-01"),
    ],
)
def test_the_deadline_lies_before_what_it_must_precede_and_never_in_the_past(
    more: str, answers: dict[str, str], expected: str
) -> None:
    assert due(more, **answers) == expected


def test_a_recommendation_stands_in_the_stage_that_its_deadline_lies_in() -> None:
    late = row("R01", "working", "6-12", more="priority: 1, before: {question: held}")
    result = assessed(late, row("R02", "working", "0-1"), working="ja", moved="2026-12-01", held="2026-12-07")
    assert [(step.stage.id, [advice.rule.id for advice in step.advice]) for step in result.plan] == [
        ("pre", []), ("0-1", ["R01", "R02"]), ("6-12", []),
    ]  # fmt: skip


def test_a_stage_says_what_the_first_of_its_variants_says_that_holds() -> None:
    variants = (
        "variants: [{when: ill, goal: {da: Rask}, who: [K]}, {when: answered(ill), follow_up: {da: Ring}}]"
    )
    head = HEAD.replace("months: 0, goal: {da: x}", f"months: 0, goal: {{da: x}}, {variants}")
    found, problems = rules_module.parse(data_of(head + "  []"), SMALL)
    assert found is not None, said(problems)
    told = [
        assess(SMALL, found, answers, TODAY).plan[0].stage for answers in ({}, {"ill": True}, {"ill": False})
    ]
    assert [(stage.goal["da"], stage.follow_up["da"], stage.who) for stage in told] == [
        ("x", "x", ()), ("Rask", "x", ("K",)), ("x", "Ring", ()),
    ]  # fmt: skip


def test_the_checklist_ticks_what_is_done_and_leaves_out_what_is_of_no_use() -> None:
    head = HEAD.replace(
        "types: {one: yes, two: yes}}", "types: {one: yes}, when: not ill, done_when: working}"
    )
    found, problems = rules_module.parse(data_of(head + "  []"), SMALL)
    assert found is not None, said(problems)

    def rows(**answers: bool | str) -> list[tuple[str, bool]]:
        result = assess(SMALL, found, {"kind": "one", **answers}, TODAY)
        return [(task.element.id, task.done) for task in result.checklist]

    assert rows() == [("a", False)]
    assert rows(working=True) == [("a", True)]
    assert rows(working=True, ill=True) == []


def test_the_first_type_rule_that_holds_decides() -> None:
    assert assessed(working="ja").type == "one"
    assert assessed(working="nej").type == "two"
    assert assessed().type is None


def test_the_consultant_decides_and_both_are_kept() -> None:
    result = assessed(working="ja", kind="two")
    assert result.suggestion is not None
    assert (result.type, result.decided, result.suggestion.rule.type, result.overridden) == (
        "two",
        "two",
        "one",
        True,
    )
    assert not assessed(working="ja", kind="one").overridden
    assert not assessed(working="ja").overridden
    assert assessed(kind="two").type == "two"
    assert not assessed(kind="two").overridden


def test_the_checklist_is_that_of_the_type_that_counts() -> None:
    def rows(result: Assessment) -> list[tuple[str, bool]]:
        return [(task.element.id, task.optional) for task in result.checklist]

    assert rows(assessed(working="ja")) == [("a", False)]
    assert rows(assessed(working="ja", kind="two")) == [("a", False), ("b", True)]
    assert rows(assessed()) == []


def test_a_requirement_is_seen_from_three_sides_each_on_five() -> None:
    [rating] = assessed(own=8, seen=3, told=[{"mark": 2}, {"by": "Lærer"}, {"mark": 5}]).ratings
    assert (rating.own, rating.consultant, rating.second_hand) == (4.0, 3, 3.5)
    [rating] = assessed().ratings
    assert (rating.own, rating.consultant, rating.second_hand) == (None, None, None)
    assert assessed(told=[]).ratings[0].second_hand is None


def test_the_same_answers_give_the_same_conclusions(screening: Questionnaire, rules: Rules) -> None:
    record = store.load_sound_answers(SAMPLES[0], screening)
    assert assess(screening, rules, record.values, TODAY) == assess(screening, rules, record.values, TODAY)
