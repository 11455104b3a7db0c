"""Encrypted cases on disk: shared, locked, opened again, and read by every command as plain ones are."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from refscreen import disk, resealing, store
from refscreen.answers import Answers
from refscreen.errors import Problem
from refscreen.interview.pace import Pace
from refscreen.keeping import Keeper, found, sat_down
from refscreen.vault import age, keys, sealed
from tests.program import Ran, run

RECOVERY_SECRET, RECOVERY = age.new()
SAMPLES = store.shipped("samples")


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Become a user by name, who gets a key without a passphrase; the public key comes back."""

    def become(name: str) -> str:
        keys.take("")
        monkeypatch.setenv("REFSCREEN_HOME", str(tmp_path / "users" / name))
        return (keys.own() if keys.present() else keys.create(name, "", RECOVERY)).key

    return become


def copied(folder: Path, *stems: str) -> list[Path]:
    """Shipped cases in a folder, plain."""
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy(SAMPLES / f"{stem}.yaml", folder)) for stem in stems]


def locked(folder: Path, *stems: str) -> list[Path]:
    """Shipped cases in a folder, encrypted."""
    paths = copied(folder, *stems)
    done = resealing.lock(paths)
    assert (list(done.changed), done.problems) == (paths, ())
    return paths


def begun(path: Path) -> tuple[Keeper, Answers]:
    """An interview that has just begun in a file."""
    questionnaire, now = store.load_questionnaire("screening"), datetime(2026, 11, 21, 9, 30)
    before = found(path, questionnaire)
    keeper = Keeper(path, questionnaire, Pace(lambda: now), lambda: now)
    return keeper, keeper.begin(sat_down(before.record, questionnaire, now), before)


def readers(path: Path) -> list[str]:
    """Whom a case is encrypted for."""
    return [one["name"] for one in store.read_source(path).data["recipients"]]


