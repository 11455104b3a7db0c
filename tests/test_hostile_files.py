"""Files and answers that are made to do harm, where the campaign shows that they do not: how it is told."""

from pathlib import Path

import pytest

from refscreen import console, inspection, naming, store
from refscreen.answers import Answers
from refscreen.production import Order
from tests.keyboard import CTRL, TEXT, sit
from tests.program import run

CASE = "questionnaire: screening\nversion: 1\n"


def checked(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return run("check", path).err


def test_of_thousands_of_mistakes_the_first_are_told_and_all_are_counted(tmp_path: Path) -> None:
    told = checked(tmp_path / "case.yaml", CASE + "".join(f"key_{n}: 1\n" for n in range(5000)))
    assert told.count("is not known here") == console.TOLD
    assert "Here are the first 400 of 5000 things to correct" in told


def test_a_translation_of_nothing_is_told_with_its_line(tmp_path: Path) -> None:
    told = checked(
        tmp_path / "nothing.so.yaml",
        "translates: nothing\nlanguage: so\nmade: {da: Prøve}\nreviewed: false\ntitle: x\n",
    )
    assert "nothing.so.yaml:1:13" in told


@pytest.mark.parametrize("path", ["./secret.yaml", "{folder}/secret.yaml", "//192.0.2.1/share/secret.yaml"])
@pytest.mark.parametrize("command", [("check",), ("status",), ("render", "summary"), ("batch", "-o", "out")])
def test_a_case_does_not_choose_what_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("secret.yaml").write_text("[broken", encoding="utf-8")
    named = path.format(folder=tmp_path)
    Path("case.yaml").write_text(f"questionnaire: {named}\nversion: 1\nanswers: {{}}\n", encoding="utf-8")
    ran = run(*command, "case.yaml")
    assert ran.code != 0
    assert "secret.yaml:" not in ran.err


def test_a_word_that_stands_for_no_evidence_is_shown_as_it_is() -> None:
    seen = sit(TEXT, CTRL["b"], begun={"it": "a"}, beside={"evidence": {"it": "\x1b]0;x\x07hearsay"}})
    assert "hearsay" in "".join(seen.screens)


@pytest.mark.parametrize(
    ("case", "pattern", "name"),
    [
        ("CON", "{case}", "_CON.pdf"),
        ("lpt1.x", "{case}", "_lpt1.x.pdf"),
        ("K.", "{case}", "K.pdf"),
        ("../../K", "{case}/{case}", "K-K.pdf"),
        ("a" * 300, "{case}", "a" * 80 + ".pdf"),
    ],
)
def test_a_name_is_possible_on_every_system(case: str, pattern: str, name: str) -> None:
    form = store.load_questionnaire("screening")
    order = Order("handover", Path("case.yaml"))
    assert naming.output_name(order, Answers(form.id, form.version, case=case), form, pattern) == name


@pytest.mark.parametrize(
    "person", ["010190-1234", "010190–1234", "010190 / 1234", "0101901234", "010190.1234"]
)
def test_no_name_tells_a_persons_number_however_it_is_divided(tmp_path: Path, person: str) -> None:
    assert "CPR" in checked(tmp_path / "case.yaml", CASE + f"case: '{person}'\n")
    form = store.load_questionnaire("screening")
    order = Order("handover", Path("case.yaml"))
    assert "1234" not in naming.output_name(order, Answers(form.id, form.version, case=person), form)


def test_a_fault_is_told_without_the_words_of_the_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise KeyError("Amir \x1b]0;x\x07")

    monkeypatch.setattr(inspection, "problems_in", broken)
    ran = run("check", "case.yaml")
    assert ran.code == 1
    assert "KeyError" in ran.err
    assert "in broken" in ran.err
    assert "\x1b" not in ran.err
