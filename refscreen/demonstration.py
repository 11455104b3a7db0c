"""The whole way on a shipped, fictional case: answers file, handover document, postcard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from refscreen import apart, conversation, disk, store
from refscreen.bounds import Bounds
from refscreen.conversation import Wish
from refscreen.errors import Problem, UserError
from refscreen.production import Order
from refscreen.vault import keys

DOCUMENTS = {"handover": "report", "postcard": "postcard"}
"""The documents of the demonstration, and what their files are called."""


def source_of(sample: str) -> Path:
    """The file of a shipped case.

    Raises:
        UserError: there is no such sample.
    """
    source = store.shipped("samples") / f"{sample}.yaml"
    if not source.is_file():
        known = ", ".join(sorted(path.stem for path in store.shipped("samples").glob("*.yaml")))
        raise UserError([Problem("no_such_sample", where=sample, values={"known": known})], exit_code=2)
    return source


def run(sample: str, folder: Path) -> Iterator[tuple[Path, int]]:
    """Make the files of a sample one by one, telling each with its number of pages (0 for the answers).

    Raises:
        UserError: there is no such sample, or Pango is missing.
    """
    source = source_of(sample)
    answers = folder / source.name
    with keys.unused():  # made-up people need no secrets, and the file is there to be read
        conversation.fill(Wish(store.questionnaire_of(source), answers, source, afresh=True))
    yield answers, 0
    for document, name in DOCUMENTS.items():
        product = apart.make(Order(document, answers), Bounds())
        path = folder / f"{sample}-{name}.pdf"
        disk.save(path, product.content)
        yield path, product.pages
