"""``refscreen questionnaire …``: the commands for those who write questionnaires."""

from __future__ import annotations

from typing import Annotated

import typer

from refscreen import console
from refscreen.console import help_text as _h

app = typer.Typer(no_args_is_help=True, help=_h("Tools for those who write questionnaires."))


@app.command(help=_h("Write the JSON Schema that lets an editor help with a questionnaire."))
def schema() -> None:
    """Write the JSON Schema that lets an editor help with a questionnaire."""
    from refscreen import inspection

    typer.echo(inspection.schema())


@app.command(
    help=_h("Check a questionnaire with its rules, and say which texts are missing in which language.")
)
def lint(
    questionnaire: Annotated[str, typer.Argument(help=_h("A questionnaire's name or file."))] = "screening",
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
