"""Files: problems with line and column, and a save that either is there whole or never was."""

import errno
import os
import stat
from pathlib import Path
from textwrap import dedent

import pytest

from refscreen import disk, store
from refscreen.answers import Answers
from refscreen.errors import UserError
from refscreen.questionnaire import Questionnaire
from tests.conftest import questionnaire_of, said

QUESTIONNAIRE = """\
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
      - {id: age, type: number, label: {da: Alder}, ask: {da: Alder?}}
      - id: jobs
        type: group
        label: {da: Job}
        ask: {da: Job?}
        questions: [{id: title, type: text, label: {da: Titel}, ask: {da: Titel?}}]
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Questionnaire:
    """The questionnaire above, loaded from small.yaml in the folder the test stands in."""
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return store.load_questionnaire("small.yaml")


def places(error: UserError) -> list[str]:
    said(error.problems)
    return [f"{problem.where} {problem.key}" for problem in error.problems]


def written(name: str, text: str) -> Path:
    Path(name).write_text(dedent(text), encoding="utf-8")
    return Path(name)


def test_every_problem_of_a_questionnaire_has_its_line_and_column_in_the_order_of_the_file(
    small: Questionnaire,
) -> None:
    assert small.id == "small"
    text = (
        QUESTIONNAIRE.replace("minutes: 5\nsections", "mintues: 5\nsections")
        .replace("type: number", "type: numbr")
        .replace("id: title,", "id: Title,")
    )
    with pytest.raises(UserError) as error:
        store.load_questionnaire(str(written("broken.yaml", text)))
    assert places(error.value) == [
        "broken.yaml:1:1 missing_key",
        "broken.yaml:5:1 unknown_key",
        "broken.yaml:11:25 not_one_of",
        "broken.yaml:16:26 bad_id",
    ]
    assert error.value.exit_code == 3


def test_a_fault_of_yaml_has_its_line_and_column_too(small: Questionnaire) -> None:
    del small
    with pytest.raises(UserError) as error:
        store.load_questionnaire(str(written("broken.yaml", "id: a\ntitle: b: c\n")))
    assert places(error.value) == ["broken.yaml:2:9 not_yaml"]


def test_every_problem_of_a_case_has_its_line_and_column(small: Questionnaire) -> None:
    path = written(
        "case.yaml",
        """\
        questionnaire: small
        version: 1
        answers:
          agee: 3
          age: mange
          jobs:
            - title: Maler
            - titel: Kok
        states: {age: refused}
        """,
    )
    record, problems = store.load_answers(path, small)
    assert [f"{problem.where} {problem.key}" for problem in problems] == [
        "case.yaml:4:3 unknown_question",
        "case.yaml:5:8 not_a_number",
        "case.yaml:8:7 unknown_question",
        "case.yaml:9:15 not_one_of",
    ]
    assert record.unfit == {"agee": 3, "age": "mange", "jobs": [{"title": "Maler"}, {"titel": "Kok"}]}
    with pytest.raises(UserError) as error:
        store.load_sound_answers(path, small)
    assert list(error.value.problems) == problems


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("questionnaire: other\nversion: 1\n", "case.yaml:1:16 other_questionnaire"),
        ("questionnaire: small\nversion: 2\n", "case.yaml:2:10 newer_version"),
        ("questionnaire: small\n", "case.yaml:1:1 missing_key"),
        ("questionnaire: small\nversion: 1\nanwers: {age: 3}\n", "case.yaml:3:1 unknown_key"),
        ("- age\n", "case.yaml:1:1 not_a_mapping"),
        ("", "case.yaml:1:1 not_a_mapping"),
    ],
)
def test_a_file_that_is_no_case_is_refused_and_untouched(small: Questionnaire, text: str, place: str) -> None:
    path = written("case.yaml", text)
    with pytest.raises(UserError) as error:
        store.load_answers(path, small)
    assert places(error.value) == [place]
    assert path.read_text(encoding="utf-8") == text


def test_rules_lie_beside_their_questionnaire(small: Questionnaire) -> None:
    assert store.rules_path(Path("a/small.yaml")) == Path("a/small.rules.yaml")
    assert store.load_rules("small.yaml", small).recommendations == ()
    written(
        "small.rules.yaml", "questionnaire: small\nversion: 1\nyear: 2018\nfacts: {old: {when: agee > 3}}\n"
    )
    with pytest.raises(UserError) as error:
        store.load_rules("small.yaml", small)
    assert places(error.value) == ["small.rules.yaml:4:14 missing_key"]
    written(
        "small.rules.yaml",
        "questionnaire: small\nversion: 1\nyear: 2018\nfacts:\n  old: {when: agee > 3, text: {da: x}}\n",
    )
    with pytest.raises(UserError) as error:
        store.load_rules("small.yaml", small)
    assert places(error.value) == ["small.rules.yaml:5:15 condition_unknown_name"]


def test_a_bare_name_finds_yours_first_and_then_the_shipped_one(small: Questionnaire) -> None:
    del small
    assert store.find_questionnaire("screening") == store.shipped("questionnaires") / "screening.yaml"
    Path("questionnaires").mkdir()
    written("questionnaires/screening.yaml", QUESTIONNAIRE)
    assert store.find_questionnaire("screening") == Path("questionnaires/screening.yaml")


@pytest.mark.parametrize("name", ["nothing", "", "../small", "small\0"])
def test_an_unknown_questionnaire_is_told_with_those_there_are(small: Questionnaire, name: str) -> None:
    del small
    with pytest.raises(UserError) as error:
        store.find_questionnaire(name)
    assert error.value.exit_code == 2
    assert said(error.value.problems)[0] in {": no_such_questionnaire", ": no_such_file"}


def test_a_folder_or_a_missing_file_is_no_file(small: Questionnaire, tmp_path: Path) -> None:
    del small
    for path, told in ((tmp_path, ": is_a_folder"), (tmp_path / "none.yaml", ": no_such_file")):
        with pytest.raises(UserError) as error:
            store.read_source(path)
        assert said(error.value.problems) == [told]


def test_a_file_larger_than_a_megabyte_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(10**12)  # a sparse terabyte
    with pytest.raises(UserError) as error:
        store.read_source(path)
    assert said(error.value.problems) == [": too_large"]


def test_a_file_nobody_may_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.touch()

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError) as error:
        store.read_source(path)
    assert said(error.value.problems) == [": cannot_read"]
    assert error.value.problems[0].values == {"reason": "EACCES"}


# --- saving -----------------------------------------------------------------------------------------

RECORD = Answers("small", 1, case="K-1", values={"age": 30})
SAVED = "questionnaire: small\nversion: 1\ncase: K-1\nstatus: in-progress\nanswers:\n  age: 30\n"


def test_a_saved_case_is_plain_yaml_and_loads_again(small: Questionnaire) -> None:
    store.save_answers(Path("new/folder/case.yaml"), RECORD)
    assert Path("new/folder/case.yaml").read_text(encoding="utf-8") == SAVED
    assert store.load_sound_answers(Path("new/folder/case.yaml"), small) == RECORD


def test_what_does_not_fit_survives_loading_and_saving(small: Questionnaire) -> None:
    path = written(
        "case.yaml", "questionnaire: small\nversion: 1\nanswers: {age: mange, agee: [1, no], jobs: Maler}\n"
    )
    store.save_answers(path, store.load_answers(path, small)[0])
    assert store.read_source(path).data["answers"] == {"age": "mange", "agee": [1, "no"], "jobs": "Maler"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_a_saved_case(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    for _time in range(2):
        store.save_answers(path, RECORD)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    store.save_answers(path, RECORD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def failing(monkeypatch: pytest.MonkeyPatch, call: str, code: int, *, at: int = 1) -> None:
    """Let a call of the operating system fail from the n-th time on."""
    real, calls = getattr(os, call), []

    def fail(*args: object, **kwargs: object) -> object:
        calls.append(args)
        if len(calls) >= at:
            raise OSError(code, os.strerror(code))
        return real(*args, **kwargs)

    monkeypatch.setattr(os, call, fail)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EFBIG])
@pytest.mark.parametrize("call", ["open", "fdopen", "fsync", "replace"])
@pytest.mark.parametrize("before", [None, "old"], ids=["new file", "old file"])
def test_a_save_that_fails_leaves_the_file_of_before_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None, call: str, code: int
) -> None:
    path = tmp_path / "case.yaml"
    if before is not None:
        path.write_text(before, encoding="utf-8")
    with monkeypatch.context() as patch:
        failing(patch, call, code)
        with pytest.raises(UserError) as error:
            store.save_answers(path, RECORD)
    assert said(error.value.problems) == [": cannot_save"]
    assert error.value.problems[0].where == str(path)
    assert error.value.problems[0].values == {"reason": errno.errorcode[code]}
    assert [file.name for file in tmp_path.iterdir()] == ([] if before is None else ["case.yaml"])
    assert before is None or path.read_text(encoding="utf-8") == before


def test_after_a_save_that_failed_the_next_one_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.yaml"
    with monkeypatch.context() as patch:
        failing(patch, "fsync", errno.EIO)
        with pytest.raises(UserError):
            store.save_answers(path, RECORD)
    store.save_answers(path, RECORD)
    assert path.read_text(encoding="utf-8") == SAVED


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot sync a folder")
def test_a_folder_that_cannot_be_synced_is_told_so_nobody_takes_the_save_for_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("old", encoding="utf-8")
    with monkeypatch.context() as patch:
        failing(patch, "fsync", errno.EIO, at=2)
        with pytest.raises(UserError) as error:
            store.save_answers(path, RECORD)
    assert said(error.value.problems) == [": not_confirmed"]
    assert path.read_text(encoding="utf-8") == SAVED


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_ctrl_c_in_the_middle_of_a_save_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("old", encoding="utf-8")

    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, call, interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.save_answers(path, RECORD)
    assert [file.name for file in tmp_path.iterdir()] == ["case.yaml"]
    assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot sync a folder")
def test_the_file_is_synced_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(handle: int) -> None:
        steps.append(
            "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"{os.fstat(handle).st_size} bytes"
        )
        fsync(handle)

    def renamed(old: str, new: Path) -> None:
        steps.append("rename")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    disk.save(tmp_path / "case.yaml", b"12345")
    assert steps == ["5 bytes", "rename", "folder"]


def test_a_place_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for path in (tmp_path, tmp_path / "file" / "case.yaml"):
        with pytest.raises(UserError) as error:
            store.save_answers(path, RECORD)
        assert said(error.value.problems) == [": cannot_save"]
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_name_as_long_as_the_disk_takes_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("k" * 250 + ".yaml")
    store.save_answers(path, RECORD)
    assert path.read_text(encoding="utf-8") == SAVED


def test_the_questionnaire_a_file_answers(small: Questionnaire) -> None:
    del small
    assert store.questionnaire_of(written("a.yaml", "questionnaire: small\n")) == "small"
    assert store.questionnaire_of(written("a.yaml", "answers: {}\n")) == ""
    assert store.questionnaire_of(written("a.yaml", "- a\n")) == ""


def test_a_questionnaire_in_the_test_and_in_a_file_are_read_alike(small: Questionnaire) -> None:
    assert small.questions["age"].type == questionnaire_of("- {id: age, type: number}").questions["age"].type
