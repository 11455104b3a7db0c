"""What is installed is what was locked, and the same answers are the same page: goals C1 and C2."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.campaign import Outcome, goal

ROOT = Path(__file__).parent.parent.parent
SHORTEST = "postcard"


def options_of_our_installation() -> list[str]:
    """The options that make pip refuse what is not in the lock, as our own script gives them."""
    script = (ROOT / "scripts" / "virtual-environment").read_text(encoding="utf-8")
    found = re.search(r'(--require-hashes .*?) -r "\$lock"', script)
    assert found, "the script does not install from the lock"
    return found[1].split()


def wheel(folder: Path) -> Path:
    """A wheel with one module, so small that nothing needs to be fetched."""
    files = {
        "tiny.py": "",
        "tiny-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n",
        "tiny-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={_short(text)},{len(text)}\n" for name, text in files.items())
    path = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, "tiny-1.dist-info/RECORD": record}.items():
            archive.writestr(name, text)
    return path


def _short(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def installed(folder: Path, digest: str) -> bool:
    """Whether a lock with this digest installs the wheel of the folder."""
    lock = folder / "tiny.lock"
    lock.write_text(f"tiny==1 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as into:
        asked = [*options_of_our_installation(), "--no-index", "--find-links", folder, "-t", into, "-r", lock]
        ran = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", *map(str, asked)],
            capture_output=True,
            text=True,
            check=False,
        )
        there = Path(into, "tiny.py").exists()
    assert there == (ran.returncode == 0), ran.stderr
    return there


@goal("C1", "A file that is not the locked one is not installed", long=20, short=2)
def c1(count: int) -> Outcome:
    """Every second time the lock is altered, else the file, by one bit or digit."""
    chance = random.Random(1)  # noqa: S311  # so that a failure can be tried again
    let_in = 0
    with tempfile.TemporaryDirectory() as name:
        path = wheel(Path(name))
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert installed(path.parent, digest), "not even the locked file is installed"
        for attempt in range(count):
            lock_is_right = attempt % 2 == 0
            path.write_bytes(_with_another_bit(content, chance) if lock_is_right else content)
            let_in += installed(path.parent, digest if lock_is_right else _with_another_digit(digest, chance))
    return Outcome(count, let_in, "one bit of a wheel, or one digit of its hash in the lock")


def _with_another_bit(content: bytes, chance: random.Random) -> bytes:
    altered = bytearray(content)
    altered[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(altered)


def _with_another_digit(digest: str, chance: random.Random) -> str:
    place = chance.randrange(len(digest))
    other = (int(digest[place], 16) + chance.randint(1, 15)) % 16
    return f"{digest[:place]}{other:x}{digest[place + 1 :]}"


@goal("C2", "The same answers and the same libraries give the same PDF, to the byte", long=20, short=2)
def c2(count: int) -> Outcome:
    """Every document in a process of its own: another hash seed, another time zone, another folder."""
    found = set()
    for attempt in range(count):
        with tempfile.TemporaryDirectory() as folder:
            around = {
                **os.environ,
                "PYTHONHASHSEED": str(attempt + 1),
                "TZ": ("UTC", "Asia/Tokyo", "America/Lima")[attempt % 3],
            }
            asked = [SHORTEST, ROOT / "samples" / "amir.yaml", "-o", "card.pdf"]
            subprocess.run(
                [sys.executable, "-m", "refscreen", *map(str, asked)],
                cwd=folder, env=around, check=True, capture_output=True,
            )  # fmt: skip
            found.add(hashlib.sha256(Path(folder, "card.pdf").read_bytes()).hexdigest())
    return Outcome(count, len(found) - 1, f"SHA-256 {min(found)[:16]}…")
