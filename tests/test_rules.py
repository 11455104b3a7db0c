"""Rules are data: checked when they are loaded, and the shipped ones fire on their own examples."""

import re
from datetime import date
from typing import Any

import pytest

from refscreen import store, values
from refscreen.assessment import assess
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules, parse
from tests.conftest import TODAY, data_of, questionnaire_of, said

SMALL = questionnaire_of("""
- {id: working, type: yes_no}
- {id: age, type: number, classify: false}
- {id: gender, type: choice, choices: [kvinde, mand], classify: false}
- {id: status, type: choice, choices: [asyl, placed]}
- {id: skill, type: scale, min: 1, max: 5}
- {id: story, type: long_text}
- {id: moved, type: date}
- id: jobs
  type: group
  questions: [{id: title, type: text}, {id: level, type: scale, min: 1, max: 5}]
- id: relatives
  type: group
  questions: [{id: born, type: date, classify: false}, {id: helps, type: yes_no}]
""")
SOUND = """
questionnaire: small
version: 1
year: 2018
counted_from: [moved]
decided_by: status
sources: {"001": {title: Hæfte, year: 2018}}
facts:
  busy: {when: working, text: {da: I arbejde}}
  able: {when: busy and skill >= 3, text: {da: Kan noget}}
requirements:
  - {id: stable, label: {da: Stabil}, self: skill, consultant: skill, example: story, second_hand: jobs.level}
types:
  - {id: one, name: {da: Et}, summary: {da: Et}}
  - {id: two, name: {da: To}, summary: {da: To}}
typology:
  - {type: one, when: able, confidence: high, border: two, because: {da: Kan noget}}
groups: {screening: {da: Screening}}
elements:
  - id: contact
    group: screening
    text: {da: Kontakt}
    types: {one: yes, two: optional}
    texts: {two: {da: Ring}}
who: {K: {da: Konsulent}}
stages:
  - {id: pre, label: {da: Før}, months: 0, goal: {da: Klar}, follow_up: {da: Møde}}
areas:
  - {id: practical, label: {da: Hverdag}}
recommendations:
  - id: R01
    condition: in a job
    when: working
    text: {da: Fortsæt}
    why: {da: Det går}
    who: [K]
    stage: pre
    area: practical
    priority: 1
    source: ["001", inferred]
  - id: R02
    condition: able
    when: able
    text: {da: Mere}
    why: {da: Det går}
    who: [K]
    stage: pre
    area: practical
    priority: 1
    source: ["001"]
    waits_for: [R01]
"""


def changed(old: str, new: str) -> list[str]:
    """The problems of the rules above with one thing changed."""
    assert SOUND.count(old) >= 1, old
    _found, problems = parse(data_of(SOUND.replace(old, new, 1)), SMALL)
    return said(problems)


def test_sound_rules() -> None:
    found, problems = parse(data_of(SOUND), SMALL)
    assert said(problems) == []
    assert found is not None
    assert found.asked_about(found.typology[0].when) == {"working", "skill"}


def test_a_questionnaire_may_have_no_rules() -> None:
    assert Rules.none(SMALL).recommendations == ()


