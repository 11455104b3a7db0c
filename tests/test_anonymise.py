"""Copies of cases without the person: what is left out, what is coarser, and what is said about it."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from refscreen import access, production, store, yaml_text
from refscreen.rights import anonymity
from refscreen.vault import age, keys
from tests.everything_kept import SAMPLES, leaves
from tests.leaks import full_of, tokens
from tests.program import run

HEAD = "questionnaire: screening\nversion: 1\nstatus: completed\n"


def case(folder: Path, number: str, answers: str, beside: str = "") -> Path:
    """An answers file of the screening."""
    path = folder / f"{number}.yaml"
    folder.mkdir(exist_ok=True)
    path.write_text(f"{HEAD}case: {number}\n{beside}answers: {answers}\n", encoding="utf-8")
    return path


def only_copy(folder: Path) -> Any:
    """What the one copy in a folder holds."""
    [path] = folder.glob("*.yaml")
    return yaml_text.read(path.read_bytes()).data


def test_a_copy_has_neither_name_nor_number_nor_anything_in_own_words(tmp_path: Path) -> None:
    case(
        tmp_path / "in",
        "K-1",
        "{case_ref: K-1, full_name: Amal Haddad, phone: 20 00 01 11, goal_1y: Et job, motivation_self: 8}",
        "notes: {full_name: Kaldes Mel}\ndrafts: {goal_5y: Jeg}\nsent: [{to: Bageren, document: postcard}]\n",
    )
    ran = run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert only_copy(tmp_path / "out") == {
        "questionnaire": "screening",
        "version": 1,
        "case": "A-0001",
        "status": "completed",
        "answers": {"case_ref": "A-0001", "motivation_self": 8},
    }


def test_days_become_years_and_years_of_birth_the_middle_of_a_decade(tmp_path: Path) -> None:
    case(
        tmp_path / "in",
        "K-1",
        "{interview_date: 2023-03-04, birth_date: 1988-05-17, arrival_dk: 2021-02-11,"
        " children: [{birth_year: 2021}]}",
    )
    run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    told = only_copy(tmp_path / "out")["answers"]
    assert (told["birth_date"], told["arrival_dk"], told["interview_date"]) == (1985, 2021, 2023)
    assert told["children"] == [{"birth_year": 2023}]  # nobody is born after the interview


def test_numbers_above_ten_are_rounded_and_stay_within_what_is_asked(tmp_path: Path) -> None:
    case(tmp_path / "in", "K-1", "{work_years: 23, school_years: 9, max_commute_min: 44}")
    run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    told = only_copy(tmp_path / "out")["answers"]
    assert (told["work_years"], told["school_years"], told["max_commute_min"]) == (25, 9, 45)


def test_health_and_other_sensitive_answers_go_and_so_do_the_reasons_why_there_are_none(
    tmp_path: Path,
) -> None:
    case(
        tmp_path / "in",
        "K-1",
        "{consent_sensitive: true, sleep_concentration: 2, person_no: UDL-1}",
        "states: {health_limit: declined, motivation_self: declined}\n",
    )
    run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    told = only_copy(tmp_path / "out")
    assert told["answers"] == {"consent_sensitive": True}
    assert told["states"] == {"motivation_self": "declined"}


@pytest.mark.parametrize(("count", "kept"), [(5, ["SY"]), (4, [])])
def test_a_country_stays_where_five_share_it(tmp_path: Path, count: int, kept: list[str]) -> None:
    for number in range(count):
        case(tmp_path / "in", f"K-{number}", "{nationality: SY, gender: mand}")
    case(tmp_path / "in", "K-again", "{nationality: ER, gender: mand}")
    run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    copies = [yaml_text.read(path.read_bytes()).data["answers"] for path in (tmp_path / "out").iterdir()]
    assert sorted({copy["nationality"] for copy in copies if "nationality" in copy}) == kept


def test_two_files_of_one_case_do_not_make_a_country_less_rare(tmp_path: Path) -> None:
    for number in range(5):
        path = case(tmp_path / "in", f"K-{number}", "{nationality: SY}")
        path.write_text(path.read_text(encoding="utf-8").replace(f"K-{number}", "K-1"), encoding="utf-8")
    run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    assert not [path for path in (tmp_path / "out").iterdir() if "SY" in path.read_text(encoding="utf-8")]


def test_it_says_how_small_the_groups_are(tmp_path: Path) -> None:
    for number in range(5):
        case(tmp_path / "in", f"K-{number}", "{gender: mand, birth_date: 1991, nationality: SY}")
    case(tmp_path / "in", "K-5", "{gender: kvinde, birth_date: 1958, nationality: ER}")
    ran = run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    assert "Compared by date of birth, gender, nationality, type: the smallest group is of 1." in ran.err
    assert "Cases that stand quite alone: 1." in ran.err
    assert "Cases in groups of fewer than 5: 1." in ran.err
    assert "not necessarily anonymous in the eyes of the law" in ran.err


def test_nothing_tells_which_case_a_copy_was_made_of(tmp_path: Path) -> None:
    for number in range(3):
        case(tmp_path / "in", f"K-{number}", "{motivation_self: 8}")
    run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "A-0001.yaml",
        "A-0002.yaml",
        "A-0003.yaml",
    ]
    assert {(one.action, one.case, one.place) for one in access.entries()} == {
        ("anonymise", f"K-{number}", "") for number in range(3)
    }


def test_free_text_that_is_kept_is_told_of_loudly_and_marks_the_copy(tmp_path: Path) -> None:
    case(tmp_path / "in", "K-1", "{full_name: Amal Haddad, goal_1y: Jeg vil køre bus}")
    ran = run("anonymise", tmp_path / "in", "-o", tmp_path / "out", "--keep-text")
    assert "TAKE CARE" in ran.err
    [path] = (tmp_path / "out").iterdir()
    assert path.name == "A-0001-tekst.yaml"
    assert "FREE TEXT IS KEPT" in path.read_text(encoding="utf-8")
    told = only_copy(tmp_path / "out")
    assert (told["case"], told["answers"]) == ("A-0001-tekst", {"goal_1y": "Jeg vil køre bus"})


def test_a_key_lies_beside_the_folder_for_its_owner_alone(tmp_path: Path) -> None:
    case(tmp_path / "in", "K-1", "{motivation_self: 8}", "delete_after: 2028-09-29\n")
    ran = run("anonymise", tmp_path / "in", "-o", tmp_path / "out", "--pseudonymise")
    assert "the copies are personal data" in " ".join(ran.err.split())
    key = tmp_path / "out.key.data.yaml"
    told = only_copy(tmp_path / "out")
    assert yaml_text.read(key.read_bytes()).data == {"pseudonyms": {told["case"]: "K-1"}}
    assert told["delete_after"] == "2028-09-01"
    if sys.platform != "win32":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_with_a_key_of_ones_own_pseudonyms_and_copies_are_encrypted(tmp_path: Path) -> None:
    path = case(tmp_path / "in", "K-1", "{motivation_self: 8}")
    keys.create("Karsten", "", age.new()[1])
    ran = run("anonymise", path, "-o", tmp_path / "out", "--pseudonymise")
    assert ran.code == 0, ran.err
    content = (tmp_path / "out.key.age").read_text(encoding="utf-8")
    assert "K-1" not in content
    secret = keys.secret()
    [(pseudonym, whose)] = yaml_text.read(age.opened(content, secret)).data["pseudonyms"].items()
    [copy] = (tmp_path / "out").iterdir()
    assert (copy.stem, whose) == (pseudonym, "K-1")
    assert b"motivation" not in copy.read_bytes()
    assert production.load_case(copy).answers.values["motivation_self"] == 8


def test_a_case_has_one_pseudonym_in_all_its_files(tmp_path: Path) -> None:
    case(tmp_path / "in", "K-1", "{motivation_self: 8}")
    card = "questionnaire: competence-card\nversion: 1\ncase: K-1\nanswers: {hours: 37}\n"
    (tmp_path / "in" / "card.yaml").write_text(card, encoding="utf-8")
    run("anonymise", tmp_path / "in", "-o", tmp_path / "out", "--pseudonymise")
    copies = [yaml_text.read(path.read_bytes()).data for path in (tmp_path / "out").iterdir()]
    assert len({copy["case"] for copy in copies}) == 1
    assert len(copies) == 2


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_copied(tmp_path: Path) -> None:
    case(tmp_path / "in", "K-1", "{motivation_self: 8}")
    (tmp_path / "in" / "torn.yaml").write_text("answers: [", encoding="utf-8")
    ran = run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    assert ran.code == 1
    assert "torn.yaml" in ran.err
    assert only_copy(tmp_path / "out")["case"] == "A-0001"


def test_another_version_of_a_case_beside_its_file_is_named_and_not_copied(tmp_path: Path) -> None:
    path = case(tmp_path / "in", "K-1", "{motivation_self: 8}")
    path.with_name("K-1.changed-1.yaml").write_bytes(path.read_bytes())
    ran = run("anonymise", tmp_path / "in", "-o", tmp_path / "out")
    assert ran.code == 1
    assert "K-1.changed-1.yaml" in ran.err
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_what_is_there_is_not_replaced_without_force(tmp_path: Path) -> None:
    path = case(tmp_path / "in", "K-1", "{motivation_self: 8}")
    assert run("anonymise", path, "-o", tmp_path / "out").code == 0
    assert run("anonymise", path, "-o", tmp_path / "out").code == 2
    assert run("anonymise", path, "-o", tmp_path / "out", "--force").code == 0


def test_every_sample_becomes_a_sound_case_of_which_an_anonymous_report_can_be_made(tmp_path: Path) -> None:
    folder = SAMPLES[0].parent
    assert run("anonymise", folder, "-o", tmp_path / "out").code == 0
    copies = sorted((tmp_path / "out").iterdir())
    assert len(copies) == len(SAMPLES)
    assert run("check", *copies).code == 0
    agreed = [
        path
        for path in copies
        if production.load_case(path).values.get("consent_company") is True
        and store.questionnaire_of(path) == "screening"
    ]
    ran = run(
        "batch",
        *agreed[:3],
        "-o",
        tmp_path / "pages",
        "--document",
        "anonymous",
        "--format",
        "html",
        "--json",
    )
    assert {json.loads(line)["status"] for line in ran.out.splitlines()} == {"made"}


def test_no_written_word_of_a_case_full_of_them_is_in_its_copy() -> None:
    found = production.load_case(next(path for path in SAMPLES if path.stem == "maximal"))
    said = tokens(found.questionnaire)
    full = full_of(found, said)
    eraser = anonymity.Eraser(found.questionnaire, anonymity.shared([full] * 5))
    left = " ".join(leaves(eraser.copy(full.answers, "A-1").answers.plain()))
    assert "zq" not in left
    assert eraser.cut["text"] > 100
