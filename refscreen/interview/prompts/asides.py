"""What can be opened beside a question: map, review, note, evidence, flag, time, pause; and the closing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from prompt_toolkit.buffer import Buffer

from refscreen.answers import EVIDENCE, SAID_BY
from refscreen.errors import UserError
from refscreen.interview.harmless import one_line
from refscreen.interview.pace import Outlook, Pace, outlook
from refscreen.interview.places import Place
from refscreen.interview.prompts import lists, overview, typed
from refscreen.interview.prompts.field import Field
from refscreen.interview.prompts.frame import Sheet
from refscreen.interview.prompts.keys import ABOUT_ANSWERS, MENU, Aside, has_states, sheet_keys
from refscreen.interview.prompts.kit import Kit
from refscreen.interview.prompts.runner import Runner
from refscreen.interview.prompts.searched import Search, listing, part_in_sight
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.record import note_draft
from refscreen.interview.search import Candidate
from refscreen.interview.turn import Again, Closing, Drop, Given, Jump, Prompt, Remark, Remove, Reply, Stop

LABEL_SHOWN = 40


@dataclass
class Asides:
    """Opens them; each gives a reply for the interview, or None: back to the question as it was.

    Attributes:
        beside: the language that questions are shown in beside the interview's own; empty for none.
        left_from: the list of the closing from which an answer was opened; it is come back to.
        opened: the place that was opened from a list; its line is marked when the list is come back to.
        list_open: the list that is come back to after an answer was opened from it.
    """

    voice: Voice
    kit: Kit
    pace: Pace
    runner: Runner
    beside: str = ""
    left_from: str = ""
    opened: str = ""
    list_open: Aside | None = None
    _lined: tuple[Sequence[Place], tuple[Candidate, ...]] | None = field(default=None, repr=False)

    def prepare(self, prompt: Prompt) -> None:
        """Find what the lists show while nobody waits for it."""
        self._lines_of(prompt.places)

    def _lines_of(self, places: Sequence[Place]) -> tuple[Candidate, ...]:
        """The lines of a list of places; made once for the same places."""
        if self._lined is None or self._lined[0] is not places:
            self._lined = places, overview.review_of(places, self.voice)
        return self._lined[1]

    def open(self, aside: Aside, prompt: Prompt, draft: Any) -> Reply | None:
        """Open one of them beside a question in whose field ``draft`` stands."""
        self.list_open = aside if aside in {Aside.REVIEW, Aside.READ} else None
        reply = _OPENED[aside](self, prompt, draft)
        if isinstance(reply, Stop) and reply.place and draft is not None:
            prompt.keep_draft("", draft)  # what is half-written beside it
        return Stop(draft) if isinstance(reply, Stop) and reply.draft is None else reply

    # --- places -------------------------------------------------------------------------------------

    def map(self, prompt: Prompt, draft: Any) -> Reply | None:
        """The sections with how they stand; typing finds any question."""
        everything = partial(overview.everything, prompt.places, self.voice)
        sections = overview.map_of(prompt.places, self.voice)
        search = Search(sections, Buffer(multiline=False), find_whole=everything, leads=True, detailed=True)
        field, search = listing(search, self.voice, self.kit)
        here = [place.section.id for place in prompt.places if place.step == prompt.step]
        shown = list(dict.fromkeys(p.section.id for p in prompt.places if p.standing != "parked"))
        search.begin(shown.index(here[0]) if here else 0)
        sheet = self.sheet("map", field, "go")
        sheet.right = partial(part_in_sight, search, self.voice)
        return self._jumped(self.run(sheet), draft)

    def review(self, prompt: Prompt, draft: Any) -> Reply | None:
        """All answers; any can be opened and changed."""
        here = self.opened or prompt.key
        return self._jumped(self.listed(self.voice.say("review"), prompt.places, here), draft)

    def read(self, prompt: Prompt, draft: Any) -> Reply | None:
        """What the candidate said, to be read aloud; any of it can be opened and changed."""
        reply = self.read_aloud(prompt, self.opened or prompt.key)
        if isinstance(reply, Jump):
            self.list_open = None
            return replace(reply, draft=draft)
        return self._jumped(reply, draft)

    def read_aloud(self, prompt: Prompt | Closing, here: str = "") -> Any:
        """The list of what the candidate said; its first line jumps to the question whether it is right."""
        first = self.voice.say("closing.confirm_it") if prompt.confirmation else ""
        said = overview.read_aloud(prompt.places)
        reply = self.listed(self.voice.say("read_aloud"), said, here, first)
        confirms = isinstance(reply, Given) and reply.raw == overview.ALL
        return Jump(prompt.confirmation) if confirms else reply

    def listed(self, title: str, places: Sequence[Place], here: str = "", first: str = "") -> Any:
        """A list of places with their answers, to go to one of them.

        Args:
            title: what stands on top.
            places: what is listed.
            here: the place that is marked at the beginning.
            first: what stands above them all, and answers with ``all``.
        """
        lines = self._lines_of(places)
        lines = (Candidate(overview.ALL, first), *lines) if first else lines
        search = Search(lines, Buffer(multiline=False), leads=True, detailed=True)
        field, search = listing(search, self.voice, self.kit)
        marks = [place for place, one in enumerate(lines) if one.value == here and not one.heading]
        search.begin(marks[0] if marks else 0)
        sheet = self.sheet("review", field, "open")
        sheet.title, sheet.right = title, partial(part_in_sight, search, self.voice)
        return self.run(sheet)

    def chosen(
        self, title: str, lines: Sequence[Candidate], text: str = "", marked: int = 0, enter: str = "open"
    ) -> Any:
        """One of a few lines; Enter takes the marked one, and ``enter`` says what that does."""
        search = Search(lines, Buffer(multiline=False), leads=True)
        field, search = listing(search, self.voice, self.kit)
        search.begin(marked)
        return self.run(self.sheet(title, field, enter, text))

    def _jumped(self, reply: Any, draft: Any) -> Reply | None:
        self.opened = str(reply.raw) if isinstance(reply, Given) else ""
        return Jump(self.opened, draft) if isinstance(reply, Given) else _stopped(reply)

    # --- what is said about an answer ---------------------------------------------------------------

    def note(self, prompt: Prompt, draft: Any) -> Reply | None:
        """The consultant's own note; in no document unless it is marked so."""
        beside, place = prompt.beside, note_draft(prompt.step)
        shown = [beside.note_shown]
        field = typed.note(prompt.find_drafts().get(place, beside.note), beside.note, self.voice, self.kit)
        sheet = self.sheet("note", field, "keep")
        sheet.right = lambda: one_line(self.voice.words(prompt.question.label), LABEL_SHOWN)

        def turn(_: Any) -> None:
            shown[0] = not shown[0]
            sheet.text = self.voice.say("note_shown" if shown[0] else "note_private")

        sheet.text = self.voice.say("note_shown" if shown[0] else "note_private")
        sheet.keys = (*sheet.keys[:1], ("F2", "note_shown"), *sheet.keys[1:])
        field.bindings.add("f2", eager=True)(turn)
        reply = self.run(sheet, lambda raw: prompt.keep_draft(place, raw))
        if isinstance(reply, Given):
            return Remark(replace(beside, note=str(reply.raw), note_shown=shown[0]), draft)
        half = field.draft()
        with suppress(UserError):  # the next answer tells of a disk that is full
            prompt.keep_draft(place, half)
        return Stop(half, place) if isinstance(reply, Stop) else Again(draft)

    def evidence(self, prompt: Prompt, draft: Any) -> Reply | None:
        """What stands behind a statement, and who made it."""
        beside = prompt.beside
        behind = self._one_of("evidence", EVIDENCE, beside.evidence)
        if not isinstance(behind, Given):
            return _stopped(behind)
        said = self._one_of("said_by", SAID_BY, beside.said_by)
        if isinstance(said, Stop):
            return said
        who = said.raw if isinstance(said, Given) else beside.said_by
        return Remark(replace(beside, evidence=behind.raw, said_by=who), draft)

    @staticmethod
    def flag(prompt: Prompt, draft: Any) -> Reply | None:
        """Mark the question to come back to, or take the mark off."""
        return Remark(replace(prompt.beside, flagged=not prompt.beside.flagged), draft)

    def _one_of(self, key: str, words: Sequence[str], value: str) -> Any:
        named = enumerate(words, start=1)
        options = [(str(number), self.voice.say(f"{key}.{word}"), word) for number, word in named]
        field = lists.numbered(value or None, self.kit, options)
        return self.shown(f"{key}.title", field)

    # --- time ---------------------------------------------------------------------------------------

    def outlook(self, prompt: Prompt) -> Outlook:
        """How time stands at a question."""
        return outlook(self.pace.used, self.pace.planned or prompt.progress.minutes, prompt.ahead)

    def time(self, prompt: Prompt, draft: Any) -> Reply | None:
        """Minutes used and planned; which questions could be left out, or taken in again."""
        stands = self.outlook(prompt)
        names, restore = stands.drop, False
        if not stands.behind:
            names, restore = tuple(p.outer.id for p in prompt.places if p.standing == "not_asked"), True
        text = self._told_of(stands)
        if not names:
            return _stopped(self._told("time_title", text))
        outer = {place.outer.id: place for place in prompt.places}
        lines = [
            Candidate(name, f"{outer[name].number} {self.voice.words(outer[name].outer.label)}")
            for name in names
        ]
        word = "restore" if restore else "drop"
        every = Candidate(overview.ALL, self.voice.say(f"{word}_all", count=len(lines)))
        reply = self.chosen("time_title", [every, *lines], text, enter=word)
        if not isinstance(reply, Given):
            return _stopped(reply)
        return Drop(names if reply.raw == overview.ALL else (str(reply.raw),), draft, restore)

    def _told_of(self, stands: Outlook) -> str:
        """How time stands, in a few sentences."""
        left = max(stands.planned - stands.used, 0.0)
        minutes = {"used": stands.used, "left": left, "needed": left + stands.behind}
        minutes |= {"planned": stands.planned, "still": stands.still_behind}
        key = "time_beyond" if stands.still_behind else "time_dropping"
        key = key if stands.drop else "time_gone" if stands.behind else "time_left"
        return self.voice.say(key, **{name: round(number) for name, number in minutes.items()})

    def pause(self, _prompt: Prompt, _draft: Any) -> Reply | None:
        """Nothing on the screen, and the clock stands still."""
        self.pace.pause()
        try:
            return _stopped(self._told("pause_title", self.voice.say("pause")))
        finally:
            self.pace.go_on()

    def remove(self, prompt: Prompt, _draft: Any) -> Reply | None:
        """Take away the row one stands in, when that is meant."""
        row = self.voice.row_name(prompt.group or prompt.question, (prompt.step.row or 0) + 1)
        field = lists.agree(None, self.voice, self.kit)
        reply = self.shown("remove_title", field, self.voice.say("remove", row=row))
        if isinstance(reply, Given):
            return Remove() if reply.raw is True else None
        return _stopped(reply)

    def language(self, prompt: Prompt, _draft: Any) -> Reply | None:
        """Show the question in the next language beside the interview's own, or in none."""
        others = ("", *self.voice.other_languages(prompt.question))
        place = others.index(self.beside) + 1 if self.beside in others else 0
        self.beside = others[place % len(others)]
        return None

    def menu(self, prompt: Prompt, draft: Any) -> Reply | None:
        """The things there is no room for on the bottom line."""
        offered = [one for one in MENU if has_states(prompt) or one not in ABOUT_ANSWERS]
        offered = [one for one in offered if prompt.step.inner or one is not Aside.REMOVE]
        named = [self.voice.say(f"menu.{one.name.lower()}") for one in offered]
        width = max(map(len, named)) + 2
        options = [
            (str(number), f"{name:<{width}}{one.shortcut}", one)
            for number, (one, name) in enumerate(zip(offered, named, strict=True), start=1)
        ]
        reply = self.shown("menu.title", lists.numbered(None, self.kit, options))
        if not isinstance(reply, Given):
            return _stopped(reply)
        return self.open(reply.raw, prompt, draft)

    # --- screens ------------------------------------------------------------------------------------

    def _told(self, title: str, text: str) -> Any:
        """A few sentences, read and left with Enter."""
        return self.shown(title, lists.nothing(self.kit), text)

    def shown(self, title: str, field: Field, text: str = "") -> Any:
        """A sheet with a field, run to its reply."""
        return self.run(self.sheet(title, field, "next", text))

    def sheet(self, title: str, field: Field, enter: str, text: str = "") -> Sheet:
        """A sheet with a field and the keys that work there."""
        keys = (("Enter", enter), *field.keys, ("Esc", "back"), ("Ctrl-C", "stop"))
        return Sheet(field, self.voice, keys, title=self.voice.say(title), text=text)

    def run(self, sheet: Sheet, keep: Callable[[Any], None] | None = None) -> Any:
        """Run a sheet to its reply; ``keep`` keeps what is half-written on it."""
        return self.runner.run(sheet, sheet_keys(sheet), keep)


def _stopped(reply: Any) -> Stop | None:
    return Stop() if isinstance(reply, Stop) else None


_OPENED: dict[Aside, Callable[[Asides, Prompt, Any], Reply | None]] = {
    Aside.NOTE: Asides.note,
    Aside.MAP: Asides.map,
    Aside.MENU: Asides.menu,
    Aside.EVIDENCE: Asides.evidence,
    Aside.FLAG: lambda _self, prompt, draft: Asides.flag(prompt, draft),
    Aside.REVIEW: Asides.review,
    Aside.READ: Asides.read,
    Aside.TIME: Asides.time,
    Aside.PAUSE: Asides.pause,
    Aside.LANGUAGE: Asides.language,
    Aside.REMOVE: Asides.remove,
}