@pytest.mark.parametrize("data", [None, [], "text"])
def test_what_is_no_mapping_is_no_rules(data: object) -> None:
    assert said(parse(data, SMALL)[1]) == [": not_a_mapping"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("questionnaire: small", "questionnaire: other", "questionnaire: other_questionnaire"),
        ("year: 2018", "yaer: 2018", ": missing_key, yaer: unknown_key"),
        ("[moved]", "[story]", "counted_from: unknown_reference"),
        ("decided_by: status", "decided_by: skill", "decided_by: unknown_reference"),
        ("when: working,", "when: workin,", "facts.busy.when: condition_unknown_name"),
        ("when: working,", "when: able,", "facts.busy.when: condition_unknown_name"),
        ("when: busy and skill >= 3", "when: busy and skill", "facts.able.when: condition_not_yes_no"),
        ("when: busy and skill >= 3", "when: answered(busy)", "facts.able.when: condition_wrong_type"),
        ("when: busy and skill >= 3", "when: skill = 3", "facts.able.when: condition_syntax"),
        ("  busy:", "  story: {when: working, text: {da: x}}\n  busy:", "facts.story: repeated_id"),
        ("  busy:", "  yes: {when: working, text: {da: x}}\n  busy:", "facts.yes: bad_id"),
        ("self: skill", "self: story", "requirements.0.self: unknown_reference"),
        ("consultant: skill", "consultant: skil", "requirements.0.consultant: unknown_reference"),
        ("example: story", "example: stroy", "requirements.0.example: unknown_reference"),
        ("jobs.level", "jobs.title", "requirements.0.second_hand: unknown_reference"),
        ("label: {da: Stabil}", "label: {da: Stabil}, self_max: 0", "requirements.0.self_max: out_of_bounds"),
        ("type: one, when", "type: three, when", "typology.0.type: unknown_reference"),
        ("border: two", "border: three", "typology.0.border: unknown_reference"),
        ("confidence: high", "confidence: sure", "typology.0.confidence: not_one_of"),
        ("group: screening", "group: match", "elements.0.group: unknown_reference"),
        ("two: optional", "three: optional", "elements.0.types: unknown_reference"),
        ("one: yes", "one: maybe", "elements.0.types.one: not_one_of"),
        ("texts: {two:", "texts: {three:", "elements.0.texts: unknown_reference"),
        ("months: 0", "months: 61", "stages.0.months: out_of_bounds"),
        ("who: [K]", "who: [K, SB]", "recommendations.0.who: unknown_reference"),
        ("stage: pre", "stage: post", "recommendations.0.stage: unknown_reference"),
        ("area: practical", "area: health", "recommendations.0.area: unknown_reference"),
        ('["001", inferred]', '["002"]', "recommendations.0.source: unknown_reference"),
        ("waits_for: [R01]", "waits_for: [R09]", "recommendations.1.waits_for: unknown_reference"),
        ("waits_for: [R01]", "waits_for: [R02]", "recommendations.1.waits_for: unknown_reference"),
        (
            "id: R02",
            "id: R01",
            "recommendations.1.waits_for: unknown_reference, recommendations.1.id: repeated_id",
        ),
        ("types:\n", "types:\n  - {id: one, name: {da: x}, summary: {da: x}}\n", "types.1.id: repeated_id"),
        (
            "waits_for: [R01]",
            "before: {question: move}",
            "recommendations.1.before.question: unknown_reference",
        ),
        (
            "waits_for: [R01]",
            "before: {question: story}",
            "recommendations.1.before.question: unknown_reference",
        ),
        (
            "waits_for: [R01]",
            "before: {question: moved, days: -1}",
            "recommendations.1.before.days: out_of_bounds",
        ),
        (
            "waits_for: [R01]",
            "not_before: {question: moved, when: workin}",
            "recommendations.1.not_before.when: condition_unknown_name",
        ),
        ("texts: {two:", "when: workin\n    texts: {two:", "elements.0.when: condition_unknown_name"),
        ("texts: {two:", "done_when: skill\n    texts: {two:", "elements.0.done_when: condition_not_yes_no"),
        ("goal: {da: Klar}", "goal: {da: Klar}, who: [SB]", "stages.0.who: unknown_reference"),
        (
            "goal: {da: Klar}",
            "goal: {da: Klar}, variants: [{when: workin}]",
            "stages.0.variants.0.when: condition_unknown_name",
        ),
        (
            "goal: {da: Klar}",
            "goal: {da: Klar}, variants: [{when: busy, who: [SB]}]",
            "stages.0.variants.0.who: unknown_reference",
        ),
        ("areas:\n", "areas:\n  - {id: practical, label: {da: x}}\n", "areas.1.id: repeated_id"),
        ("id: R02", "id: X2", "recommendations.1.id: wrong_type"),
        ("priority: 1", "priority: 4", "recommendations.0.priority: out_of_bounds"),
        ("text: {da: Fortsæt}", "text: Fortsæt", "recommendations.0.text: not_a_text"),
    ],
)
def test_a_mistake_in_the_rules_is_told_where_it_stands(old: str, new: str, problem: str) -> None:
    assert ", ".join(changed(old, new)) == problem


