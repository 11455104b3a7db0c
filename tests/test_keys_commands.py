"""``refscreen keys``: how somebody gets a key, gives it away, and opens it again."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pexpect
import pyte
import pytest

from refscreen import home, store
from refscreen.commands import enrolment
from refscreen.errors import UserError
from refscreen.vault import age, keys, remembering
from tests.conftest import said
from tests.program import run

RECOVERY = age.new()[1]
PASSPHRASE = "hest batteri hæfteklamme ret"  # noqa: S105  # of keys that are made up
BARE = ("keys", "init", "--no-passphrase", "--recovery", RECOVERY)


def files() -> list[str]:
    """What lies in the user's folder."""
    folder = home.settings()
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


# --- a key of one's own -----------------------------------------------------------------------------


def test_init_makes_a_key_and_a_list_that_nobody_else_can_read() -> None:
    ran = run(*BARE, "--name", "Jette")
    assert (ran.code, files()) == (0, ["key.age", "recipients.yaml"])
    assert "Done. Answers are encrypted from now on." in ran.err
    folder = home.settings()
    if os.name != "nt":
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, *sorted(folder.iterdir()))]
        assert modes == [0o700, 0o600, 0o600]
    assert run("keys", "list").out.splitlines() == [
        f"{keys.own().key}  Jette (you)",
        f"{RECOVERY}  recovery key",
    ]


def test_a_second_init_leaves_the_first_key_alone() -> None:
    run(*BARE)
    before = keys.own()
    ran = run(*BARE)
    assert (ran.code, keys.own()) == (2, before)
    assert "You have a key already" in ran.err


def test_nobody_gets_a_key_without_a_recovery_key_or_a_passphrase() -> None:
    no_recovery = run("keys", "init", "--no-passphrase")
    half = run("keys", "init", "--recovery", RECOVERY[:-1])
    no_passphrase = run("keys", "init", "--recovery", RECOVERY)
    assert [no_recovery.code, half.code, no_passphrase.code, files()] == [2, 2, 2, []]
    assert "Without a recovery key" in no_recovery.err
    assert "not a whole public key" in half.err
    assert "REFSCREEN_PASSPHRASE" in no_passphrase.err


def test_the_recovery_key_can_go_to_a_file_and_is_not_kept_here(tmp_path: Path) -> None:
    stick = tmp_path / "stick" / "recovery.txt"
    ran = run("keys", "init", "--no-passphrase", "--recovery-file", stick)
    secret = age.unlocked(stick.read_bytes())
    assert ran.code == 0
    assert age.public(secret) == keys.recipients()[1].key
    assert secret not in "".join(path.read_text() for path in home.settings().iterdir()) + ran.out + ran.err
    again = run("keys", "init", "--no-passphrase", "--recovery-file", stick)
    assert (again.code, age.unlocked(stick.read_bytes())) == (2, secret)


def test_a_recovery_key_of_before_and_a_new_one_are_one_too_many(tmp_path: Path) -> None:
    stick = tmp_path / "recovery.txt"
    ran = run("keys", "init", "--no-passphrase", "--recovery", RECOVERY, "--recovery-file", stick)
    assert (ran.code, "one recovery key only" in ran.err, stick.exists(), files()) == (2, True, False, [])


def test_without_a_key_each_command_says_how_to_get_one() -> None:
    for arguments in (
        ("list",),
        ("show",),
        ("add", "Bo", RECOVERY),
        ("remove", "Bo"),
        ("lock", "."),
        ("passphrase",),
    ):
        ran = run("keys", *arguments)
        assert (ran.code, "refscreen keys init" in ran.err) == (2, True), arguments


# --- colleagues -------------------------------------------------------------------------------------


