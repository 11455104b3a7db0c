"""Measurements; see ``__main__``. What they do with the samples is nobody's work, and is in nobody's log."""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="refscreen-bench-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["REFSCREEN_HOME"] = os.environ["REFSCREEN_STATE"] = _HOME
