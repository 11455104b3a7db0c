"""Imported by the process that workers are forked from: they find the renderer imported already."""

from contextlib import suppress

from refscreen import pdf, production
from refscreen.errors import UserError

__all__ = ["production"]

with suppress(UserError):  # Pango is missing: each document says so itself
    pdf.engine()
