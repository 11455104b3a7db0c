"""Cases go out to other programs: each audience gets what it may see, and nothing in them runs."""

import csv
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Any

import jsonschema
import openpyxl
import pytest

from refscreen import production, store
from refscreen.audiences import shipped
from refscreen.exchange import export_cases, export_excel, export_resume, export_tables, stats_outcomes
from refscreen.exchange.export_cases import Cohort, Wish
from refscreen.view import Case
from tests import leaks
from tests.program import run

SAMPLES = Path(__file__).parent.parent / "samples"
SCHEMA = Path(__file__).parent / "data" / "jsonresume" / "schema-v1.0.0.json"
SCREENINGS = sorted(path for path in SAMPLES.glob("*.yaml") if not path.stem.endswith("-card"))
ALIKE = "questionnaire: screening\nversion: 1\nstatus: completed\n"


def case_of(folder: Path, number: int, answers: str, beside: str = "") -> Path:
    """A case with both consents and these answers."""
    path = folder / f"case-{number}.yaml"
    text = "".join(f"  {line}\n" for line in answers.strip().splitlines())
    consents = f"  case_ref: K-{number}\n  consent_municipality: true\n  consent_company: true\n"
    path.write_text(f"{ALIKE}case: K-{number}\nanswers:\n{consents}{text}{beside}", encoding="utf-8")
    return path


def cohort_of(*files: Path, audience: str = "municipality", columns: tuple[str, ...] = ()) -> Cohort:
    return export_cases.gather(Wish(tuple(files), audience, columns=columns), list(files))


