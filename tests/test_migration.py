"""Cases of earlier versions: what became of their questions is data, and nothing of them is lost."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refscreen import access, batch, changes, disk, production, resealing, store
from refscreen.answers_check import EVENTS, KEYS, LISTS, TABLES
from refscreen.changes import Changes
from refscreen.migration import Migrated, migrate
from refscreen.vault import age, keys
from refscreen.yaml_text import write
from tests.conftest import around, data_of, questionnaire_of, said
from tests.program import Ran, run

QUESTIONS = """
- {id: name, type: text}
- {id: legal_status, type: choice, choices: [asylum, family]}
- {id: place, type: text}
- {id: consent_company, type: yes_no, category: consent}
- id: work
  type: group
  questions:
    - {id: role, type: text}
    - {id: branches, type: choices, choices: [care, build]}
"""
SMALL = questionnaire_of(QUESTIONS)
"""Version 3 of it."""
CHANGES = """
2:
  renamed: {status: legal_status, jobs.title: jobs.role, where: place, ok: consent_company}
  choices: {legal_status: {phase1: asylum, phase9: null}, jobs.branches: {nursing: care, gone: null}}
  removed: [shoe_size]
3:
  renamed: {jobs: work}
  removed: [jobs.pay]
"""


def declared(text: str = CHANGES) -> Changes:
    """The changes of the small questionnaire."""
    found, problems = changes.parse(data_of(text), SMALL)
    assert found is not None, said(problems)
    return found


def case(version: Any = 1, **parts: Any) -> dict[str, Any]:
    """A case of a version."""
    return {"questionnaire": "small", "version": version, **parts}


def moved(version: Any = 1, **parts: Any) -> Migrated:
    """A case of a version, as it is in version 3."""
    return migrate(case(version, **parts), declared(), 3)


def steps(done: Migrated) -> list[str]:
    """What was done, a line each."""
    return [f"{step.kind} {step.old} {step.new}".strip() for step in done.steps]


# --- what is declared -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[2]", [": not_a_mapping"]),
        ("1: {}", ["1: no_such_version"]),
        ("4: {}", ["4: no_such_version"]),
        ("two: {}", ["two: no_such_version"]),
        ("2: {rename: {a: name}}", ["2.rename: unknown_key"]),
        ("2: {renamed: [a]}", ["2.renamed: wrong_type"]),
        ("2: {removed: [a.0.b]}", ["2.removed.0: bad_id"]),
        ("2: {renamed: {a: nmae}}", ["2.renamed.a: not_in_questionnaire"]),
        ("2: {renamed: {a: b}}\n3: {renamed: {b: name}}", []),
        ("2: {renamed: {a: b}}\n3: {removed: [b]}", []),
        ("2: {renamed: {name: place}}", ["2.renamed.name: still_there"]),
        ("2: {removed: [place]}", ["2.removed.0: still_there"]),
        ("2: {removed: [work.role]}", ["2.removed.0: still_there"]),
        ("2: {removed: [wrok.pay]}", ["2.removed.0: not_in_questionnaire"]),
        ("2: {removed: [jobs.pay, jobs]}", []),
        ("2: {renamed: {a: name}, removed: [a]}", ["2.removed.0: changed_twice"]),
        ("2: {removed: [a]}\n3: {renamed: {a: name}}", ["3.renamed.a: changed_twice"]),
        ("2: {renamed: {a: work.role}}", ["2.renamed.a: moved_question"]),
        (
            "2: {renamed: {jobs.a: work.role}}\n3: {renamed: {jobs: work}}",
            ["2.renamed.jobs.a: moved_question"],
        ),
        ("2: {renamed: {work.a: role}}", ["2.renamed.work.a: moved_question"]),
        ("2: {renamed: {jobs: work, jobs.a: work.role}}", []),
        ("2: {renamed: {a: name, b: name}}", ["2.renamed.b: renamed_together"]),
        ("2: {renamed: {a: name}}\n3: {renamed: {b: name}}", ["3.renamed.b: renamed_together"]),
        ("2: {choices: {nmae: {a: b}}}", ["2.choices.nmae: not_in_questionnaire"]),
        ("2: {choices: {name: {a: b}}}", ["2.choices.name: question_has"]),
        (
            "2: {choices: {legal_status: {a: asyl}}}",
            ["2.choices.legal_status.a: condition_unknown_choice"],
        ),
        ("2: {choices: {legal_status: {asylum: family}}}", ["2.choices.legal_status.asylum: still_there"]),
        ("2: {choices: {legal_status: {a: b}}}\n3: {choices: {legal_status: {b: family}}}", []),
        ("2: {renamed: {s: legal_status}, choices: {s: {a: family}}}", []),
        ("2: {choices: {work.branches: {1: care, b: null}}}", []),
        ("# nothing yet", []),
    ],
)
def test_what_is_declared_has_to_fit_the_questionnaire(text: str, told: list[str]) -> None:
    assert said(changes.parse(data_of(text), SMALL)[1]) == told


def test_a_slip_in_a_name_is_told_with_the_name_that_is_meant() -> None:
    text = "2: {renamed: {a: nmae, work.a: work.rol}, choices: {legal_status: {a: asylm}}}"
    _, problems = changes.parse(data_of(text), SMALL)
    assert [problem.values.get("suggestion") for problem in problems] == ["name", "work.role", "asylum"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 4) | st.sampled_from(["name", "work.role", "a.b.c", ""]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.integers(0, 4)
                | st.sampled_from(["renamed", "choices", "removed", "legal_status", "work", "jobs.x", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_is_declared_is_read_or_refused(data: Any) -> None:
    found, problems = changes.parse({2: data, 3: {"removed": ["jobs"]}}, SMALL)
    assert (found is None) == bool(said(problems))


# --- a case is moved --------------------------------------------------------------------------------


def test_answers_get_the_names_of_today_and_choices_theirs() -> None:
    done = moved(
        answers={
            "name": "Amal",
            "status": "phase1",
            "shoe_size": 38,
            "jobs": [{"title": "Kok", "branches": ["nursing", "build"], "pay": 120}, {"title": "Tolk"}],
        }
    )
    assert done.data == case(
        3,
        answers={
            "name": "Amal",
            "legal_status": "asylum",
            "work": [{"role": "Kok", "branches": ["care", "build"]}, {"role": "Tolk"}],
        },
    )
    assert steps(done) == [
        "renamed status legal_status",
        "rechosen status legal_status",
        "removed shoe_size",
        "renamed jobs work",
        "renamed jobs.title work.role",
        "rechosen jobs.branches work.branches",
        "removed jobs.pay",
    ]
    assert "phase1" not in str(done.steps), "a choice of a person is an answer"


def test_a_case_of_the_version_between_is_moved_by_what_came_after_it() -> None:
    done = moved(2, answers={"status": "x", "legal_status": "phase1", "jobs": [{"role": "Kok", "pay": 1}]})
    assert done.data["answers"] == {"status": "x", "legal_status": "phase1", "work": [{"role": "Kok"}]}
    assert steps(done) == ["renamed jobs work", "removed jobs.pay"]


def test_one_version_after_the_other_is_as_all_at_once() -> None:
    answers = {"status": "phase1", "jobs": [{"title": "Kok", "pay": 1}]}
    parts: dict[str, Any] = {"answers": answers, "flags": ["jobs.0.title"]}
    once = migrate(case(**parts), declared(), 3).data
    assert migrate(migrate(case(**parts), declared(), 2).data, declared(), 3).data == once


def test_what_was_chosen_and_is_gone_leaves_the_question_open() -> None:
    done = moved(
        answers={"status": "phase9", "jobs": [{"branches": ["gone"]}, {"branches": ["gone", "care"]}]},
        confirm=["name", "status"],
        parked=["status"],
        notes={"status": "En note"},
    )
    assert done.data["answers"] == {"work": [{}, {"branches": ["care"]}]}
    assert (done.data["confirm"], done.data["parked"]) == (["name"], [])
    assert done.data["notes"] == {"legal_status": "En note"}
    assert "removed status" in steps(done)


def test_two_old_choices_that_became_one_are_chosen_once() -> None:
    found = declared("2: {choices: {work.branches: {nursing: care, cleaning: care}}}")
    done = migrate(case(answers={"work": [{"branches": ["nursing", "build", "cleaning"]}]}), found, 3)
    assert done.data["answers"] == {"work": [{"branches": ["care", "build"]}]}


def test_everything_beside_the_answers_follows_them() -> None:
    """The same for every table, list and draft there is, also those that come later."""
    places = {
        "status": "x",
        "jobs.0.title": "x",
        "jobs.1": "x",
        "shoe_size": "x",
        "jobs.0.pay": "x",
        "odd.1": "x",
    }
    now = {"legal_status": "x", "work.0.role": "x", "work.1": "x", "odd.1": "x"}
    for table in TABLES:
        assert moved(1, **{table: places}).data[table] == now
    for listed in (*LISTS, "parked"):
        assert moved(1, **{listed: [*places]}).data[listed] == [*now]


def test_drafts_former_answers_sittings_and_withdrawn_consents_follow_too() -> None:
    done = moved(
        drafts={
            "status": "phase1",
            "status:note": "phase1",
            "jobs.0.branches": ["nursing"],
            "shoe_size:note": "x",
        },
        earlier={
            "status": [{"day": "2026-01-02", "answer": "phase1"}, {"day": "2026-03-02", "state": "declined"}],
            "jobs": [{"day": "2026-01-02", "answer": [{"title": "Kok", "branches": ["nursing"]}]}],
            "legal_status.x": "not a list",
        },
        sessions=[{"start": "2026-01-02T10:00", "minutes": {"one": 3}, "answers": {"where": "Centret"}}],
        withdrawn=[{"consent": "ok", "date": "2026-01-03"}, {"consent": "shoe_size", "date": "2026-01-03"}],
    ).data
    assert done["drafts"] == {
        "legal_status": "asylum",
        "legal_status:note": "phase1",
        "work.0.branches": ["care"],
    }
    assert done["earlier"]["legal_status"] == [
        {"day": "2026-01-02", "answer": "asylum"},
        {"day": "2026-03-02", "state": "declined"},
    ]
    assert done["earlier"]["work"][0]["answer"] == [{"role": "Kok", "branches": ["care"]}]
    assert done["sessions"][0] == {
        "start": "2026-01-02T10:00",
        "minutes": {"one": 3},
        "answers": {"place": "Centret"},
    }
    assert [one["consent"] for one in done["withdrawn"]] == ["consent_company", "shoe_size"]


def test_no_key_of_a_case_is_forgotten() -> None:
    about_questions = {*TABLES, *LISTS, "answers", "drafts", "parked", "earlier", "sessions", "withdrawn"}
    head = {"questionnaire", "version", "case", "status", "delete_after", "log"}
    others = {"recipients", "sent", "read_back"}
    assert others < set(EVENTS)
    assert set(KEYS) == about_questions | head | others, "does the new one name questions?"


def test_a_question_that_has_an_answer_under_its_new_name_keeps_both() -> None:
    done = moved(answers={"status": "phase1", "legal_status": "family"}, flags=["status", "legal_status"])
    assert done.data["answers"] == {"status": "asylum", "legal_status": "family"}
    assert "clash status legal_status" in steps(done)
    assert done.data["flags"] == ["legal_status"]


def test_where_a_place_was_before_is_known() -> None:
    done = moved(
        answers={"shoe_size": 3, "jobs": [{"pay": 1, "title": "x"}]}, flags=["shoe_size", "jobs.0.title"]
    )
    assert done.origin(("answers", "work", 0, "role")) == ("answers", "jobs", 0, "title")
    assert done.origin(("answers", "work")) == ("answers", "jobs")
    assert done.origin(("answers", "work", 0, "branches", 2)) == ("answers", "jobs", 0, "branches", 2)
    assert done.origin(("flags", 0)) == ("flags", 1)
    assert done.origin(("answers", "name")) == ("answers", "name")


@pytest.mark.parametrize("version", [0, 3, 4, True, "1", None])
def test_what_is_no_earlier_case_stays_as_it_is(version: Any) -> None:
    data = case(version, answers={"status": "phase1"})
    assert migrate(data, declared(), 3) == Migrated(data)
    assert migrate([1], declared(), 3).data == [1]


NAMES = st.sampled_from(
    [
        "name",
        "status",
        "legal_status",
        "jobs",
        "work",
        "shoe_size",
        "title",
        "pay",
        "branches",
        "x.y",
        "",
        "a b",
    ]
)
PLACES = NAMES | st.sampled_from(
    ["jobs.0", "jobs.0.title", "jobs.1.pay", "status:note", "work.0.role", "jobs.0."]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 9)
    | st.sampled_from(["phase1", "phase9", "nursing", "gone", "care"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.integers(0, 2), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.dictionaries(
    st.sampled_from([*KEYS[7:], "unknown"]),
    st.dictionaries(PLACES, VALUES, max_size=5) | st.lists(PLACES | VALUES, max_size=5) | VALUES,
)


@given(PARTS, st.integers(1, 2))
def test_a_case_that_is_moved_twice_is_as_if_moved_once(parts: dict[str, Any], version: int) -> None:
    data = case(version, **parts)
    before = deepcopy(data)
    once = migrate(data, declared(), 3)
    assert data == before, "what is given is not changed"
    assert migrate(once.data, declared(), 3) == Migrated(once.data)
    again = migrate({**once.data, "version": version}, declared(), 3)
    assert again.data == once.data, "no name of today is an old one"
    assert {step.kind for step in again.steps} <= {"clash"}
    assert migrate(data, Changes(), 3).data == {**data, "version": 3}


@given(PARTS)
def test_what_no_change_names_is_not_touched(parts: dict[str, Any]) -> None:
    found = declared(
        "2: {renamed: {never: name}, choices: {legal_status: {never: family}}, removed: [nowhere]}"
    )
    done = migrate(case(**parts), found, 3)
    assert (done.data, done.steps) == (case(3, **parts), ())


# --- the command ------------------------------------------------------------------------------------

OLD = """\
# as it was
questionnaire: small
version: 1
case: K-1
answers:
  name: Amal
  status: phase1
  shoe_size: 38
  jobs:
    - {title: Kok, branches: [nursing], pay: 120}
