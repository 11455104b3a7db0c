"""``refscreen``, also as ``python -m refscreen``: what has to begin first, then the commands."""

import sys
from typing import NoReturn

from refscreen import garbage

DRAWING = frozenset({"report", "postcard", "render"})
"""Commands that draw pages."""
NO_PAGES = frozenset({"-h", "--help", "html", "docx", "txt"})


def main() -> NoReturn:
    """Run the program."""
    garbage.seldom()
    from refscreen import console, press

    console.keep_private()
    given = set(sys.argv[1:])
    if given & DRAWING and not given & NO_PAGES:
        press.begin()
    from refscreen import cli

    cli.main()


if __name__ == "__main__":
    main()
