"""Answers that would steer the terminal or turn its text round, wherever answers are shown. Goal S6."""

from __future__ import annotations

import re
from pathlib import Path

from refscreen import yaml_text
from tests.program import run
from tests.terminal import Terminal

SAID = (
    "\x1b]0;HOSTILE\x07",
    "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;SE9TVElMRQ==\x07",
    "\x1b[31337m",
    "\x1b[2J",
    "\x1b[?1049h",
    "\x1bc",
    "\x1bP+q544e\x1b\\",
    "\x9b31337m",
    "\x9d0;x\x9c",
    "\x07",
    "\x08\x08\x08",
    "\x0e",
    "\x7f",
    "\u202eabc",
    "\u2066abc\u2069",
    "\u200eabc",
    "\u061cabc",
    "\u2028x",
    "\ufeffx",
    "\x00",
    "\x85",
    "\x90x",
    "\x1b[6n",
    "\x1b[?25l",
    "[/]",
    "[/bold]",
    "[bold red]x[/]",
    "[link=http://x]y[/link]",
    ":smile:",
    "[[",
    "{0}",
    "{x}",
    "%s",
    "<b>&amp;</b>",
    "<ansired>x</ansired>",
    "\\x1b[31m",
    "\\u202e",
    "[@click=app.bell]x[/]",
    "</style>",
    "\x1b",
    "\x1b[",
    "\x1b]",
)
STEERING = re.compile(
    r"[\x00-\x06\x07\x0e-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""What no screen gets: of the control codes the program sends none but ESC, backspace and line ends."""
OURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>78M]|\x1b\([B0]")
"""The sequences that a full-screen program sends: colours, places, modes."""
NEVER = ("\x1b[31337", "\x1b]", "\x1bP", "\x1bc", "\x1b[6n")


def case(path: Path, said: list[str]) -> None:
    """A case in which these are answers, notes, names, drafts, cases and places."""
    text = " ".join(said)
    record = {
        "questionnaire": "screening",
        "version": 1,
        "case": f"K-1 {text}",
        "status": "in-progress",
        "sessions": [{"start": "2026-10-14T10:00", "consultant": text, "answers": {"consultant": text}}],
        "answers": {
            "case_ref": f"K-1 {said[0]}",
            "consent_municipality": True,
            "full_name": text,
            "home_region": text,
            "nationality": text,
            "birth_date": text,
            "children_count": text,
            "home_roles": text,
            "phone": said[-1],
            "jobs": [{"title": text, "tasks": text}],
            text: "x",
            "branches": [text],
        },
        "notes": {"full_name": text, text: text},
        "states": {"plans": text, text: "later"},
        "flags": ["full_name", text],
        "drafts": {"full_name": text},
        "evidence": {"jobs.0": text},
        "said_by": {"full_name": text},
        "sent": [{"date": "2026-10-14", "document": text, "audience": "company", "to": text}],
        "withdrawn": [{"consent": text, "date": "2026-10-14"}],
        "recipients": [{"name": text}],
        "log": text,
    }
    path.write_text(yaml_text.write(record), encoding="utf-8")


def shown(path: Path) -> list[str]:
    """Every command that tells of a case, run on it; what reached the screen that must not."""
    wrong = []
    commands = [
        ["check", path],
        ["status", path],
        ["report", path, "-o", path.with_suffix(".html"), "-f"],
        ["postcard", path, "-o", path.with_suffix(".html"), "-f"],
        ["export", path, "-o", "-"],
        ["stats", path],
        ["batch", path, "-o", path.parent / "out"],
        ["questionnaire", "lint", path],
        ["import", path, "-o", path.parent],
        ["render", "handover", path, "--theme", path.read_text("utf-8")[:99]],
        ["log", path],
        ["sent", path],
        ["interview", "screening", "-o", path, "--answers", path, "--no-input"],
    ]
    for command in commands:
        ran = run(*command)
        found = STEERING.search(ran.err + ran.out) or [one for one in NEVER if one in ran.err + ran.out]
        if found or "\x1b" in ran.err + ran.out:
            wrong.append(f"{command[0]}: {found}")
    return wrong


def sat(path: Path) -> list[str]:
    """The interview taken up again on a real terminal, and walked through; what steered it."""
    with Terminal(path) as terminal:
        for _second in range(20):  # a busy machine takes its time to begin
            terminal.settle(0.5)
            if terminal.raw:
                break
        terminal.settle(0.5)
        for key in (
            "enter",
            "map",
            "esc",
            "guidance",
            "esc",
            "enter",
            "note",
            "esc",
            "review",
            "esc",
            "down",
            "enter",
            "skip",
        ):
            terminal.press(key)
            terminal.settle(0.15)
        terminal.press("stop")
        terminal.settle(0.5)
    text = terminal.raw.decode("utf-8", "replace")
    rest = OURS.sub("", text)
    wrong = [f"the terminal got {one!r}" for one in NEVER if one in text]
    wrong += [f"the terminal got {found[0]!r}" for found in STEERING.finditer(rest)]
    if "Traceback" in text:
        wrong.append("the interview broke down")
    return wrong[:5] + ([] if len(text) > 2000 else ["the interview did not begin"])