states: {jobs.0.pay: declined}
flags: [shoe_size, status]
"""
KEPT = ".K-1.yaml.version-1.yaml"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the questionnaire, its changes, and a case of its first version."""
    monkeypatch.chdir(tmp_path)
    Path("questionnaires").mkdir()
    Path("cases").mkdir()
    Path("questionnaires/small.yaml").write_text(write(around(data_of(QUESTIONS))), encoding="utf-8")
    Path("questionnaires/small.changes.yaml").write_text(CHANGES, encoding="utf-8")
    put("K-1")


def put(number: str, *changed: tuple[str, str]) -> Path:
    """A case of the first version in the folder, with something else in it."""
    path, text = Path(f"cases/{number}.yaml"), OLD.replace("K-1", number)
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def there() -> dict[str, bytes]:
    """Every file in the folder of the cases, with its bytes."""
    return {path.name: path.read_bytes() for path in Path("cases").iterdir()}


def told(ran: Ran) -> list[dict[str, Any]]:
    """What a script is told."""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_a_case_is_brought_up_to_date_and_stays_beside_it_as_it_was() -> None:
    ran = run("questionnaire", "migrate", "cases/K-1.yaml")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        "cases/K-1.yaml: from version 1 to 3. Renamed: 3. New choices: 2. Removed: 2. "
        f"As it was: cases/{KEPT}",
        "Cases brought up to date: 1",
        "The answers that were removed are still in the files as they were.",
    ]
    assert there()[KEPT] == OLD.encode()
    found = store.load_sound_answers(Path("cases/K-1.yaml"), SMALL)
    assert found.version == 3
    assert found.values == {
        "name": "Amal", "legal_status": "asylum", "work": ({"role": "Kok", "branches": ("care",)},),
    }  # fmt: skip
    assert (found.states, found.flags) == ({}, ("legal_status",))
    (logged,) = access.entries("K-1")
    assert (logged.action, Path(logged.place).name) == ("migrate", "K-1.yaml")


