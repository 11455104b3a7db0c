"""What the documentation says is true, and whatever the program can say is there in both languages."""

import re
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from refscreen import journal, messages, questionnaire, rules, store, yaml_text
from tests.program import run

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "README.da.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/data-protection.md",
    "docs/data-protection.da.md",
    "docs/speed.md",
)
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "refscreen").rglob("*.py")))


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", text_of(page))
    here = (ROOT / page).parent
    assert [link for link in links if not (here / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_is_named_exists(page: str) -> None:
    for command, rest in re.findall(r"(?m)(?:^|`)refscreen ([\w-]+)((?: [^`\n#]*)?)", text_of(page)):
        if command in {"is", "er"}:  # a sentence begins with the name
            continue
        names = [command, rest.split()[0]] if command in {"keys", "questionnaire"} else [command]
        told = run(*names, "--help")
        assert told.code == 0, names
        for option in re.findall(r"(?<!\S)(--[a-z-]+)", rest):
            assert option in told.out, (names, option)


def test_the_readme_counts_what_is_there() -> None:
    screening = store.load_questionnaire("screening")
    assert f"{len(screening.sections)} themes, {len(screening.questions)} questions" in text_of("README.md")
    found = store.load_rules("screening", screening)
    assert f"{len(found.recommendations)} recommendations" in text_of("README.md")
    told = [store.questionnaire_of(path) for path in store.shipped("samples").glob("*.yaml")]
    assert (told.count("screening"), told.count("competence-card")) == (8, 2)


def recipes() -> dict[str, str]:
    """The code of each "Add a …" chapter of CONTRIBUTING."""
    chapters = re.split(r"^## ", text_of("CONTRIBUTING.md"), flags=re.MULTILINE)
    found = {}
    for chapter in chapters:
        name, _, body = chapter.partition("\n")
        code = re.search(r"```(?:yaml)?\n(.*?)```", body, re.DOTALL)
        if name.startswith("Add a") and code:
            found[name] = code[1]
    return found


@pytest.mark.parametrize("name", ["Add a question", "Add a rule", "Add a document"])
def test_every_recipe_takes_under_ten_lines(name: str) -> None:
    assert recipes()[name].count("\n") < 10


def test_the_question_of_the_recipe_can_be_added() -> None:
    text = (store.shipped("questionnaires") / "screening.yaml").read_text(encoding="utf-8")
    place = text.index("      - id: best_job\n")
    data = yaml_text.read((text[:place] + recipes()["Add a question"] + text[place:]).encode()).data
    found, problems = questionnaire.parse(data, store.listed_choices_of())
    assert problems == []
    assert found is not None
    assert found.questions["tools_own"].audiences == ("municipality", "candidate")


def test_the_rule_of_the_recipe_can_be_added() -> None:
    screening = store.load_questionnaire("screening")
    data: dict[str, Any] = store.read_source(store.shipped("questionnaires") / "screening.rules.yaml").data
    added = yaml_text.read(recipes()["Add a rule"].replace("tools_own", "show_ok").encode()).data[0]
    rest = {"stage": "0-1", "area": "workplace", "priority": 2, "source": ["inferred"]}
    recommendations = [*data["recommendations"], {**added, **rest}]
    _found, problems = rules.parse({**data, "recommendations": recommendations}, screening)
    assert problems == []


def leaves(node: Any, place: str = "") -> dict[str, str]:
    """Every sentence of a message file by its key."""
    if isinstance(node, dict):
        found: dict[str, str] = {}
        for key, item in node.items():
            found |= leaves(item, f"{place}.{key}".strip("."))
        return found
    return {place: str(node)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def sentences(language: str) -> dict[str, str]:
    found = leaves(messages.load(language).texts)
    return {key: text for key, text in found.items() if not key.startswith(("help.", "words."))}


def test_both_languages_say_the_same_things_with_the_same_placeholders() -> None:
    danish, english = sentences("da"), sentences("en")
    assert set(danish) == set(english)
    assert {k: placeholders(v) for k, v in danish.items()} == {k: placeholders(v) for k, v in english.items()}


def test_every_problem_that_can_be_found_has_its_words() -> None:
    pattern = r'(?:Problem|broken|YamlError|_UnfitError|_unsaved)\(\s*"(\w+)"'
    used = set(re.findall(pattern, SOURCE)) | set(re.findall(r'problem = "(\w+)"', SOURCE))
    used |= {f"log_{kind}" for kind in get_args(journal.Kind)}
    told = set(messages.load("en").texts["problems"])
    assert used - told == set()
    assert told - used == set()


def test_every_sentence_that_is_said_is_there() -> None:
    known = set(sentences("en"))
    said = set(re.findall(r'(?:say|_say)\(\s*"([a-z_]+(?:\.[a-z_]+)*)"', SOURCE))
    ends = {key.split(".", place)[-1] for key in known for place in range(key.count(".") + 1)}
    assert said - ends == set()


def test_every_help_text_is_there_in_danish() -> None:
    english = set(re.findall(r'_h\(\s*"([^"]+)"', SOURCE))
    assert english == set(messages.load("da").texts["help"])


def test_help_is_in_the_language_that_is_asked_for() -> None:
    import subprocess
    import sys

    started = [sys.executable, "-m", "refscreen", "--lang", "da", "report", "--help"]
    told = subprocess.run(started, capture_output=True, check=True).stdout.decode()
    assert "Lav overdragelsen til kommunen" in told


def test_a_document_of_your_own_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates" / "thanks"
    folder.mkdir(parents=True)
    manifest = (
        "title: {da: Tak}\nquestionnaire: screening\naudience: company\npage: A4\npages: [1, 1]\n"
        "consents: [consent_company]\n"
    )
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    (folder / "texts.yaml").write_text("thanks: {da: Tak for besøget}\n", encoding="utf-8")
    (folder / "style.css").write_text("@page { size: A4 }", encoding="utf-8")
    html = (
        '<!DOCTYPE html><html lang="da"><head><title>{{ title }}</title>'
        "<style>{{ style|safe }}</style></head>"
        "<body><h1>{{ t.thanks }}</h1><p>{{ a.full_name.text }}</p></body></html>"
    )
    (folder / "document.html").write_text(html, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    sample = ROOT / "samples" / "amir.yaml"
    assert run("batch", sample, "-o", "out", "--document", "thanks").code == 0
    assert len(list((tmp_path / "out").glob("*_tak_*.pdf"))) == 1


def test_a_template_that_asks_for_what_it_may_not_see_is_an_error_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_a_document_of_your_own_is_a_folder(tmp_path, monkeypatch)
    page = tmp_path / "templates" / "thanks" / "document.html"
    page.write_text("<p>\n{{ a.legal_status.text }}</p>", encoding="utf-8")
    ran = run("batch", ROOT / "samples" / "foued.yaml", "-o", "out", "--document", "thanks")
    assert ran.code == 1
    assert "document.html:2" in ran.err
