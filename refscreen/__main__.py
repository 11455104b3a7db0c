"""``python -m refscreen`` is ``refscreen``."""

from refscreen.cli import main

main()