def test_the_second_time_there_is_nothing_to_do() -> None:
    run("questionnaire", "migrate", "cases")
    before = there()
    ran = run("questionnaire", "migrate", "cases", "cases/K-1.yaml", lang="da")
    assert (ran.code, ran.err) == (0, "cases/K-1.yaml: er allerede i version 3\n")
    assert there() == before


def test_a_case_of_today_that_is_written_in_another_way_is_left_alone() -> None:
    path = Path("cases/K-1.yaml")
    path.write_text("{questionnaire: small, version: 3, answers: {name: Amal}}", encoding="utf-8")
    before = there()
    assert [one["status"] for one in told(run("questionnaire", "migrate", path, "--json"))] == ["current"]
    assert there() == before


def test_a_rehearsal_writes_nothing() -> None:
    before = there()
    ran = run("questionnaire", "migrate", "cases", "--dry-run", "--json")
    (done,) = told(ran)
    assert done == {
        "path": "cases/K-1.yaml",
        "status": "planned",
        "from": "1",
        "to": "3",
        "renamed": {"status": "legal_status", "jobs": "work", "jobs.title": "work.role"},
        "rechosen": ["legal_status", "work.branches"],
        "removed": ["shoe_size", "jobs.pay"],
        "kept": None,
        "problems": [],
    }
    assert (ran.code, there(), access.entries()) == (0, before, [])
    assert "would go from version 1 to 3" in run("questionnaire", "migrate", "cases", "-n").err


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ("name: Amal", "nmae: Amal", "6:3", "unknown_question"),
        ("title: Kok", "title: 'Kok\n\n  Tolk'", "10:15", "one_line_only"),
        ("branches: [nursing]", "branches: [paint]", "10:30", "not_in_list"),
        ("flags: [shoe_size, status]", "flags: [shoe_size, sttus]", "12:20", "unknown_question"),
        ("status: phase1", "status: phase1\n  legal_status: family", "7:3", "both_answered"),
        ("version: 1", "version: 9", "3:10", "newer_version"),
        ("version: 1", "version: one", "3:10", "wrong_type"),
        ("flags:", "flag:", "12:1", "unknown_key"),
    ],
)
def test_what_does_not_fit_in_the_end_is_refused_whole_where_it_stood(
    old: str, new: str, where: str, problem: str
) -> None:
    put("K-1", (old, new))
    put("K-2")
    before = there()
    ran = run("questionnaire", "migrate", "cases", "--json")
    first, second = told(ran)
    assert (ran.code, first["status"], second["status"]) == (3, "refused", "migrated")
    assert [(one["where"], one["problem"]) for one in first["problems"]] == [
        (f"cases/K-1.yaml:{where}", problem)
    ]
    assert {name: there()[name] for name in before if "K-1" in name} == {"K-1.yaml": before["K-1.yaml"]}


