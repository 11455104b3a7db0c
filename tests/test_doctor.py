"""What ``refscreen doctor`` sees: what a document needs, and what keeps the answers safe on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import pytest

from refscreen import doctor, home, machine, messages
from refscreen.machine import Mount
from refscreen.vault import age, keys
from tests.program import run

RECOVERY = age.new()[1]
RUNS_ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes and devices")


def states(here: Path) -> dict[str, bool | None]:
    """What was found, by name; what this very machine has of its own is left out."""
    return {one.name: one.found for one in doctor.protection(here) if one.name not in {"disk", "room", "log"}}


# --- keys -------------------------------------------------------------------------------------------


def test_without_a_key_it_says_how_to_get_one() -> None:
    assert states(Path()) == {"keys": False, "folder": True}
    ran = run("doctor", lang="da")
    assert (ran.code, "keys init" in ran.err) == (0, True)


def test_a_key_and_a_recovery_key_are_as_they_should_be() -> None:
    keys.create("Jette", "", RECOVERY)
    assert states(Path()) == {"keys": True, "recovery": True, "folder": True}


@pytest.mark.parametrize(
    "content", ["", f"- {{name: Jette, role: own, key: {RECOVERY}}}\n"], ids=["none", "one"]
)
def test_fewer_than_two_who_can_open_the_cases_is_a_finding(content: str) -> None:
    keys.create("Jette", "", RECOVERY)
    (home.settings() / "recipients.yaml").write_text(content, encoding="utf-8")
    assert states(Path())["recovery"] is False
    assert "recipients.yaml" in run("doctor").err


@RUNS_ON_POSIX
@pytest.mark.parametrize("name", [".", "key.age", "recipients.yaml"])
def test_a_key_that_others_can_look_at_is_a_finding_with_its_remedy(name: str) -> None:
    keys.create("Jette", "", RECOVERY)
    (home.settings() / name).chmod(0o750)
    assert states(Path())["private"] is False
    assert "chmod -R go= " in run("doctor").err


# --- the disk ---------------------------------------------------------------------------------------


def device(system: Path, folder: Path, uuid: str = "", parts: tuple[str, ...] = ()) -> Path:
    """A device such as Linux describes it: the one that a folder lies on."""
    number = folder.stat().st_dev
    block = system / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    (block / "dm").mkdir(parents=True)
    (block / "dm" / "uuid").write_text(uuid, encoding="ascii")
    for part in parts:
        (block / "slaves" / part / "dm").mkdir(parents=True)
        (block / "slaves" / part / "dm" / "uuid").write_text(part, encoding="ascii")
    return block


@RUNS_ON_POSIX
@pytest.mark.parametrize(
    ("uuid", "parts", "encrypted"),
    [
        ("CRYPT-LUKS2-0a1b-home", (), True),
        ("LVM-0a1b", ("CRYPT-LUKS2-0a1b",), True),
        ("LVM-0a1b", ("CRYPT-LUKS2-0a1b", "LVM-2c3d"), False),
        ("LVM-0a1b", (), False),
        ("", (), False),
    ],
    ids=["LUKS", "LVM on LUKS", "LVM on LUKS and on a bare disk", "LVM", "a bare disk"],
)
def test_a_linux_disk_is_encrypted_when_all_it_is_made_of_is(
    uuid: str, parts: tuple[str, ...], encrypted: bool, tmp_path: Path
) -> None:
    device(tmp_path / "sys", tmp_path, uuid, parts)
    assert machine.on_linux(tmp_path, tmp_path / "sys", []) is encrypted


@RUNS_ON_POSIX
def test_what_a_computer_does_not_say_is_not_guessed(tmp_path: Path) -> None:
    assert machine.on_linux(tmp_path, tmp_path / "sys", []) is None
    device(tmp_path / "sys", tmp_path)
    assert machine.on_linux(tmp_path, tmp_path / "sys", [], virtual=True) is None
    assert machine.on_linux(tmp_path, tmp_path / "none", [Mount(Path("/"), "fuse.gocryptfs", "x")]) is True
    assert [machine.bitlocker(said) for said in ("1\r\n", "2", "5", "0", "", "Access denied")] == [
        True, False, False, None, None, None,
    ]  # fmt: skip
    told = ("FileVault is On.\n", "FileVault is Off.", "Encryption in progress", "")
    assert [machine.filevault(said) for said in told] == [True, False, None, None]


# --- the folder -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/Users/j/OneDrive - Kommunen/Sager", "OneDrive"),
        ("/Users/j/Library/CloudStorage/OneDrive-Kommunen/Sager", "OneDrive"),
        ("/Users/j/Library/Mobile Documents/com~apple~CloudDocs/Sager", "iCloud"),
        ("/home/j/Dropbox (Arbejde)/Sager", "Dropbox"),
        ("/home/j/Sager", ""),
        ("/home/j/Noter om OneDrive", ""),
    ],
)
def test_a_folder_that_is_copied_elsewhere_is_known_by_its_name(path: str, service: str) -> None:
    assert machine.synced_by(Path(path)) == service


def test_a_synced_folder_is_told_of_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "OneDrive - Kommunen"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert states(folder)["folder"] is False
    assert "bliver kopieret af OneDrive" in run("doctor", lang="da").err


@RUNS_ON_POSIX
def test_a_network_drive_is_known_by_what_is_mounted_there() -> None:
    linux = machine.mounts(
        dedent("""\
        22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
        36 22 0:30 / /mnt/Fælles\\040drev rw,relatime shared:9 - cifs //server/share rw
        37 36 8:3 / /mnt/Fælles\\040drev/lokal rw - ext4 /dev/sdb1 rw
        """)
    )
    mac = machine.mounts(
        "/dev/disk3s1 on / (apfs, sealed, local)\n//j@server/Sager on /Volumes/Sager (smbfs, nodev)\n"
    )
    places = ("/mnt/Fælles drev/Sager", "/mnt/Fælles drev/lokal", "/home/j")
    assert [machine.on_network(Path(place), linux) for place in places] == [True, False, False]
    assert [machine.on_network(Path(place), mac) for place in ("/Volumes/Sager/2026", "/Users/j")] == [
        True,
        False,
    ]


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_state_and_remedy_has_its_words(language: str) -> None:
    words = messages.load(language).texts["doctor"]
    told = {"open", "synced", "on_network", "not_encrypted", "little_room", "unknown", "look"}
    told |= {
        f"{name}_remedy" for name in ("keys", "recovery", "private", "disk", "synced", "network", "room")
    }
    assert told <= set(words)
    lines = [line for key in told for line in str(words[key]).splitlines()]
    assert max(map(len, lines)) <= 100
