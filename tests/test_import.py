"""Tables become cases: what cells may hold, how columns are found, and that nothing is half imported."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from refscreen import store
from tests.program import run
from tests.tables import answers, brought_in, of_csv, small, told, workbook


def test_a_row_becomes_an_answers_file_named_by_its_case_number(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "Sagsnummer;Navn;Timer\nK-1;Sara Test;37,5\nK/2;Omar Test;20\n")
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["K-1.yaml", "K-2.yaml"]
    assert answers(tmp_path, "K-1") == {"case_ref": "K-1", "full_name": "Sara Test", "hours": 37.5}
    record = store.read_source(tmp_path / "out" / "K-2.yaml").data
    assert (record["case"], record["status"]) == ("K/2", "completed")


def test_answers_that_no_document_will_show_are_told_by_their_labels(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case;school_years;work_years\nK-1;9;7,5\n", encoding="utf-8")
    ran = run("import", file, "-o", tmp_path / "out", lang="da")
    assert (ran.code, "Ikke med i dokumenterne (1): Antal arbejdsår i alt." in ran.err) == (0, True)


def test_a_person_is_in_no_file_name(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "case,Navn\n7,Sara Test\n").code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["7.yaml"]


@pytest.mark.parametrize(
    ("heading", "cell", "name", "value"),
    [
        ("Fødselsdato", "17.5.1988", "born", "1988-05-17"),
        ("born", "1988-05", "born", "1988-05"),
        ("Date of birth", "1988", "born", "1988"),
        ("Date of birth", "2017-12-27T15:53:26.000-05:00", "born", "2017-12-27"),
        ("permit", "ja", "permit", True),
        ("permit", "No", "permit", False),
        ("permit", "TRUE", "permit", True),
        ("permit", "0", "permit", False),
        ("permit", "x", "permit", True),
        ("Køn", "kvinde", "gender", "kvinde"),
        ("Køn", "WOMAN", "gender", "kvinde"),
        ("gender *", "Mand", "gender", "mand"),
        ("Hvor mange? (hours)", "7,5", "hours", 7.5),
        ("Timer", "12", "hours", 12),
        ("town", "461", "town", "0461"),
        ("town", "0461", "town", "0461"),
        ("Kommune", "Odense", "town", "0461"),
        ("Land", "Syrien", "from_country", "SY"),
        ("Brancher", "metal;byg", "branches", ["metal", "byg"]),
        ("Brancher", "metal byg", "branches", ["metal", "byg"]),
        ("Brancher", "Byggeri, Metal, maskiner og CNC, IT", "branches", ["byg", "metal", "it"]),
        ("Brancher", "Metal, machines and CNC", "branches", ["metal"]),
        ("Brancher", "IT Byggeri", "branches", ["it", "byg"]),
    ],
)
def test_a_cell_says_what_people_write_in_spreadsheets(
    tmp_path: Path, heading: str, cell: str, name: str, value: Any
) -> None:
    ran = of_csv(tmp_path, f'case_ref\t{heading}\nK-1\t"{cell}"\n')
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1")[name] == value


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("ved ikke", "unknown"),
        ("Ikke spurgt", "not_asked"),
        ("ønsker ikke at svare", "declined"),
        ("prefers not to say", "declined"),
        ("not relevant", "not_relevant"),
    ],
)
def test_that_there_is_no_answer_can_be_said_in_words(tmp_path: Path, cell: str, state: str) -> None:
    assert of_csv(tmp_path, f"case;born;Navn\nK-1;{cell};Sara\n").code == 0
    assert store.read_source(tmp_path / "out" / "K-1.yaml").data["states"] == {"born": state}


def test_every_problem_is_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    text = "case;Navn;born;hours;gender\nK-1;Sara;1988-13;37;kvinde\n;Omar;;;\nK-1;Ali;;70;kvind\n"
    assert told(of_csv(tmp_path, text)) == [
        "cases.csv: row 2, column C (born) | That is not a date.",
        "cases.csv: row 3, column A (case) | The row has no case number.",
        "cases.csv: row 4, column A (case) | The case number is the same as in row 2 of "
        f"{tmp_path / 'cases.csv'}.",
        "cases.csv: row 4, column D (hours) | The number is too small or too large.",
        "cases.csv: row 4, column E (gender) | That is not one of the choices.",
    ]


def test_nothing_is_written_when_one_row_has_a_problem(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case;hours\nK-1;10\nK-2;many\nK-3;20\n")
    assert ran.code == 3
    assert not (tmp_path / "out").exists()


def test_a_case_that_is_there_is_replaced_by_force_only(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "case;Navn\nK-1;Sara\n").code == 0
    again = of_csv(tmp_path, "case;Navn\nK-1;Omar\nK-2;Ali\n")
    assert (again.code, answers(tmp_path, "K-1")["full_name"]) == (2, "Sara")
    assert not (tmp_path / "out" / "K-2.yaml").exists()
    assert of_csv(tmp_path, "case;Navn\nK-1;Omar\nK-2;Ali\n", "--force").code == 0
    assert answers(tmp_path, "K-1")["full_name"] == "Omar"


def test_a_disk_that_takes_only_some_cases_has_none_in_the_end(tmp_path: Path) -> None:
    (tmp_path / "out" / "K-2.yaml").mkdir(parents=True)  # nothing can be saved there
    ran = of_csv(tmp_path, "case;Navn\nK-1;Sara\nK-2;Omar\n", "--force")
    assert ran.code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["K-2.yaml"]


def test_a_dry_run_writes_nothing_and_says_what_it_would(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case;Navn\nK-1;Sara\n", "--dry-run")
    assert (ran.code, (tmp_path / "out").exists()) == (0, False)
    assert "Cases that would be made: 1" in ran.err


def test_a_script_reads_one_object(tmp_path: Path) -> None:
    made = json.loads(of_csv(tmp_path, "case;Navn\nK-1;Sara\n", "--json").out)
    assert made["cases"][0] | {"path": ""} == {"case": "K-1", "path": "", "status": "completed", "answers": 2}
    failed = json.loads(of_csv(tmp_path, "case;hours\nK-1;x\n", "--json").out)
    assert [problem["problem"] for problem in failed["problems"]] == ["not_a_number"]


def test_no_answer_stands_in_a_problem(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case;gender\nK-1;hemmelig sygdom\n")
    assert ran.code == 3
    assert "hemmelig" not in ran.err + ran.out


def test_a_column_nobody_knows_is_a_problem_with_what_was_meant(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case;Nvan;;hours\nK-1;Sara;2;3\n")
    assert told(ran) == [
        "cases.csv: row 1, column B (Nvan) | The heading does not fit any question.",
        "cases.csv: row 1, column C () | There is something in a column without a heading.",
    ]
    assert "Did you mean “Navn”?" in ran.err


def test_two_columns_for_one_question_are_a_problem(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case;Navn;Name\nK-1;a;b\n")
    assert told(ran) == [
        "cases.csv: row 1, column C (Name) | The column “Navn” already answers the same question."
    ]


def test_two_columns_may_say_the_case_number_but_not_two_different_ones(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "case;Sagsnummer\nK-1;K-1\n").code == 0
    ran = of_csv(tmp_path, "case;Sagsnummer\nK-2;K-3\n")
    assert told(ran) == [
        "cases.csv: row 2, column B (Sagsnummer) | The column “case” already answers the same question."
    ]


def test_a_map_says_what_columns_and_cells_mean(tmp_path: Path) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "columns: {Sag nr.: case_ref, Hvem er du?: full_name}\n"
        "constants: {permit: true}\n"
        "values: {gender: {K: kvinde, M: mand}}\n"
        "ignore: [Bemærkning]\n",
        encoding="utf-8",
    )
    text = "Sag nr.;Hvem er du?;gender;permit;Bemærkning\nK-1;Sara;K;;x\nK-2;Ali;m;nej;\n"
    assert of_csv(tmp_path, text, "--columns", mapping).code == 0
    assert answers(tmp_path, "K-1") == {
        "case_ref": "K-1", "full_name": "Sara", "permit": True, "gender": "kvinde",
    }  # fmt: skip
    assert answers(tmp_path, "K-2")["permit"] is False


def test_a_map_is_checked_with_its_lines(tmp_path: Path) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "columns: {Navn: full_nam}\nconstants: {hours: many}\nvalues: {gender: {K: kvind}}\n",
        encoding="utf-8",
    )
    ran = of_csv(tmp_path, "case\nK-1\n", "--columns", mapping)
    assert told(ran) == []
    assert [line for line in ran.err.splitlines() if line.startswith(str(mapping))] == [
        f"{mapping}:1:17", f"{mapping}:2:20", f"{mapping}:3:22",
    ]  # fmt: skip
    mapping.write_text("colums: {}\n", encoding="utf-8")
    assert "Did you mean “columns”?" in of_csv(tmp_path, "case\nK-1\n", "--columns", mapping).err


def test_rows_of_a_group_stand_in_numbered_columns(tmp_path: Path) -> None:
    text = "case;jobs.1.title;jobs[1].from;jobs.2.Stilling;jobs[3]/jobs/title\nK-1;Kok;2012;Bager;\n"
    assert of_csv(tmp_path, text).code == 0
    jobs = answers(tmp_path, "K-1")["jobs"]
    assert [(job["title"], str(job.get("from", ""))) for job in jobs] == [("Kok", "2012"), ("Bager", "")]


def test_rows_of_a_group_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "cases.xlsx",
        {
            "Svar": [["Sagsnummer", "Navn"], ["K-1", "Sara"], ["K-2", "Ali"]],
            "Job": [
                ["Sagsnummer", "Stilling", "Faglært"],
                ["K-2", "Kok", "ja"],
                ["K-2", "Bager", "ved ikke"],
            ],
        },
    )
    ran = brought_in(tmp_path, path)
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-2")["jobs"] == [{"title": "Kok", "skilled": True}, {"title": "Bager"}]
    assert store.read_source(tmp_path / "out" / "K-2.yaml").data["states"] == {"jobs.1.skilled": "unknown"}
    assert "jobs" not in answers(tmp_path, "K-1")


def test_a_map_says_what_the_columns_of_a_group_mean(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("columns: {Hvad lavede du?: jobs.title}\n", encoding="utf-8")
    (tmp_path / "cases.csv").write_text("case\nK-1\n", encoding="utf-8")
    (tmp_path / "jobs.csv").write_text("case;Hvad lavede du?\nK-1;Kok\n", encoding="utf-8")
    files = (tmp_path / "cases.csv", tmp_path / "jobs.csv")
    ran = brought_in(tmp_path, *files, options=("--columns", tmp_path / "map.yaml"))
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1")["jobs"] == [{"title": "Kok"}]


def test_a_row_of_a_group_without_its_case_is_a_problem(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "cases.xlsx",
        {
            "Svar": [["Sagsnummer"], ["K-1"]],
            "Job": [["Sagsnummer", "Stilling", "Fra"], ["K-9", "Kok"], [None, "Bager"], ["K-1", "Bud", "12"]],
        },
    )
    assert told(brought_in(tmp_path, path)) == [
        "cases.xlsx: sheet Job, row 2 | The row belongs to a case that is not here.",
        "cases.xlsx: sheet Job, row 3 | The row has no case number.",
        "cases.xlsx: sheet Job, row 4, column C (Fra) | That is not a date.",
    ]


def test_having_none_of_something_is_an_answer(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "case;Job;Brancher\nK-1;ingen;none\n").code == 0
    assert answers(tmp_path, "K-1") == {"case_ref": "K-1", "jobs": [], "branches": []}
    ran = of_csv(tmp_path, "case;Job;jobs.1.title\nK-2;ingen;Kok\n")
    assert told(ran) == [
        "cases.csv: row 2, column B (Job) | Here it says that there are none, but the sheet has rows."
    ]


def test_excel_keeps_dates_numbers_and_texts_apart(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["case", "born", "town", "hours", "permit", "motivation", "words"])
    sheet.append(["K-1", date(1988, 5, 17), 461, 37.0, True, 7.0, 12])
    sheet.append(["K-2", datetime(1988, 5, 1), "0461", 7.5, False, 0, "=1+1"])
    sheet["B3"].number_format = "mmm-yy"
    sheet["G3"].data_type = "s"
    book.save(path)
    ran = brought_in(tmp_path, path)
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1") == {
        "case_ref": "K-1", "born": "1988-05-17", "permit": True, "hours": 37, "motivation": 7,
        "town": "0461", "words": "12",
    }  # fmt: skip
    second = answers(tmp_path, "K-2")
    assert (second["born"], second["town"], second["words"]) == ("1988-05", "0461", "=1+1")


def test_a_formula_is_its_value_and_one_without_a_value_is_a_problem(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cases.xlsx", {"Svar": [["case", "hours", "words"], ["K-1", "=1+1", "#N/A"]]})
    assert told(brought_in(tmp_path, path)) == [
        "cases.xlsx: sheet Svar, row 2, column B (hours) | "
        "The cell has a formula that has not been calculated.",
        "cases.xlsx: sheet Svar, row 2, column C (words) | The cell shows an error of the spreadsheet.",
    ]


def test_letters_of_old_windows_are_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("Sagsnummer;Køn;Navn\r\nK-1;Kvinde;Søren Ærø\r\n".encode("cp1252"))
    ran = brought_in(tmp_path, path)
    assert ran.code == 0
    assert "It was read the way older Windows programs write" in ran.err
    assert answers(tmp_path, "K-1")["full_name"] == "Søren Ærø"


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_what_excel_writes_as_unicode_is_read(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "cases.txt"
    path.write_bytes("case\tKøn\r\n\r\nK-1\tKvinde\r\n".encode(coding))
    assert brought_in(tmp_path, path).code == 0
    assert answers(tmp_path, "K-1")["gender"] == "kvinde"


def test_excel_says_what_stands_between_cells_and_rows_may_be_empty(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "sep=,\ncase,Navn\n,\nK-1,Sara\n\n").code == 0
    assert answers(tmp_path, "K-1")["full_name"] == "Sara"


def test_json_is_a_list_or_a_line_each(tmp_path: Path) -> None:
    records = [{"case_ref": "K-1", "branches": ["byg", "it"]}, {"case": "K-2", "jobs": [{"title": "Kok"}]}]
    (tmp_path / "a.json").write_text(json.dumps(records), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"case": "K-3"}\n{"case": "K-4", "hours": 3}\n', encoding="utf-8")
    assert brought_in(tmp_path, tmp_path / "a.json", tmp_path / "b.jsonl").code == 0
    assert answers(tmp_path, "K-1")["branches"] == ["byg", "it"]
    assert answers(tmp_path, "K-2")["jobs"] == [{"title": "Kok"}]
    assert answers(tmp_path, "K-4")["hours"] == 3


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_of_json_ends_where_json_says_so(sign: str, end: str, tmp_path: Path) -> None:
    records = [{"case": "K-1", "words": f"Kok{sign}og bager"}, {"case": "K-2", "full_name": "Sara"}]
    for name, escaped in (("raw", False), ("escaped", True)):
        lines = [json.dumps(record, ensure_ascii=escaped) for record in records]
        (tmp_path / f"{name}.jsonl").write_text(end.join(lines), encoding="utf-8", newline="")
        assert told(brought_in(tmp_path, tmp_path / f"{name}.jsonl")) == [
            f"{name}.jsonl: record 1, “words” | There are hidden characters in the text."
        ]


def test_a_problem_in_json_names_record_and_key(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"case": "K-1", "jobs": [{"from": "12"}]}]', encoding="utf-8")
    assert told(brought_in(tmp_path, tmp_path / "a.json")) == [
        "a.json: record 1, “jobs[1].from” | That is not a date."
    ]


def test_what_was_exported_as_json_comes_back_as_far_as_it_was_shown(tmp_path: Path) -> None:
    sample = store.shipped("samples") / "leyla.yaml"
    assert run("export", sample, "-o", tmp_path / "out.json").code == 0
    ran = run("import", tmp_path / "out.json", "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    shown = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["cases"][0]
    screening = store.load_questionnaire("screening")
    before = store.load_sound_answers(sample, screening)
    after = store.load_sound_answers(tmp_path / "out" / f"{before.case}.yaml", screening)
    names = [name for name in shown["answers"] if not screening.questions[name].questions]
    assert len(names) > 100
    assert {name: after.values[name] for name in names} == {name: before.values[name] for name in names}
    said = {place: state for place, state in shown["states"].items() if state != "not_covered"}
    assert {place: after.states.get(place) for place in said} == said


@pytest.mark.parametrize("case", ["con", "..", "///", "-"])
def test_a_case_number_that_is_no_file_name_is_a_problem(tmp_path: Path, case: str) -> None:
    ran = of_csv(tmp_path, f"case;Navn\n{case};Sara\n")
    assert (ran.code, "cannot become a file name" in ran.err) == (3, True)


def test_a_name_is_no_case_number(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case;Navn\nSara Test;sara test\nOmar Test;Ali\n")
    assert told(ran) == [
        "cases.csv: row 2, column A (case) | "
        "The case number is the same as another answer in the row, maybe a name."
    ]


def test_a_civil_registration_number_is_no_case_number(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "case;Navn\n010170-1234;Sara\n")
    assert (ran.code, "CPR" in ran.err) == (3, True)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "c.csv").write_bytes(b'case;Navn\nK-1;"Sara\n')
    ran = run(
        "import", *(tmp_path / name for name in ("a.pdf", "b.xls", "c.csv", "d.csv")), "-o", tmp_path / "out",
        "--questionnaire", small(tmp_path),
    )  # fmt: skip
    assert ran.code == 3
    for words in ("no table the program can read", "the old format of Excel", "not valid CSV", "not found"):
        assert words in ran.err or "does not exist" in ran.err


def test_an_empty_table_is_said_to_be_empty(tmp_path: Path) -> None:
    assert "There are no cases in the file." in of_csv(tmp_path, "case;Navn\n").err


def test_places_are_told_in_danish(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cases.xlsx", {"Svar": [["Sagsnummer", "Fødselsdato"], ["K-1", "1988-13"]]})
    ran = brought_in(tmp_path, path, lang="da")
    assert f"{path}: ark Svar, række 2, kolonne B (Fødselsdato)" in ran.err


def test_the_shipped_questionnaire_is_answered_by_its_labels(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Sagsnummer;Fulde navn;Modersmål\nK-1;Sara Test;arabisk\n", encoding="utf-8")
    screening = store.load_questionnaire("screening").questions
    heading = ";".join(screening[name].label["da"] for name in ("case_ref", "full_name", "mother_tongue"))
    path.write_text(f"{heading}\nK-1;Sara Test;arabisk\n", encoding="utf-8")
    assert run("import", path, "-o", tmp_path / "out").code == 0
    assert store.read_source(tmp_path / "out" / "K-1.yaml").data["status"] == "in-progress"


@pytest.mark.parametrize("cell", ["03-11-2026 09:00", "3.11.2026 9.00", "2026-11-03 09:00:00"])
def test_the_time_of_day_behind_a_date_is_none_of_the_answer(tmp_path: Path, cell: str) -> None:
    assert of_csv(tmp_path, f"case;born\nK-1;{cell}\n").code == 0
    assert answers(tmp_path, "K-1")["born"] == "2026-11-03"


@pytest.mark.parametrize("cell", ["46329", "46329,375"])
def test_the_number_of_a_day_is_told_to_be_that(tmp_path: Path, cell: str) -> None:
    ran = of_csv(tmp_path, f"case;born;hours;jobs.1.from\nK-1;{cell};37;{cell}\n")
    number = "That looks like the number Excel has for a day, and not like a date."
    assert told(ran) == [
        f"cases.csv: row 2, column B (born) | {number}",
        f"cases.csv: row 2, column D (jobs.1.from) | {number}",
    ]
    assert "Give the column a date format in Excel" in ran.err


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_excel_says_what_stands_between_cells_however_lines_end(tmp_path: Path, end: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(end.join(["sep=;", "case;Navn", "K-1;Sara, Test", ""]).encode())
    ran = brought_in(tmp_path, path)
    assert ran.code == 0, ran.err
    assert answers(tmp_path, "K-1")["full_name"] == "Sara, Test"


def test_a_case_number_that_is_a_persons_is_told_once(tmp_path: Path) -> None:
    ran = of_csv(tmp_path, "Sagsnummer;Navn\n010190-1234;Sara\n")
    assert [line.partition(" |")[0] for line in told(ran)] == ["cases.csv: row 2, column A (Sagsnummer)"]


def test_two_case_numbers_with_one_file_name_are_not_said_to_be_the_same(tmp_path: Path) -> None:
    first = f"in row 2 of {tmp_path / 'cases.csv'}."
    assert told(of_csv(tmp_path, "case\nO 1/2\nO 1-2\no 1/2\n")) == [
        f"cases.csv: row 3, column A (case) | The case number gives the same file name as the one {first}",
        f"cases.csv: row 4, column A (case) | The case number is the same as {first}",
    ]


def test_a_case_that_is_there_under_another_file_name_does_not_get_a_second_file(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "case;Navn\nK-1;Sara\n").code == 0
    (tmp_path / "out" / "K-1.yaml").rename(tmp_path / "out" / "sara.yaml")
    for options in ((), ("--force",)):
        ran = of_csv(tmp_path, "case;Navn\nk-1;Omar\nK-2;Ali\n", *options)
        assert (ran.code, f"under another file name: {tmp_path / 'out' / 'sara.yaml'}" in ran.err) == (
            2,
            True,
        )
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["sara.yaml"]
    (tmp_path / "out" / "sara.yaml").rename(tmp_path / "out" / "k-1.yaml")
    assert of_csv(tmp_path, "case;Navn\nk-1;Omar\nK-2;Ali\n", "--force").code == 0


def test_one_case_may_have_answers_to_two_questionnaires(tmp_path: Path) -> None:
    assert of_csv(tmp_path, "case;Navn\nK-1;Sara\n").code == 0
    card = (tmp_path / "out" / "K-1.yaml").read_text(encoding="utf-8")
    card = card.replace("questionnaire: small", "questionnaire: competence-card")
    (tmp_path / "out" / "K-1.yaml").unlink()
    (tmp_path / "out" / "card.yaml").write_text(card, encoding="utf-8")
    assert of_csv(tmp_path, "case;Navn\nK-1;Sara\n").code == 0


def changed(path: Path, change: Any) -> Path:
    """The workbook, after somebody changed it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_merged_cells_lose_no_answer_unseen(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["case", "Navn", "Timer", "note"],
        ["K-1", "Sara", 37, "x"],
        ["K-2", None, 20, None],
    ]
    path = workbook(tmp_path / "a.xlsx", {"Sager": rows})

    def merge(book: Any) -> None:
        for cells in ("B2:B3", "D2:D3", "A9:B9"):
            book["Sager"].merge_cells(cells)

    mapping = tmp_path / "map.yaml"
    mapping.write_text("ignore: [note]\n", encoding="utf-8")
    ran = brought_in(tmp_path, changed(path, merge), options=("--columns", mapping))
    assert told(ran) == [
        "a.xlsx: sheet Sager, row 2, column B (Navn) | "
        "The cells are merged, so that only the first of them holds anything."
    ]
    assert not (tmp_path / "out").exists()


