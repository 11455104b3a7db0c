"""Nothing that was acknowledged is lost, and no file is ever half a file: goals R1 to R11."""

from __future__ import annotations
