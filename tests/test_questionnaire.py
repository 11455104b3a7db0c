"""A questionnaire is read whole or refused with every problem in it; and it knows what is asked when."""

from typing import Any

import pytest

from refscreen.questionnaire import Choice, ListedChoice, Question, parse
from tests.conftest import TODAY, around, data_of, questionnaire_of, said

WHOLE = """
id: small
version: 1
languages: [da, en]
title: {da: Lille, en: Small}
minutes: 30
lists:
  branch: [{id: metal, label: {da: Metal}}, {id: it, label: {da: IT}}]
sections:
  - id: work
    title: {da: Arbejde}
    minutes: 10
    questions:
      - {id: working, type: yes_no, label: {da: I arbejde}, ask: {da: Arbejder du?}, core: true}
      - {id: branches, type: choices, choices: branch, label: {da: B}, ask: {da: Hvilke?}, when: working}
"""


def problems_of(questions: str) -> list[str]:
    """The problems of a questionnaire with these questions, seen from the section: ``0.type: wrong_type``."""
    _found, problems = parse(around(data_of(questions)))
    return [line.removeprefix("sections.0.questions.") for line in said(problems)]


def whole_problems(old: str, new: str) -> list[str]:
    """The problems of WHOLE with one thing changed."""
    assert old in WHOLE
    return said(parse(data_of(WHOLE.replace(old, new)))[1])


def test_a_sound_questionnaire() -> None:
    found, problems = parse(data_of(WHOLE))
    assert problems == []
    assert found is not None
    assert found.language == "da"
    assert list(found.questions) == ["working", "branches"]
    assert found.section_of["branches"].id == "work"
    assert [choice.id for choice in found.questions["branches"].choices] == ["metal", "it"]


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_mapping_is_no_questionnaire(data: object) -> None:
    assert said(parse(data)[1]) == [": not_a_mapping"]


def test_every_problem_is_told_at_once_with_its_place() -> None:
    assert problems_of("""
    - {id: Age, type: numbr, core: 1}
    - {id: b, type: text, lable: {da: B}, min: "1"}
    - {id: c, type: choice}
    - {id: d, type: text, ask: Hvad?, when: b = 1}
    """) == [
        "0.id: bad_id", "0.type: not_one_of", "0.core: wrong_type", "1.min: wrong_type",
        "1.lable: unknown_key",
        "2: question_needs", "3.ask: not_a_text", "3.when: condition_syntax",
    ]  # fmt: skip


def test_what_is_missing_is_named() -> None:
    _found, problems = parse(data_of("{id: small, sections: [{id: one, questions: [{id: a}]}]}"))
    assert said(problems) == [
        ": missing_key", ": missing_key", ": missing_key", ": missing_key",
        "sections.0: missing_key", "sections.0: missing_key",
        "sections.0.questions.0: missing_key", "sections.0.questions.0: missing_key",
        "sections.0.questions.0: missing_key",
    ]  # fmt: skip
    assert [problem.values["key"] for problem in problems] == [
        "version", "languages", "title", "minutes", "title", "minutes", "type", "label", "ask",
    ]  # fmt: skip


def test_a_questionnaire_without_sections_is_told_so() -> None:
    _found, problems = parse(data_of(WHOLE[: WHOLE.index("sections")]))
    assert said(problems) == [": missing_key"]


