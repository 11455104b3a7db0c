"""Where documents and answers files go whose case is called something hostile. Goal S8."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

from refscreen import naming, store, yaml_text
from refscreen.answers import Answers
from refscreen.errors import UserError
from refscreen.personal_numbers import names_a_person
from refscreen.production import Order
from tests.hostile import names
from tests.program import run

PLAIN = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9._-]{{0,{naming.LONGEST + 1}}}\.(pdf|txt|yaml)")
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def named(count: int) -> list[str]:
    """The names that documents get for so many hostile case numbers, in every pattern; the bad ones."""
    form, wrong = store.load_questionnaire("screening"), []
    for number, case in enumerate(names.numbers(count)):
        pattern = names.PATTERNS[number % len(names.PATTERNS)]
        record = Answers(form.id, form.version, case=case)
        called = naming.output_name(Order("handover", Path("case.yaml")), record, form, _checked(pattern))
        if not _good(called):
            wrong.append(f"{case!r} in {pattern!r} is called {called!r}")
    for person in names.PEOPLE:
        record = Answers(form.id, form.version, case=person)
        called = naming.output_name(Order("handover", Path("case.yaml")), record, form)
        wrong += [f"{called} tells who it is"] if names_a_person(called) else []
    wrong += [f"{pattern!r} is taken" for pattern in names.BROKEN if not _refused(pattern)]
    return wrong


def _checked(pattern: str) -> str:
    try:
        return naming.checked(pattern)
    except UserError:
        return ""


def _refused(pattern: str) -> bool:
    try:
        naming.checked(pattern)
    except UserError:
        return True
    return False


def _good(called: str) -> bool:
    return bool(PLAIN.fullmatch(called)) and not DEVICE.fullmatch(called)


def made(count: int, home: Path) -> list[str]:
    """Batches and imports of hostile cases in a folder within a folder; what is written elsewhere."""
    inside = home / "workspace"
    (inside / "cases").mkdir(parents=True)
    form = "questionnaire: screening\nversion: 1\nstatus: completed\n"
    rows = ["case;Navn"]
    for number, case in enumerate(names.numbers(count)):
        sound = "".join(letter for letter in case if letter.isprintable()).replace('"', '""')
        rows.append(f'"{sound}{number}";Ina')
        answers = {"consent_municipality": True, "full_name": "Ina"}
        text = form + yaml_text.write({"case": case, "answers": answers})
        (inside / "cases" / f"case-{number}.yaml").write_text(text, encoding="utf-8")
    (inside / "cases.csv").write_text("\n".join(rows), encoding="utf-8")
    before = _files(home)
    pattern = "{case}_{document}"
    ran = run(
        "batch",
        inside / "cases",
        "-o",
        inside / "out",
        "--format",
        "txt",
        "--document",
        "summary",
        "--name",
        pattern,
    )
    brought = [run("import", _one(inside, row, n), "-o", inside / "in") for n, row in enumerate(rows[1:])]
    new = _files(home) - before
    wrong = [f"wrote {path}" for path in new if path.parent not in {inside / "out", inside / "in"}]
    wrong += [
        f"called {path.name!r}" for path in new if not path.name.startswith(".") and not _good(path.name)
    ]
    ends = SimpleNamespace(codes={ran.code, *(one.code for one in brought)})
    return wrong + (
        [] if ends.codes <= {0, 1, 2, 3} and new else [f"ended with {ends.codes}: {ran.err[-200:]}"]
    )


def _one(inside: Path, row: str, number: int) -> Path:
    path = inside / "rows" / f"{number}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"case;Navn\n{row}\n", encoding="utf-8")
    return path


def _files(home: Path) -> set[Path]:
    return {path for path in home.rglob("*") if path.is_file() and "rows" not in path.parts}