@pytest.mark.parametrize(
    ("when", "barred"),
    [
        ("age > 30", ["age"]),
        ("able and gender == kvinde", ["gender"]),
        ("gender == kvinde or age > 30", ["age", "gender"]),
        ("answered(gender)", ["gender"]),
        ("hidden", ["gender"]),
        ("deeper", ["age"]),
        ("any(relatives, years(born) < 18)", ["born"]),
        ("any(relatives, helps)", []),
        ("working", []),
    ],
)
def test_no_type_rests_on_gender_age_or_nationality_not_even_through_a_fact(
    when: str, barred: list[str]
) -> None:
    facts = """facts:
  hidden: {when: gender == kvinde, text: {da: x}}
  deep: {when: age > 30, text: {da: x}}
  deeper: {when: deep and working, text: {da: x}}
"""
    _found, problems = parse(
        data_of(SOUND.replace("facts:\n", facts).replace("when: able, c", f"when: '{when}', c")), SMALL
    )
    assert said(problems) == ["typology.0.when: must_not_classify"] * len(barred)
    assert [problem.values["name"] for problem in problems] == barred


# --- the shipped rules ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def screening() -> Questionnaire:
    return store.load_questionnaire("screening")


@pytest.fixture(scope="module")
def rules(screening: Questionnaire) -> Rules:
    return store.load_rules("screening", screening)


def parsed(screening: Questionnaire, raw: dict[str, Any]) -> dict[str, Any]:
    """Answers through the validation that typed ones go through."""
    found = {}
    for name, item in raw.items():
        found[name], problems = values.parse(screening.questions[name], item)
        assert said(problems) == [], name
    return found


IDS = [f"R{number:02}" for number in range(1, 97)]


def test_there_are_96_recommendations_in_order(rules: Rules) -> None:
    assert [item.id for item in rules.recommendations] == IDS


@pytest.mark.parametrize("name", IDS)
def test_each_recommendation_fires_on_its_example(screening: Questionnaire, rules: Rules, name: str) -> None:
    [item] = [item for item in rules.recommendations if item.id == name]
    result = assess(screening, rules, parsed(screening, item.example), TODAY)
    assert name in {advice.rule.id for advice in result.advice}


def recommended(screening: Questionnaire, rules: Rules, text: str) -> dict[str, tuple[str, ...]]:
    """What is recommended over these answers, each with the answers that led there."""
    result = assess(screening, rules, parsed(screening, data_of(text)), TODAY)
    return {advice.rule.id: advice.used for advice in result.advice}


PLACED = "legal_status: boligplaceret, municipality_placed: '0461'"
EAGER = f"{PLACED}, birth_date: 1996, motivation_self: 8"
MASON = "skilled: true, form: ansat, from: 2010, to: 2014"


@pytest.mark.parametrize(
    ("name", "told", "asked", "never_asked"),
    [
        ("R14", "consent_municipality: true", "", ""),
        ("R17", f"{PLACED}, market_knowledge: 1", "dk_work: []", ""),
        ("R18", PLACED, "branches: [byg]", ""),
        ("R18", PLACED, "branches: []", ""),
        ("R32", "", "dk_work: [{result: i_gang, kind: praktik}]", "dk_work: [{result: i_gang}]"),
        ("R29", "retrain_ok: true, branches: [metal]", "danish_tests: [ingen]", ""),
        ("R29", "retrain_ok: true, branches: [metal]", "danish_consultant: 3", "danish_consultant: 4"),
        ("R38", EAGER, "education: []", ""),
        ("R38", EAGER, "school_level: kort", "school_level: gymnasial"),
        ("R47", "", f"jobs: [{{{MASON}, proof: ingen}}]", f"jobs: [{{{MASON}}}]"),
        ("R60", f"{PLACED}, birth_date: 2004", "education: []", ""),
        ("R62", "", f"jobs: [{{{MASON}, proof: reference}}]", f"jobs: [{{{MASON}}}]"),
        ("R77", "market_knowledge: 1", "unwritten_rules: [pauser]", ""),
        ("R77", "market_knowledge: 1", "unwritten_rules: []", ""),
        ("R82", "danes_contact: dagligt", "network: []", ""),
    ],
)  # fmt: skip
def test_what_was_never_asked_is_not_taken_for_a_no(
    screening: Questionnaire, rules: Rules, name: str, told: str, asked: str, never_asked: str
) -> None:
    def of(*answers: str) -> dict[str, tuple[str, ...]]:
        return recommended(screening, rules, f"{{{', '.join(filter(None, answers))}}}")

    assert name in of(told, asked)
    assert name not in of(told if asked else "", never_asked)


