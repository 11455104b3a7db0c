"""The access log: every look at a case is in it, no answer is, and a line that goes missing is noticed."""

import json
import multiprocessing
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from refscreen import access, conversation, disk, store
from refscreen.access import Event
from refscreen.errors import UserError
from refscreen.rights import purging
from tests.conftest import TODAY, said
from tests.program import run

LEYLA = store.shipped("samples") / "leyla.yaml"


def log_file() -> Path:
    return Path(os.environ["REFSCREEN_STATE"]) / "access.jsonl"


def head_file() -> Path:
    return next(Path(os.environ["REFSCREEN_HOME"]).glob("access-*.head"))


def put(lines: list[bytes]) -> None:
    log_file().write_bytes(b"".join(line + b"\n" for line in lines))


def logged(count: int) -> list[bytes]:
    access.note_all(Event("open", f"K-{number}") for number in range(1, count + 1))
    return log_file().read_bytes().splitlines()


def done() -> list[tuple[str, str, str]]:
    return [(one.action, one.case, Path(one.place).name) for one in access.entries()]


# --- what is logged ----------------------------------------------------------------------------------


def test_an_event_says_who_did_what_with_which_case_and_when() -> None:
    access.note("render", "K-1", "municipality", "handover", Path("out") / "k.pdf")
    (one,) = access.entries()
    assert (one.number, one.action, one.case, one.audience) == (1, "render", "K-1", "municipality")
    assert (one.document, one.place) == ("handover", str(Path("out/k.pdf").resolve()))
    assert one.user
    assert datetime.now(UTC) - datetime.fromisoformat(one.time) < timedelta(minutes=1)


def test_a_case_without_a_number_is_not_logged_by_the_name_of_its_file(tmp_path: Path) -> None:
    named = access.named("", tmp_path / "Yusuf Ali.yaml")
    assert named.startswith("#")
    assert "Yusuf" not in named
    assert access.named("K-1", tmp_path / "Yusuf Ali.yaml") == "K-1"


def test_events_of_a_case_from_before_it_had_its_number_are_found_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "k.yaml"
    access.note("open", access.named("", file), place=file)
    access.note("open", "K-1", place=file)
    access.note("open", "K-2", place=tmp_path / "other.yaml")
    assert [one.number for one in access.entries("K-1")] == [1, 2]


def test_every_command_that_opens_a_case_is_in_the_log_and_no_answer_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    case = tmp_path / "k.yaml"
    case.write_bytes(LEYLA.read_bytes())
    (tmp_path / "t.csv").write_text("case;full_name\nK-9;Sara Hansen\n", encoding="utf-8")
    for command in (
        ("status", case),
        ("report", case, "-o", "r.html"),
        ("render", "summary", case, "--format", "txt", "-o", "-"),
        ("export", case, "-o", "e.csv"),
        ("stats", case),
        ("import", "t.csv", "-o", "new"),
        ("interview", "--no-input", "--answers", case, "-o", "again.yaml"),
    ):
        ran = run(*command)
        assert ran.code == 0, ran.err
    assert done() == [
        ("open", "K-2026-024", "k.yaml"),
        ("render", "K-2026-024", "r.html"),
        ("render", "K-2026-024", "-"),
        ("export", "K-2026-024", "e.csv"),
        ("open", "K-2026-024", "k.yaml"),
        ("import", "K-9", "K-9.yaml"),
        ("open", "K-2026-024", "again.yaml"),
    ]
    assert "Leyla" not in log_file().read_text(encoding="utf-8")
    assert "Sara" not in log_file().read_text(encoding="utf-8")


def test_check_shows_no_answer_and_is_not_logged(tmp_path: Path) -> None:
    case = tmp_path / "k.yaml"
    case.write_bytes(LEYLA.read_bytes())
    assert run("check", case).code == 0
    assert access.entries() == []


def test_a_batch_notes_itself_and_what_it_makes_but_not_what_it_finds_unchanged(tmp_path: Path) -> None:
    case, out = tmp_path / "k.yaml", tmp_path / "out"
    case.write_bytes(LEYLA.read_bytes())
    for _time in range(2):
        assert run("batch", case, "-o", out, "--document", "handover", "--format", "txt").code == 0
    made = next(out.glob("*.txt")).name
    assert done() == [("render", "", "out"), ("render", "K-2026-024", made), ("render", "", "out")]