@pytest.mark.parametrize(
    ("where", "key", "suggestion"),
    [
        ("titel: {da: x}", "titel", "title"),
        ("sections: [{mintues: 3}]", "mintues", "minutes"),
        ("sections: [{questions: [{lable: {da: x}}]}]", "lable", "label"),
        ("sections: [{questions: [{questions: [{synonym: [x]}]}]}]", "synonym", "synonyms"),
        ("sections: [{questions: [{choices: [{lable: {da: x}}]}]}]", "lable", "label"),
        ("lists: {branch: [{synonym: [x]}]}", "synonym", "synonyms"),
        ("xyzzy: 1", "xyzzy", ""),
    ],
)
def test_an_unknown_key_is_told_with_the_one_that_was_meant(where: str, key: str, suggestion: str) -> None:
    _found, problems = parse(data_of(where))
    [problem] = [problem for problem in problems if problem.key == "unknown_key"]
    assert problem.on_key
    assert problem.path[-1] == key
    assert problem.values == {"key": key, "suggestion": suggestion}


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("type: text, core: no", "0.core: wrong_type"),
        ("type: text, core: 'true'", "0.core: wrong_type"),
        ("type: text, sensitive: 1", "0.sensitive: wrong_type"),
        ("type: number, max: '5'", "0.max: wrong_type"),
        ("type: number, max: 5.5", "0.max: wrong_type"),
        ("type: number, max: true", "0.max: wrong_type"),
        ("type: text, synonyms: word", "0.synonyms: wrong_type"),
        ("type: text, synonyms: [1]", "0.synonyms.0: wrong_type"),
        ("type: text, share: [company, neighbours]", "0.share.1: unknown_share"),
        ("type: text, by: me", "0.by: not_one_of"),
        ("type: text, label: x", "0.label: not_a_text"),
        ("type: text, label: {}", "0.label: not_a_text"),
        ("type: text, label: {da: ''}", "0.label: not_a_text"),
        ("type: text, label: {da: 3}", "0.label: not_a_text"),
        ("type: text, label: {da: [x]}", "0.label: not_a_text"),
        ("type: text, when: true", "0.when: condition_syntax"),
        ("type: text, when: {a: b}", "0.when: condition_syntax"),
        ("type: text, when: 'jobs[0]'", "0.when: condition_not_allowed"),
        ("type: choice, choices: 3", "0.choices: wrong_type"),
        ("type: choice, choices: [{id: 3, label: {da: x}}]", "0.choices.0.id: bad_id"),
        ("type: choice, choices: [{id: a, label: {da: x}, synonyms: x}]", "0.choices.0.synonyms: wrong_type"),
        ("type: choice", "0: question_needs"),
        ("type: choices, choices: []", "0: question_needs"),
        ("type: group", "0: question_needs"),
        ("type: scale", "0: question_needs"),
        ("type: scale, min: 1", "0: question_needs"),
        ("type: scale, min: 5, max: 1", "0: question_needs"),
        ("type: scale, min: 5, max: 5", "0: question_needs"),
        ("type: number, min: 5, max: 1", "0: question_needs"),
        ("type: text, latest: today", "0: question_has"),
        ("type: number, not_before: a", "0: question_has"),
        ("type: number, room: 36", "0: question_has"),
        ("type: date, latest: tomorrow", "0.latest: not_one_of"),
        ("type: date, not_before: a", "0.not_before: not_an_earlier_date"),
        ("type: text, choices: [a]", "0: question_has"),
        ("type: text, questions: [{id: a, type: text}]", "0: question_has"),
        ("type: scale, min: 1, max: 5, anchors: {0: {da: x}, 5: {da: y}}", "0.anchors.0: anchor_outside"),
        ("type: scale, min: 1, max: 5, anchors: {6: {da: x}}", "0.anchors.6: anchor_outside"),
        ("type: scale, min: 1, max: 5, anchors: {one: {da: x}}", "0.anchors.one: wrong_type"),
        ("type: number, anchors: {1: {da: x}}", "0.anchors.1: anchor_outside"),
    ],
)
def test_a_question_says_what_its_type_needs_and_nothing_else(question: str, problem: str) -> None:
    assert problems_of(f"- {{id: q, {question}}}") == [problem]


@pytest.mark.parametrize("name", ["Age", "1st", "æble", "a-b", "a b", "a.b", "_a", "and", "or", "not", "in"])
def test_an_id_is_a_word_that_a_condition_can_mention(name: str) -> None:
    assert problems_of(f"- {{id: '{name}', type: text}}") == ["0.id: bad_id"]


@pytest.mark.parametrize("name", ["yes", "no", "true", "false"])
def test_a_question_is_not_called_yes_though_a_choice_may_be(name: str) -> None:
    assert problems_of(f"- {{id: '{name}', type: text}}") == ["0.id: bad_id"]
    assert problems_of(f"- {{id: q, type: choice, choices: ['{name}']}}") == []


@pytest.mark.parametrize("name", ["from", "del", "is", "lambda", "count", "years", "a", "a1_b"])
def test_an_id_may_be_a_word_of_python(name: str) -> None:
    assert problems_of(f"- {{id: {name}, type: yes_no}}\n- {{id: z, type: text, when: {name}}}") == []


