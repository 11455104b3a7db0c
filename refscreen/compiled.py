"""Keeps what Jinja2 has made of a template, for the next start of the program."""

from __future__ import annotations

from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from refscreen import cache


class Compiled(jinja2.BytecodeCache):
    """Compiled templates in a folder of the cache.

    Why not Jinja2's own: it stops where there is no room, and at a file that a power cut has left damaged.
    """

    def __init__(self, folder: Path) -> None:
        """Keep them in this folder."""
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what was kept of a template, if anything was."""
        found = cache.kept(self._folder / bucket.key)
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        cache.keep(self._folder / bucket.key, bucket.bytecode_to_string())
