"""A field for long lists: typing narrows the list, in any letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import BufferControl, Dimension, FormattedTextControl, HSplit, Window

from refscreen.interview.harmless import one_line
from refscreen.interview.prompts.editing import writing_keys
from refscreen.interview.prompts.field import Field, NotYet, finish
from refscreen.interview.prompts.frame import WIDEST, Lines, columns, rows, wrapped
from refscreen.interview.prompts.kit import Kit
from refscreen.interview.prompts.lists import some_or_none
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.search import Candidate, candidates, ranked
from refscreen.interview.turn import Given, Prompt

SHOWN, LEAST = 10, 5
"""Lines of a list of choices that are seen at once, and of a whole field on a small terminal."""
AROUND, DETAIL = 8, 4
"""Lines on a screen beside a list that takes the room there is, and those for the marked one."""


@dataclass
class Search:
    """The list, what is typed, which line is marked, and what is chosen where several can be.

    Attributes:
        among: what is listed while nothing is typed.
        find_whole: finds what is searched; without it the same.
        leads: a line leads somewhere and is no answer: one is marked whatever is typed.
        detailed: the list takes the room there is, and what is marked is shown in full under it.
        home: the line that is marked at first, and again when a search is given up.
    """

    among: Sequence[Candidate]
    query: Buffer
    find_whole: Callable[[], Sequence[Candidate]] | None = None
    leads: bool = False
    detailed: bool = False
    home: int = 0
    marked: int = -1
    chosen: list[Any] | None = None
    found: Sequence[Candidate] = ()
    top: int = field(default=0)

    @cached_property
    def whole(self) -> Sequence[Candidate]:
        """What is searched; found with the first letter."""
        return self.find_whole() if self.find_whole is not None else self.among

    @property
    def shown(self) -> int:
        """How many lines of the list are seen at once."""
        return max(rows() - AROUND - DETAIL, 4) if self.detailed else SHOWN

    def narrow(self) -> None:
        """Search anew and mark the best.

        With nothing left to search what was marked before stays so, but never an answer nobody chose.
        """
        typed, before = bool(self.query.text.strip()), self.found[self.marked : self.marked + 1]
        self.found = ranked(self.query.text, self.whole) if typed else self.among
        self.marked, self.top = -1, 0
        stays = not typed and before and before[0] in self.found
        if typed or self.leads:
            self.mark(self.found.index(before[0]) if stays else 0 if typed else self.home)

    def begin(self, place: int) -> None:
        """Mark the line that is marked at first."""
        self.home = place
        self.mark(place)

    def mark(self, place: int) -> None:
        """Mark a line and keep it in sight."""
        if self.found:
            self.marked = max(0, min(place, len(self.found) - 1))

    def toggle(self) -> None:
        """Choose the marked line, or take the choice back."""
        if self.chosen is not None and self.marked >= 0:
            value = self.found[self.marked].value
            (self.chosen.remove if value in self.chosen else self.chosen.append)(value)

    def in_sight(self) -> range:
        """The places of the lines that are in sight, the marked one among them."""
        if self.marked >= 0:
            self.top = max(min(self.top, self.marked), self.marked - self.shown + 1)
        return range(self.top, min(self.top + self.shown, len(self.found)))

    def lines(self) -> Lines:
        """The part of the list that is in sight."""
        lines = Lines()
        for place in self.in_sight():
            candidate = self.found[place]
            on = place == self.marked
            box = "" if self.chosen is None else "● " if candidate.value in self.chosen else "○ "
            style = "class:highlighted" if on or candidate.heading else ""
            lines += [("class:pointer", " › " if on else "   "), *_line(box, candidate, style), ("", "\n")]
        return lines[:-1]

    def detail(self) -> Lines:
        """What is marked, in full."""
        told = self.found[self.marked].detail if self.found and self.marked >= 0 else ""
        return wrapped(told, "class:faint") if told else []


def _line(box: str, candidate: Candidate, style: str) -> Lines:
    """A candidate on its line, with what stands at the end of it."""
    width = min(columns() - 1, WIDEST) - 4
    right = one_line(candidate.right, width // 2)
    title = one_line(box + candidate.title, width - len(right) - 2)
    return [(style, title), ("class:faint", f"{right:>{width - len(title)}}" if right else "")]


def searched(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """One choice of many, or several of many: type to search, Enter takes the marked one."""
    question = prompt.question
    among = candidates(question.choices, [voice.words(choice.label) for choice in question.choices])
    several = question.type == "choices"
    stored = list(prompt.value or ()) if several else prompt.value
    made, search = listing(Search(among, Buffer(multiline=False)), voice, kit)
    if several:
        _choose_several(made, search, prompt, voice)
    else:
        place = next((place for place, candidate in enumerate(among) if candidate.value == stored), -1)
        if place >= 0:
            search.mark(place)
    if not several and isinstance(prompt.draft, str):
        search.query.insert_text(one_line(prompt.draft))
        made.shows_draft = True
    return made


def listing(search: Search, voice: Voice, kit: Kit) -> tuple[Field, Search]:
    """The field of a list that is searched by typing."""
    query = search.query
    search.found = search.among
    query.on_text_changed += lambda _: search.narrow()
    line = Window(BufferControl(query), height=1, get_line_prefix=lambda *_: [("class:pointer", "  › ")])

    def height() -> Dimension:
        shown = min(search.shown, max(len(search.among), len(search.found), 1))
        return Dimension(min=1, preferred=shown, max=shown)

    gap = Dimension(min=0, preferred=1, max=1)
    parts = [line, Window(height=gap)]
    parts.append(Window(FormattedTextControl(search.lines), height=height, always_hide_cursor=True))
    if search.detailed:
        told = Dimension(min=0, preferred=DETAIL - 1, max=DETAIL - 1)
        parts += [Window(height=gap), Window(FormattedTextControl(search.detail), height=told)]

    def answer() -> Any:
        if not search.found:
            return NotYet("nothing_found")
        value = search.found[search.marked].value if search.marked >= 0 else NotYet("choose_first")
        return NotYet("not_now") if value is None else value

    def unsaid(_: Buffer) -> None:
        made.notice = ""

    query.on_text_changed += unsaid
    made = Field(
        application=kit.application,
        body=HSplit(parts),
        answer=answer,
        keys=((voice.say("letters"), "search"), ("↑↓", "move")),
        typing=True,
        least=LEAST,
        note=lambda: _how_many(search, voice),
        focus=line,
        bindings=_moving(search),
    )
    return made, search


def _how_many(search: Search, voice: Voice) -> str:
    """How long a list is of which only a part is seen, if there is a line to spare; or that it is empty."""
    if not search.found:
        return voice.say("nothing_like_it")
    many = len(search.found) > search.shown and not search.detailed
    return voice.say("found", count=len(search.found)) if many else ""


def part_in_sight(search: Search, voice: Voice) -> str:
    """Which lines of a list are in sight, where that is not all of them."""
    seen, count = search.in_sight(), len(search.found)
    if len(seen) == count:
        return ""
    return voice.say("in_sight", first=seen.start + 1, last=seen.stop, count=count)


def _takes(candidate: Candidate) -> Callable[[KeyPressEvent], None]:
    return lambda event: finish(event, Given(candidate.value))


def _moving(search: Search) -> KeyBindings:
    bindings = writing_keys(several=False)
    for candidate in search.among:
        if candidate.key:
            bindings.add(candidate.key, eager=True)(_takes(candidate))
    for key, lines in (("down", 1), ("up", -1)):
        bindings.add(key, eager=True)(lambda _, by=lines: search.mark(search.marked + by))
    for key, pages in (("pagedown", 1), ("pageup", -1)):
        bindings.add(key, eager=True)(lambda _, by=pages: search.mark(search.marked + by * search.shown))

    @bindings.add("escape", filter=Condition(lambda: bool(search.query.text)), eager=True)
    def clear(_: KeyPressEvent) -> None:
        search.query.text = ""

    return bindings


def _choose_several(made: Field, search: Search, prompt: Prompt, voice: Voice) -> None:
    """Space chooses the marked one and empties the search; Enter is done."""
    before = list(prompt.value or ())
    search.chosen = list(prompt.draft) if isinstance(prompt.draft, list | tuple) else list(before)
    chosen = search.chosen

    @made.bindings.add(" ", eager=True)
    def toggle(event: KeyPressEvent) -> None:
        search.toggle()
        event.current_buffer.text = ""

    made.answer = some_or_none(chosen)
    made.note = lambda: voice.chosen(prompt.question, chosen) if search.found else _how_many(search, voice)
    made.keys = (*made.keys, (voice.say("space_key"), "toggle"))
    made.draft = lambda: list(chosen) if chosen != before else None