def test_why_a_case_is_refused_is_told_to_people() -> None:
    put("K-1", ("name: Amal", "nmae: Amal"))
    ran = run("questionnaire", "migrate", "cases", lang="da")
    assert ran.code == 3
    assert ran.err.startswith(
        "cases/K-1.yaml: ikke ændret\nSager, der ikke er ændret: 1. Ret først det her:\n"
    )
    assert "Mente du »name«?" in ran.err
    assert "Amal" not in ran.err


def test_what_was_kept_before_is_never_written_over() -> None:
    run("questionnaire", "migrate", "cases")
    put("K-1", ("Amal", "Amal Ali"))
    (done,) = told(run("questionnaire", "migrate", "cases", "--json"))
    assert done["kept"] == "cases/.K-1.yaml.version-1-2.yaml"
    assert there()[KEPT] == OLD.encode()
    assert b"Amal Ali" in there()[".K-1.yaml.version-1-2.yaml"]
    put("K-1")
    (done,) = told(run("questionnaire", "migrate", "cases", "--json"))
    assert done["kept"] == f"cases/{KEPT}", "it is there already"


def test_a_case_that_is_open_in_an_interview_is_left_alone() -> None:
    before = there()
    with disk.held(Path("cases/K-1.yaml")):
        ran = run("questionnaire", "migrate", "cases")
    assert (ran.code, there()) == (3, before)
    assert "The interview is already open" in ran.err


