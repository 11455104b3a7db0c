"""Make the pictures of the README from the real program: a page of a report, and a screen of the interview.

Run it when the look has changed: ``.venv/bin/python scripts/make-pictures.py``.
"""

import io
import re
import sys
import tempfile
from pathlib import Path

import pypdfium2
from rich.console import Console
from rich.style import Style
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from refscreen import conversation, production  # noqa: E402
from refscreen.production import Order  # noqa: E402
from tests.terminal import Terminal  # noqa: E402

HEX = re.compile("[0-9a-f]{6}")
IMAGES = ROOT / "docs" / "images"
SAMPLE = ROOT / "samples" / "leyla.yaml"


def page() -> None:
    """Page 1 of the handover report."""
    content = production.make(Order("handover", SAMPLE)).content
    picture = pypdfium2.PdfDocument(content)[0].render(scale=1.4).to_pil()
    picture.convert("P", palette=1, colors=64).save(IMAGES / "handover.png", optimize=True)


def card() -> None:
    """The two sides of a CV postcard, one above the other."""
    from PIL import Image

    content = production.make(Order("postcard", SAMPLE)).content
    sides = [side.render(scale=1.6).to_pil() for side in pypdfium2.PdfDocument(content)]
    width, height = sides[0].size
    both = Image.new("RGB", (width, height * 2 + 12), "#d0d4d8")
    for place, side in enumerate(sides):
        both.paste(side, (0, place * (height + 12)))
    both.convert("P", palette=1, colors=64).save(IMAGES / "postcard.png", optimize=True)


def screen() -> None:
    """The interview at a question, with its guidance open."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        conversation.fill(conversation.Wish("screening", path, SAMPLE))
        with Terminal(path) as terminal:
            terminal.wait_for("Før I slutter")
            terminal.press("back")
            terminal.wait_for("F8")
            terminal.press("\x06", "egen motivation")  # find a question
            terminal.wait_for("› egen motivation")
            terminal.press("enter")
            terminal.wait_for("af 12 min")
            terminal.press("guidance")
            terminal.wait_for("│")
            drawn = [line_of(terminal, number) for number in range(terminal.screen.lines)]
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(Text("\n").join(drawn), end="")
    console.save_svg(str(IMAGES / "interview.svg"), title="refscreen interview")


def line_of(terminal: Terminal, number: int) -> Text:
    """A line of the screen with its styles."""
    line = Text()
    for column in range(terminal.screen.columns):
        cell = terminal.screen.buffer[number][column]
        colour = None if cell.fg == "default" else cell.fg.replace("brown", "yellow")
        if colour and HEX.fullmatch(colour):
            colour = f"#{colour}"
        line.append(cell.data, Style(color=colour, bold=cell.bold, reverse=cell.reverse, italic=cell.italics))
    return line


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    page()
    card()
    screen()