@pytest.mark.parametrize(
    ("more", "holds"),
    [
        ("company_interest: [{municipality: '0430', offer: job}]", True),
        ("company_interest: [{municipality: '0430', offer: samtale}]", True),
        ("company_interest: [{municipality: '0430', offer: job}], relocate_job: false", False),
        ("company_interest: [{municipality: '0430', offer: nysgerrig}]", False),
        ("company_interest: [{municipality: '0430', offer: besoeg}], relocate_job: true", False),
        ("company_interest: [{municipality: '0461', offer: job}]", False),
        (
            "company_interest: [{municipality: '0430', offer: job}, {municipality: '0461', offer: praktik}]",
            False,
        ),
        ("network: [{municipality: '0430', opens_doors: true}]", False),
        ("network: [{municipality: '0430', opens_doors: true}], relocate_job: false", False),
        ("network: [{municipality: '0430', opens_doors: true}], relocate_job: true", True),
        ("network: [{municipality: '0461', opens_doors: true}], relocate_job: true", False),
        ("family_dk: [{municipality: '0430'}], relocate_job: true", True),
        ("family_dk: [{municipality: '0430'}]", False),
        (
            "family_dk: [{municipality: '0430'}], relocate_job: true, "
            "company_interest: [{municipality: '0461', offer: forloeb}]",
            False,
        ),
    ],
)
def test_an_acquaintance_elsewhere_is_no_opening_for_one_who_stays_or_begins_at_home(
    screening: Questionnaire, rules: Rules, more: str, holds: bool
) -> None:
    assert ("R09" in recommended(screening, rules, f"{{{PLACED}, {more}}}")) is holds


def test_a_placement_is_recommended_to_the_service_unless_that_was_refused(
    screening: Questionnaire, rules: Rules
) -> None:
    asylum = "legal_status: asyl_fase2, company_interest: [{offer: besoeg}]"
    assert "R01" in recommended(screening, rules, f"{{{asylum}}}")
    assert "R01" in recommended(screening, rules, f"{{{asylum}, consent_placement: true}}")
    assert "R01" not in recommended(screening, rules, f"{{{asylum}, consent_placement: false}}")


def test_a_trade_is_clarified_where_one_was_paid_for_it_and_has_not_studied(
    screening: Questionnaire, rules: Rules
) -> None:
    uncle = f"jobs: [{{{MASON.replace('ansat', 'familie')}, proof: ingen}}]"
    assert not {"R47", "R62"} & set(recommended(screening, rules, f"{{{uncle}}}"))
    mason = f"jobs: [{{{MASON}, proof: bevis}}, {{{MASON}, proof: billeder}}]"
    assert recommended(screening, rules, f"{{{mason}}}")["R47"][0] == "jobs.1"
    student = f"{mason}, education: [{{level: bachelor, completed: ja}}]"
    assert "R47" not in recommended(screening, rules, f"{{{student}}}")
    assert "R62" in recommended(screening, rules, f"{{{student}}}")


def test_short_courses_are_not_for_those_who_have_studied(screening: Questionnaire, rules: Rules) -> None:
    young = """{birth_date: 2000, retrain_ok: true, branches: [foedevarer, metal, svejsning, produktion],
        local_demand: hoej, danish_tests: [ingen], danish_track: du3, english_work: 5, study_wish: ja,
        education: %s}"""
    short = {"R29", "R49", "R50", "R51", "R52", "R58", "R59"}
    assert short <= set(recommended(screening, rules, young % "[]"))
    assert not short & set(recommended(screening, rules, young % "[{level: bachelor, completed: ja}]"))


def test_the_certificate_that_has_lapsed_is_named_first(screening: Questionnaire, rules: Rules) -> None:
    text = "{certificates: [{kind: hygiejne, country: TR}, {kind: truck, country: TR, valid: udloebet}]}"
    assert recommended(screening, rules, text)["R53"] == ("certificates.1", "certificates.0")


def test_the_words_of_the_rules_are_those_of_the_form(rules: Rules) -> None:
    for item in rules.recommendations:
        words = " ".join((*item.text.values(), *item.why.values()))
        assert "'" not in words, item.id
        assert not re.search(r"\b(branch|branches|jobcentre)\b", f"{item.text['en']} {item.why['en']}"), (
            item.id
        )