def test_a_title_above_the_headings_may_be_merged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sager": [["# Sager 2026"], ["case", "Navn"], ["K-1", "Sara"]]})
    ran = brought_in(tmp_path, changed(path, lambda book: book["Sager"].merge_cells("A1:B1")))
    assert ran.code == 0, ran.err


def test_hidden_sheets_with_cases_and_hidden_rows_are_told(tmp_path: Path) -> None:
    cases = [["case", "Navn"], ["K-1", "Sara"], ["K-2", "Ali"], ["K-3", "Omar"]]
    path = workbook(
        tmp_path / "a.xlsx",
        {"Nye": cases, "Gamle": [["case", "Navn"], ["K-9", "Ida"]], "Lister": [["Kvinde"], ["Mand"]]},
    )

    def hide(book: Any) -> None:
        book["Gamle"].sheet_state = book["Lister"].sheet_state = "hidden"
        book["Nye"].row_dimensions[3].hidden = book["Nye"].row_dimensions[9].hidden = True

    ran = brought_in(tmp_path, changed(path, hide))
    assert (ran.code, answers(tmp_path, "K-2")["full_name"]) == (0, "Ali")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["K-1.yaml", "K-2.yaml", "K-3.yaml"]
    assert "a.xlsx: sheet Gamle: The sheet is hidden, so the cases in it were not read." in ran.err
    assert "Lister" not in ran.err
    assert "a.xlsx: sheet Nye: Hidden rows that were read: 1" in ran.err