def test_an_encrypted_case_stays_encrypted_for_the_same_people() -> None:
    path = Path("cases/K-1.yaml")
    keys.create("Jette", "", age.new()[1])
    keys.add("Bo", age.new()[1])
    resealing.lock([path])
    keys.remove("Bo")
    sealed, people = path.read_bytes(), store.read_source(path).data["recipients"]
    (done,) = told(run("questionnaire", "migrate", "cases", "--json"))
    assert (done["status"], there()[KEPT]) == ("migrated", sealed)
    assert store.header(path).sealed
    assert (store.header(path).version, store.read_source(path).data["recipients"]) == ("3", people)
    assert len(people) == 3
    assert b"name: Amal" not in b"".join(there().values())


def test_the_copy_of_a_case_in_clear_is_encrypted_where_cases_are() -> None:
    keys.create("Jette", "", age.new()[1])
    assert run("questionnaire", "migrate", "cases").code == 0
    assert set(there()) == {"K-1.yaml", KEPT}
    assert b"name: Amal" not in b"".join(there().values())
    assert store.read_source(Path(f"cases/{KEPT}")).data["answers"]["status"] == "phase1"


def test_no_passphrase_is_asked_for_where_there_is_nothing_to_do() -> None:
    keys.create("Jette", "fire sjove ord her", age.new()[1])
    keys.take("")
    assert run("questionnaire", "migrate", "cases").code == 0, "it lay in clear"
    assert run("questionnaire", "migrate", "cases").err == "cases/K-1.yaml: is in version 3 already\n"
    put("K-2")
    resealing.lock([Path("cases/K-2.yaml")])
    ran = run("questionnaire", "migrate", "cases")
    assert (ran.code, ran.out) == (2, "")
    assert "The passphrase of your key is needed" in ran.err


