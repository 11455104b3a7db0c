"""What a batch makes again: exactly what would come out otherwise, and what is gone or damaged."""

import json
import shutil
import subprocess
import sys
from collections import deque
from contextlib import suppress
from io import BytesIO, TextIOWrapper
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

from refscreen import ledger, store
from refscreen.jobs import Job, clash
from refscreen.ledger import Ledger
from refscreen.production import Order
from tests.program import Ran, run

CASES = ("amir", "leyla", "thin")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with cases, and the questionnaire with its rules beside it as a project has them."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(store.shipped("questionnaires"), tmp_path / "questionnaires")
    (tmp_path / "cases").mkdir()
    for name in CASES:
        shutil.copy(store.shipped("samples") / f"{name}.yaml", tmp_path / "cases")
    return tmp_path


def batch(*options: object) -> Ran:
    return run("batch", "cases", "-o", "out", "--format", "html", "--json", *options)


def statuses(ran: Ran) -> dict[tuple[str, str], str]:
    lines = [json.loads(line) for line in ran.out.splitlines()]
    return {(Path(line["answers"]).stem, line["document"]): line["status"] for line in lines}


def made_again(*options: object) -> set[tuple[str, str]]:
    return {job for job, status in statuses(batch(*options)).items() if status == "made"}


BOTH = ("--document", "report", "--document", "postcard")


def change(file: str, before: str, after: str) -> None:
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_nothing_is_made_twice() -> None:
    assert len(made_again(*BOTH)) == 6
    assert made_again(*BOTH) == set()


def test_an_answer_remakes_the_documents_whose_readers_see_it() -> None:
    batch(*BOTH)
    change("cases/amir.yaml", "municipality_wish: '0766'", "municipality_wish: '0751'")
    assert made_again(*BOTH) == {("amir", "handover")}


def test_a_comment_remakes_nothing_and_is_remembered() -> None:
    batch(*BOTH)
    change("cases/amir.yaml", "answers:", "# read through\nanswers:")
    assert made_again(*BOTH) == set()
    before = (Path("out") / ledger.NAME).read_bytes()
    batch(*BOTH)
    assert (Path("out") / ledger.NAME).read_bytes() == before


def test_a_rule_remakes_the_documents_it_is_told_in() -> None:
    batch(*BOTH)
    rules = Path("questionnaires/screening.rules.yaml")
    text = rules.read_text(encoding="utf-8")
    place = text.index("da: ", text.index("- id: R55")) + len("da: ")
    rules.write_text(f"{text[:place]}Nu {text[place:]}", encoding="utf-8")
    assert made_again(*BOTH) == {("amir", "handover")}


def test_a_template_remakes_its_documents() -> None:
    shutil.copytree(
        store.shipped("questionnaires").parent / "refscreen/templates/postcard", "templates/postcard"
    )
    batch(*BOTH)
    change("templates/postcard/texts.yaml", "Ring", "Ring gerne")
    assert {document for _case, document in made_again(*BOTH)} == {"postcard"}


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_document_that_is_gone_or_empty_is_made_again(harm: object) -> None:
    batch(*BOTH)
    before = {path.name: path.read_bytes() for path in Path("out").glob("*.html")}
    assert callable(harm)
    harm(next(path for path in Path("out").glob("*.html") if "postkort" in path.name))
    assert len(made_again(*BOTH)) == 1
    assert {path.name: path.read_bytes() for path in Path("out").glob("*.html")} == before


def test_half_a_line_of_the_ledger_is_not_read_and_the_next_begins_on_a_line_of_its_own() -> None:
    batch(*BOTH)
    path = Path("out") / ledger.NAME
    path.write_bytes(path.read_bytes()[:-20])
    assert len(Ledger(Path("out")).entries) == 5
    assert len(made_again(*BOTH)) <= 1
    assert made_again(*BOTH) == set()


def test_documents_languages_and_forms_are_made_in_one_run() -> None:
    batch("--document", "summary", "--document", "postcard", "--language", "da", "--language", "ar",
          "--format", "txt")  # fmt: skip
    names = sorted(path.name.partition("_")[2] for path in Path("out").iterdir() if path.suffix != ".jsonl")
    assert len([name for name in names if name.endswith(".txt")]) == len(names) / 2
    assert len(names) == len(CASES) * 2 * 3, "the postcard is not written in Arabic"


def test_a_document_with_one_title_in_two_languages_has_two_names_whatever_else_is_made() -> None:
    both = ("--document", "branch-cv", "--language", "da", "--language", "en")
    assert statuses(batch(*both)) == {(case, "branch-cv"): "made" for case in CASES}
    names = {path.name for path in Path("out").glob("*K-2026-017.html")}
    assert names == {"2026-10-14_cv_K-2026-017.html", "2026-10-14_cv-en_K-2026-017.html"}
    assert made_again(*both) == made_again(*both[:4]) == made_again(*both[:2], *both[4:]) == set()


def test_what_is_asked_for_twice_is_made_once() -> None:
    ran = batch("--document", "report", "--document", "handover", "--language", "da", "--language", "da")
    assert [json.loads(line)["status"] for line in ran.out.splitlines()] == ["made"] * len(CASES)


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [
        ("{case}", ("--language", "da", "--language", "en")),
        ("{case}", ("--document", "report", "--document", "postcard")),
        ("{case}_{audience}", ("--document", "jobnet", "--document", "postcard")),
    ],
)
def test_a_pattern_that_gives_two_documents_one_name_is_refused_before_anything_is_made(
    pattern: str, asked: tuple[str, ...]
) -> None:
    ran = batch("--name", pattern, *asked)
    assert (ran.code, ran.out, Path("out").exists()) == (2, "", False)
    assert "{document} and {language}" in ran.err