def test_the_line_that_show_gives_is_the_one_a_colleague_types(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*BARE, "--name", "Bo Dam")
    line = run("keys", "show").out
    found = re.fullmatch(r'refscreen keys add "(Bo Dam)" (age1\w{58})\n', line)
    assert found
    keys.take("")
    monkeypatch.setenv("REFSCREEN_HOME", os.environ["REFSCREEN_HOME"] + "-jette")
    run(*BARE, "--name", "Jette")
    assert run("keys", "add", *found.groups()).code == 0
    assert [one.name for one in keys.recipients()] == ["Jette", "recovery", "Bo Dam"]


def test_what_cannot_be_added_or_removed() -> None:
    run(*BARE, "--name", "Jette")
    secret, bo = age.new()
    run("keys", "add", "Bo", bo)
    before = keys.recipients()
    told = {
        "a secret key": run("keys", "add", "Kim", secret),
        "one letter wrong": run("keys", "add", "Kim", bo[:-1] + ("q" if bo[-1] != "q" else "p")),
        "a name twice": run("keys", "add", "bo", age.new()[1]),
        "a key twice": run("keys", "add", "Kim", bo),
        "nobody": run("keys", "remove", "Kim"),
        "oneself": run("keys", "remove", "Jette"),
        "the recovery key": run("keys", "remove", "recovery"),
    }
    assert {ran.code for ran in told.values()} == {2}
    assert keys.recipients() == before
    assert secret not in told["a secret key"].err
    assert "There are: Bo" in told["nobody"].err or "Bo" in told["nobody"].err
    assert run("keys", "remove", "BO").code == 0
    assert [one.name for one in keys.recipients()] == ["Jette", "recovery"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "x", "- {name: Bo}", "- {name: Bo, key: age1x, role: own}", "- [1, 2]", "{", "\x00"],
)
def test_a_list_that_cannot_be_read_is_told_of_and_never_taken_for_nobody(content: str) -> None:
    run(*BARE)
    (home.settings() / "recipients.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        keys.recipients()
    assert said(raised.value.problems) == [": bad_recipients"]


# --- the passphrase ---------------------------------------------------------------------------------


def test_the_passphrase_is_asked_for_three_times_and_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """One key, locked once: each attempt takes a second by design."""
    keys.create("Jette", PASSPHRASE, RECOVERY)
    secret = keys.secret()
    asked: list[bool] = []

    def never_right(wrong: bool) -> str:
        asked.append(wrong)
        return "wrong"

    keys.take("")
    keys.asks(never_right)
    with pytest.raises(UserError) as raised:
        keys.secret()
    assert (asked, said(raised.value.problems)) == ([False, True, True], [": wrong_passphrase"])
    with pytest.raises(UserError):
        keys.secret()
    assert len(asked) == keys.ATTEMPTS, "the next file is not asked for again"
    keys.take("")
    keys.asks(None)
    with pytest.raises(UserError) as raised:
        keys.secret()
    assert said(raised.value.problems) == [": passphrase_needed"]
    monkeypatch.setenv("REFSCREEN_PASSPHRASE", "wrong")
    with pytest.raises(UserError) as raised:
        keys.secret()
    assert said(raised.value.problems) == [": wrong_passphrase"]
    key = home.settings() / "key.age"
    content = key.read_bytes()
    key.write_bytes(content[:100])
    with pytest.raises(UserError) as raised:
        keys.secret()
    assert said(raised.value.problems) == [": wrong_passphrase"], "what is known to be wrong is not tried"
    monkeypatch.setenv("REFSCREEN_PASSPHRASE", PASSPHRASE)
    with pytest.raises(UserError) as raised:
        keys.secret()
    assert [problem.key for problem in raised.value.problems] == ["key_damaged"]
    key.write_bytes(content)
    assert keys.secret() == secret


def test_a_key_whose_making_was_cut_short_is_put_in_place_by_its_passphrase() -> None:
    """The power is cut when the list names the new key, and the key file is still the old one."""
    keys.create("Jette", "", RECOVERY)
    key, new = home.settings() / "key.age", home.settings() / "key.new.age"
    old = key.read_bytes()
    mine = keys.create("Jette", "", RECOVERY, anew=True)
    assert not new.exists()
    key.replace(new)
    key.write_bytes(old)
    keys.take("")
    assert age.public(keys.secret()) == mine.key
    assert not new.exists()
    keys.take("")
    assert age.public(keys.secret()) == mine.key


def test_a_key_that_the_disk_will_not_take_is_named_in_no_list() -> None:
    keys.create("Jette", "", RECOVERY)
    listed = (home.settings() / "recipients.yaml").read_bytes()
    (home.settings() / "key.new.age").mkdir()
    with pytest.raises(UserError):
        keys.create("Jette", "", RECOVERY, anew=True)
    assert (home.settings() / "recipients.yaml").read_bytes() == listed


def test_a_damaged_or_foreign_key_file_is_told_of() -> None:
    run(*BARE)
    key = home.settings() / "key.age"
    found = []
    for content in (b"", b"\xff\xfe", b"AGE-SECRET-KEY-1NOTHING", age.new()[0].encode()):
        keys.take("")
        key.write_bytes(content)
        with pytest.raises(UserError) as raised:
            keys.secret()
        found += said(raised.value.problems)
    assert found == [": key_damaged", ": key_damaged", ": key_damaged", ": other_key"]


def test_a_keyring_keeps_the_passphrase() -> None:
    keyring = pytest.importorskip("keyring", reason="the extra refscreen[keyring] is not installed")
    backend = pytest.importorskip("keyring.backend")
    kept: dict[tuple[str, str], str] = {}

    class Memory(backend.KeyringBackend):  # type: ignore[misc,name-defined]
        priority = 1

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def delete_password(self, service: str, username: str) -> None:
            del kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        keys.create("Jette", PASSPHRASE, RECOVERY)
        remembering.keep(keys.own().key, keys.checked(PASSPHRASE))
        keys.take("")
        assert keys.secret()
        assert run("keys", "forget").code == run("keys", "forget").code == 0
        assert not kept
    finally:
        keyring.set_keyring(before)


def test_without_a_keyring_remember_says_what_is_missing() -> None:
    if find_spec("keyring"):
        pytest.skip("the extra refscreen[keyring] is installed")
    run(*BARE)
    assert (run("keys", "forget").code, "refscreen[keyring]" in run("keys", "forget").err) == (4, True)


# --- the passphrase is forgotten --------------------------------------------------------------------


def test_whoever_forgot_the_passphrase_gets_another_key_and_the_old_cases_back(tmp_path: Path) -> None:
    secret, recovery = age.new()
    keys.create("Jette", "", recovery)
    keys.add("Bo", age.new()[1])
    case, first = tmp_path / "case.yaml", keys.own()
    shutil.copy(store.shipped("samples") / "leyla.yaml", case)
    run("keys", "lock", case)
    key = home.settings() / "key.age"
    forgotten = age.locked(keys.secret(), PASSPHRASE)
    key.write_bytes(forgotten)
    keys.take("")
    refused = run("keys", "init", "--no-passphrase")
    assert (refused.code, "keys init --anew" in refused.err) == (2, True)
    ran = run("keys", "init", "--anew", "--no-passphrase", "--name", "Jette")
    assert (ran.code, "keys recover FOLDER" in ran.err) == (0, True)
    assert [(one.name, one.role) for one in keys.recipients()] == [
        ("Jette", "own"), ("recovery", "recovery"), ("Bo", "colleague"),
    ]  # fmt: skip
    assert keys.recipients()[1].key == recovery
    assert keys.own().key != first.key
    assert (home.settings() / "key.changed-1.age").read_bytes() == forgotten
    keys.take("")
    assert run("status", case).code == 2
    stick = tmp_path / "recovery.txt"
    stick.write_text(secret, encoding="utf-8")
    assert run("keys", "recover", case, "--recovery-file", stick).code == 0
    assert run("status", case).code == 0


# --- on paper ---------------------------------------------------------------------------------------


def test_the_recovery_key_comes_back_from_paper_with_spaces_or_small_letters() -> None:
    secret, _ = age.new()
    shown = enrolment.in_groups(secret)
    assert max(map(len, shown.splitlines())) < 40
    for typed in (shown, shown.lower(), secret, secret.removeprefix("AGE-SECRET-KEY-1").lower()):
        assert enrolment.from_paper(typed) == secret


class Screen:
    """The program on a terminal of 80 × 24."""

    def __init__(self, *arguments: str) -> None:
        self.shown = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.shown)
        environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "REFSCREEN_LANG": "da"}
        self.child = pexpect.spawn(
            sys.executable, ["-m", "refscreen", *arguments], env=environment, dimensions=(24, 80), timeout=30
        )

    def wait_for(self, text: str, times: int = 1) -> str:
        """The screen, once the text stands on it so often."""
        until = time.monotonic() + 30
        while "\n".join(self.shown.display).count(text) < times:
            assert time.monotonic() < until, "\n".join(self.shown.display)
            try:
                self._stream.feed(bytes(self.child.read_nonblocking(65536, timeout=0.1)))  # type: ignore[arg-type]
            except (pexpect.TIMEOUT, pexpect.EOF):
                continue
        return "\n".join(self.shown.display)

    def type(self, line: str) -> None:
        """A line and Enter; the program has to have asked for it, and to have turned the echo off."""
        time.sleep(0.3)
        self.child.send(f"{line}\r")


