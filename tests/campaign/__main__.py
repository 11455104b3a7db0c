"""The campaign tries the goals and prints a table: ``python -m tests.campaign [--short] [R1 S3 ...]``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.campaign import CannotBeTried, Goal, Outcome, goals

HOW = "python -m tests.campaign"


def main() -> int:
    """Try the goals that are asked for, all of them where none is; 1 when one of them failed."""
    asked, known = _asked(), goals()
    unknown = [name for name in asked.goals if name not in known]
    if unknown:
        print(f"No such goal: {' '.join(unknown)}. There are: {' '.join(known)}", file=sys.stderr)  # noqa: T201
        return 2
    chosen = [known[name] for name in asked.goals] or list(known.values())
    _say("| Goal | What | Tried | Failed | Figures | Again |")
    _say("|---|---|--:|--:|---|---|")
    broken = [goal for goal in chosen if _row(goal, _count(goal, asked))]
    return int(bool(broken))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=HOW, description=__doc__)
    parser.add_argument("goals", nargs="*", help="such as R1 S3; all of them by default")
    parser.add_argument("--short", action="store_true", help="as few attempts as the tests make")
    parser.add_argument("--count", type=int, default=0, help="so many attempts of each goal")
    return parser.parse_args()


def _count(goal: Goal, asked: argparse.Namespace) -> int:
    return asked.count or (goal.short if asked.short else goal.long)


def _row(goal: Goal, count: int) -> bool:
    """Try one goal and print its row of the table; whether it failed."""
    again, start = f"`{HOW} --count {count} {goal.id}`", time.monotonic()
    try:
        came = _tried(goal, count)
    except CannotBeTried as lacking:
        _say(f"| {goal.id} | {goal.promise} | 0 | – | not tried: {lacking} | {again} |")
        return False
    spent = f"{time.monotonic() - start:.0f} s"
    note = f"{came.note}; {spent}" if came.note else spent
    _say(f"| {goal.id} | {goal.promise} | {came.tried} | {came.failed} | {note} | {again} |")
    return came.failed > 0 or came.tried == 0


def _say(line: str) -> None:
    print(line.replace("\n", " "), flush=True)  # noqa: T201  # a row is there as soon as its goal was tried


def _tried(goal: Goal, count: int) -> Outcome:
    """The outcome, away from the user's own keys and log; a trial that breaks down counts as failed."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("REFSCREEN_HOME", "REFSCREEN_STATE"):
            os.environ[name] = str(Path(folder, name.lower()))
        try:
            return goal.trial(count)
        except CannotBeTried:
            raise
        except Exception as error:  # noqa: BLE001  # the table goes on with the next goal
            return Outcome(count, count, f"broke down: {type(error).__name__}: {error}".replace("\n", " "))


if __name__ == "__main__":
    sys.exit(main())
