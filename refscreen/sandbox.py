"""Where templates run that are not the program's own: they may write down what they are given, and no more.

Folders of templates and Word files are sent around, and what is in them runs with all the rights of whoever
makes the document. Imported only when there is such a template.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner

from refscreen.dates import PartialDate
from refscreen.items import Items
from refscreen.wording import Wording

_OF_JINJA = (BlockReference, Joiner, LoopContext, Macro)
"""What a template calls that is made of its own lines."""
_PLAIN = (str, bool, int, float, date, PartialDate, dict, list, tuple, Items, Wording, Cycler, LoopContext)
"""Whose methods a template may call: they look something up or put it another way, and change nothing."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which only what is known to be harmless can be called.

    Why not Jinja2's own rule, which lets everything be called that is not marked: one object with a method
    too many in what a template is given would be the way out.
    """

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether it is a macro, a method of a plain value, or one of the functions all templates have."""
        if not super().is_safe_callable(obj):
            return False
        given = any(obj is function for function in self.globals.values())
        method = getattr(obj, "__wrapped__", obj)  # of str.format the sandbox has a safer one around it
        return given or isinstance(obj, _OF_JINJA) or isinstance(getattr(method, "__self__", None), _PLAIN)
