"""The commands as a person and a script meet them: files, words, exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from refscreen import cli, console, store, yaml_text
from refscreen.commands.usage import narrowed
from tests.program import run

SAMPLES = Path(__file__).parent.parent / "samples"
MESSAGES = Path(__file__).parent.parent / "refscreen" / "messages"
BROKEN = """\
id: small
version: 1
languages: [da]
title: {da: Lille}
minutes: 5
sections:
  - id: one
    title: {da: En}
    minutes: 5
    questions:
      - id: age
        type: numbr
        label: {da: Alder}
        ask: {da: Hvor gammel er du?}
      - id: work
        type: yes_no
        label: {da: Arbejde}
        aks: {da: Arbejder du?}
        ask: {da: Arbejder du?}
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_interview_without_a_terminal_stores_validated_answers(tmp_path: Path) -> None:
    ran = run("interview", "screening", "-o", "a.yaml", "--answers", SAMPLES / "leyla.yaml", "--no-input")
    assert ran.code == 0
    assert ran.out == ""
    given = yaml_text.read((SAMPLES / "leyla.yaml").read_bytes()).data
    stored = yaml_text.read((tmp_path / "a.yaml").read_bytes()).data
    assert stored["answers"] == given["answers"]
    assert stored["status"] == "completed"
    assert "refscreen report a.yaml" in ran.err


def test_known_answers_may_be_nothing_but_lines_of_answers(tmp_path: Path) -> None:
    Path("known.yaml").write_text(
        "full_name: Sara Example\nmotivation_self: 8\nlicence: [b]\n", encoding="utf-8"
    )
    assert run("interview", "-o", "a.yaml", "--answers", "known.yaml", "--no-input").code == 0
    stored = yaml_text.read((tmp_path / "a.yaml").read_bytes()).data
    assert stored["answers"] == {"full_name": "Sara Example", "licence": ["b"], "motivation_self": 8}
    assert stored["status"] == "in-progress"


def test_every_problem_of_known_answers_is_shown_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    Path("known.yaml").write_text(
        "motivation_self: 11\nfull_nmae: Sara\nbirth_date: 31.02.2001\n", encoding="utf-8"
    )
    ran = run("interview", "-o", "a.yaml", "--answers", "known.yaml", "--no-input", lang="da")
    assert ran.code == 3
    assert [line for line in ran.err.splitlines() if line.startswith("known.yaml")] == [
        "known.yaml:1:18",
        "known.yaml:2:1",
        "known.yaml:3:13",
    ]
    assert "Mente du »full_name«?" in ran.err
    assert not (tmp_path / "a.yaml").exists()


def test_answers_given_in_two_runs_are_all_kept(tmp_path: Path) -> None:
    Path("one.yaml").write_text("full_name: Sara Example\n", encoding="utf-8")
    Path("two.yaml").write_text("motivation_self: 8\n", encoding="utf-8")
    run("interview", "-o", "a.yaml", "--answers", "one.yaml", "--no-input")
    run("interview", "-o", "a.yaml", "--answers", "two.yaml", "--no-input")
    stored = yaml_text.read((tmp_path / "a.yaml").read_bytes()).data
    assert stored["answers"] == {"full_name": "Sara Example", "motivation_self": 8}


def test_the_same_answers_stored_again_are_no_second_conversation(tmp_path: Path) -> None:
    for _night in range(3):
        run("interview", "-o", "a.yaml", "--answers", SAMPLES / "amir.yaml", "--no-input")
    stored, sample = (
        yaml_text.read(path.read_bytes()).data for path in (tmp_path / "a.yaml", SAMPLES / "amir.yaml")
    )
    assert stored["sessions"] == sample["sessions"]
    assert stored["read_back"] == sample["read_back"]


def test_no_input_without_answers_is_a_usage_error_that_names_the_flag() -> None:
    ran = run("interview", "--no-input")
    assert (ran.code, "--answers" in ran.err) == (2, True)