def csv_rows(text: str, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def book_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_case_is_a_row_and_what_there_are_several_of_is_counted(tmp_path: Path) -> None:
    file = case_of(tmp_path, 1, "ever_worked: true\nmotivation_self: 8\njobs: [{title: Maler}, {title: Kok}]")
    [head, row] = csv_rows(run("export", file, "-o", "-", "--columns", "motivation_self,jobs").out)
    assert head == ["Sagsnummer", "Status", "Egen motivation", "Job (antal)"]
    assert row == ["K-1", "Afsluttet", "8", "2"]


def test_why_there_is_no_answer_is_said_and_what_does_not_apply_is_empty(tmp_path: Path) -> None:
    file = case_of(tmp_path, 1, "ever_worked: false", "states: {motivation_self: declined}\n")
    ran = run("export", file, "-o", "-", "--columns", "motivation_self,birth_date,first_job_age")
    assert csv_rows(ran.out)[1][2:] == ["(ønsker ikke at svare)", "(ikke afdækket)", ""]


def test_csv_is_as_excel_in_danish_reads_it(tmp_path: Path) -> None:
    file = case_of(
        tmp_path, 1, "ever_worked: true\nwork_years: 2.5\nbirth_date: 1990-05-17\narrival_dk: 2015"
    )
    content = export_tables.csv_of(cohort_of(file), export_tables.Dialect())
    assert content.startswith(b"\xef\xbb\xbfSagsnummer;")
    assert b"\r\n" in content
    ran = run("export", file, "-o", "-", "--columns", "work_years,birth_date,arrival_dk")
    assert csv_rows(ran.out)[1][2:] == ["2,5", "17-05-1990", "2015"]


@pytest.mark.parametrize("written", ["=1+1", "+45 20", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_spreadsheet_takes_a_cell_for_a_formula(tmp_path: Path, written: str) -> None:
    file = case_of(tmp_path, 1, f'full_name: "{written}"\nphone: "{written}"')
    rows = csv_rows(run("export", file, "-o", "-").out)
    assert f"'{written}" in rows[1]
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
    merged = csv_rows(run("export", file, "--to", "mailmerge", "-o", "-").out)
    assert f"\u00a0{written}" in merged[1]
    cells = [
        cell for sheet in book_of(export_excel.workbook(cohort_of(file))) for row in sheet for cell in row
    ]
    assert written in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]


@pytest.mark.parametrize("text", ["\tx", "\rx", "＝1", "＋1"])
def test_other_beginnings_of_a_formula_are_made_harmless_too(text: str) -> None:
    assert export_tables.harmless(text) == f"'{text}"
    assert export_tables.harmless("a=1") == "a=1"


def test_csv_for_scripts_has_ids_and_iso_dates_and_nothing_without_an_answer(tmp_path: Path) -> None:
    file = case_of(
        tmp_path, 1, "birth_date: 1990-05\nbranches: [it, byg]\never_worked: true\nwork_years: 2.5"
    )
    asked = "birth_date,branches,ever_worked,work_years,motivation_self"
    ran = run("export", file, "-o", "-", "--plain", "--columns", asked)
    assert csv_rows(ran.out, ",") == [
        ["case", "status", *asked.split(",")],
        ["K-1", "completed", "1990-05", "it byg", "true", "2.5", ""],
    ]


def test_excel_has_dates_as_dates_numbers_as_numbers_and_states_in_grey(tmp_path: Path) -> None:
    text = "birth_date: 1990-05-17\narrival_dk: 2015\nmove_date: 2016-03\nlegal_status: boligplaceret"
    file = case_of(tmp_path, 1, f'{text}\nmotivation_self: 8\nmunicipality_placed: "0461"')
    asked = ("birth_date", "arrival_dk", "move_date", "motivation_self", "full_name", "municipality_placed")
    sheet = book_of(export_excel.workbook(cohort_of(file, columns=asked)))["Overblik"]
    born, arrived, moved, scale, name, place = list(sheet[2])[2:]
    assert (born.value, born.number_format) == (datetime(1990, 5, 17), "dd-mm-yyyy")
    assert (arrived.value, moved.value, scale.value) == (2015, "marts 2016", 8)
    assert (name.value, name.font.i) == ("ikke afdækket", True)
    assert place.value == "Odense"


def test_excel_has_a_filter_a_frozen_head_and_a_sheet_for_each_group(tmp_path: Path) -> None:
    worked = "ever_worked: true\njobs: [{title: Maler, from: 2012}, {title: Kok}]"
    files = [case_of(tmp_path, 1, worked), case_of(tmp_path, 2, "ever_worked: false")]
    book = book_of(export_excel.workbook(cohort_of(*files)))
    overview = book["Overblik"]
    [table] = overview.tables.values()
    assert overview.freeze_panes == "B2"
    assert table.ref.startswith("A1:")
    assert table.ref.endswith("3")
    assert table.autoFilter.ref == table.ref
    assert [[cell.value for cell in row[:2]] for row in book["Job"]] == [
        ["Sagsnummer", "Jobtitel"], ["K-1", "Maler"], ["K-1", "Kok"],
    ]  # fmt: skip
    assert book.sheetnames == ["Overblik", "Job", "Læs mig"]


def test_a_text_that_no_cell_has_room_for_is_cut_where_one_sees_it() -> None:
    assert export_excel.shortened("x" * 40_000).endswith("x […]")
    assert len(export_excel.shortened("x" * 40_000)) == export_excel.LONGEST_CELL


def test_the_same_cases_give_the_same_bytes_and_a_workbook_can_do_nothing() -> None:
    first, second = (export_excel.workbook(cohort_of(*SCREENINGS[:3])) for _ in range(2))
    assert first == second
    inside = " ".join(zipfile.ZipFile(io.BytesIO(first)).namelist())
    assert "vbaProject" not in inside
    assert "externalLink" not in inside
    assert "connections" not in inside


def test_json_has_values_words_and_states(tmp_path: Path) -> None:
    file = case_of(tmp_path, 1, "birth_date: 1990-05\nbranches: [it]", "states: {motivation_self: unknown}\n")
    asked = "birth_date,branches,motivation_self"
    whole = json.loads(run("export", file, "--to", "json", "-o", "-", "--columns", asked).out)
    assert whole["format"] == 1
    assert whole["columns"]["branches"] == {"label": "Brancher", "type": "choices"}
    assert whole["cases"] == [
        {
            "case": "K-1",
            "status": "completed",
            "answers": {"birth_date": "1990-05", "branches": ["it"]},
            "words": {"birth_date": "maj 1990", "branches": "IT"},
            "states": {"motivation_self": "unknown"},
        }
    ]
    [line] = run("export", file, "--to", "jsonl", "-o", "-", "--columns", asked).out.splitlines()
    assert json.loads(line)["answers"] == whole["cases"][0]["answers"]


def test_sensitive_answers_are_in_no_export_whatever_was_consented(tmp_path: Path) -> None:
    answers = "consent_sensitive: true\nhealth_limit: ja\neconomy_pressure: zqpressure"
    told = run("export", case_of(tmp_path, 1, answers), "--to", "json", "-o", "-").out
    assert "zqpressure" not in told
    assert "health_limit" not in told


@pytest.mark.parametrize("audience", shipped().readers)
def test_no_export_holds_what_its_audience_may_not_see(tmp_path: Path, audience: str) -> None:
    case = production.load_case(SAMPLES / "foued.yaml")
    said = leaks.tokens(case.questionnaire)
    full = leaks.full_of(case, {**said, "case_ref": "K-1"})
    file = tmp_path / "case.yaml"
    store.save_answers(file, full.answers)
    cohort = cohort_of(file, audience=audience)
    texts = [
        export_tables.json_of(cohort).decode(),
        export_tables.csv_of(cohort, export_tables.Dialect()).decode(),
    ]
    texts += [export_tables.merge_source(cohort).decode(), unpacked(export_excel.workbook(cohort))]
    if audience == "company":
        texts.append(export_resume.file_of(cohort, lines=True).decode())
    allowed = may_be_seen(case, audience)
    assert not cohort.left_out
    for text in texts:
        leaked = [place for place, token in said.items() if token in text and place not in allowed]
        assert leaked == []
        assert not [token for token in leaks.ASIDE.values() if token in text]


def may_be_seen(case: Case, audience: str) -> set[str]:
    """The texts that the questionnaire lets an audience see; strangers see none."""
    seen: set[str] = set()
    for name, question in case.questionnaire.questions.items():
        if audience in question.audiences and not question.sensitive and audience != "anonymous":
            seen |= {name} | {f"{name}.{inner}" for inner in question.inner}
    return seen


def unpacked(content: bytes) -> str:
    """Everything written in a workbook, properties and all."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def test_strangers_get_no_case_number_no_free_text_years_only_and_no_order_of_files(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    for folder, order in ((one, (1, 2)), (two, (2, 1))):
        folder.mkdir()
        case_of(folder, order[0], "start_date: 2026-05-17\nfull_name: zqname\nmotivation_self: 3")
        case_of(folder, order[1], "start_date: 2025-01\nhome_region: zqhome\nmotivation_self: 9")
    told = [run("export", folder, "-o", "-", "--audience", "anonymous").out for folder in (one, two)]
    assert told[0] == told[1]
    assert "K-1" not in told[0]
    assert "zq" not in told[0]
    assert "2026" in told[0]
    assert "-05" not in told[0]


def test_a_case_without_consent_is_left_out_and_named(tmp_path: Path) -> None:
    fine = case_of(tmp_path, 1, "full_name: Ja")
    refused = tmp_path / "no.yaml"
    refused.write_text(
        f"{ALIKE}case: K-9\nanswers: {{case_ref: K-9, consent_municipality: false}}\n", encoding="utf-8"
    )
    ran = run("export", fine, refused, "-o", "-")
    assert ran.code == 1
    assert [row[0] for row in csv_rows(ran.out)] == ["Sagsnummer", "K-1"]
    assert str(refused) in ran.err


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    case_of(tmp_path, 1, "full_name: Ja")
    (tmp_path / "bad.yaml").write_text(f"{ALIKE}answers: {{motivation_self: 99}}\n", encoding="utf-8")
    ran = run("export", tmp_path, "-o", "-")
    assert ran.code == 1
    assert "bad.yaml:" in ran.err
    assert "K-1" in ran.out


def test_files_of_another_questionnaire_are_told_of_and_can_be_asked_for() -> None:
    ran = run("export", SAMPLES, "-o", "-", "--columns", "full_name")
    assert ran.code == 0
    assert "competence-card" in ran.err
    cards = run("export", SAMPLES, "-o", "-", "--questionnaire", "competence-card", "--columns", "company")
    assert len(csv_rows(cards.out)) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--audience", "boss"], "There is no such audience"),
        (["--columns", "full_nmae"], "Did you mean “full_name”?"),
        (["--columns", "health_limit"], "may not see"),
        (["--to", "xlsx"], "cannot be written to stdout"),
        (["--to", "resume", "--audience", "municipality"], "is for companies"),
        (["--delimiter", "--"], "single character"),
        (["--language", "xx"], "language"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(tmp_path: Path, asked: list[str], said: str) -> None:
    ran = run("export", case_of(tmp_path, 1, "full_name: Ja"), "-o", "-", *asked)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_file_is_not_replaced_unless_it_is_asked_for(tmp_path: Path) -> None:
    file, out = case_of(tmp_path, 1, "full_name: Ja"), tmp_path / "x.csv"
    assert run("export", file, "-o", out).code == 0
    out.write_text("mine", encoding="utf-8")
    assert run("export", file, "-o", out).code == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("export", file, "-o", file, "--force").code == 2


def test_a_mail_merge_has_names_word_takes_and_texts_of_one_line(tmp_path: Path) -> None:
    file = case_of(tmp_path, 1, "full_name: Sara\ntop_skills: |-\n  Maler\n  Kok\nmotivation_self: 8")
    ran = run("export", file, "--to", "mailmerge", "-o", "-", "--columns", "full_name,top_skills,phone")
    [head, row] = csv_rows(ran.out)
    assert head[0] == "Sagsnummer"
    assert row[2:] == ["Sara", "Maler Kok", ""]
    names = export_tables.field_names(["Job – år", "Job, år", "2. valg", "x" * 60, "x" * 60])
    assert names == ["Job_år", "Job_år_2", "F_2_valg", "x" * 40, "x" * 38 + "_2"]


@pytest.mark.parametrize("path", SCREENINGS, ids=lambda path: path.stem)
def test_a_resume_is_what_the_schema_of_json_resume_wants(path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checked = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    found = json.loads(run("export", path, "--to", "resume", "-o", "-").out)
    checked.validate(found)
    assert found["basics"]["name"]
    assert found["languages"]


def test_a_resume_holds_what_companies_may_see_and_needs_their_consent(tmp_path: Path) -> None:
    job = "{title: Maler, country: SY, from: 2012-03, to: 2015, tasks: Malede, stop_reason: zqstop}"
    file = case_of(
        tmp_path, 1, f"full_name: Sara\nlegal_status: boligplaceret\never_worked: true\njobs: [{job}]"
    )
    ran = run("export", file, "--to", "resume", "-o", "-")
    assert json.loads(ran.out)["work"] == [
        {"position": "Maler", "startDate": "2012-03", "endDate": "2015", "summary": "Malede"}
    ]
    assert "zqstop" not in ran.out
    text = file.read_text(encoding="utf-8").replace("consent_company: true", "consent_company: false")
    file.write_text(text, encoding="utf-8")
    refused = run("export", file, "--to", "resume", "-o", "-")
    assert (refused.code, refused.out) == (3, "")


def test_one_resume_is_one_person_and_several_are_lines(tmp_path: Path) -> None:
    for number in (1, 2):
        case_of(tmp_path, number, f"full_name: Sara {number}")
    assert run("export", tmp_path, "--to", "resume", "-o", "-").code == 2
    out = tmp_path / "all.jsonl"
    assert run("export", tmp_path, "--to", "resume", "-o", out).code == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["basics"]["name"] for line in lines] == ["Sara 1", "Sara 2"]


def test_the_words_follow_the_language_that_is_asked_for(tmp_path: Path) -> None:
    file = case_of(tmp_path, 1, "gender: kvinde")
    [head, row] = csv_rows(run("export", file, "-o", "-", "--language", "en", "--columns", "gender").out)
    assert (head[0], row[1:]) == ("Case number", ["Completed", "Woman"])


def test_an_export_without_any_case_is_an_empty_table(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(f"{ALIKE}answers: {{}}\n", encoding="utf-8")
    out = tmp_path / "x.xlsx"
    assert run("export", file, "-o", out).code == 1
    sheet = openpyxl.load_workbook(out)["Overblik"]
    assert sheet["A1"].value == "Sagsnummer"
    assert sheet["A2"].value is None


def test_a_language_without_words_for_tables_has_english_ones(tmp_path: Path) -> None:
    file = case_of(tmp_path, 1, "birth_date: 1990-05-17")
    cohort = export_cases.gather(Wish((file,), language="ar"), [file])
    book = book_of(export_excel.workbook(cohort))
    assert book.sheetnames == ["Overview", "Read me"]


@pytest.mark.parametrize("table", [export_cases.TEXTS, stats_outcomes.DATA], ids=lambda path: path.stem)
def test_the_words_of_exports_are_in_both_languages_with_the_same_placeholders(table: Path) -> None:
    data = store.read_source(table).data
    for text in data.get("words", data).values():
        assert set(text) == {"da", "en"}
        found = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in text.values()]
        assert found[0] == found[1]
