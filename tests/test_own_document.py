"""A document of one's own is a folder of three files and no Python: a letter of thanks to a company."""

import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import docx
import pypdf
import pytest

from refscreen import store
from tests.program import Ran, run

CASE = store.shipped("samples") / "amir.yaml"
LETTER = {
    "manifest.yaml": """
        title: {da: Tak for jeres hjælp, en: Thank you for your help}
        questionnaire: screening
        audience: company
        page: A4
        pages: [1, 1]
        consents: [consent_company]
    """,
    "document.html": """
        <!DOCTYPE html>
        <html lang="{{ v.language }}">
        <head><meta charset="utf-8"><title>{{ title }}</title><style>{{ style|safe }}</style></head>
        <body>
        <h1>{{ title }}</h1>
        <p>I har taget godt imod {{ a.full_name.text }}: {{ a.top_skills.lines[0] }}.</p>
        <p>{{ a.consultant.text }}</p>
        </body>
        </html>
    """,
    "style.css": '@page { size: A4; margin: 30mm } body { font: 11pt/1.5 "Refscreen Serif" }',
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "templates" / "thanks"
    made.mkdir(parents=True)
    for name, text in LETTER.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def changed(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def rendered(*options: object) -> Ran:
    return run("render", "thanks", CASE, *options)


def test_it_is_listed() -> None:
    assert "Thank you for your help" in run("documents").out


def test_it_is_a_pdf_of_one_page() -> None:
    assert rendered("-o", "thanks.pdf").code == 0
    page, *others = pypdf.PdfReader("thanks.pdf").pages
    assert not others
    assert "Amir" in page.extract_text()


def test_it_is_a_word_document_a_page_for_a_browser_and_plain_text() -> None:
    for ending in ("docx", "html", "txt"):
        assert rendered("-o", f"thanks.{ending}").code == 0
    paragraphs = [
        (part.text, part.style.name) for part in docx.Document("thanks.docx").paragraphs if part.style
    ]
    assert ("Tak for jeres hjælp", "Title") in paragraphs or (
        "Tak for jeres hjælp",
        "Heading 1",
    ) in paragraphs
    assert "<h1>Tak for jeres hjælp</h1>" in Path("thanks.html").read_text(encoding="utf-8")
    assert Path("thanks.txt").read_text(encoding="utf-8").startswith("Tak for jeres hjælp")


def test_conclusions_that_the_manifest_does_not_name_are_an_error_with_the_line(folder: Path) -> None:
    changed(folder / "document.html", "{{ a.consultant.text }}", "{{ c.top|length }}")
    ran = rendered("-o", "thanks.pdf")
    assert ran.code == 3
    assert "document.html:8" in ran.err
    assert "top" in ran.err
    changed(folder / "manifest.yaml", "pages: [1, 1]", "pages: [1, 1]\n        conclusions: [top]")
    assert rendered("-o", "thanks.pdf").code == 0


def test_what_its_audience_may_not_see_is_an_error_with_the_line(folder: Path) -> None:
    changed(folder / "document.html", "{{ a.consultant.text }}", "{{ a.legal_status.text }}")
    ran = rendered("-o", "thanks.pdf")
    assert ran.code == 3
    assert "document.html:8:1" in ran.err
    assert "legal_status" in ran.err
    assert not Path("thanks.pdf").exists()


@pytest.mark.parametrize(
    ("file", "before", "after", "where"),
    [
        ("document.html", "<h1>{{ title }}</h1>", "<h1>{{ titel }}</h1>", "document.html:6:1"),
        ("document.html", "<h1>{{ title }}</h1>", "<h1>{{ title }</h1>", "document.html:6:1"),
        ("document.html", "<h1>{{ title }}</h1>", "{% include 'head.html' %}", "document.html:6:1"),
        ("document.html", "<h1>{{ title }}</h1>", "<h1>{{ 1 / 0 }}</h1>", "document.html:6:1"),
        ("document.html", "<h1>{{ title }}</h1>", "<h1>{{ title + 1 }}</h1>", "document.html:6:1"),
        ("style.css", "11pt", "{{ size }}pt", "style.css:1:1"),
        ("manifest.yaml", "audience: company", "audience: companies", "manifest.yaml:4:19"),
        ("manifest.yaml", "page: A4", "paper: A4", "manifest.yaml:5:9"),
        ("manifest.yaml", "[consent_company]", "[consent_firm]", "manifest.yaml:7:20"),
    ],
)  # fmt: skip
def test_a_mistake_of_its_author_is_told_with_file_and_line(
    folder: Path, file: str, before: str, after: str, where: str
) -> None:
    changed(folder / file, before, after)
    ran = rendered("-o", "thanks.pdf")
    assert ran.code in {2, 3}
    assert where in ran.err


def test_an_unknown_name_is_told_without_the_words_of_the_program(folder: Path) -> None:
    changed(folder / "document.html", "a.full_name", "a.fullname")
    err = rendered("-o", "thanks.pdf").err
    assert ("fullname" in err, "object" in err) == (True, False)


def test_a_template_in_another_encoding_is_told_with_its_line(folder: Path) -> None:
    letter = (folder / "document.html").read_text(encoding="utf-8")
    (folder / "document.html").write_bytes(letter.replace("godt imod", "gået godt imod").encode("cp1252"))
    ran = rendered("-o", "thanks.pdf")
    assert (ran.code, "document.html:7:1" in ran.err, "UTF-8" in ran.err) == (3, True, True)


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "style.css").unlink()
    ran = rendered("-o", "thanks.pdf")
    assert (ran.code, "style.css" in ran.err) == (3, True)


def test_more_pages_than_it_says_are_an_error_with_the_numbers(folder: Path) -> None:
    changed(folder / "style.css", "11pt", "60pt")
    ran = rendered("-o", "thanks.pdf")
    assert ran.code == 3
    assert "1" in ran.err


@pytest.mark.parametrize("option", ["--theme=dark", "--sheet", "--marks", "--branch=metal", "--photo=a.jpg"])
def test_what_it_cannot_do_is_refused(option: str) -> None:
    ran = rendered("-o", "thanks.pdf", option)
    assert ran.code == 2
    assert option.partition("=")[0] in ran.err


def test_a_word_that_runs_out_of_its_box_is_told_and_the_letter_made_all_the_same(folder: Path) -> None:
    changed(folder / "document.html", "<h1>", "<h1>Speciallægepraksisplanlægningsstabiliseringsperioden")
    ran = rendered("-o", "thanks.pdf")
    assert ran.code == 0
    assert "page 1: h1" in ran.err
    assert "Special" not in ran.err, "the text may be an answer"


def told_after(save: Callable[[], object], lines: SimpleQueue[str]) -> str:
    """The next line the program says, saving until it says one: nothing tells when it begins to look."""
    for _again in range(60):
        save()
        try:
            return lines.get(timeout=1)
        except Empty:
            continue
    raise AssertionError("nothing was said in a minute")


def test_it_is_made_again_whenever_its_author_saves(folder: Path, tmp_path: Path) -> None:
    page, lines = folder / "document.html", SimpleQueue[str]()
    right, wrong = LETTER["document.html"], LETTER["document.html"].replace("title }}</h1>", "titel }}</h1>")
    command = [sys.executable, "-m", "refscreen", "--lang", "en", "render", "thanks", str(CASE), "--watch"]
    with subprocess.Popen(
        [*command, "-o", "thanks.html"], stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as author:
        stderr = author.stderr
        assert stderr
        Thread(target=lambda: deque(map(lines.put, stderr)), daemon=True).start()
        assert "thanks.html" in lines.get(timeout=60)
        assert "Ctrl-C" in lines.get(timeout=60)
        assert "document.html:6" in told_after(lambda: page.write_text(wrong, encoding="utf-8"), lines)
        kind = right.replace("{{ title }}</h1>", "Hjertelig tak</h1>")
        while "thanks.html" not in told_after(lambda: page.write_text(kind, encoding="utf-8"), lines):
            continue
        author.terminate()
    assert "Hjertelig tak" in (tmp_path / "thanks.html").read_text(encoding="utf-8")