def test_an_encrypted_case_of_others_is_refused() -> None:
    keys.create("Jette", "", age.new()[1])
    path = Path("cases/K-1.yaml")
    path.write_bytes(b"questionnaire: small\nversion: 1\nsealed: {recipients: [], payload: x}\n")
    before = there()
    assert run("questionnaire", "migrate", "cases").code == 3
    assert there() == before


def test_a_version_that_only_added_questions_needs_no_file() -> None:
    Path("questionnaires/small.changes.yaml").unlink()
    path = Path("cases/K-1.yaml")
    path.write_text("questionnaire: small\nversion: 1\ncase: K-1\nanswers: {name: Amal}\n", encoding="utf-8")
    (done,) = told(run("questionnaire", "migrate", path, "--json"))
    assert (done["status"], done["renamed"], done["removed"]) == ("migrated", {}, [])


def test_a_mistake_in_the_file_of_changes_is_told_once_and_nothing_is_written() -> None:
    Path("questionnaires/small.changes.yaml").write_text("2:\n  removed: [name]\n", encoding="utf-8")
    put("K-2")
    before = there()
    ran = run("questionnaire", "migrate", "cases")
    assert (ran.code, there()) == (3, before)
    assert ran.err.count("questionnaires/small.changes.yaml:2:13") == 1


def test_nothing_but_cases_of_a_folder_is_looked_at(tmp_path: Path) -> None:
    others = {path: path.read_bytes() for path in Path("questionnaires").iterdir()}
    assert [one["path"] for one in told(run("questionnaire", "migrate", tmp_path, "--json"))] == [
        str(tmp_path / "cases" / "K-1.yaml")
    ]
    assert {path: path.read_bytes() for path in others} == others
    assert run("questionnaire", "migrate", "questionnaires").code == 2
    ran = run("questionnaire", "migrate", "questionnaires/small.yaml", "--json")
    assert (ran.code, told(ran)[0]["problems"][0]["problem"]) == (3, "is_a_questionnaire")


