"""Answers that a spreadsheet would run. Goal S9."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl

from refscreen import yaml_text
from tests.program import run

FORMULAS = (
    "=1+1",
    "+45 20 00 00 00",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "=IMPORTXML(1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\t=1",
    "%0A=1",
    " =1",
    "\u00a0=1",
    '"=1',
    "'=1",
    ";=1",
    ",=1",
    "\u200b=1",
    "=\u0661",
    "a\n=1+1",
    "a;=1",
    "a\t=1",
    '";=1',
    "==1",
    "+-1",
    "@@",
    "-2+3+cmd|' /C calc'!A0",
    "DDE(1)",
    "|calc",
    "=1\u2028",
    "+",
    "-",
    "=",
    "@",
    "http://x",
    "file:///etc/passwd",
    "mailto:x@y",
    "<table>",
    "{=1}",
)
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
LEAD = " \u00a0\u200b\u2060\ufeff\"'"


def case(path: Path, number: int, said: str) -> None:
    """A case in which every text is a formula."""
    line = " ".join(said.split())
    record = {
        "questionnaire": "screening",
        "version": 1,
        "case": f"K-{number}",
        "status": "completed",
        "answers": {
            "case_ref": f"K-{number}",
            "consent_municipality": True,
            "consent_company": True,
            "full_name": line,
            "phone": line,
            "home_region": line,
            "consultant": line,
            "organisation": line,
            "home_roles": said,
            "ever_worked": True,
            "jobs": [{"title": line, "tasks": said, "machines": line}],
        },
        "notes": {"full_name": said},
    }
    path.write_text(yaml_text.write(record), encoding="utf-8")


def run_by_a_spreadsheet(home: Path) -> list[str]:
    """What of the cases in a folder a spreadsheet would run, in everything that is exported."""
    wrong = []
    for audience in ("municipality", "company"):
        for target in ("csv", "mailmerge"):
            ran = run("export", home, "--to", target, "--audience", audience, "-o", "-")
            rows = list(csv.reader(io.StringIO(ran.out.removeprefix("\ufeff")), delimiter=";"))
            cells = [cell for row in rows for cell in row]
            wrong += [
                f"{target}: {cell!r}" for cell in cells if cell.startswith(BEGINNINGS) and not _number(cell)
            ]
            if len(rows) < 2:
                wrong.append(f"{target} for {audience}: nothing exported: {ran.err[:200]}")
        path = home / f"{audience}.xlsx"
        ran = run("export", home, "-o", path, "--audience", audience)
        book = openpyxl.load_workbook(path)
        wrong += [
            f"xlsx: {cell.coordinate} {cell.data_type}"
            for sheet in book
            for row in sheet
            for cell in row
            if cell.data_type not in {"s", "n", "d"} or cell.hyperlink
        ]
    run("stats", home, "--csv", home / "stats.csv")
    for row in csv.reader(io.StringIO((home / "stats.csv").read_text("utf-8-sig")), delimiter=";"):
        wrong += [f"stats: {cell!r}" for cell in row if cell.startswith(BEGINNINGS) and not _number(cell)]
    return wrong


def _number(cell: str) -> bool:
    return cell.removeprefix("-").replace(",", "").isdigit()