def test_few_recommendations_fire_on_nothing(screening: Questionnaire, rules: Rules) -> None:
    fired = {advice.rule.id for advice in assess(screening, rules, {}, TODAY).advice}
    always = {item.id for item in rules.recommendations if item.when.source in {"yes", "true"}}
    assert {"R15"} <= always <= fired
    assert len(fired) <= len(IDS) // 5


def test_each_recommendation_says_who_and_where_from_in_both_languages(rules: Rules) -> None:
    for item in rules.recommendations:
        assert item.who
        assert item.source
        assert item.condition
        for text in (item.text, item.why):
            assert set(text) == {"da", "en"}
            assert all(re.search(r"[.!?]$", words) for words in text.values()), item.id


def test_each_source_is_a_work_with_a_year(rules: Rules) -> None:
    assert rules.year == 2018
    assert all(2015 <= source.year <= 2026 and len(source.title) > 10 for source in rules.sources.values())


def test_the_cautious_row_is_waited_for(rules: Rules) -> None:
    waiting = {item.id: set(item.waits_for) for item in rules.recommendations if item.waits_for}
    assert waiting["R16"] == {"R72", "R74"}
    assert waiting["R17"] == {"R74"}
    assert (waiting["R39"], waiting["R40"]) == ({"R38"}, {"R38"})
    assert (waiting["R50"], waiting["R51"], waiting["R52"]) == ({"R29"}, {"R29"}, {"R29"})
    # Nothing that is waited for waits itself: there is always something to begin with.
    assert not {name for names in waiting.values() for name in names} & set(waiting)


@pytest.mark.parametrize(
    ("kind", "count"), [("type1", 16), ("type2", 18), ("type3", 16), ("type4", 16), ("type5", 19)]
)
def test_the_checklist_has_as_many_rows_as_the_method_says(rules: Rules, kind: str, count: int) -> None:
    assert sum(kind in element.types for element in rules.elements) == count


@pytest.mark.parametrize("kind", ["type3", "type4", "type5"])
def test_a_volunteer_mentor_is_optional_for_those_who_have_a_place(rules: Rules, kind: str) -> None:
    assert [element.types[kind] for element in rules.elements if "mentor" in element.id] == ["optional"]


def test_the_types_rest_on_nothing_about_gender_age_or_nationality(rules: Rules) -> None:
    asked = {name for rule in rules.typology for name in rules.asked_about(rule.when)}
    assert "legal_status" in asked
    assert not asked & {"birth_date", "gender", "nationality", "first_job_age"}


@pytest.mark.parametrize("name", ["birth_date", "gender", "nationality"])
def test_a_shipped_type_rule_that_did_would_be_refused(screening: Questionnaire, name: str) -> None:
    path = store.rules_path(store.find_questionnaire("screening"))
    data = store.read_source(path).data
    data["typology"][0]["when"] = f"asylum and answered({name})"
    data["facts"]["placed"]["when"] += f" and answered({name})"
    found, problems = parse(data, screening)
    assert found is None
    assert {problem.key for problem in problems} == {"must_not_classify"}
    placed = [index for index, rule in enumerate(data["typology"]) if "placed" in rule["when"]]
    assert [problem.path[1] for problem in problems] == [0, *placed]


def test_the_consultant_decides_among_the_types(screening: Questionnaire, rules: Rules) -> None:
    assert rules.decided_by == "typology"
    assert set(rules.type_by_id) <= set(screening.questions["typology"].choice_by_id)


DATES = {"start_date": "2026-12-07", "move_date": "2026-12-10", "interview_date": "2026-11-05"}


@pytest.mark.parametrize(
    "name", [f"R{number}" for number in ("08", "10", "12", "26", "30", "31", "32", "62")]
)
def test_what_must_come_first_is_due_before_what_it_comes_before(
    screening: Questionnaire, rules: Rules, name: str
) -> None:
    [item] = [item for item in rules.recommendations if item.id == name]
    answers = {
        **item.example,
        "legal_status": "boligplaceret",
        "company_interest": [{"offer": "praktik"}],
        **DATES,
    }
    result = assess(screening, rules, parsed(screening, answers), date(2026, 11, 5))
    [advice] = [advice for advice in result.advice if advice.rule.id == name]
    assert advice.deadline <= (date(2026, 11, 26) if name == "R08" else date(2026, 12, 7))