def test_without_a_terminal_the_interview_names_the_way_out() -> None:
    started = [sys.executable, "-m", "refscreen", "interview", "-o", "a.yaml"]
    ran = subprocess.run(started, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "--no-input" in ran.stderr


def test_a_report_and_a_card_are_written_where_asked(tmp_path: Path) -> None:
    assert run("report", SAMPLES / "amir.yaml", "-o", "a.pdf").code == 0
    assert run("postcard", SAMPLES / "amir.yaml", "-o", "p.pdf").code == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "p.pdf").write_bytes(b"mine")
    refused = run("postcard", SAMPLES / "amir.yaml", "-o", "p.pdf")
    assert (refused.code, (tmp_path / "p.pdf").read_bytes()) == (2, b"mine")
    assert run("postcard", SAMPLES / "amir.yaml", "-o", "p.pdf", "--force").code == 0


def test_a_document_is_never_written_over_the_answers_it_is_made_from(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes((SAMPLES / "amir.yaml").read_bytes())
    ran = run("report", "a.yaml", "-o", "a.yaml", "--force")
    assert ran.code == 2
    assert (tmp_path / "a.yaml").read_bytes() == (SAMPLES / "amir.yaml").read_bytes()


def test_one_persons_answers_are_never_laid_over_anothers(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes((SAMPLES / "ali.yaml").read_bytes())
    ran = run("interview", "-o", "a.yaml", "--answers", SAMPLES / "leyla.yaml", "--no-input", lang="da")
    assert ran.code == 3
    assert "K-2026-024" in ran.err
    assert (tmp_path / "a.yaml").read_bytes() == (SAMPLES / "ali.yaml").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--language", "sv"), "da, en"),
        (("--branch", "koken"), "koekken"),
        (("--format", "pdf", "-o", "p.html"), ".pdf"),
        (("--date", "2026"), "--date"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(arguments: tuple[str, ...], told: str) -> None:
    ran = run("postcard", SAMPLES / "leyla.yaml", *arguments)
    assert ran.code == 2
    assert told in ran.err


def test_the_ending_of_the_file_chooses_the_form(tmp_path: Path) -> None:
    assert run("postcard", SAMPLES / "amir.yaml", "-o", "p.html").code == 0
    assert (tmp_path / "p.html").read_text(encoding="utf-8").lstrip().startswith("<!DOCTYPE html>")


def test_a_case_number_that_looks_like_a_cpr_number_is_refused(tmp_path: Path) -> None:
    text = (
        (SAMPLES / "amir.yaml")
        .read_text(encoding="utf-8")
        .replace("case: K-2026-017", "case: 010190-1234", 1)
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    ran = run("check", "a.yaml")
    assert ran.code == 3
    assert "010190" not in ran.err


def test_a_questionnaire_is_not_taken_for_answers() -> None:
    ran = run("report", store.shipped("questionnaires") / "screening.yaml", "-o", "a.pdf")
    assert ran.code == 3
    assert "questionnaire" in ran.err


def test_without_a_name_the_document_is_named_by_date_kind_and_case(tmp_path: Path) -> None:
    (tmp_path / "amir.yaml").write_bytes((SAMPLES / "amir.yaml").read_bytes())
    run("postcard", "amir.yaml")
    names = [path.name for path in tmp_path.glob("*.pdf")]
    assert len(names) == 1
    assert names[0].startswith("2026-10-14_")
    assert names[0].endswith("_K-2026-017.pdf")
    assert "amir" not in names[0].lower()


def test_html_needs_no_pdf_engine(tmp_path: Path) -> None:
    probe = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "from refscreen.cli import main\n"
        f"main(['report', {str(SAMPLES / 'thin.yaml')!r}, '--format', 'html', '-o', 'a.html'])"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
    assert (tmp_path / "a.html").read_text(encoding="utf-8").lstrip().startswith("<!DOCTYPE html>")


def test_dash_writes_to_stdout(tmp_path: Path) -> None:
    ran = run("report", SAMPLES / "thin.yaml", "--format", "html", "-o", "-")
    assert ran.out.lstrip().startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_questionnaire_shows_all_its_problems_with_line_and_column() -> None:
    Path("broken.yaml").write_text(BROKEN, encoding="utf-8")
    ran = run("check", "broken.yaml")
    assert ran.code == 3
    assert "broken.yaml:12:15" in ran.err
    assert "broken.yaml:18:9" in ran.err
    assert "ask" in ran.err


@pytest.mark.parametrize("name", ["cases.csv", "form.xlsx"])
def test_a_table_that_is_checked_is_called_one_and_which_command_takes_it_is_said(name: str) -> None:
    Path(name).write_bytes(b"PK\x03\x04\xff" if name.endswith("xlsx") else b"case\nK-1\n")
    ran = run("check", name)
    assert ran.code == 3
    assert "refscreen import FILE" in ran.err
    assert "refscreen questionnaire import FILE" in ran.err


def test_everything_shipped_passes_the_check() -> None:
    files = [*SAMPLES.glob("*.yaml"), *store.shipped("questionnaires").glob("*.yaml")]
    ran = run("check", *files)
    assert ran.code == 0, ran.err


def test_an_answers_file_with_a_wrong_type_and_an_unknown_key_loses_nothing(tmp_path: Path) -> None:
    text = "questionnaire: screening\nversion: 1\nanswers:\n  motivation_self: mange\nnotse: {}\n"
    Path("a.yaml").write_text(text, encoding="utf-8")
    ran = run("report", "a.yaml", "-o", "a.pdf")
    assert ran.code == 3
    assert "a.yaml:4:20" in ran.err
    assert "a.yaml:5:1" in ran.err
    assert "mange" not in ran.err
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == text


def test_a_newer_answers_file_is_refused_and_untouched(tmp_path: Path) -> None:
    Path("a.yaml").write_text("questionnaire: screening\nversion: 99\nanswers: {}\n", encoding="utf-8")
    assert run("interview", "-o", "a.yaml", "--answers", "a.yaml", "--no-input").code == 3
    assert "version: 99" in (tmp_path / "a.yaml").read_text(encoding="utf-8")


def test_without_the_candidates_consent_no_document_is_made(tmp_path: Path) -> None:
    record = yaml_text.read((SAMPLES / "leyla.yaml").read_bytes()).data
    record["answers"]["consent_company"] = False
    Path("a.yaml").write_text(yaml_text.write(record), encoding="utf-8")
    ran = run("postcard", "a.yaml", "-o", "p.pdf", lang="da")
    assert ran.code == 3
    assert not (tmp_path / "p.pdf").exists()


def test_the_schema_knows_the_keys_of_a_question() -> None:
    schema = json.loads(run("questionnaire", "schema").out)
    question = schema["$defs"]["Question"]
    assert {"id", "type", "ask", "when", "choices"} <= set(question["properties"])
    assert question["additionalProperties"] is False
    assert {"type": "string"} in question["properties"]["choices"]["anyOf"]


def test_lint_finds_a_text_that_lacks_a_language() -> None:
    text = (
        BROKEN.replace("numbr", "number")
        .replace("        aks: {da: Arbejder du?}\n", "")
        .replace("[da]", "[da, en]")
    )
    Path("small.yaml").write_text(text, encoding="utf-8")
    ran = run("questionnaire", "lint", "small.yaml")
    assert ran.code == 0
    assert "small.sections.one.questions.age.ask" in ran.err


def test_yours_in_questionnaires_wins_over_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "screening.yaml").write_text("id: mine\n", encoding="utf-8")
    assert store.find_questionnaire("screening") == Path("questionnaires/screening.yaml")


def test_stored_answers_are_plain_yaml_that_others_read_alike(tmp_path: Path) -> None:
    run("interview", "-o", "a.yaml", "--answers", SAMPLES / "amir.yaml", "--no-input")
    others = yaml.safe_load((tmp_path / "a.yaml").read_text(encoding="utf-8"))
    ours = yaml_text.read((tmp_path / "a.yaml").read_bytes()).data
    assert others["answers"]["full_name"] == ours["answers"]["full_name"]
    assert others["answers"]["phone"] == ours["answers"]["phone"]


@pytest.mark.parametrize(("lang", "word"), [("da", "Filen findes ikke"), ("en", "file")])
def test_the_program_speaks_the_language_it_is_asked_to(lang: str, word: str) -> None:
    ran = run("report", "nowhere.yaml", lang=lang)
    assert ran.code == 2
    assert word in ran.err


def test_a_traceback_never_shows_values() -> None:
    from refscreen.cli import app

    assert app.pretty_exceptions_show_locals is False


def test_what_is_left_in_a_case_is_called_as_on_the_screen_and_by_its_ids_for_scripts(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("questionnaire: screening\nversion: 1\ncase: K-1\nanswers:\n  full_name: Ada\n", "utf-8")
    assert "2.3 Fødselsdato" in run("status", case, lang="da").err
    assert "birth_date" in json.loads(run("status", case, "--json").out)["core_open"]


def test_the_documents_are_listed_with_whom_they_are_for() -> None:
    lines = [re.split(r"  +", line) for line in run("documents").out.splitlines()]
    assert ["summary", "What you have told us", "The candidate", "A4", "da, en, ar"] in lines
    danish = run("documents", lang="da").out
    assert "Det har du fortalt" in danish
    assert "Kandidaten selv" in danish


def test_any_document_is_made_by_its_name(tmp_path: Path) -> None:
    ran = run("render", "summary", SAMPLES / "thin.yaml", "-o", "a.html", "--language", "en")
    assert ran.code == 0, ran.err
    assert "What you have told us" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert run("render", "summary", SAMPLES / "thin.yaml", "-o", "a.html").code == 2
    assert run("render", "summary", SAMPLES / "thin.yaml", "-o", "a.html", "--force").code == 0
    unknown = run("render", "sumary", SAMPLES / "thin.yaml")
    assert unknown.code == 2
    assert "Did you mean “summary”?" in unknown.err


def told_after(changes: dict[str, object], lang: str = "da") -> str:
    """What stands on the screen after an interview with these answers; None takes one out."""
    record = yaml_text.read((SAMPLES / "leyla.yaml").read_bytes()).data
    record["answers"] |= changes
    record["answers"] = {name: value for name, value in record["answers"].items() if value is not None}
    Path("known.yaml").write_text(yaml_text.write(record), encoding="utf-8")
    ran = run("interview", "-o", "a.yaml", "--answers", "known.yaml", "--no-input", lang=lang)
    assert ran.code == 0, ran.err
    return ran.err


def test_a_no_to_being_handed_over_is_taken_as_an_answer() -> None:
    told = told_after({"consent_municipality": False})
    assert "Kandidaten har sagt nej til »Samtykke: kommunen«. Overdragelsen bliver derfor ikke lavet." in told
    assert "consent_" not in told
    assert "Spørg" not in told
    assert "skal rettes" not in told
    assert "refscreen report" not in told


def test_a_consent_nobody_asked_for_is_to_be_asked_for_in_the_interview() -> None:
    told = told_after({"consent_municipality": None})
    assert "»Samtykke: kommunen« er ikke besvaret. Fortsæt samtalen for at spørge." in told
    assert "consent_" not in told


def test_a_nightly_batch_says_whether_it_was_a_no_or_no_answer() -> None:
    told_after({"consent_municipality": False})
    (made,) = run("batch", "a.yaml", "-o", "out", "--json").out.splitlines()
    assert json.loads(made)["problems"][0]["problem"] == "consent_refused"
    assert json.loads(made)["problems"][0]["where"] == "a.yaml"


COMMANDS = (
    "", "interview", "report", "postcard", "documents", "render", "batch", "check", "status", "demo",
    "doctor", "import", "questionnaire", "questionnaire schema", "questionnaire lint", "questionnaire print",
    "questionnaire workbook", "questionnaire import", "questionnaire simulate",
    "questionnaire migrate",
)  # fmt: skip


def test_a_danish_help_page_has_nothing_english_on_it() -> None:
    probe = (
        "import sys\nfrom refscreen.cli import main\n"
        f"for command in {COMMANDS}:\n"
        "    try:\n        main([*command.split(), '--help'])\n    except SystemExit:\n        pass\n"
    )
    surroundings = {**os.environ, "REFSCREEN_LANG": "da"}
    told = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, check=True, env=surroundings
    ).stdout.decode()
    assert "[VALG]" in told
    assert "[ellers: screening]" in told
    assert "list[" not in told
    assert "Vis hjælpen og stop." in told
    theirs = (
        r"Usage|Options|Arguments|Commands|OPTIONS|ARGS|default|required|Show|Install|range|int|str|bool|Path"
    )
    assert re.findall(rf"\b(?:{theirs})\b", told) == []
    for english in yaml_text.read((MESSAGES / "da.yaml").read_bytes()).data["help"]:
        assert not re.search(rf"(?<!\w){re.escape(english)}(?!\w)", told), english


@pytest.mark.parametrize(
    ("line", "where", "told"),
    [
        ("x", "x", "Brug en af disse: interview, report"),
        ("intervew", "intervew", "Mente du »interview«?"),
        ("report", "", "Se, hvordan det skrives, med:"),
        ("report a b c", "", "et ord for meget"),
        ("interview --minutes x", "--minutes", "Skriv et helt tal, mindst 0."),
        ("interview --minutes -3", "--minutes", "Skriv et helt tal, mindst 0."),
        ("interview -o", "-o", "Efter valget skal der stå en værdi."),
        ("interview --no-input=3", "--no-input", "Valget står alene"),
        ("report a.yaml --format odt", "--format", "pdf, docx, html, txt"),
        ("batch a -o b --format odt", "--format", "pdf, docx, html, txt"),
        (
            "report a.yaml -o b.odt",
            "b.odt",
            "Brug en af disse: .pdf, .docx, .html, .txt, eller sig det med --format.",
        ),
        ("report a.yaml --fromat pdf", "--fromat", "Mente du »--format«?"),
        ("report a.yaml --lang da", "--lang", "Dokumentets sprog vælger du med --language."),
        ("report a.yaml --zzz", "--zzz", "Se valgene med:"),
        ("--", "", "Der mangler en kommando."),
    ],
)
def test_a_command_line_that_cannot_be_read_is_told_as_any_mistake(line: str, where: str, told: str) -> None:
    ran = run(*line.split(), lang="da")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(where)
    assert told in ran.err
    assert "Error" not in ran.err
    assert "Usage" not in ran.err


def test_a_name_that_ends_as_a_folder_does_is_not_taken_for_a_file(tmp_path: Path) -> None:
    for command in (("interview", "--answers", SAMPLES / "leyla.yaml", "--no-input"), ("report", "a.yaml")):
        ran = run(*command, "-o", "samples/", lang="da")
        assert ran.code == 2
        assert "samples/\n" in ran.err
        assert "Skriv navnet på filen i mappen." in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_interview_is_saved_as_yaml_also_when_the_name_has_no_ending(tmp_path: Path) -> None:
    for _time in range(2):  # the second one goes on with it
        ran = run("interview", "-o", "case", "--answers", SAMPLES / "leyla.yaml", "--no-input")
        assert "case.yaml" in ran.err
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["case.yaml"]


def test_a_language_that_is_only_on_paper_is_told_with_the_way_to_print_it() -> None:
    ran = run("interview", "--language", "ar", lang="da")
    assert ran.code == 2
    assert "Arabisk findes kun på papir." in ran.err
    assert "questionnaire print screening --languages da,ar" in ran.err


def test_a_terminal_that_can_only_show_lines_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("tests.program._Stream.isatty", lambda _self: True)
    ran = run("interview", lang="da")
    assert ran.code == 2
    assert "Terminalen her (TERM=dumb) kan ikke vise samtalen." in ran.err
    assert "Brug et andet terminalvindue." in ran.err


def test_a_cpr_number_is_refused_where_the_case_number_is_answered(tmp_path: Path) -> None:
    Path("known.yaml").write_text("case_ref: 010190-1234\n", encoding="utf-8")
    ran = run("interview", "-o", "a.yaml", "--answers", "known.yaml", "--no-input", lang="da")
    assert ran.code == 3
    assert "known.yaml:1:11" in ran.err
    assert "ligner et CPR-nummer" in ran.err
    assert not (tmp_path / "a.yaml").exists()


@pytest.mark.parametrize(
    ("given", "commands"),
    [
        (["report", "--help"], ["report"]),
        (["--lang", "da", "documents"], ["documents"]),
        (["--lang=da", "subject-access", "render"], ["subject-access"]),
        (["interview", "-o", "report"], ["interview"]),
    ],
    ids=str,
)
def test_only_the_command_that_is_asked_for_is_read(given: list[str], commands: list[str]) -> None:
    group = get_command(narrowed(cli.whole(), given))
    assert isinstance(group, TyperGroup)
    assert list(group.commands) == commands


@pytest.mark.parametrize(
    "given", [[], ["--help"], ["-V"], ["reprot"], ["keys", "report"], ["--lang"], ["list_documents"]], ids=str
)
def test_without_a_command_of_its_own_all_of_them_are_there(given: list[str]) -> None:
    assert narrowed(cli.whole(), given) is cli.whole()


def test_without_a_command_the_daily_ones_are_named_on_one_screen() -> None:
    ran = run(lang="da")
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) <= 24
    assert "hold en samtale" in ran.err
    commands = [name for name in re.findall(r"refscreen (\w+)", ran.err) if not name.startswith("-")]
    group = get_command(cli.whole())
    assert isinstance(group, TyperGroup)
    assert {*commands} <= {*group.commands}
    assert {"interview", "status", "report", "postcard"} <= {*commands}


@pytest.mark.parametrize("lang", ["fr", "klingon"])
def test_a_language_of_the_program_that_is_not_there_is_refused_and_not_swallowed(lang: str) -> None:
    ran = run("documents", lang=lang)
    assert (ran.code, "--lang" in ran.err, "da, en" in ran.err) == (2, True, True)


@pytest.mark.parametrize(
    ("lang", "spoken"), [("dk", "da"), ("Dansk", "da"), ("da_DK.UTF-8", "da"), ("engelsk", "en")]
)
def test_a_language_may_be_called_as_people_call_it(lang: str, spoken: str) -> None:
    assert console.program_language(lang) == spoken


def test_a_new_file_is_not_named_by_a_cpr_number(tmp_path: Path) -> None:
    ran = run(
        "interview", "-o", "010170-1234.yaml", "--answers", SAMPLES / "amir.yaml", "--no-input", lang="da"
    )
    assert (ran.code, "Filnavnet ligner et CPR-nummer." in ran.err) == (2, True)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("typed", "offered"), [("po", "postcard"), ("wi", "withdraw"), ("keys sh", "show")])
def test_tab_finishes_a_command(typed: str, offered: str) -> None:
    words = f"refscreen {typed}"
    asked = {"_REFSCREEN_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    ran = subprocess.run(
        [Path(sys.executable).with_name("refscreen")],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, **asked},
    )
    assert offered in ran.stdout.split()
