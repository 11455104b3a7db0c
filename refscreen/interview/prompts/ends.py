"""The screens at both ends of an interview: what is left at its end, and in a follow-up what is new."""

from __future__ import annotations

from functools import partial
from typing import Any

from refscreen.interview.prompts import lists, overview
from refscreen.interview.prompts.asides import Asides
from refscreen.interview.prompts.keys import Aside
from refscreen.interview.search import Candidate
from refscreen.interview.turn import Back, Changes, Closing, Done, Given, Jump, Reply, Stop, Walk

FINISH, REVIEW, READ = "finish", "review", "read"
KEYS = {REVIEW: Aside.REVIEW, READ: Aside.READ}
"""What has a key beside a question has the same one at the end."""


def closing(asides: Asides, prompt: Closing) -> Reply:
    """What is open, unclear, flagged, declined: to walk through, to look at, or to leave as it is."""
    counted = {name: (inside, told) for name, inside, told in overview.counts_of(prompt.places, asides.voice)}
    say, progress = asides.voice.say, prompt.progress
    lines = [Candidate(name, told) for name, (_, told) in counted.items()]
    lines += [
        Candidate(action, say(f"closing.{action}"), key=KEYS[action].value[0] if action in KEYS else "")
        for action in (REVIEW, READ, FINISH)
    ]
    text = say("closing.text", answered=progress.answered, total=progress.total, used=round(asides.pace.used))
    if prompt.notice:
        text = f"{say(prompt.notice)}\n{text}"
    name, asides.left_from = asides.left_from, ""
    while True:
        if name not in {*counted, REVIEW, READ}:
            reply = asides.chosen("closing.title", lines, text, marked=0 if counted else len(lines) - 1)
            if not isinstance(reply, Given):
                return Stop() if isinstance(reply, Stop) else Back()
            name = str(reply.raw)
        if name == FINISH:
            return Done()
        found = _opened(asides, prompt, name, counted)
        if found is not None:
            asides.left_from = name if isinstance(found, Jump) else ""
            return found
        name = ""


def _opened(asides: Asides, prompt: Closing, name: str, counted: dict[str, Any]) -> Reply | None:
    """A list of the closing, opened; None when nothing was chosen in it."""
    say = asides.voice.say
    if name == REVIEW:
        reply = asides.listed(say("review"), prompt.places)
    elif name == READ:
        reply = asides.read_aloud(prompt)
    else:
        inside, told = counted[name]
        reply = asides.listed(told, inside, first=say("closing.walk", count=len(inside)))
        if isinstance(reply, Given) and reply.raw == overview.ALL:
            return Walk(tuple(place.step.key for place in inside))
    return Jump(str(reply.raw)) if isinstance(reply, Given) else reply


def changes(asides: Asides, prompt: Changes) -> Reply:
    """Whether anything is new in a section since last time; its answers stand there."""
    say = asides.voice.say
    text = say("changes", section=asides.voice.words(prompt.section.title))
    sheet = asides.sheet("changes_title", lists.agree(None, asides.voice, asides.kit), "next", text)
    sheet.right = partial(say, "changes_where", number=prompt.number, of=prompt.of)
    sheet.listed = [one.title for one in overview.review_of(prompt.places, asides.voice)[1:]]
    reply = asides.run(sheet)
    return Back() if reply is None else reply