def test_without_a_course_to_come_before_the_deadline_is_that_of_the_stage(
    screening: Questionnaire, rules: Rules
) -> None:
    answers = {"legal_status": "boligplaceret", "realistic_short": "Bager", **DATES}
    result = assess(screening, rules, parsed(screening, answers), date(2026, 11, 5))
    due = {advice.rule.id: advice.deadline for advice in result.advice}
    assert due["R30"] == date(2027, 3, 10)
    assert due["R31"] == date(2026, 12, 7)  # its text speaks of the start


def test_no_internship_is_due_before_the_candidate_can_begin(screening: Questionnaire, rules: Rules) -> None:
    [item] = [item for item in rules.recommendations if item.id == "R17"]
    answers = {**item.example, "move_date": "2026-12-01", "start_date": "2027-01-04"}
    result = assess(screening, rules, parsed(screening, answers), date(2026, 11, 5))
    assert {a.rule.id: a.deadline for a in result.advice}["R17"] == date(2027, 1, 4)


def goal(screening: Questionnaire, rules: Rules, stage: str, **answers: Any) -> str:
    result = assess(screening, rules, parsed(screening, answers), TODAY)
    [step] = [step for step in result.plan if step.stage.id == stage]
    return step.stage.goal["da"]


def test_the_goals_of_the_plan_fit_the_case(screening: Questionnaire, rules: Rules) -> None:
    alone = goal(screening, rules, "pre", legal_status="boligplaceret")
    parent = goal(screening, rules, "pre", legal_status="boligplaceret", children=[{"birth_year": 2020}])
    waiting = goal(screening, rules, "pre", legal_status="asyl_fase2", children=[{"birth_year": 2020}])
    assert "pasning" not in alone
    assert "børnepasning" in parent
    assert "overtager" not in waiting
    assert "begyndt på dansk" in goal(screening, rules, "0-1", danish_track="ingen")
    assert "begyndt på dansk" in goal(screening, rules, "0-1")
    assert "begyndt på dansk" not in goal(screening, rules, "0-1", danish_track="du1")


def test_each_stage_rests_with_somebody(rules: Rules) -> None:
    assert [stage.id for stage in rules.stages if not stage.who] == []


def ticked(screening: Questionnaire, rules: Rules, **answers: Any) -> dict[str, bool]:
    result = assess(screening, rules, parsed(screening, answers), TODAY)
    return {task.element.id: task.done for task in result.checklist}


def test_what_the_conversation_tells_is_done_is_ticked(screening: Questionnaire, rules: Rules) -> None:
    nothing = ticked(screening, rules, typology="type5")
    assert not any(nothing.values())
    paper = {"level": "mvu", "completed": "ja", "papers": "kopi"}
    told = ticked(
        screening, rules, typology="type5", interview_date="2026-11-05", interview_place="asylcenter",
        education=[{**paper, "assessment": "sendt"}], personality_test="resultat", linkedin="har",
        company_interest=[{"offer": "besoeg"}],
    )  # fmt: skip
    assert {name for name, done in told.items() if done} == {
        "kontakt_asylcenter", "vurdering_oplysninger", "planlaegning", "screeningssamtale",
        "uddannelsesdokumenter", "personprofil", "linkedin_profil", "kontakt_arbejdsgiver",
    }  # fmt: skip
    half = [{**paper, "assessment": "sendt"}, {**paper, "assessment": "ikke_sendt"}]
    assert not ticked(screening, rules, typology="type5", education=half)["uddannelsesdokumenter"]


@pytest.mark.parametrize(
    ("kind", "answers", "left_out"),
    [
        ("type3", {"linkedin": "nej"}, "linkedin_profil"),
        ("type3", {"mentor_wish": "nej"}, "erhvervsmentor"),
        ("type3", {"consent_company": "nej"}, "cv_postkort"),
        ("type1", {"legal_status": "indrejst"}, "kontakt_us"),
        ("type1", {"legal_status": "indrejst"}, "job_i_asyltiden"),
        ("type5", {"education": [{"level": "mvu", "papers": "ingen"}]}, "uddannelsesdokumenter"),
    ],
)
def test_what_is_of_no_use_in_the_case_is_not_on_the_checklist(
    screening: Questionnaire, rules: Rules, kind: str, answers: dict[str, Any], left_out: str
) -> None:
    assert left_out in ticked(screening, rules, typology=kind)
    assert left_out not in ticked(screening, rules, typology=kind, **answers)
