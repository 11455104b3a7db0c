"""Runs the real program on a hostile input in a child of its own, bounded, and tells what that took.

One helper process imports the program once and forks for each run, so that sixty runs take seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from cProfile import Profile
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
ADDRESSES = 900
"""Megabytes of addresses a run may have; what it really uses is measured."""


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended: exit code (negative for a signal), streams, calls, megabytes.

    Attributes:
        calls: of functions, for seconds would tell of the machine; 0 when it was stopped from outside.
    """

    code: int
    out: str
    err: str
    calls: int
    megabytes: float

    @property
    def crashed(self) -> bool:
        """Whether it ended otherwise than the program ends."""
        return self.code not in {0, 1, 2, 3, 4} or "Traceback" in self.err


def run_all(commands: Sequence[Sequence[str]], home: Path, *, addresses: int = ADDRESSES) -> list[Ended]:
    """Run ``refscreen --lang en COMMAND`` for each; ``--in FOLDER`` before a command says where.

    Args:
        addresses: megabytes of addresses that each may have; 0 for no bound but the program's own.
    """
    ran = subprocess.run(
        [sys.executable, "-m", "tests.hostile.bounded", str(addresses)],
        input=json.dumps([list(map(str, command)) for command in commands]),
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert ran.returncode == 0, ran.stderr
    return [Ended(**json.loads(line)) for line in ran.stdout.splitlines()]


def _main() -> None:
    from refscreen import cli, production, store  # noqa: F401  # what every run needs

    for command in json.load(sys.stdin):
        with ExitStack() as files:
            out, err, counted = (files.enter_context(tempfile.TemporaryFile()) for _stream in range(3))
            child = os.fork()
            if not child:
                _run(command, out.fileno(), err.fileno(), counted.fileno())
            _pid, status, used = os.wait4(child, 0)
            told = {"code": os.waitstatus_to_exitcode(status), "out": _text(out), "err": _text(err)}
            told |= {"calls": int(_text(counted) or 0)}
        sys.stdout.write(json.dumps({**told, "megabytes": used.ru_maxrss / 1024}) + "\n")


def _run(command: list[str], out: int, err: int, counted: int) -> None:
    """Become the program, and end as it ends."""
    import resource
    import traceback

    from refscreen import cli

    os.dup2(out, 1)
    os.dup2(err, 2)
    if most := int(sys.argv[1]) * MEGABYTE:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    code, counting = 70, Profile()
    try:
        if command[0] == "--in":
            os.chdir(command[1])
            command = command[2:]
        counting.runcall(cli.main, ["--lang", "en", *command])
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    except BaseException:  # noqa: BLE001  # which is what is looked for
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(counted, b"%d" % sum(function.callcount for function in counting.getstats()))
    os._exit(code)


def _text(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    return file.read().decode("utf-8", "replace")  # type: ignore[attr-defined,no-any-return]


if __name__ == "__main__":
    _main()