def test_a_questionnaire_that_lies_elsewhere_is_named() -> None:
    Path("questionnaires").rename("ours")
    assert run("questionnaire", "migrate", "cases").code == 3
    assert run("questionnaire", "migrate", "cases", "--questionnaire", "ours/small.yaml").code == 0
    assert store.header(Path("cases/K-1.yaml")).version == "3"


# --- everything else --------------------------------------------------------------------------------


def test_the_file_of_changes_is_no_case_no_translation_and_nothing_a_document_is_made_of() -> None:
    path = Path("questionnaires/small.changes.yaml")
    assert store.translations("small") == {}
    assert path not in batch.answers_files([Path()])
    assert not store.header(path).is_case
    assert resealing.cases([Path()]) == [Path("cases/K-1.yaml")]
    assert path not in production.method_files("small", "handover")


def test_check_checks_the_file_of_changes_by_itself_and_beside_its_questionnaire() -> None:
    path = Path("questionnaires/small.changes.yaml")
    assert run("check", path, "questionnaires/small.yaml").code == 0
    path.write_text("2:\n  renamed:\n    status: legal_statos\n", encoding="utf-8")
    for arguments in (
        ("check", path),
        ("check", "questionnaires/small.yaml"),
        ("questionnaire", "lint", "small"),
    ):
        ran = run(*arguments)
        assert ran.code == 3, arguments
        assert f"{path}:3:13\n" in ran.err
        assert "Did you mean “legal_status”?" in ran.err


def test_a_mistake_in_an_earlier_case_that_a_later_version_made_points_to_the_command() -> None:
    ran = run("check", "cases/K-1.yaml")
    assert ran.code == 3
    assert ran.err.splitlines()[:3] == [
        "cases/K-1.yaml:7:3",
        "  The question “status” is from version 1 of the questionnaire. "
        "Today it has another name, or is gone.",
        "  → Bring the case up to date: refscreen questionnaire migrate cases/K-1.yaml",
    ]
    assert "There is no question called" not in ran.err
    put("K-1", ("status: phase1", "legal_status: phase1"), ("name: Amal", "nmae: Amal"))
    ran = run("check", "cases/K-1.yaml")
    assert "There is no question called “nmae”." in ran.err, "of that no change says anything"


def test_a_choice_that_is_called_something_else_points_to_the_command() -> None:
    text = "questionnaire: small\nversion: 2\nanswers: {legal_status: x}\n"
    Path("questionnaires/small.changes.yaml").write_text("3: {choices: {legal_status: {x: asylum}}}", "utf-8")
    Path("cases/K-1.yaml").write_text(text, encoding="utf-8")
    ran = run("check", "cases/K-1.yaml", lang="da")
    assert "Det, der er valgt under »legal_status«, er fra version 2 af spørgeskemaet." in ran.err


def test_without_a_file_of_changes_everything_is_told_as_ever() -> None:
    Path("questionnaires/small.changes.yaml").unlink()
    assert "There is no question called “status”." in run("check", "cases/K-1.yaml").err


def test_a_case_of_today_with_an_old_name_is_told_as_ever() -> None:
    put("K-1", ("version: 1", "version: 3"))
    assert "There is no question called “status”." in run("check", "cases/K-1.yaml").err


def test_no_interview_goes_on_in_a_case_whose_questions_have_other_names() -> None:
    known, before = Path("known.yaml"), there()
    known.write_text("name: Amal Ali\n", encoding="utf-8")
    arguments = ("interview", "small", "-o", "cases/K-1.yaml", "--answers", known, "--no-input")
    ran = run(*arguments)
    assert (ran.code, there()) == (3, before)
    assert "refscreen questionnaire migrate cases/K-1.yaml" in ran.err
    run("questionnaire", "migrate", "cases")
    assert run(*arguments).code == 0


def test_an_interview_of_a_questionnaire_elsewhere_names_it_in_the_remedy() -> None:
    Path("questionnaires").rename("ours")
    known = ("--answers", "cases/K-1.yaml", "--no-input")
    ran = run("interview", "ours/small.yaml", "-o", "cases/K-1.yaml", *known)
    assert "refscreen questionnaire migrate cases/K-1.yaml --questionnaire ours/small.yaml" in ran.err
