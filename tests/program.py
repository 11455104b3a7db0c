"""Runs the real program inside the test's process and hands back what a shell would see."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from refscreen import cli


@dataclass(frozen=True)
class Ran:
    """Exit code and the two streams."""

    code: int
    out: str
    err: str


def run(*arguments: object, lang: str = "en") -> Ran:
    """Run ``refscreen --lang LANG ARGUMENTS``."""
    out, err = _Stream(), _Stream()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main(["--lang", lang, *map(str, arguments)])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
    return Ran(code, out.text(), err.text())


class _Stream(io.TextIOWrapper):
    """A stream that keeps text and bytes alike, as a file would."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)

    def text(self) -> str:
        return self.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined,no-any-return]