@pytest.mark.parametrize("languages", ["[]", "da", "[Danish]", "[da, 3]", "[da-DK]"])
def test_languages_are_at_least_one_code(languages: str) -> None:
    assert whole_problems("[da, en]", languages) == ["languages: no_languages"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("version: 1", "version: 0", "version: out_of_bounds"),
        ("version: 1", "version: '1'", "version: wrong_type"),
        ("minutes: 30", "minutes: 1000", "minutes: out_of_bounds"),
        ("minutes: 10", "minutes: -1", "sections.0.minutes: out_of_bounds"),
        ("id: small", "id: Small", "id: bad_id"),
        ("title: {da: Lille, en: Small}", "title: Lille", "title: not_a_text"),
        ("choices: branch", "choices: brunch", "sections.0.questions.1.choices: unknown_list"),
        ("id: it,", "id: metal,", "lists.branch.1.id: repeated_id"),
        ("id: it,", "id: IT,", "lists.branch.1.id: bad_id"),
        ("id: branches", "id: working", "sections.0.questions.1.id: repeated_id"),
        ("id: work\n", "id: working\n", "sections.0.questions.0.id: repeated_id"),
        ("when: working", "when: work", "sections.0.questions.1.when: condition_unknown_name"),
    ],
)
def test_one_mistake_is_one_problem(old: str, new: str, problem: str) -> None:
    assert whole_problems(old, new) == [problem]


def test_an_unknown_list_is_told_with_the_one_that_was_meant() -> None:
    _found, [problem] = parse(data_of(WHOLE.replace("choices: branch", "choices: brunch")))
    assert problem.values == {"name": "brunch", "suggestion": "branch"}


def test_ids_are_not_repeated() -> None:
    assert problems_of("""
    - {id: a, type: text}
    - {id: a, type: text}
    - {id: one, type: text}
    - {id: c, type: choice, choices: [x, y, x]}
    - {id: g, type: group, questions: [{id: t, type: text}, {id: t, type: text}, {id: a, type: text}]}
    """) == [
        "1.id: repeated_id",
        "2.id: repeated_id",
        "3.choices.2.id: repeated_id",
        "4.questions.1.id: repeated_id",
    ]


def test_a_group_is_not_inside_a_group() -> None:
    inner = "{id: h, type: group, questions: [{id: t, type: text}]}"
    assert problems_of(f"- {{id: g, type: group, questions: [{inner}]}}") == [
        "0.questions.0.type: group_in_group"
    ]


def test_a_date_is_held_to_an_earlier_one_of_its_row() -> None:
    asked = """
    - {id: day, type: date}
    - {id: jobs, type: group, questions: [
        {id: title, type: text},
        {id: from, type: date, not_before: to},
        {id: to, type: date, not_before: from},
        {id: paid, type: date, not_before: title},
        {id: left, type: date, not_before: day}]}
    """
    assert problems_of(asked) == [
        f"1.questions.{place}.not_before: not_an_earlier_date" for place in (1, 3, 4)
    ]


def test_a_condition_mentions_earlier_questions_only() -> None:
    _found, problems = parse(
        around(
            data_of("""
            - {id: a, type: yes_no, when: b}
            - {id: b, type: yes_no, when: b and c}
            - id: g
              type: group
              when: answered(g)
              questions: [{id: x, type: text, when: y}, {id: y, type: yes_no}]
            """)
        )
    )
    assert [(said([p])[0].removeprefix("sections.0.questions."), p.values["name"]) for p in problems] == [
        ("0.when: condition_later", "b"),
        ("1.when: condition_later", "b"),
        ("1.when: condition_unknown_name", "c"),
        ("2.when: condition_later", "g"),
        ("2.questions.0.when: condition_later", "y"),
    ]


def test_a_condition_compares_with_choices_that_exist() -> None:
    _found, [problem] = parse(
        around(data_of("- {id: a, type: choice, choices: [red]}\n- {id: b, type: text, when: a == rde}"))
    )
    assert said([problem]) == ["sections.0.questions.1.when: condition_unknown_choice"]
    assert problem.values == {"choice": "rde", "name": "a", "suggestion": "red"}


def test_listed_types_get_the_shipped_choices_also_inside_groups() -> None:
    countries = (
        ListedChoice(id="SY", label={"da": "Syrien"}),
        ListedChoice(id="DK", label={"da": "Danmark"}),
    )
    data = around(
        data_of("""
        - {id: a, type: country}
        - {id: g, type: group, questions: [{id: b, type: country}, {id: c, type: text, when: 'b == DK'}]}
        - {id: d, type: text, when: 'a in [SY]'}
        """)
    )
    found, problems = parse(data, {"country": countries})
    assert said(problems) == []
    assert found is not None
    assert found.questions["a"].choices == countries
    assert found.questions["g"].inner["b"].choices == countries


