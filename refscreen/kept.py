"""The program's own YAML files, read once for all: what they hold is kept as plain data in the cache.

Only files that come with the program are read here. One of the user's may hold answers, and none are to lie
about in a cache.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache as once
from functools import lru_cache
from pathlib import Path

from refscreen import cache, yaml_text
from refscreen.errors import Path as Place
from refscreen.yaml_text import Mark, Source

PACKAGE = Path(__file__).resolve().parent
FOLDERS = frozenset(
    (PACKAGE / "lists", PACKAGE / "_data" / "questionnaires", PACKAGE.parent / "questionnaires")
)
"""Where the program's questionnaires and lists lie, installed or in a checkout."""
_OF_A_CASE = {"answers", "sealed"}
"""What stands in a case: somebody may keep one in a folder of the program's, too."""
MOST = 200
"""Files kept; there are some forty, and those of an older version go first."""


@dataclass(frozen=True)
class Kept(Source):
    """A source that is read in earnest only when somebody asks where something stands in it."""

    content: bytes = field(default=b"", repr=False)

    def mark(self, path: Place, *, on_key: bool = False) -> Mark:
        """Line and column of a place."""
        return _whole(self.content).mark(path, on_key=on_key)


def read(content: bytes) -> Source:
    """What ``yaml_text.read`` reads in a file that comes with the program.

    Raises:
        YamlError: as ``yaml_text.read`` does.
    """
    file = cache.folder("yaml") / hashlib.sha256(_reader() + content).hexdigest()
    if (kept := cache.kept(file)) is not None:
        return Kept(marshal.loads(kept), content=content)  # noqa: S302  # as it was written here
    source = yaml_text.read(content)
    if not (isinstance(source.data, dict) and _OF_A_CASE & source.data.keys()):
        _keep(file, marshal.dumps(source.data))
    return source


@lru_cache(maxsize=4)
def _whole(content: bytes) -> Source:
    return yaml_text.read(content)


@once
def _reader() -> bytes:
    """What a file becomes depends on what reads it, and how that is written on the version of Python."""
    return Path(yaml_text.__file__).read_bytes() + str(sys.implementation.cache_tag).encode()


def _keep(file: Path, data: bytes) -> None:
    """Put the data into the cache, in the place of the oldest where there are too many."""
    with suppress(OSError):
        oldest = sorted(file.parent.iterdir(), key=lambda one: one.stat().st_mtime)
        for old in oldest[: max(len(oldest) + 1 - MOST, 0)]:
            old.unlink(missing_ok=True)
    cache.keep(file, data)