def test_documents_of_different_questionnaires_may_be_named_after_the_case_alone() -> None:
    shutil.copy(store.shipped("samples") / "ali-card.yaml", "cases")
    change("cases/ali-card.yaml", "case: ", "case: card-")
    ran = batch("--name", "{case}", "--document", "report", "--document", "competence-card")
    assert (ran.code, set(statuses(ran).values())) == (0, {"made"})


def test_a_file_is_never_said_to_be_the_case_of_itself(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    first, second = (Job(Order("branch-cv", file, language), tmp_path) for language in ("da", "en"))
    problem = clash(second, first)
    assert (problem.key, problem.values) == (
        "one_name",
        {"document": "branch-cv en", "other": "branch-cv da"},
    )
    copy = Job(Order("branch-cv", tmp_path / "copy.yaml", "da"), tmp_path)
    assert clash(copy, first).values == {"other": str(file)}


def test_a_language_that_none_of_the_documents_is_written_in_is_told() -> None:
    ran = batch("--document", "postcard", "--language", "ar")
    assert (ran.code, ran.out) == (2, "")
    assert "--language" in ran.err


def test_the_report_of_an_audience_is_made() -> None:
    assert {document for _case, document in made_again("--audience", "candidate")} == {"summary"}


def test_paths_come_from_a_list_and_from_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin", TextIOWrapper(BytesIO(b"cases/amir.yaml\n\ncases/leyla.yaml\n"), "utf-8")
    )
    ran = run("batch", "-", "cases/th*.yaml", "-o", "out", "--format", "html", "--json")
    assert {case for case, _document in statuses(ran)} == set(CASES)


def test_a_path_of_a_list_that_is_missing_is_one_failed_line_and_the_rest_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"cases/amir.yaml\ncases/gone.yaml\n"), "utf-8"))
    ran = run("batch", "-", "-o", "out", "--format", "html", "--json")
    assert ran.code == 1
    assert sorted(statuses(ran).values()) == ["failed", "made"]
    assert "cases/gone.yaml: The file does not exist." in ran.err


def test_a_path_that_is_typed_and_missing_stops_the_batch_before_it_begins() -> None:
    ran = run("batch", "cases/amir.yaml", "cases/gone.yaml", "-o", "out")
    assert (ran.code, Path("out").exists()) == (2, False)


@pytest.mark.parametrize(("wrong", "right"), [("raport", "report"), ("postkard", "postcard")])
def test_a_document_that_is_nearly_one_of_ours_is_suggested(wrong: str, right: str) -> None:
    ran = batch("--document", wrong)
    assert (ran.code, ran.out) == (2, "")
    assert f"“{right}”" in ran.err


def test_files_are_named_as_the_pattern_says() -> None:
    batch("--name", "{case}-{document}-{language}")
    assert {path.name for path in Path("out").glob("*.html")} >= {"K-2026-017-overdragelsesdokument-da.html"}


@pytest.mark.parametrize("pattern", ["{name}_{case}", "{document}", "{case", "{case.__class__}", "{0}{case}"])
def test_a_pattern_that_names_people_or_no_case_is_refused(pattern: str) -> None:
    ran = batch("--name", pattern)
    assert (ran.code, ran.out) == (2, "")


def test_cases_of_another_questionnaire_are_passed_over() -> None:
    shutil.copy(store.shipped("samples") / "ali-card.yaml", "cases")
    ran = batch()
    told = {case: status for (case, _document), status in statuses(ran).items()}
    assert (ran.code, told) == (0, {**dict.fromkeys(CASES, "made"), "ali-card": "passed_over"})
    assert "(competence-card): 1" in ran.err


def test_strangers_get_a_name_without_case_or_day() -> None:
    batch("--document", "anonymous")
    names = [path.stem for path in Path("out").glob("*.html")]
    assert names
    assert not any("2026" in name or "K-" in name for name in names)


def test_a_watched_folder_is_made_anew_when_an_answer_is_saved() -> None:
    command = [
        sys.executable,
        "-m",
        "refscreen",
        "--lang",
        "en",
        "batch",
        "cases",
        "-o",
        "out",
        "--json",
        "--watch",
    ]
    lines = SimpleQueue[str]()
    with subprocess.Popen([*command, "--format", "html"], stdout=subprocess.PIPE, text=True) as watching:
        stdout = watching.stdout
        assert stdout
        Thread(target=lambda: deque(map(lines.put, stdout)), daemon=True).start()
        first = [json.loads(lines.get(timeout=100)) for _ in CASES]
        assert {line["status"] for line in first} == {"made"}
        path = Path("cases/amir.yaml")
        text, told = path.read_text(encoding="utf-8"), list[dict[str, str]]()
        while not any(line["status"] == "made" for line in told):
            path.write_text(text.replace("wish: '0766'", "wish: '0751'"), encoding="utf-8")
            with suppress(Empty):
                told += [json.loads(lines.get(timeout=2)) for _ in CASES]
        watching.terminate()
    assert [Path(line["answers"]).stem for line in told if line["status"] == "made"] == ["amir"]
