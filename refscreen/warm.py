"""Imported by the process that workers are forked from: they find ready what no batch can change.

Fonts are not among it. Newer versions of Pango look for them in a thread, and no thread comes through a fork.
"""

import gc
import signal
from contextlib import suppress

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that was begun by a person
gc.disable()

from refscreen import jobs, pdf, sandbox, store  # noqa: E402
from refscreen.errors import UserError  # noqa: E402

__all__ = ["jobs", "sandbox"]

store.listed_choices_of()
with suppress(UserError):  # Pango is missing: each document says so itself
    pdf.engine()
gc.freeze()
