"""A field for long lists: typing narrows the list, in any letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, Dimension, FormattedTextControl, HSplit, Window

from refscreen.interview.harmless import one_line
from refscreen.interview.prompts.field import Field, NotYet
from refscreen.interview.prompts.kit import Kit
from refscreen.interview.prompts.lists import some_or_none
from refscreen.interview.prompts.screen import columns
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.search import Candidate, candidates, folded, ranked
from refscreen.interview.turn import Prompt

SHOWN = 10
"""Lines of the list that are seen at once."""


@dataclass
class _Search:
    """The list, what is typed, which line is marked, and what is chosen where several can be."""

    among: Sequence[Candidate]
    query: Buffer
    marked: int = -1
    chosen: list[Any] | None = None
    found: Sequence[Candidate] = ()
    top: int = field(default=0)

    def narrow(self) -> None:
        """Search anew; the best is marked, nothing is while nothing is typed."""
        self.found = ranked(self.query.text, self.among)
        self.marked = 0 if self.query.text.strip() and self.found else -1
        self.top = 0

    def mark(self, place: int) -> None:
        """Mark a line and keep it in sight."""
        if self.found:
            self.marked = max(0, min(place, len(self.found) - 1))
            self.top = max(min(self.top, self.marked), self.marked - SHOWN + 1)

    def toggle(self) -> None:
        """Choose the marked line, or take the choice back."""
        if self.chosen is not None and self.marked >= 0:
            value = self.found[self.marked].value
            (self.chosen.remove if value in self.chosen else self.chosen.append)(value)

    def lines(self) -> StyleAndTextTuples:
        """The part of the list that is in sight."""
        lines = StyleAndTextTuples()
        for place, candidate in list(enumerate(self.found))[self.top : self.top + SHOWN]:
            on = place == self.marked
            box = "" if self.chosen is None else "● " if candidate.value in self.chosen else "○ "
            title = one_line(box + candidate.title, columns() - 6)
            lines += [
                ("class:pointer", " › " if on else "   "),
                ("class:highlighted" if on else "", title),
                ("", "\n"),
            ]
        return lines[:-1]


def searched(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """One choice of many, or several of many: type to search, Enter takes the marked one."""
    question = prompt.question
    among = candidates(question.choices, [voice.words(choice.label) for choice in question.choices])
    several = question.type == "choices"
    stored = list(prompt.value or ()) if several else prompt.value
    made, search = _field(among, voice, kit)
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


def places(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """Every place in the interview, to go to one of them."""
    among = []
    for step, outer, question in prompt.places:
        title = voice.place(step, outer, question)
        words = (
            title,
            *question.label.values(),
            *question.synonyms,
            *question.ask.values(),
            *outer.label.values(),
        )
        among.append(Candidate(step.key, title, tuple(map(folded, words))))
    made, search = _field(among, voice, kit)
    here = next((place for place, candidate in enumerate(among) if candidate.value == prompt.key), 0)
    search.mark(here)
    return made


def _field(among: Sequence[Candidate], voice: Voice, kit: Kit) -> tuple[Field, _Search]:
    query = Buffer(multiline=False)
    search = _Search(among, query, found=among)
    query.on_text_changed += lambda _: search.narrow()
    line = Window(BufferControl(query), height=1, get_line_prefix=lambda *_: [("class:pointer", "  › ")])
    shown = min(SHOWN, max(len(among), 1))
    listing = Window(
        FormattedTextControl(search.lines),
        height=Dimension(min=min(3, shown), preferred=shown, max=shown),
        always_hide_cursor=True,
    )

    def answer() -> Any:
        if not search.found:
            return NotYet("nothing_found")
        return search.found[search.marked].value if search.marked >= 0 else NotYet("choose_first")

    made = Field(
        application=kit.application,
        body=HSplit([line, Window(height=1), listing]),
        answer=answer,
        keys=((voice.say("letters"), "search"), ("↑↓", "move")),
        typing=True,
        note=lambda: voice.say("found", count=len(search.found)) if len(search.found) > SHOWN else "",
        focus=line,
        bindings=_moving(search),
    )
    return made, search


def _moving(search: _Search) -> KeyBindings:
    bindings = KeyBindings()
    for key, by in (("down", 1), ("up", -1), ("pagedown", SHOWN), ("pageup", -SHOWN)):
        bindings.add(key, eager=True)(lambda _, by=by: search.mark(search.marked + by))

    @bindings.add("escape", filter=Condition(lambda: bool(search.query.text)))
    def clear(_: KeyPressEvent) -> None:
        search.query.reset()
        search.narrow()

    @bindings.add(Keys.BracketedPaste, eager=True)
    def paste(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(" ".join(event.data.split()))

    return bindings


def _choose_several(made: Field, search: _Search, prompt: Prompt, voice: Voice) -> None:
    """Space chooses the marked one and empties the search; Enter is done."""
    before = list(prompt.value or ())
    search.chosen = list(prompt.draft) if isinstance(prompt.draft, list | tuple) else list(before)
    chosen = search.chosen

    @made.bindings.add(" ", eager=True)
    def toggle(event: KeyPressEvent) -> None:
        search.toggle()
        if search.query.text:
            event.current_buffer.reset()
            search.narrow()

    made.answer = some_or_none(chosen)
    made.note = lambda: voice.chosen(prompt.question, chosen)
    made.keys = (*made.keys, (voice.say("space_key"), "toggle"))
    made.draft = lambda: list(chosen) if chosen != before else None
