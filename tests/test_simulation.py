"""A scenario says what an interview would ask and conclude; what comes otherwise is told with its line."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refscreen import scenario, simulation, store, yaml_text
from refscreen.messages import load
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules
from refscreen.simulation import Simulation
from tests.program import run

SCENARIOS = store.shipped("questionnaires") / "scenarios"
SAMPLES = store.shipped("samples")

QUESTIONS = """\
id: small
version: 3
languages: [da, en]
title: {da: Lille, en: Small}
minutes: 30
day: held
sections:
  - id: person
    title: {da: Personen, en: The person}
    minutes: 10
    questions:
      - {id: held, type: date, core: true, label: {da: Dag}, ask: {da: Hvilken dag er det?}}
      - {id: born, type: date, core: true, label: {da: Født}, ask: {da: Hvornår er du født?}}
      - {id: guardian, type: text, label: {da: Værge}, ask: {da: Hvem er værge?}, when: years(born) < 18}
  - id: work
    title: {da: Arbejde, en: Work}
    minutes: 20
    questions:
      - {id: worked, type: yes_no, core: true, label: {da: Har arbejdet}, ask: {da: Har du arbejdet?}}
      - id: jobs
        type: group
        label: {da: Job}
        ask: {da: Hvilke job?}
        when: worked
        questions:
          - {id: title, type: text, label: {da: Stilling}, ask: {da: Som hvad?}}
          - {id: ended, type: yes_no, label: {da: Slut}, ask: {da: Er det slut?}}
          - {id: reason, type: text, label: {da: Hvorfor}, ask: {da: Hvorfor?}, when: ended}
      - {id: dream, type: long_text, label: {da: Drøm}, ask: {da: Hvad drømmer du om?}}
"""
RULES = """\
questionnaire: small
version: 1
year: 2026
facts:
  young: {when: years(born) < 18, text: {da: Ung.}}
types:
  - {id: novice, name: {da: Ny}, summary: {da: Har ikke arbejdet.}}
  - {id: adept, name: {da: Øvet}, summary: {da: Har arbejdet.}}
typology:
  - {type: adept, when: worked, confidence: high, because: {da: Har arbejdet.}}
  - {type: novice, when: worked == no, confidence: high, because: {da: Har aldrig arbejdet.}}
who: {V: {da: Virksomheden}}
stages: [{id: "0", label: {da: Før}, months: 0, goal: {da: Mål}, follow_up: {da: Følg op}}]
areas: [{id: work, label: {da: Arbejde}}]
recommendations:
  - id: R01
    condition: young
    when: young
    text: {da: Tal med værgen, en: Talk to the guardian}
    why: {da: Fordi.}
    who: [V]
    stage: "0"
    area: work
    priority: 1
    source: inferred
