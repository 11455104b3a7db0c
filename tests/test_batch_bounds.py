"""A batch is bounded and restartable: bombs end as one failed line, a kill at any moment costs nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from refscreen import ledger, store
from refscreen.bounds import Bounds, DiedError, TooLongError
from refscreen.workers import Workers
from tests.program import run


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def cases(count: int) -> None:
    """So many cases in ./cases, each with its own number."""
    Path("cases").mkdir()
    text = (store.shipped("samples") / "amir.yaml").read_text(encoding="utf-8")
    for number in range(count):
        case = text.replace("K-2026-017", f"K-2026-{number:03}")
        Path(f"cases/case-{number:03}.yaml").write_text(case, encoding="utf-8")


def own_document(name: str, body: str) -> None:
    folder = Path("templates") / name
    folder.mkdir(parents=True)
    manifest = (
        "title: {da: Prøve}\nquestionnaire: screening\naudience: municipality\npage: A4\npages: [1, 1]\n"
    )
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    (folder / "style.css").write_text("@page { size: A4 }", encoding="utf-8")
    (folder / "document.html").write_text(
        f'<!DOCTYPE html><html lang="da"><head><title>P</title></head><body>{body}</body></html>',
        encoding="utf-8",
    )


def problems_by_file(out: str) -> dict[str, str]:
    lines = [json.loads(line) for line in out.splitlines()]
    return {Path(line["answers"]).stem: line["problems"][0]["problem"] for line in lines if line["problems"]}


BOMB = "{% if v.case == 'K-2026-001' %}BOMB{% endif %}<p>{{ v.case }}</p>"


@pytest.mark.parametrize(
    ("bomb", "bound", "problem"),
    [
        (
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            ("--timeout", 3),
            "took_too_long",
        ),
        ("{% set x = 'x' * (10 ** 9) * 3 %}{{ x }}", ("--memory", 900), "took_too_much"),
    ],
)
def test_a_bomb_ends_as_one_failed_line(bomb: str, bound: tuple[str, int], problem: str) -> None:
    cases(4)
    own_document("trial", BOMB.replace("BOMB", bomb))
    ran = run("batch", "cases", "-o", "out", "--document", "trial", "--jobs", 2, "--json", *bound)
    assert ran.code == 1
    assert problems_by_file(ran.out) == {"case-001": problem}
    assert len(list(Path("out").glob("*.pdf"))) == 3


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_workers_take_what_any_executor_takes() -> None:
    with Workers(1) as workers:
        assert workers.submit(int, "ff", base=16).result(60) == 255
    with pytest.raises(RuntimeError, match="shutdown"):
        workers.submit(abs, -1)


def test_a_worker_that_dies_takes_its_own_task_and_no_other() -> None:
    workers = Workers(1)
    first, second, third = workers.submit(abs, -1), workers.submit(killed), workers.submit(abs, -3)
    assert first.result(60) == 1
    with pytest.raises(DiedError):
        second.result(60)
    assert third.result(60) == 3
    workers.shutdown()


def test_a_worker_that_takes_too_long_is_ended_and_another_goes_on() -> None:
    workers = Workers(1, Bounds(seconds=2))
    assert workers.submit(abs, -1).result(60) == 1
    slow, after = workers.submit(time.sleep, 60), workers.submit(abs, -2)
    with pytest.raises(TooLongError):
        slow.result(60)
    assert after.result(60) == 2
    workers.shutdown()


def test_what_has_not_begun_can_be_given_up() -> None:
    workers = Workers(1)
    running = [workers.submit(time.sleep, 0.3) for _ in range(20)]
    assert running[0].result(60) is None
    workers.shutdown(cancel_futures=True)
    assert any(future.cancelled() for future in running)


def documents_in(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name != ledger.NAME}


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_keeps_what_is_under_way_and_says_how_to_go_on() -> None:
    cases(30)
    command = [
        sys.executable,
        "-m",
        "refscreen",
        "batch",
        "cases",
        "--document",
        "postcard",
        "--json",
        "-o",
        "out",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as batch:
        assert batch.stdout
        assert json.loads(batch.stdout.readline())["status"] == "made"
        batch.send_signal(signal.SIGINT)
        _out, told = batch.communicate(timeout=100)
    assert batch.returncode == 130, told
    made = {name for name in documents_in("out") if not name.startswith(".")}
    assert 0 < len(made) < 30
    assert {entry.name for entry in ledger.Ledger(Path("out")).entries.values() if entry.output} == made