def why(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """File and reason of each problem."""
    return [(Path(problem.where).name, problem.key) for problem in problems]


# --- lock and unlock --------------------------------------------------------------------------------


def test_lock_encrypts_the_cases_of_a_folder_and_nothing_else(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("jette")
    work = tmp_path / "work"
    cases = copied(work / "cases", "leyla", "ali")
    method = work / "questionnaires"
    shutil.copytree(store.shipped("questionnaires"), method)
    own = work / "templates" / "mine" / "manifest.yaml"
    own.parent.mkdir(parents=True)
    shutil.copy(store.PACKAGE / "templates" / "summary" / "manifest.yaml", own)
    others = {path: path.read_bytes() for path in [*method.iterdir(), own] if path.is_file()}
    (work / "a folder.yaml").mkdir()
    ran = run("keys", "lock", work)
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "Cases encrypted: 2")
    assert all(store.header(path).sealed for path in cases)
    assert {path: path.read_bytes() for path in others} == others


def test_a_case_in_clear_that_names_others_is_encrypted_for_its_user_too(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("Jette")
    (path,) = copied(tmp_path, "leyla")
    named = f"recipients:\n- {{name: Bo, key: {age.new()[1]}}}\n"
    path.write_text(named + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert resealing.lock([path]).changed == (path,)
    assert readers(path) == ["Bo", "Jette", "recovery"]


def test_what_a_killed_lock_left_in_clear_goes_with_the_next(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("Jette")
    (path,) = locked(tmp_path, "leyla")
    beside = path.with_name(".leyla.yaml.x7abcd_2.tmp")
    beside.write_text("answers", encoding="utf-8")
    assert resealing.lock([tmp_path]).problems == ()
    assert not beside.exists()


@pytest.mark.parametrize("key", ["age1nothing", age.new()[1]], ids=["no key", "another's"])
def test_a_case_that_does_not_name_its_user_stays_open_when_it_is_shared(
    user: Callable[[str], str], tmp_path: Path, key: str
) -> None:
    own, path = user("Jette"), tmp_path / "a.yaml"
    data = {"questionnaire": "screening", "version": 1, "recipients": [{"name": "Bo", "key": key}]}
    path.write_bytes(sealed.close(data, lambda content, _keys: age.seal(content, [own])))
    done = resealing.share([path], keys.Recipient("Ida", age.new()[1]))
    assert (done.changed, done.problems) == ((path,), ())
    assert readers(path)[-2:] == ["Ida", "Jette"]


def test_a_case_is_the_same_after_lock_and_unlock(user: Callable[[str], str], tmp_path: Path) -> None:
    user("jette")
    [path] = locked(tmp_path / "cases", "leyla")
    ran = run("keys", "unlock", path, lang="da")
    clear = path.with_name("leyla-ukrypteret.yaml")
    assert (ran.code, clear.name in ran.err) == (0, True)
    assert store.read_source(clear).data == store.read_source(SAMPLES / "leyla.yaml").data
    assert run("keys", "unlock", path, "-o", "-").out == clear.read_text(encoding="utf-8")
    assert run("keys", "unlock", path, lang="da").code == 2
    assert run("keys", "unlock", path, "-o", path, "--force").code == 2
    assert store.header(path).sealed


def test_files_that_cannot_be_opened_are_named_and_the_rest_is_done(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("stranger")
    folder = tmp_path / "cases"
    locked(folder, "amir")
    user("jette")
    first, damaged, held = locked(folder, "ali", "foued", "leyla")
    damaged.write_bytes(damaged.read_bytes()[:-100] + b"\n")
    (folder / "plain.yaml").write_bytes((SAMPLES / "thin.yaml").read_bytes())
    (folder / "broken.yaml").write_text("questionnaire: screening\nanswers: [\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with disk.held(held):
        done = resealing.share([folder], keys.Recipient("Bo", age.new()[1]))
    assert done.changed == (first,)
    assert why(done.problems) == [
        ("amir.yaml", "not_for_you"),
        ("foued.yaml", "sealed_damaged"),
        ("leyla.yaml", "in_use"),
    ]
    after = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
    assert {name for name in after if after[name] != before[name]} == {"ali.yaml"}
    ran = run("keys", "lock", folder)
    assert (ran.code, store.header(folder / "plain.yaml").sealed) == (1, True)
    assert "broken.yaml:2:10" in ran.err or "broken.yaml:3:1" in ran.err


def test_rules_that_are_named_are_refused(user: Callable[[str], str], tmp_path: Path) -> None:
    user("jette")
    rules = Path(shutil.copy(store.shipped("questionnaires") / "screening.rules.yaml", tmp_path))
    before = rules.read_bytes()
    ran = run("keys", "lock", rules)
    assert (ran.code, rules.read_bytes()) == (1, before)
    assert "not the answers" in ran.err or "no answers" in ran.err or "questionnaire" in ran.err


# --- colleagues -------------------------------------------------------------------------------------


def test_a_colleague_reads_what_is_shared_until_it_is_withheld(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    bo = user("bo")
    user("jette")
    [path] = locked(tmp_path / "cases", "leyla")
    plain = copied(tmp_path / "cases", "ali")[0].read_bytes()
    assert run("keys", "add", "Bo", bo, path.parent).code == 0
    assert readers(path) == ["jette", "recovery", "Bo"]
    assert (path.parent / "ali.yaml").read_bytes() == plain
    user("bo")
    assert run("status", path).code == 0
    user("jette")
    assert run("keys", "remove", "Bo", path.parent).code == 0
    assert readers(path) == ["jette", "recovery"]
    user("bo")
    ran = run("status", path)
    assert (ran.code, f'refscreen keys add "bo" {bo} ' in ran.err) == (2, True)


def test_a_colleague_who_is_gone_from_the_list_is_still_taken_out_of_a_case(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    bo = user("bo")
    user("jette")
    [path] = locked(tmp_path / "cases", "leyla")
    run("keys", "add", "Bo", bo, path.parent)
    said = run("keys", "remove", "Bo").err
    assert 'keys remove "Bo" ' in said
    assert readers(path) == ["jette", "recovery", "Bo"]
    assert run("keys", "remove", "bo", path.parent).code == 0
    assert readers(path) == ["jette", "recovery"]
    assert [run("keys", "remove", name, path.parent).code for name in ("bo", "jette", "recovery")] == [2] * 3
    assert readers(path) == ["jette", "recovery"]


def test_the_recovery_key_opens_the_cases_for_whoever_comes_after(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("gone")
    paths = locked(tmp_path / "cases", "leyla", "ali")
    user("new")
    assert run("status", paths[0]).code == 2
    stick = tmp_path / "recovery.txt"
    stick.write_text(f"# from the safe\n{RECOVERY_SECRET}\n", encoding="utf-8")
    assert run("keys", "recover", paths[0].parent, "--recovery-file", stick).code == 0
    assert [readers(path) for path in paths] == [["gone", "recovery", "new"]] * 2
    assert run("status", paths[0]).code == 0
    stick.write_text("AGE-SECRET-KEY-1NO\n", encoding="utf-8")
    assert run("keys", "recover", paths[0], "--recovery-file", stick).code == 2


def test_the_paper_of_a_key_made_anew_opens_the_cases_that_the_old_paper_opened(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("jette")
    [path] = locked(tmp_path / "cases", "leyla")
    secret, public = age.new()
    keys.create("jette", "", public, anew=True)
    resealing.recover([path], RECOVERY_SECRET)
    user("bo")
    assert "read by: jette." in run("status", path).err
    with keys.borrowed(secret):
        assert readers(path) == ["jette", "recovery", "jette", "recovery"]


def test_a_colleague_who_is_added_while_an_interview_is_open_stays_added(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    bo = user("bo")
    user("jette")
    questionnaire = store.load_questionnaire("screening")
    [old] = locked(tmp_path / "cases", "leyla")
    sittings = {old: begun(old), tmp_path / "new.yaml": begun(tmp_path / "new.yaml")}
    keys.add("Bo", bo)
    resealing.share([old], keys.Recipient("Bo", bo))
    for path, (keeper, record) in sittings.items():
        keeper.save(record.with_answer("full_name", "Leyla H."))
        assert readers(path) == ["jette", "recovery", "Bo"]
        assert store.load_answers(path, questionnaire)[0].values["full_name"] == "Leyla H."


def test_what_two_change_in_an_encrypted_case_is_laid_together(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("jette")
    questionnaire = store.load_questionnaire("screening")
    [path] = locked(tmp_path / "cases", "leyla")
    keeper, record = begun(path)
    elsewhere = store.load_answers(path, questionnaire)[0].with_answer("phone", "12 34 56 78")
    store.save_answers(path, elsewhere)
    assert keeper.save(record.with_answer("full_name", "Leyla H.")).changed_elsewhere
    values = store.load_answers(path, questionnaire)[0].values
    assert (values["full_name"], values["phone"]) == ("Leyla H.", "12 34 56 78")
    assert keeper.set_aside == []
    assert store.header(path).sealed


# --- every command reads both -----------------------------------------------------------------------


def both(folder: Path, *arguments: str | Path) -> tuple[Ran, Ran]:
    """A command on a case in clear and on the same one encrypted; ``CASE`` stands for its file."""
    [plain], [sealed] = copied(folder / "plain", "leyla"), locked(folder / "sealed", "leyla")
    ran = []
    for case in (plain, sealed):
        out = {"CASE": case, "OUT": case.with_suffix(".out")}
        ran.append(run(*(out.get(str(one), one) for one in arguments)))
    return ran[0], ran[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "CASE", "--json"),
        ("check", "CASE"),
        ("report", "CASE", "--format", "html", "-o", "-"),
        ("postcard", "CASE", "--format", "html", "-o", "-"),
        ("render", "summary", "CASE", "--format", "txt", "-o", "-"),
        ("export", "CASE", "--to", "csv", "-o", "-"),
        ("export", "CASE", "--to", "resume", "-o", "-"),
        ("stats", "CASE", "--json"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_a_command_makes_the_same_of_a_case_in_clear_and_encrypted(
    arguments: tuple[str, ...], user: Callable[[str], str], tmp_path: Path
) -> None:
    user("jette")
    plain, sealed = both(tmp_path, *arguments)
    assert (plain.code, sealed.code) == (0, 0), sealed.err
    assert plain.out == sealed.out


def test_a_batch_gives_its_workers_the_key_and_own_templates_never_see_it(
    user: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user("jette")
    locked(tmp_path / "cases", "leyla", "ali")
    shutil.copytree(store.PACKAGE / "templates" / "summary", tmp_path / "templates" / "mine")
    monkeypatch.chdir(tmp_path)
    documents = ("--document", "mine", "--format", "html")
    ran = run("batch", "cases", "-o", "out", *documents, "--jobs", "2", "--json")
    outcomes = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["status"] for one in outcomes] == ["made"] * 2, ran.err
    again = run("batch", "cases", "-o", "out", *documents)
    assert "Unchanged: 2" in again.err


def test_answers_go_into_an_encrypted_case_and_a_follow_up_goes_on_in_it(
    user: Callable[[str], str], tmp_path: Path
) -> None:
    user("jette")
    [known] = locked(tmp_path / "known", "leyla")
    case = tmp_path / "case.yaml"
    assert run("interview", "-o", case, "--answers", known, "--no-input").code == 0
    assert store.header(case).sealed
    more = tmp_path / "more.yaml"
    more.write_text("full_name: Lejla\n", encoding="utf-8")
    ran = run("interview", "-o", case, "--answers", more, "--no-input", "--follow-up")
    assert ran.code == 0, ran.err
    record = store.load_answers(case, store.load_questionnaire("screening"))[0]
    assert record.values["full_name"] == "Lejla"
    assert "full_name" in record.earlier
    assert store.header(case).sealed


def test_what_is_imported_is_encrypted(user: Callable[[str], str], tmp_path: Path) -> None:
    user("jette")
    table = tmp_path / "table.csv"
    table.write_text("case_ref;full_name\nR-7;Amal H.\n", encoding="utf-8")
    ran = run("import", table, "-o", tmp_path / "in")
    made = list((tmp_path / "in").glob("*.yaml"))
    assert made, ran.err
    assert all(store.header(path).sealed for path in made)


def test_commands_on_questionnaires_never_need_the_key(
    user: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user("jette")
    asked: list[bool] = []
    monkeypatch.setattr("refscreen.console.asked_passphrase", asked.append)
    Path(os.environ["REFSCREEN_HOME"], "key.age").write_bytes(b"-----BEGIN AGE ENCRYPTED FILE-----\n")
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ("lint", "screening"),
        ("print", "screening", "-o", "q.html"),
        ("schema",),
    ):
        assert run("questionnaire", *arguments).code == 0, arguments
    assert run("check", store.find_questionnaire("screening")).code == 0
    assert asked == []


def test_known_answers_that_stay_behind_in_clear_are_named(
    tmp_path: Path, user: Callable[[str], str]
) -> None:
    known = tmp_path / "known.yaml"
    known.write_text("full_name: Lam\n", encoding="utf-8")
    given = ("interview", "--answers", known, "--no-input", "-o")
    assert "still lies unencrypted" not in run(*given, tmp_path / "open.yaml").err
    user("Jette")
    told = run(*given, tmp_path / "closed.yaml")
    assert "known.yaml still lies unencrypted" in " ".join(told.err.split())
