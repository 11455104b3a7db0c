"""Files that are made to do harm end as a sentence: bombs, entities, endless cells, hidden letters."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from refscreen.exchange import sheets, tables
from tests.tables import brought_in, of_csv, told, workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = f"<worksheet {MAIN}><sheetData>{{rows}}</sheetData></worksheet>"


def book_with(path: Path, part: str, content: str, *, beside: bool = False) -> Path:
    """A workbook in which one part holds this."""
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append(["case", "Navn"])
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part or beside:
                new.writestr(name, old.read(name))
        new.writestr(part, content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + SHEET,
        '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">' + SHEET,
        '<?xml version="1.0" encoding="utf-7"?>' + SHEET,
        "\ufeff".join(("", SHEET)).encode("utf-16").decode("latin-1"),
        "<worksheet><sheetData><row><c>",
        "",
    ],
)
def test_entities_and_damaged_parts_are_refused(tmp_path: Path, content: str) -> None:
    path = book_with(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", content)
    ran = brought_in(tmp_path, path)
    assert (ran.code, "no Excel file, or it is damaged" in ran.err) == (3, True), ran.err


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    large = "0" * (sheets.LARGEST_INSIDE + 1)
    path = book_with(tmp_path / "a.xlsx", "xl/media/image1.png", large, beside=True)
    assert path.stat().st_size < 200_000
    assert "when it is unpacked" in brought_in(tmp_path, path).err


def test_a_part_that_says_it_is_small_is_counted_as_it_unpacks(tmp_path: Path) -> None:
    path = book_with(tmp_path / "a.xlsx", "xl/media/a.png", "0" * (sheets.LARGEST_INSIDE + 1), beside=True)
    content = path.read_bytes()
    size = (sheets.LARGEST_INSIDE + 1).to_bytes(4, "little")
    assert content.count(size) >= 1
    path.write_bytes(content.replace(size, (10).to_bytes(4, "little")))
    ran = brought_in(tmp_path, path)
    assert (ran.code, "Excel file" in ran.err) == (3, True)


def test_a_million_rows_and_a_column_far_away_are_too_much(tmp_path: Path) -> None:
    many = "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(1, tables.MOST_ROWS + 3))
    path = book_with(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", SHEET.format(rows=many))
    assert "The table is too large." in brought_in(tmp_path, path).err
    wide = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 2000))
    path = book_with(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", SHEET.format(rows=wide))
    assert "The table is too large." in brought_in(tmp_path, path).err
    text = "case\n" + "K\n" * (tables.MOST_ROWS + 2)
    assert "The table is too large." in of_csv(tmp_path, text).err
    assert "The table is too large." in of_csv(tmp_path, "case" + ";" * tables.MOST_COLUMNS + "\n").err
    (tmp_path / "a.json").write_text(json.dumps([{"case": "K"}] * (tables.MOST_ROWS + 1)), encoding="utf-8")
    assert "The table is too large." in brought_in(tmp_path, tmp_path / "a.json").err


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", SHEET.format(rows="<row>" + "<c/>" * 300_000 + "</row>")),
        ("xl/worksheets/sheet1.xml", SHEET.format(rows="<row/>" * 300_000)),
        ("xl/worksheets/sheet1.xml", "<a>" * 200_000),
        ("xl/styles.xml", f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 200_000}</cellXfs></styleSheet>"),
        ("xl/other.bin", f"<x:styleSheet {MAIN}>{'<x:xf/>' * 200_000}</x:styleSheet>"),
        ("xl/workbook.xml", f"<workbook {MAIN}><sheets>{'<sheet/>' * 101}</sheets></workbook>"),
    ],
)
def test_what_would_take_minutes_to_read_is_counted_first(tmp_path: Path, part: str, content: str) -> None:
    assert (
        "The table is too large." in brought_in(tmp_path, book_with(tmp_path / "a.xlsx", part, content)).err
    )


def test_a_row_far_down_costs_nothing(tmp_path: Path) -> None:
    row = '<row r="1"><c t="str"><v>case</v></c></row><row r="1048576"><c t="str"><v>K-1</v></c></row>'
    path = book_with(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", SHEET.format(rows=row))
    assert brought_in(tmp_path, path).code == 0


def test_a_sheet_that_lies_of_its_size_is_read_as_it_is(tmp_path: Path) -> None:
    rows = '<row r="1"><c t="str"><v>case</v></c></row><row r="2"><c t="str"><v>K-1</v></c></row>'
    lie = SHEET.format(rows=rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    path = book_with(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", lie)
    assert brought_in(tmp_path, path).code == 0


def test_a_cell_of_ten_megabytes_is_a_problem(tmp_path: Path) -> None:
    assert "not valid CSV" in of_csv(tmp_path, f'case;words\nK-1;"{"a" * 10_000_000}"\n').err
    assert "longer than 32767" in of_csv(tmp_path, f"case;words\nK-1;{'a' * 40_000}\n").err
    assert "too large" in of_csv(tmp_path, "a" * (tables.LARGEST + 1)).err


@pytest.mark.parametrize("hidden", ["\x1b[31m", "\u202e", "\x07", "\x00"])
def test_hidden_letters_are_no_answer_and_reach_no_screen(tmp_path: Path, hidden: str) -> None:
    ran = of_csv(tmp_path, f"case;Navn;{hidden}Tal\nK-1;Sa{hidden}ra;1\n")
    assert ran.code == 3
    assert hidden not in ran.err
    assert told(ran)[0].endswith("The heading does not fit any question.")
    assert "hidden characters" in ran.err or "control" in ran.err or hidden == "\x00"


def test_a_heading_of_a_page_is_shown_on_a_line(tmp_path: Path) -> None:
    heading = "Hvad " * 2000 + "\n" + "kan du"
    ran = of_csv(tmp_path, f'case;"{heading}"\nK-1;x\n')
    assert max(map(len, ran.err.splitlines())) < 300


@pytest.mark.parametrize("text", ["{" * 100_000, "[1, 2]", '"a"', "{a}", "[" * 5000 + "]" * 5000, "[NaN"])
def test_json_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    ran = brought_in(tmp_path, tmp_path / "a.json")
    assert (ran.code, "JSON" in ran.err or "list of cases" in ran.err) == (3, True)


def test_a_number_of_five_thousand_digits_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(f'[{{"case": {"9" * 5000}}}]', encoding="utf-8")
    assert "not valid JSON" in brought_in(tmp_path, tmp_path / "a.json").err


def test_a_file_that_only_begins_as_a_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    assert "no Excel file" in brought_in(tmp_path, tmp_path / "a.xlsx").err
    whole = workbook(tmp_path / "b.xlsx", {"Svar": [["case"], ["K-1"]]}).read_bytes()
    for cut in (len(whole) // 2, len(whole) - 30):
        (tmp_path / "b.xlsx").write_bytes(whole[:cut])
        assert "no Excel file" in brought_in(tmp_path, tmp_path / "b.xlsx").err