CHAIN = questionnaire_of("""
- {id: working, type: yes_no}
- {id: hired, type: yes_no, when: working}
- {id: wage, type: number, when: hired}
- {id: why_not, type: text, when: not working}
- id: jobs
  type: group
  questions:
    - {id: paid, type: yes_no, when: working}
    - {id: pay, type: number, when: paid}
    - {id: why, type: text, when: pay < 100 and not answered(wage)}
""")


def visible(**values: Any) -> list[str]:
    return [question.id for question in CHAIN.visible(values, TODAY)]


def test_what_is_asked_follows_from_the_answers() -> None:
    assert visible() == ["working", "why_not", "jobs"]
    assert visible(working=True) == ["working", "hired", "jobs"]
    assert visible(working=True, hired=True) == ["working", "hired", "wage", "jobs"]


def test_the_answer_of_a_hidden_question_counts_as_unanswered() -> None:
    assert visible(working=False, hired=True, wage=9) == ["working", "why_not", "jobs"]
    assert CHAIN.applicable({"working": False, "hired": True, "wage": 9}, TODAY) == {"working": False}


def test_answers_that_apply_are_all_kept() -> None:
    answers = {"working": True, "hired": True, "wage": 9}
    assert CHAIN.applicable(answers, TODAY) == answers
    assert CHAIN.applicable({**answers, "unknown": 1}, TODAY) == answers


def inner_visible(row: dict[str, Any], **values: Any) -> list[str]:
    return [question.id for question in CHAIN.visible_inner(CHAIN.questions["jobs"], row, values, TODAY)]


def test_what_is_asked_in_a_row_follows_from_the_row_and_the_answers_around_it() -> None:
    assert inner_visible({}) == []
    assert inner_visible({}, working=True) == ["paid"]
    assert inner_visible({"paid": True}, working=True) == ["paid", "pay"]
    assert inner_visible({"paid": True, "pay": 50}, working=True) == ["paid", "pay", "why"]
    assert inner_visible({"paid": True, "pay": 50}, working=True, wage=9) == ["paid", "pay"]


def test_the_hidden_answer_in_a_row_counts_as_unanswered_too() -> None:
    assert inner_visible({"paid": False, "pay": 50}, working=True) == ["paid"]
    row = {"paid": False, "pay": 50, "why": "x"}
    assert CHAIN.applicable({"working": True, "jobs": (row,)}, TODAY)["jobs"] == ({"paid": False},)
    assert CHAIN.applicable({"working": False, "jobs": (row,)}, TODAY)["jobs"] == ({},)


@pytest.mark.parametrize(
    ("question", "audiences"),
    [
        ("{id: q, type: text}", ("municipality", "candidate")),
        ("{id: q, type: text, by: consultant}", ("municipality",)),
        ("{id: q, type: text, sensitive: true}", ()),
        ("{id: q, type: text, sensitive: true, share: [municipality]}", ("municipality",)),
        ("{id: q, type: text, share: []}", ()),
        ("{id: q, type: text, share: [company]}", ("company",)),
    ],
)
def test_who_may_see_an_answer_is_nobody_unless_it_is_said(question: str, audiences: tuple[str, ...]) -> None:
    assert questionnaire_of(f"- {question}").questions["q"].audiences == audiences


def test_everything_read_is_frozen() -> None:
    question: Question = CHAIN.questions["working"]
    with pytest.raises(ValueError, match="frozen"):
        question.type = "text"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        Choice(id="a", label={"da": "A"}).id = "b"  # type: ignore[misc]


def test_a_question_with_a_fault_of_its_own_hides_no_other_problem() -> None:
    text = """
        id: small
        version: 1
        languages: [da]
        case: nmae
        title: {da: Lille}
        minutes: 5
        sections:
          - id: one
            title: {da: En}
            minutes: 5
            questions:
              - {id: age, type: numbr, label: {da: Alder}, ask: {da: Alder?}}
              - {id: work, type: yes_no, label: {da: Job}, ask: {da: Job?}, aks: {da: Job?}}
              - {id: more, type: yes_no, label: {da: Mere}, ask: {da: Mere?}, when: wrok and age > 3}
              - {id: last, type: yes_no, label: {da: Sidst}, ask: {da: Sidst?}, when: last_but_one}
    """
    _found, problems = parse(data_of(text))
    told = {(problem.key, [*problem.path, "", "", ""][3] or problem.path[0]) for problem in problems}
    assert told == {
        ("unknown_reference", "case"),
        ("not_one_of", "sections"),
        ("unknown_key", 1),
        ("condition_unknown_name", 2),
        ("condition_unknown_name", 3),
    }
