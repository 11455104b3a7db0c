"""Fields that are chosen in: yes or no, one choice, several choices, a scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import Dimension, Window
from questionary.prompts.common import InquirerControl

from refscreen.interview.prompts.field import Field, NotYet, finish
from refscreen.interview.prompts.kit import Kit
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.turn import Given, Prompt

Option = tuple[str, str, Any]
"""What is typed for it, what it is called, its value."""


def yes_no(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """Yes or no; one key answers, in Danish or English."""
    return agree(prompt.value, voice, kit)


def agree(value: Any, voice: Voice, kit: Kit) -> Field:
    """Yes or no, with what stands there already."""
    named = [(voice.say("yes"), True), (voice.say("no"), False)]
    options = [(name[:1].lower(), name, agreed) for name, agreed in named]
    field, _ = _one_of(value, kit, options)
    keys = {"j": True, "y": True, "n": False} | {key: agreed for key, _, agreed in options}
    for key, agreed in keys.items():
        field.bindings.add(key, eager=True)(_answers(agreed))
    field.keys = ((" / ".join(key for key, _, _ in options), "answer"),)
    return field


def nothing(kit: Kit) -> Field:
    """Nothing to answer: Enter goes on."""
    return Field(application=kit.application, body=Window(height=1), answer=lambda: True)


def choice(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """One of a few choices; its number answers."""
    named = enumerate(prompt.question.choices, start=1)
    return numbered(
        prompt.value, kit, [(str(number), voice.words(one.label), one.id) for number, one in named]
    )


def scale(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """A step on a scale; its number answers, and what the steps mean stands beside them."""
    question = prompt.question
    steps = range(question.min or 0, (question.max or 0) + 1)
    meant = [voice.words(question.anchors.get(step)) for step in steps]
    return numbered(
        prompt.value, kit, [(str(step), name, step) for step, name in zip(steps, meant, strict=True)]
    )


def choices(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """Several of a few choices; numbers and the space bar put marks on and off."""
    question = prompt.question
    named = enumerate(question.choices, start=1)
    options = [(str(number), voice.words(one.label), one.id) for number, one in named]
    control = kit.listed(_titles(options), boxes=True)
    control.pointed_at = 0
    before = prompt.draft if isinstance(prompt.draft, list | tuple) else prompt.value or ()
    chosen = [value for value in before if value in question.choice_by_id]
    control.selected_options = chosen  # in the order chosen: the first is often the first wish
    field = Field(
        application=kit.application,
        body=_list_window(control),
        answer=some_or_none(chosen),
        draft=lambda: list(chosen) if chosen != list(prompt.value or ()) else None,
        note=lambda: voice.chosen(question, chosen),
        keys=((f"1-{len(options)}", "toggle"), ("↑↓", "move"), (voice.say("space_key"), "toggle")),
    )
    _arrow_keys(field, control)
    for place, (key, _, _) in enumerate(options):
        field.bindings.add(key, eager=True)(_toggles(control, chosen, place))
    field.bindings.add(" ", eager=True)(_toggles(control, chosen))
    return field


def some_or_none(chosen: list[Any]) -> Callable[[], Any]:
    """The answer of a field where several can be chosen; none at all takes Enter twice."""
    warned: list[bool] = []

    def answer() -> Any:
        if chosen or warned:
            return list(chosen)
        warned.append(True)
        return NotYet("none_chosen")

    return answer


def _one_of(value: Any, kit: Kit, options: Sequence[Option]) -> tuple[Field, InquirerControl]:
    """A list to choose one from; nothing is marked without an answer, lest Enter chooses by chance."""
    control = kit.listed(_titles(options), boxes=False)
    stored = [value for _, _, value in options]
    if value in stored:
        control.pointed_at = stored.index(value)

    def answer() -> Any:
        return stored[control.pointed_at] if control.pointed_at >= 0 else NotYet("choose_first")

    field = Field(application=kit.application, body=_list_window(control), answer=answer)
    _arrow_keys(field, control)
    return field, control


def numbered(value: Any, kit: Kit, options: Sequence[Option]) -> Field:
    """A list where digits answer at once; one that could begin a longer number (1 of 10) marks and waits."""
    field, control = _one_of(value, kit, options)
    typed = [key for key, _, _ in options]
    waiting: list[str] = []

    def press(event: KeyPressEvent) -> None:
        entered = "".join(waiting) + event.data
        waiting.clear()
        if not any(key.startswith(entered) for key in typed):  # 11 on a scale to 10 is neither 1 nor 10
            control.pointed_at, field.notice = -1, "no_such_step"
            return
        able = [key for key in typed if key.startswith(entered)]
        if entered in typed:
            control.pointed_at = typed.index(entered)
        if able == [entered]:
            finish(event, Given(options[control.pointed_at][2]))
        elif able:
            waiting.append(entered)
            field.notice = "one_more_digit"

    for digit in sorted({character for key in typed for character in key}):
        field.bindings.add(digit, eager=True)(press)
    field.keys = ((f"{typed[0]}-{typed[-1]}", "answer"),)
    return field


def _titles(options: Sequence[Option]) -> list[tuple[str, Any]]:
    """What is typed, right-aligned before what it means, and the value."""
    width = max(len(key) for key, _, _ in options)
    return [(f"{key:>{width}}  {name}".rstrip(), value) for key, name, value in options]


def _list_window(control: InquirerControl) -> Window:
    count = len(control.choices)
    height = Dimension(min=1, preferred=count, max=count)
    return Window(control, height=height, always_hide_cursor=True)


def _arrow_keys(field: Field, control: InquirerControl) -> None:
    count = len(control.choices)

    def down(_: KeyPressEvent) -> None:
        control.pointed_at = (control.pointed_at + 1) % count

    def up(_: KeyPressEvent) -> None:
        control.pointed_at = (max(control.pointed_at, 0) - 1) % count

    field.bindings.add("down", eager=True)(down)
    field.bindings.add("up", eager=True)(up)


def _answers(value: Any) -> Callable[[KeyPressEvent], None]:
    return lambda event: finish(event, Given(value))


def _toggles(
    control: InquirerControl, chosen: list[Any], place: int | None = None
) -> Callable[[KeyPressEvent], None]:
    """Put the mark on an option, or take it off; the option pointed at when no place is given."""

    def toggle(_: KeyPressEvent) -> None:
        control.pointed_at = control.pointed_at if place is None else place
        value = control.choices[control.pointed_at].value
        (chosen.remove if value in chosen else chosen.append)(value)

    return toggle
