"""``refscreen``, also as ``python -m refscreen``: what has to begin first, then the commands."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from refscreen import process

if TYPE_CHECKING:
    from collections.abc import Sequence
    from subprocess import Popen

DRAWING = frozenset({"report", "postcard", "render"})
"""Commands that draw pages."""
NO_PAGES = frozenset({"-h", "--help", "html", "docx", "txt"})
MANY = "batch"
NO_WORKERS = frozenset({"-h", "--help", "-n", "--dry-run", "--executor"})
RENDERER = "import sys; sys.path[:] = {path!r}; from refscreen import press; press.serve()"


@process.roomy
def main() -> NoReturn:
    """Run the program."""
    process.have_streams()
    process.collect_seldom()
    process.keep_private()  # and so is what is begun
    with process.interrupted(signal.SIG_DFL):  # no traceback while everything is imported
        drawing = _begun(sys.argv[1:])
        if drawing is not None:  # Typer would import pydantic with all that it never uses
            from refscreen import reading  # noqa: F401
        from refscreen import cli, press
    press.begin(drawing)
    cli.main()


def _begun(given: Sequence[str]) -> Popen[bytes] | None:
    """What has to begin first for these arguments; the process that draws, if it is that."""
    command = next((word for word in given if word in DRAWING or word == MANY), "")  # an option may name one
    with process.interrupted(signal.SIG_IGN):
        if command == MANY and NO_WORKERS.isdisjoint(given):
            from refscreen import workers

            workers.make_ready()
        return renderer() if command in DRAWING and NO_PAGES.isdisjoint(given) else None


def renderer() -> Popen[bytes] | None:
    """The process that draws; none where there is no processor for it. It is begun before all imports."""
    if os.cpu_count() in {None, 1}:
        return None
    import subprocess

    try:
        return subprocess.Popen(  # noqa: S603  # this program
            [sys.executable, "-S", "-c", RENDERER.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could hold an answer
        )
    except OSError:
        return None


if __name__ == "__main__":
    main()
