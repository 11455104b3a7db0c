"""Draws every document of the folder it is started in, and marks when the harmless one is drawn."""

from contextlib import suppress
from pathlib import Path

from refscreen import production
from refscreen.errors import UserError
from refscreen.production import Order
from tests.hostile.reaching import MARK

SHIPPED = ("postcard", "summary", "handover")
"""Documents in which the answers themselves are what is hostile."""
FEW = 10
"""So many documents of one's own go with each shipped one."""


def main() -> None:
    """Draw a harmless document, then what reaches out, then shipped ones of answers that do."""
    Path("out").mkdir()
    own = sorted(path.name for path in Path("templates").iterdir())
    _draw(own[0])
    with suppress(FileNotFoundError):
        Path(MARK).read_bytes()
    for name in (*own[1:], *SHIPPED[: len(own) // FEW]):
        _draw(name)


def _draw(name: str) -> None:
    for form in ("pdf", "docx") if name in SHIPPED else ("pdf",):
        with suppress(UserError):
            Path("out", f"{name}.{form}").write_bytes(
                production.make(Order(name, Path("case.yaml"), form=form)).content
            )


if __name__ == "__main__":
    main()
