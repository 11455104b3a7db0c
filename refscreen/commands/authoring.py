"""``refscreen questionnaire …``: the commands for those who write questionnaires."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import Force, Output, QuestionnaireName
from refscreen.console import help_text as _h

app = typer.Typer(cls=usage.Group, no_args_is_help=True, help=_h("Tools for those who write questionnaires."))
command = partial(app.command, cls=usage.Command)


@command(help=_h("Write the JSON Schema that lets an editor help with a questionnaire."))
def schema() -> None:
    """Write the JSON Schema that lets an editor help with a questionnaire."""
    from refscreen import inspection

    typer.echo(inspection.schema())


@command(help=_h("Check a questionnaire with its rules, and say which texts are missing in which language."))
def lint(
    questionnaire: QuestionnaireName = "screening",
) -> None:
    """Check a questionnaire with its rules, and say which texts are missing in which language."""
    from refscreen import inspection, store

    path, missing, languages = inspection.missing_texts(questionnaire)
    for language, places in missing.items():
        console.told("lint_missing", path=path, count=len(places), language=language)
        for place in places:
            console.say(f"  {place}")
    if not missing:
        console.told("lint_ok", path=path, languages=", ".join(languages))
    count, unnamed = inspection.unfiled(questionnaire)
    if count:
        console.told("lint_unclassified", path=path, count=count)
    for audience in unnamed:
        console.told("lint_no_consent", path=path, audience=audience)
    for overlay in store.translations(questionnaire).values():
        language, gaps = inspection.missing_in_translation(overlay)
        console.told(
            "lint_missing" if gaps else "lint_ok",
            path=overlay,
            count=len(gaps),
            language=language,
            languages=language,
        )
        for place in gaps:
            console.say(f"  {place}")


@command("print", help=_h("Print a questionnaire for pen and paper, in one language or two."))
def print_form(
    questionnaire: QuestionnaireName = "screening",
    languages: Annotated[
        str, typer.Option("--languages", help=_h("The large language and the one under it, such as da,ar."))
    ] = "",
    output: Output = None,
    core: Annotated[
        bool, typer.Option("--core", help=_h("Only the questions that are asked when time is short."))
    ] = False,
    sheet: Annotated[
        bool, typer.Option("--sheet", help=_h("The sheet on which the candidate follows and points."))
    ] = False,
    force: Force = False,
) -> None:
    """Print a questionnaire for pen and paper, in one language or two."""
    from refscreen import disk, form, store

    if output is not None and str(output) != "-":
        disk.refuse_to_replace(output, (), force=force)
    wish = form.Wish(questionnaire, form.chosen_languages(languages), core=core, sheet=sheet)
    printed = form.make(wish)
    if str(output) == "-":
        console.hand_out(printed.content)
        return
    path = output or Path(printed.name)
    disk.refuse_to_replace(path, (store.find_questionnaire(questionnaire),), force=force)
    disk.save(path, printed.content)
    console.told("written", path=path, pages=printed.pages)