# --- what cannot be logged is not done ------------------------------------------------------------------


def test_what_cannot_be_logged_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "no folder"
    blocked.write_text("a file", encoding="utf-8")
    monkeypatch.setenv("REFSCREEN_STATE", str(blocked))
    case = tmp_path / "k.yaml"
    case.write_bytes(LEYLA.read_bytes())
    ran = run("report", case, "-o", tmp_path / "r.html")
    assert ran.code == 2
    assert "The access log cannot be written" in ran.err
    assert not (tmp_path / "r.html").exists()
    with pytest.raises(UserError) as refused:
        access.note("open", "K-1")
    assert said(refused.value.problems) == [": cannot_log"]


def test_log_and_folders_are_the_users_alone() -> None:
    access.note("open", "K-1")
    for path in (log_file(), head_file()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# --- a missing line is noticed ----------------------------------------------------------------------------


def test_a_log_that_nobody_touched_is_whole() -> None:
    assert access.verify() == []
    logged(5)
    access.note("open", "K-6")
    assert access.verify() == []


@pytest.mark.parametrize("at", range(5))
def test_a_line_that_is_removed_is_noticed(at: int) -> None:
    lines = logged(5)
    put(lines[:at] + lines[at + 1 :])
    assert said(access.verify())


@pytest.mark.parametrize("at", range(5))
def test_a_line_that_is_changed_is_noticed(at: int) -> None:
    lines = logged(5)
    put([*lines[:at], lines[at].replace(b'"K-', b'"X-'), *lines[at + 1 :]])
    assert said(access.verify())


def test_lines_that_change_places_are_noticed() -> None:
    first, second, third = logged(3)
    put([second, first, third])
    assert said(access.verify())[0] == ": log_changed"


def test_an_end_that_is_cut_off_is_noticed_and_not_forgotten_by_going_on() -> None:
    put(logged(5)[:3])
    assert said(access.verify()) == [": log_cut"]
    access.note("open", "K-6")
    access.note("open", "K-7")
    assert said(access.verify()) == [": log_lost"]
    assert [one.number for one in access.entries()] == [1, 2, 3, 6, 7]


def test_a_deleted_log_is_noticed() -> None:
    logged(3)
    log_file().unlink()
    assert said(access.verify()) == [": log_cut"]


def test_a_deleted_head_is_noticed() -> None:
    logged(3)
    head_file().unlink()
    assert said(access.verify()) == [": log_no_head"]


def test_a_log_that_is_deleted_with_its_head_is_noticed_by_the_case(tmp_path: Path) -> None:
    case = tmp_path / "k.yaml"
    conversation.fill(conversation.Wish("screening", case, LEYLA))
    assert run("log", case, "--check").code == 0
    log_file().unlink()
    head_file().unlink()
    access.note("open", "K-1")
    ran = run("log", case, "--check")
    assert ran.code == 1
    assert "That line was changed or is gone" in ran.err


def test_the_head_of_another_machine_says_nothing_here() -> None:
    logged(2)
    assert access.verify(["0123456789ab 7 abcdef", ""]) == []


# --- crashes ----------------------------------------------------------------------------------------------


def test_half_a_line_of_a_power_cut_is_removed_by_the_next() -> None:
    lines = logged(3)
    log_file().write_bytes(b"\n".join([*lines, lines[0][:20]]))
    assert access.verify() == []
    access.note("open", "K-4")
    assert access.verify() == []
    assert len(access.entries()) == 4


def test_a_head_that_a_power_cut_left_behind_is_caught_up() -> None:
    logged(2)
    behind = head_file().read_bytes()
    access.note("open", "K-3")
    head_file().write_bytes(behind)
    assert access.verify() == []
    access.note("open", "K-4")
    assert access.verify() == []


def test_a_head_that_is_a_thousand_lines_behind_is_caught_up() -> None:
    logged(2)
    behind = head_file().read_bytes()
    logged(1000)
    head_file().write_bytes(behind)
    access.note("open", "K-4")
    assert access.verify() == []


@pytest.mark.parametrize(
    "line",
    [
        b'{"number":1e400,"previous":""}',
        b"[" * 100_000,
        b'{"number":3,"previous":"","lost":"x"}',
        b'{"number":3,"previous":"","action":"render","case":"K-1","place":5,"time":5}',
    ],
    ids=["endless", "deep", "lost", "place"],
)
def test_a_line_that_makes_no_sense_is_noticed_and_stops_nobody(line: bytes) -> None:
    put([*logged(2), line])
    assert "log_changed" in " ".join(said(access.verify()))
    access.note("open", "K-3")
    assert [one.case for one in access.entries()] == ["K-1", "K-2", "K-3"]
    assert purging.plan(purging.Wish((), "K-1"), TODAY).doomed == ()


def _many(number: int) -> None:
    for _time in range(20):
        access.note("open", f"K-{number}")


def test_several_processes_log_at_once() -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.map(_many, range(3))
    assert access.verify() == []
    assert [one.number for one in access.entries()] == list(range(1, 61))


def test_somebody_who_never_lets_go_is_waited_for_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    access.note("open", "K-1")
    monkeypatch.setattr("refscreen.journal.PATIENCE", 0.05)
    with log_file().with_suffix(".lock").open("a") as other:
        disk.lock(other.fileno())
        with pytest.raises(UserError) as refused:
            access.note("open", "K-2")
    assert said(refused.value.problems) == [": cannot_log"]


# --- its own retention ------------------------------------------------------------------------------------


def test_old_lines_are_let_go_of_and_the_others_stay_verifiable() -> None:
    logged(5)
    later = datetime.now() + timedelta(days=800)
    assert access.prune(datetime.now(), 24) == 0
    assert access.prune(later, 24) == 5
    assert [(one.action, one.count) for one in access.entries()] == [("prune", 5)]
    assert access.verify() == []
    access.note("open", "K-6")
    assert access.verify() == []
    lines = log_file().read_bytes().splitlines()
    put(lines[1:])
    assert said(access.verify())
    put([lines[0], *lines[2:]])
    assert said(access.verify())


def test_lines_that_somebody_took_away_cannot_be_passed_off_as_old() -> None:
    lines = logged(5)
    third = json.loads(lines[3])["previous"]
    put([json.dumps({"anchor": 3, "digest": third}).encode(), *lines[3:]])
    assert said(access.verify())


def test_a_case_remembers_a_line_that_has_been_let_go_of() -> None:
    head = access.note("open", "K-1")
    access.prune(datetime.now() + timedelta(days=800), 24)
    assert access.verify([head]) == []


def test_a_log_that_is_not_whole_is_evidence_and_kept() -> None:
    put(logged(5)[1:])
    assert access.prune(datetime.now() + timedelta(days=800), 24) == 0
    assert len(access.entries()) == 4


# --- reading it -------------------------------------------------------------------------------------------


def test_the_log_of_a_case_is_a_table_of_eighty_columns(tmp_path: Path) -> None:
    case = tmp_path / "k.yaml"
    case.write_bytes(LEYLA.read_bytes())
    access.note("open", "K-2026-024", place=case)
    access.note("render", "K-2026-024", "municipality", "handover", tmp_path / f"{'lang' * 20}.pdf")
    access.note("render", "K-1", "municipality", "handover", tmp_path / "x.pdf")
    by_number, by_file = run("log", "K-2026-024", lang="da"), run("log", case, lang="da")
    assert by_number.out == by_file.out
    lines = by_number.out.splitlines()
    assert lines[0].split() == ["Hvornår", "Hvem", "Hvad"]
    assert lines[1].endswith("Åbnede svarene: k.yaml")
    assert "Lavede et dokument: Overdragelsesdokument" in lines[2]
    assert max(map(len, lines)) <= 80
    assert "K-1" in run("log").out
    assert run("log", "K-7", lang="da").err.startswith("Der står ikke noget om det")


def test_scripts_read_the_log_as_json() -> None:
    access.note("open", "K-1")
    told = json.loads(run("log", "K-1", "--json").out)
    assert told["case"] == "K-1"
    assert told["events"][0]["action"] == "open"
    assert json.loads(run("log", "--check", "--json").out) == {"whole": True, "problems": []}
    put([])
    ran = run("log", "--check", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["problems"][0]["problem"] == "log_cut"