def test_a_consultant_makes_a_key_at_the_terminal() -> None:
    screen = Screen("keys", "init")
    screen.wait_for("kollegerne det")
    screen.type("Jette Holm")
    screen.wait_for("Adgangssætning:")
    screen.type("kort")
    screen.wait_for("Mindst 12 tegn")
    screen.wait_for("Adgangssætning:", 2)
    screen.type(PASSPHRASE)
    screen.wait_for("Den samme igen:")
    screen.type(PASSPHRASE + "!")
    screen.wait_for("De to var ikke ens")
    screen.type(PASSPHRASE)
    screen.wait_for("Den samme igen:", 2)
    assert PASSPHRASE not in "\n".join(screen.shown.display)
    screen.shown.reset()
    screen.type(PASSPHRASE)
    shown = screen.wait_for("de sidste seks tegn")
    lines = [line.strip() for line in shown.splitlines()]
    start = lines.index("AGE-SECRET-KEY-1")
    secret = enrolment.from_paper(" ".join(lines[start + 1 : start + 4]))
    screen.type("abcdef")
    screen.wait_for("Det er ikke de sidste seks tegn")
    assert files() == []
    screen.type(f"{secret[-6:-2]} {secret[-2:]}".lower())
    screen.wait_for("Færdig.")
    screen.child.close()
    assert keys.recipients()[1].key == age.public(secret)
    assert keys.own().name == "Jette Holm"
    assert age.is_locked((home.settings() / "key.age").read_bytes())
    keys.checked(PASSPHRASE)


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_whoever_gives_up_half_way_has_no_half_key(after: int) -> None:
    screen = Screen("keys", "init")
    asked = ("kollegerne det", "Adgangssætning:", "Den samme igen:", "seks tegn")
    for question, line in zip(asked[:after], ("Jette", PASSPHRASE, PASSPHRASE), strict=False):
        screen.wait_for(question)
        screen.type(line)
    screen.wait_for(asked[after])
    time.sleep(0.3)
    screen.child.send("\x03")
    screen.child.expect(pexpect.EOF)
    screen.child.close()
    assert screen.child.exitstatus in {1, 130}
    assert files() == []


def test_a_key_that_was_being_made_when_the_power_went_is_made_anew() -> None:
    """The list is written first, and the key last: without the key the list means nothing."""
    run(*BARE)
    (home.settings() / "key.age").unlink()
    assert not keys.present()
    assert run("keys", "list").code == 2
    assert run(*BARE, "--name", "Jette").code == 0
    assert keys.secret()
