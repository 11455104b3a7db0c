"""Fields that are chosen in: yes or no, one choice, several choices, a scale. Built on questionary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import questionary
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import Dimension, Window
from questionary.prompts.common import InquirerControl

from refscreen.interview.prompts.field import Field, NotYet
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.turn import Given, Prompt

NUMBERED = 9
"""Choices that have a key of their own: 1 to 9."""

Option = tuple[str, Any]
"""What is typed for an option, and its value."""


def yes_no(prompt: Prompt, voice: Voice) -> Field:
    """Yes or no; one key answers, in Danish or English."""
    yes, no = voice.say("yes"), voice.say("no")
    field, _ = _one_of(prompt, [(yes[:1].lower(), True), (no[:1].lower(), False)], [yes, no])
    for key, value in (("j", True), ("y", True), ("n", False)):
        field.bindings.add(key, eager=True)(_answers(value))
    field.keys = ((f"{yes[:1].lower()} / {no[:1].lower()}", "answer"),)
    return field


def choice(prompt: Prompt, voice: Voice) -> Field:
    """One of a few choices; its number answers."""
    choices = prompt.question.choices
    options = [(str(number), choice.id) for number, choice in enumerate(choices, start=1)]
    field, control = _one_of(prompt, options, [voice.words(choice.label) for choice in choices])
    _number_keys(field, control, options)
    field.keys = ((f"1-{len(choices)}", "answer"),)
    return field


def scale(prompt: Prompt, voice: Voice) -> Field:
    """A step on a scale; its number answers, and what the steps mean stands beside them."""
    question = prompt.question
    steps = range(question.min or 0, (question.max or 0) + 1)
    options = [(str(step), step) for step in steps]
    field, control = _one_of(prompt, options, [voice.words(question.anchors.get(step)) for step in steps])
    _number_keys(field, control, options)
    field.keys = ((f"{steps[0]}-{steps[-1]}", "answer"),)
    return field


def choices(prompt: Prompt, voice: Voice) -> Field:
    """Several of a few choices; numbers and the space bar put marks on and off."""
    question, every = prompt.question, prompt.question.choices
    before = prompt.draft if isinstance(prompt.draft, list | tuple) else prompt.value or ()
    titles = _titles(
        [str(number) for number in range(1, len(every) + 1)], [voice.words(c.label) for c in every]
    )
    asked = questionary.checkbox(
        "",
        [questionary.Choice(title, value=choice.id) for title, choice in zip(titles, every, strict=True)],
        qmark="",
        instruction=" ",
        pointer="›",
        use_jk_keys=False,
    )
    control = _control(asked)
    control.selected_options = [value for value in before if value in question.choice_by_id]
    chosen: list[Any] = control.selected_options  # in the order chosen: the first is often the first wish
    field = Field(
        application=asked.application,
        body=_list_window(control),
        answer=some_or_none(chosen),
        draft=lambda: list(chosen) if chosen != list(prompt.value or ()) else None,
        note=lambda: voice.chosen(question, chosen),
    )
    for number, option in enumerate(every[:NUMBERED], start=1):
        field.bindings.add(str(number), eager=True)(_toggles(control, option.id))
    for key in ("a", "i"):  # questionary's "all" and "invert": too near to a slip of the finger
        field.bindings.add(key, eager=True)(lambda _: None)
    field.keys = (
        (f"1-{min(len(every), NUMBERED)}", "toggle"),
        ("↑↓", "move"),
        (voice.say("space_key"), "toggle"),
    )
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


def _one_of(
    prompt: Prompt, options: Sequence[Option], titles: Sequence[str]
) -> tuple[Field, InquirerControl]:
    """A list to choose one from; nothing is marked without an answer, lest Enter chooses by chance."""
    shown = _titles([typed for typed, _ in options], titles)
    asked = questionary.select(
        "",
        [questionary.Choice(title, value=value) for title, (_, value) in zip(shown, options, strict=True)],
        qmark="",
        instruction=" ",
        pointer="›",
        use_jk_keys=False,
    )
    control = _control(asked)
    stored = [value for _, value in options]
    control.pointed_at = stored.index(prompt.value) if prompt.value in stored else -1

    def answer() -> Any:
        return stored[control.pointed_at] if control.pointed_at >= 0 else NotYet("choose_first")

    field = Field(asked.application, _list_window(control), answer)
    count = len(options)
    field.bindings.add("down", eager=True)(_moves(control, lambda place: (place + 1) % count))
    field.bindings.add("up", eager=True)(_moves(control, lambda place: (max(place, 0) - 1) % count))
    return field, control


def _titles(typed: Sequence[str], titles: Sequence[str]) -> list[str]:
    """What is typed, right-aligned before what it means."""
    width = max(map(len, typed))
    return [f"{key:>{width}}  {title}".rstrip() for key, title in zip(typed, titles, strict=True)]


def _control(asked: questionary.Question) -> InquirerControl:
    """The list inside a questionary question."""
    windows = asked.application.layout.find_all_windows()
    return next(window.content for window in windows if isinstance(window.content, InquirerControl))


def _list_window(control: InquirerControl) -> Window:
    count = len(control.choices)
    return Window(
        control,
        height=Dimension(min=min(count, 3), preferred=count, max=count),
        always_hide_cursor=True,
        wrap_lines=True,
    )


def _answers(value: Any) -> Callable[[KeyPressEvent], None]:
    return lambda event: event.app.exit(result=Given(value))


def _moves(control: InquirerControl, to: Callable[[int], int]) -> Callable[[KeyPressEvent], None]:
    def move(_: KeyPressEvent) -> None:
        control.pointed_at = to(control.pointed_at)

    return move


def _toggles(control: InquirerControl, value: str) -> Callable[[KeyPressEvent], None]:
    def toggle(_: KeyPressEvent) -> None:
        chosen = control.selected_options
        (chosen.remove if value in chosen else chosen.append)(value)
        control.pointed_at = next(place for place, item in enumerate(control.choices) if item.value == value)

    return toggle


def _number_keys(field: Field, control: InquirerControl, options: Sequence[Option]) -> None:
    """Digits answer at once; one that could begin a longer number (1 of 10) marks its option and waits."""
    typed = [key for key, _ in options]
    waiting: list[str] = []

    def press(event: KeyPressEvent) -> None:
        entered = "".join(waiting) + event.data
        waiting.clear()
        entered = entered if any(key.startswith(entered) for key in typed) else event.data
        able = [key for key in typed if key.startswith(entered)]
        if entered in typed:
            control.pointed_at = typed.index(entered)
        if able == [entered]:
            event.app.exit(result=Given(options[control.pointed_at][1]))
        elif able:
            waiting.append(entered)
            field.notice = "one_more_digit"

    for digit in sorted({character for key in typed for character in key}):
        field.bindings.add(digit, eager=True)(press)