"""


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rules = RULES.replace("source: inferred", "source: [inferred]")
    Path("small.yaml").write_text(QUESTIONS, encoding="utf-8")
    Path("small.rules.yaml").write_text(rules, encoding="utf-8")


def loaded() -> tuple[Questionnaire, Rules]:
    questionnaire = store.load_questionnaire("small.yaml")
    return questionnaire, store.load_rules("small.yaml", questionnaire)


def written(text: str, name: str = "s.yaml") -> Path:
    path = Path(name)
    path.write_text(f"questionnaire: small\n{text}", encoding="utf-8")
    return path


def of(text: str, today: date = date(2026, 11, 21)) -> Simulation:
    data = yaml_text.read(f"questionnaire: small\n{text}".encode()).data
    found, problems = scenario.parse(data, *loaded())
    assert problems == []
    assert found is not None
    return simulation.simulate(found, *loaded(), today)


def standing(text: str) -> dict[str, str]:
    return {name: entry.standing for name, entry in of(text).entries.items()}


# --- what is asked -----------------------------------------------------------------------------------


def test_what_is_asked_and_what_is_skipped_follows_the_answers_in_the_order_of_the_interview() -> None:
    found = standing("today: 2026-11-21\nanswers: {born: 2010, worked: true, jobs: []}\n")
    assert list(found.items()) == [
        ("held", "open"),
        ("born", "answered"),
        ("guardian", "open"),
        ("worked", "answered"),
        ("jobs", "answered"),
        ("jobs.title", "no_row"),
        ("jobs.ended", "no_row"),
        ("jobs.reason", "no_row"),
        ("dream", "open"),
    ]


def test_an_inner_question_is_asked_when_one_row_asks_it_and_a_state_is_a_reason_for_no_answer() -> None:
    rows = "[{title: Smed, ended: false}, {title: Svejser, ended: true}]"
    found = standing(f"answers: {{worked: true, jobs: {rows}}}\nstates: {{dream: declined, born: later}}\n")
    assert found["jobs.title"] == "answered"
    assert found["jobs.reason"] == "open"
    assert found["dream"] == "unanswered"
    assert found["born"] == "open"
    assert standing("answers: {worked: true, jobs: [{ended: false}]}\n")["jobs.reason"] == "skipped"


def test_the_day_is_that_of_the_scenario_else_of_the_interview_else_today() -> None:
    answers = "answers: {born: 2008-11-21, held: 2026-11-20}\n"
    assert of(answers, date(2030, 1, 1)).facts["young"]
    assert not of(f"today: 2026-11-21\n{answers}").facts["young"]
    assert not of("answers: {born: 2008-11-21}\n", date(2026, 11, 21)).facts["young"]
    assert of("answers: {born: 2008-11-21}\n", date(2026, 11, 20)).facts["young"]


def test_when_there_is_little_time_the_longest_optional_questions_are_left_out_as_in_the_interview() -> None:
    everything = "answers: {worked: true}\n"
    assert of(everything).minutes == 30
    short = of(f"minutes: 20\n{everything}")
    assert short.minutes <= 20
    assert short.entries["jobs"].standing == "no_time"
    assert short.entries["jobs.title"].standing == "no_time"
    assert short.entries["born"].asked
    assert of("minutes: 20\nanswers: {worked: true, jobs: [{title: Smed}]}\n").entries["jobs"].asked
    assert of(f"{everything}states: {{dream: not_asked}}\n").entries["dream"].standing == "no_time"


# --- what was expected --------------------------------------------------------------------------------

CASE = "today: 2026-11-21\nminutes: 20\nanswers: {born: 2010, worked: true}\nexpect:\n"
WRONG = {
    "asked: [jobs]": "expected_in_time",
    "asked: [dream, jobs.title]": "expected_in_time",
    "not_asked: [born, guardian]": "expected_not_asked",
    "minutes: 5": "expected_minutes",
    "type: novice": "expected_type",
    "type: none": "expected_no_type",
    "not_recommended: [R01]": "expected_not_recommended",
    "facts: {young: false}": "expected_no_fact",
}
RIGHT = (
    "asked: [born, guardian, dream]",
    "not_asked: [jobs, jobs.reason]",
    "minutes: 20",
    "type: adept",
    "recommended: [R01]",
    "facts: {young: true}",
)


@pytest.mark.parametrize("expected", RIGHT)
def test_what_was_expected_holds(expected: str) -> None:
    ran = run("questionnaire", "simulate", "--quiet", written(f"{CASE}  {expected}\n"))
    assert (ran.code, ran.out, ran.err) == (0, "ok       s.yaml\n", "")


@pytest.mark.parametrize(("expected", "problem"), WRONG.items())
def test_what_was_not_expected_is_told_at_the_line_of_the_expectation(expected: str, problem: str) -> None:
    path = written(f"{CASE}  {expected}\n")
    ran = run("questionnaire", "simulate", path)
    assert ran.code == 3
    assert re.search(r"^s\.yaml:6:\d+$", ran.err, re.MULTILINE)
    told = run("questionnaire", "simulate", "--json", path)
    assert told.code == 3
    assert told.err == ""
    assert problem in {one["problem"] for one in json.loads(told.out)["problems"]}


ADULT = "today: 2026-11-21\nanswers: {born: 1990, worked: false}\nexpect:\n"
LACKING = {
    "asked: [guardian]": ("expected_asked", "years(born) < 18"),
    "asked: [jobs.title]": ("expected_asked", "worked"),
    "type: adept": ("expected_type", "novice"),
    "recommended: [R01]": ("expected_recommended", "young"),
    "facts: {young: true}": ("expected_fact", "years(born) < 18"),
}


@pytest.mark.parametrize(("expected", "told"), LACKING.items())
def test_what_does_not_come_is_told_with_the_condition_that_does_not_hold(
    expected: str, told: tuple[str, str]
) -> None:
    ran = run("questionnaire", "simulate", "--json", written(f"{ADULT}  {expected}\n"))
    (problem,) = json.loads(ran.out)["problems"]
    assert problem["problem"] == told[0]
    assert told[1] in {problem.get("condition"), problem.get("came")}
    assert problem["where"].startswith("s.yaml:5:")


def test_rows_and_types_that_are_not_there_are_told_of() -> None:
    lines = "expect:\n  asked: [jobs.title]\n  type: adept\n"
    ran = run("questionnaire", "simulate", "--json", written(f"answers: {{worked: true}}\n{lines}"))
    (problem,) = json.loads(ran.out)["problems"]
    assert (problem["problem"], problem["group"]) == ("expected_row", "jobs")
    ran = run("questionnaire", "simulate", "--json", written(f"answers: {{}}\n{lines}"))
    assert {one["problem"] for one in json.loads(ran.out)["problems"]} == {
        "expected_asked",
        "expected_some_type",
    }


def test_every_expectation_that_can_fail_does_in_these_tests() -> None:
    tried = {*WRONG.values(), *(problem for problem, _told in LACKING.values())}
    tried |= {"expected_row", "expected_some_type"}
    known = {key for key in load("en").texts["problems"] if key.startswith("expected_")}
    assert tried == known


def test_the_type_is_the_one_the_rules_suggest_whatever_the_consultant_decided() -> None:
    answers = "{legal_status: asyl_fase1, typology: type5}"
    text = f"questionnaire: screening\nanswers: {answers}\nexpect: {{type: type1}}\n"
    Path("s.yaml").write_text(text, encoding="utf-8")
    assert run("questionnaire", "simulate", "-q", "s.yaml").code == 0


# --- mistakes in the file -----------------------------------------------------------------------------


def test_all_mistakes_of_a_scenario_are_told_at_once_with_place_and_what_was_meant() -> None:
    text = (
        "tody: 2026-11-21\nminutes: 0\nanswers:\n  wrked: true\n  born: for længe siden\nexpect:\n"
        "  asked: [guardia, jobs.titel]\n  recomended: [R01]\n  not_recommended: [R1]\n  type: adep\n"
        "  facts: {yung: true, young: måske}\n"
    )
    path = written(text)
    for told in (run("questionnaire", "simulate", path), run("check", path)):
        assert told.code == 3
        places = re.findall(r"^s\.yaml:(\d+:\d+)$", told.err, re.MULTILINE)
        assert places == [
            "2:1", "3:10", "5:3", "6:9", "8:11", "8:20", "9:3", "10:21", "11:9", "12:11", "12:30",
        ]  # fmt: skip
        near = ["today", "worked", "guardian", "jobs.title", "recommended", "R01", "adept", "young"]
        assert re.findall(r"Did you mean “(.+)”", told.err) == near
        assert "siden" not in told.err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("answers: {}\nexpect: {}\n", "missing_key"),
        ("questionnaire: ../small.yaml\nanswers: {}\nexpect: {}\n", "questionnaire_by_name"),
        ("questionnaire: small\ntoday: i går\n", "wrong_type"),
        ("questionnaire: small\nanswers: {}\nexpect: [asked]\n", "wrong_type"),
        ("- small\n", "missing_key"),
        ("questionnaire: nowhere\nexpect: {}\n", "no_such_questionnaire"),
    ],
)
def test_a_file_that_is_no_scenario_is_invalid(text: str, problem: str) -> None:
    Path("s.yaml").write_text(text, encoding="utf-8")
    ran = run("questionnaire", "simulate", "--json", "s.yaml")
    told = json.loads(ran.out)
    assert (ran.code, told["outcome"]) == (3, "invalid")
    assert [one["problem"] for one in told["problems"]] == [problem]


def test_a_day_that_is_none_is_told_beside_what_else_is_wrong() -> None:
    Path("s.yaml").write_text("questionnaire: small\ntoday: i går\nexpect: {askd: []}\n", encoding="utf-8")
    told = json.loads(run("questionnaire", "simulate", "--json", "s.yaml").out)
    assert [one["where"].partition(":")[2] for one in told["problems"]] == ["2:8", "3:10"]


# --- the command --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_scenarios_come_out_as_expected(path: Path) -> None:
    found = store.read_source(path).data
    assert set(found["expect"]) >= {"asked", "not_asked", "minutes", "type", "recommended", "not_recommended"}
    ran = run("questionnaire", "simulate", path, lang="da")
    assert ran.code == 0, ran.err
    assert "Alt er, som det skulle være." in ran.out


def test_the_walk_shows_each_section_with_marks_and_conditions_and_then_the_conclusions() -> None:
    path = written("today: 2026-11-21\nanswers: {born: 1990, worked: true, jobs: [{ended: false}]}\n")
    lines = run("questionnaire", "simulate", path, lang="da").out.splitlines()
    assert lines[2:15] == [
        "Personen · 10 min.",
        "  ○ Dag (held)",
        "  ✓ Født (born)",
        "      Værge (guardian): kun hvis years(born) < 18",
        "",
        "Arbejde · 20 min.",
        "  ✓ Har arbejdet (worked)",
        "  ✓ Job (jobs)",
        "        Hvorfor (jobs.reason): kun hvis ended",
        "  ○ Drøm (dream)",
        "",
        "Spørgsmål, der stilles: 5. Springes over: 1. Det tager 30 minutter.",
        "Det gælder: –",
    ]
    assert lines[15:] == ["Type: Øvet (adept)", "  Har arbejdet.", "Anbefalinger: 0"]


def test_the_walk_fits_a_terminal_of_80_columns() -> None:
    for lang in ("da", "en"):
        out = run("questionnaire", "simulate", SCENARIOS / "little-time.yaml", lang=lang).out
        assert max(map(len, out.splitlines())) <= 80


def test_of_several_files_each_has_a_line_and_one_that_is_wrong_stops_no_other() -> None:
    Path("mine").mkdir()
    good = written("answers: {}\nexpect: {type: none}\n", "mine/good.yaml")
    odd = written("answers: {worked: true}\nexpect: {type: none}\n", "mine/odd.yaml")
    bad = written("answer: {}\nexpect: {}\n", "mine/bad.yaml")
    ran = run("questionnaire", "simulate", "mine")
    assert ran.code == 3
    assert ran.out == f"error    {bad}\nok       {good}\ndiffers  {odd}\n"
    assert f"{bad}:2:1" in ran.err
    assert f"{odd}:3:16" in ran.err
    quiet = run("questionnaire", "simulate", "-q", "mine", lang="da")
    assert (quiet.code, quiet.err) == (3, "")
    assert quiet.out == f"fejl     {bad}\nok       {good}\nafviger  {odd}\n"
    told = [json.loads(line) for line in run("questionnaire", "simulate", "--json", "mine").out.splitlines()]
    assert [one["outcome"] for one in told] == ["invalid", "ok", "differs"]


def test_a_folder_without_scenarios_and_a_file_that_is_missing_are_told_of() -> None:
    Path("empty").mkdir()
    assert run("questionnaire", "simulate", "empty").code == 2
    ran = run("questionnaire", "simulate", "gone.yaml")
    assert ran.code == 3
    assert "gone.yaml" in ran.err


def test_scripts_are_told_everything_by_its_ids() -> None:
    text = "today: 2026-11-21\nanswers: {born: 2010, worked: false}\nexpect: {type: novice}\n"
    told = json.loads(run("questionnaire", "simulate", "--json", written(text)).out)
    assert told["questionnaire"] == "small"
    assert told["today"] == "2026-11-21"
    assert told["minutes"] == 30
    assert {"id": "born", "section": "person", "standing": "answered"} in told["asked"]
    assert {"id": "jobs", "section": "work", "why": "skipped", "when": "worked"} in told["not_asked"]
    assert told["type"] == "novice"
    assert told["recommended"] == [{"id": "R01", "title": "Talk to the guardian"}]
    assert told["facts"] == {"young": True}
    assert told["problems"] == []


def test_another_questionnaire_than_the_one_nearby_is_named_by_its_path() -> None:
    Path("later").mkdir()
    changed = QUESTIONS.replace("when: worked\n", "when: worked and answered(born)\n")
    Path("later/other.yaml").write_text(changed, encoding="utf-8")
    path = written("answers: {worked: true}\nexpect: {not_asked: [jobs]}\n")
    assert run("questionnaire", "simulate", "-q", path).code == 3
    assert run("questionnaire", "simulate", "-q", path, "--questionnaire", "later/other.yaml").code == 0


def test_a_scenario_in_the_folder_of_scenarios_is_about_the_questionnaire_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("scenarios").mkdir()
    written("answers: {}\nexpect: {type: none}\n", "scenarios/s.yaml")
    assert run("questionnaire", "simulate", "-q", "scenarios").code == 0
    monkeypatch.chdir(tmp_path / "scenarios")
    assert run("questionnaire", "simulate", "-q", "s.yaml").code == 0


# --- cases and scenarios ------------------------------------------------------------------------------


def leaves(node: Any) -> set[str]:
    if isinstance(node, dict | list):
        return {leaf for item in (node.values() if isinstance(node, dict) else node) for leaf in leaves(item)}
    return {str(node)}


def test_of_a_real_case_no_answer_is_told_and_that_it_was_opened_is_logged() -> None:
    path = SAMPLES / "amir.yaml"
    answers = store.read_source(path).data["answers"]
    texts = {text for text in leaves(answers) if len(text) > 6 and " " in text}
    screening = store.load_questionnaire("screening")
    labels = str(screening) + str(store.load_rules("screening", screening))
    for form in ([], ["--json"]):
        ran = run("questionnaire", "simulate", *form, path, lang="da")
        assert ran.code == 0, ran.err
        assert [text for text in texts if text in ran.out and text not in labels] == []
        assert "Det gælder" not in ran.out
        assert "facts" not in ran.out
    assert len(json.loads(run("log", path, "--json").out)["events"]) == 2
    run("questionnaire", "simulate", SCENARIOS / "degree.yaml")
    assert len(json.loads(run("log", "--json").out)["events"]) == 2


def test_a_folder_of_cases_passes_scenarios_over_and_none_becomes_a_document() -> None:
    Path("cases").mkdir()
    made_up = Path("cases/degree.yaml")
    made_up.write_bytes((SCENARIOS / "degree.yaml").read_bytes())
    Path("cases/leyla.yaml").write_bytes((SAMPLES / "leyla.yaml").read_bytes())
    ran = run("batch", "cases", "-o", "out", "--dry-run", "--json")
    assert [json.loads(line)["answers"] for line in ran.out.splitlines()] == ["cases/leyla.yaml"]
    for command in (["report"], ["status"], ["interview", "--no-input", "-o", "a.yaml", "--answers"]):
        ran = run(*command, made_up)
        assert ran.code == 3
        assert "cases/degree.yaml:4:1" in ran.err
        assert "refscreen questionnaire simulate" in ran.err
    assert not Path("a.yaml").exists()


def test_scenarios_are_no_questionnaires_and_are_checked_as_what_they_are() -> None:
    assert store.kind_of(SCENARIOS / "degree.yaml") == "scenario"
    assert run("check", *SCENARIOS.glob("*.yaml")).code == 0
    assert "competence-card, screening," in run("questionnaire", "lint", "degree").err


def test_what_was_made_of_a_case_is_deleted_as_the_case_is() -> None:
    made_up = store.header(written("answers: {}\nexpect: {}\n"))
    assert (made_up.is_scenario, made_up.is_case) == (True, False)
    path = written("case: K-1\nanswers: {}\nexpect: {}\n")
    copied = store.header(path)
    assert (copied.is_scenario, copied.is_case) == (False, True)
    told = run("questionnaire", "simulate", "--json", path, "--questionnaire", "small.yaml")
    assert json.loads(told.out)["outcome"] == "ok"
    assert "facts" not in told.out
    assert len(json.loads(run("log", "--json").out)["events"]) == 1
    assert not store.header(store.shipped("questionnaires") / "screening.yaml").is_scenario
