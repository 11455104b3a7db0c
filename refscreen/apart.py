"""Documents whose templates are not the program's own are set in a process of their own, bounded.

What is read with the consultant's rights (answers, keys, photo) is read here; the other process gets what the
document's audience may see, and hands back bytes or problems.
"""

from __future__ import annotations

import os
from pathlib import Path

from refscreen import process, production, template
from refscreen.bounds import Bounds, DiedError, TooLongError
from refscreen.errors import Problem, UserError
from refscreen.production import Order, Prepared, Product

WITH_WORD = "docx"


def make(order: Order, bounds: Bounds) -> Product:
    """Make one document; within bounds when a template of one's own has a say in it.

    Raises:
        UserError: as ``production.make`` does; or the template breaks the bounds or the renderer.
    """
    with process.undisturbed():
        prepared = production.prepare(order)
        if not _has_own_template(prepared):
            return production.finish(prepared)
    from refscreen.workers import Workers

    workers = Workers(1, bounds)
    try:
        made: Product = workers.submit(_finished, prepared, str(Path.cwd())).result()
    except UserError:
        raise
    except TooLongError:
        raise _broken("own_took_too_long", prepared) from None
    except Exception as error:  # noqa: BLE001  # what a template does to the process it has is told of
        kind = "process" if isinstance(error, DiedError) else type(error).__name__
        raise _broken("own_crashed", prepared, kind) from None
    finally:
        workers.shutdown(wait=False, cancel_futures=True)
    return made


def _has_own_template(prepared: Prepared) -> bool:
    folder = prepared.document.folder
    if prepared.form != WITH_WORD:
        return not template.is_shipped(folder)
    from refscreen import word

    return word.template(folder) != word.SHIPPED or not template.is_shipped(folder)


def _finished(prepared: Prepared, home: str) -> Product:
    """The document; runs in the process that is bounded.

    Args:
        prepared: what is to be set.
        home: the folder that one's own templates are found from.

    Raises:
        UserError: why there is none.
    """
    os.chdir(home)
    try:
        return production.finish(prepared)
    except MemoryError:
        raise _broken("own_took_too_much", prepared) from None


def _broken(key: str, prepared: Prepared, kind: str = "") -> UserError:
    values = {"kind": kind} if kind else {}
    return UserError([Problem(key, where=str(prepared.document.folder), values=values)])
