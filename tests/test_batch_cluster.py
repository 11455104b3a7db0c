"""A batch on a Dask cluster: the same bytes as at home, also when a worker is killed in the middle of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from refscreen import ledger, store
from tests.program import run

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends SIGKILL")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[int]]]:
    """A scheduler and two workers, each a process of its own; its address and the workers' process ids."""
    note = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--port", "0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-dashboard", "--no-nanny",
              "--nthreads", "1", "--scheduler-file", str(note)]  # fmt: skip
    with subprocess.Popen(
        [*dask, "--host", "127.0.0.1", "--scheduler-file", str(note)], **quiet
    ) as scheduler:  # type: ignore[call-overload]
        workers = [subprocess.Popen(worker, cwd=tmp_path, **quiet) for _ in range(2)]  # type: ignore[call-overload]
        while not note.exists():
            time.sleep(0.1)
        import json

        yield (
            json.loads(note.read_text(encoding="utf-8"))["address"].removeprefix("tcp://"),
            [one.pid for one in workers],
        )
        for one in (*workers, scheduler):
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def cases(folder: Path, count: int) -> None:
    folder.mkdir()
    text = (store.shipped("samples") / "amir.yaml").read_text(encoding="utf-8")
    for number in range(count):
        case = text.replace("K-2026-017", f"K-2026-{number:03}")
        (folder / f"case-{number:03}.yaml").write_text(case, encoding="utf-8")


def documents_in(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name != ledger.NAME}


def test_a_worker_is_killed_and_nothing_is_lost(
    cluster: tuple[str, list[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cases(tmp_path / "cases", 30)
    assert run("batch", "cases", "-o", "home", "--document", "postcard").code == 0
    address, workers = cluster
    command = [sys.executable, "-m", "refscreen", "batch", "cases", "-o", "out", "--document", "postcard"]
    with subprocess.Popen(
        [*command, "--executor", f"dask://{address}"], stderr=subprocess.PIPE, text=True
    ) as batch:
        while not list(tmp_path.glob("out/*.pdf")):
            assert batch.poll() is None
            time.sleep(0.05)
        os.kill(workers[0], signal.SIGKILL)
        _out, told = batch.communicate(timeout=150)
    assert batch.returncode == 0, told
    assert documents_in("out") == documents_in("home")


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cases(tmp_path / "cases", 1)
    ran = run("batch", "cases", "-o", "out", "--executor", "somewhere")
    assert (ran.code, "somewhere" in ran.err) == (2, True)
