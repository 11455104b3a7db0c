"""Figures of a cohort in words: lines for a terminal, a table for CSV, and an object for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from refscreen.exchange.export_tables import FORMAT, harmless
from refscreen.exchange.stats import Counted, Figures, Grouped
from refscreen.exchange.stats_outcomes import data
from refscreen.wording import Wording

LABEL, NUMBER, COLUMN = 30, 8, 10
"""Characters of a label, a number, and a column of a table; no line is longer than a terminal of 80."""
SHARES = {
    "mapped": ("screened",),
    "placed": ("mapped",),
    "active": ("placed",),
    "self_supporting": ("active", "placed", "mapped"),
}
"""What each stage is a share of; a questionnaire that knows no mapping has shares of those screened."""


@dataclass(frozen=True)
class Share:
    """A count, and what it is a share of by name; None for what is withheld or not derivable."""

    name: str
    count: int | None
    of: str = ""
    base: int | None = None

    @property
    def share(self) -> float | None:
        """The share, where both numbers are known."""
        return self.count / self.base if self.count is not None and self.base else None


@dataclass(frozen=True)
class Teller:
    """Tells figures in one language."""

    figures: Figures
    wording: Wording

    def word(self, key: str, **values: object) -> str:
        """One of the words that figures are told in; in English where a language has none."""
        text = data()["words"][key]
        return str(text.get(self.wording.language, text["en"])).format(**values)

    def lines(self) -> Iterator[str]:
        """Everything, as lines of at most 80 characters."""
        figures = self.figures
        yield self.word("title", count=self._number(figures.reached("screened")))
        if figures.unfinished:
            few = figures.unfinished < figures.least
            yield self.word("unfinished", count=f"<{figures.least}" if few else figures.unfinished)
        if figures.funnel.total == 0:
            return
        if figures.funnel.total_hidden:
            yield from ("", self.word("too_few"))
            return
        yield from self._block("funnel", self.funnel())
        for key in ("forms", "times"):
            shares = list(self.split(key))
            if shares:
                yield from self._block(key, shares)
        if figures.grouped is not None:
            yield from self._table(figures.grouped)
        if len(figures.stages) == 2:  # noqa: PLR2004  # what a questionnaire knows by itself
            yield from ("", *wrap(self.word("no_outcomes"), 79))
        if self._withheld():
            yield from ("", *wrap(self._legend(), 79))

    def funnel(self) -> Iterator[Share]:
        """Each stage, as a share of those before it."""
        stages = self.figures.stages
        for stage in stages:
            reached = self.figures.reached(stage)
            known = [of for of in SHARES.get(stage, ()) if of in stages]
            bases = known or ([stages[0]] if stage != stages[0] else [""])
            for of in bases:
                yield Share(stage, reached, of, self.figures.reached(of) if of else None)

    def split(self, key: str) -> Iterator[Share]:
        """How those who support themselves do it, or how soon; what nobody is in is left out."""
        counted: Counted | None = getattr(self.figures, key)
        base = self.figures.reached("self_supporting") if counted else None
        if counted is None:
            return
        sums = {name: (name,) for name in counted.counts}
        if key == "times":
            sums["within_12"] = ("within_6", "within_12")  # type: ignore[assignment]
        for name, parts in sums.items():
            if any(counted.counts[part] for part in parts) or name.startswith("within"):
                yield Share(name, counted.sum(parts, self.figures.least), "self_supporting", base)

    def _block(self, title: str, shares: Iterable[Share]) -> Iterator[str]:
        yield from ("", self.word(title))
        before = ""
        for share in shares:
            label, number = self.word(share.name), self._number(share.count, share.name)
            start = (
                f"  {label:<{LABEL}}{number:>{NUMBER}}"
                if share.name != before
                else " " * (2 + LABEL + NUMBER)
            )
            yield f"{start}   {self._share(share)}".rstrip()
            before = share.name

    def _share(self, share: Share) -> str:
        """»36,1 % af 83 i aktiv indsats«; nothing where one of the numbers is withheld."""
        if share.share is None:
            return ""
        of = self.word(f"of_{share.of}", base=self._number(share.base))
        return f"{self._percent(share.share):>7} {of}"

    def _percent(self, share: float) -> str:
        text = f"{100 * share:.1f}"
        return f"{text.replace('.', ',')} %" if self.wording.language == "da" else f"{text}%"

    def _number(self, count: int | None, name: str = "") -> str:
        """A count; what is withheld as the mark of a small number, or of what protects one."""
        if count is not None:
            return self.wording.number(count)
        figures = (self.figures.funnel, self.figures.forms, self.figures.times)
        small = any(
            counted and name in counted.small and name not in self.figures.stages for counted in figures
        )
        last = name == self.figures.stages[-1] and name in self.figures.funnel.small
        return f"<{self.figures.least}" if small or last else "–"

    def rows(self, grouped: Grouped, heads: Sequence[str]) -> Iterator[list[str]]:
        """The table of groups: its head, a row for each group, and the row of all."""
        share = [self.word("share")] if "self_supporting" in self.figures.stages else []
        yield ["", *heads, self.word("total"), *share]
        width = len(heads) + 1
        for place, name in enumerate(grouped.names):
            found, line = (
                (grouped.suppressed[place], 0) if grouped.several else (grouped.suppressed[0], place)
            )
            yield [self._group(grouped, name), *self._cells(found, line, width, share=bool(share))]
        if not grouped.several:
            found, last = grouped.suppressed[0], len(grouped.table)
            yield [self.word("total"), *self._cells(found, last, width, share=bool(share))]

    def _cells(self, found: Any, line: int, width: int, *, share: bool) -> Iterator[str]:
        row = found.counts[line]
        for column in range(width):
            place = (line, column)
            mark = f"<{found.least}" if place in found.small and not found.whole else "–"
            yield mark if found.hides(place) else self.wording.number(row[column])
        if share:
            told = (
                not found.hides((line, width - 1)) and not found.hides((line, width - 2)) and row[width - 1]
            )
            yield self._percent(row[width - 2] / row[width - 1]).rstrip(" %") if told else ""

    def _group(self, grouped: Grouped, name: str) -> str:
        question = grouped.question
        if not name:
            return self.word("no_answer")
        if question.type == "yes_no":
            return self.wording.common["yes" if name == "True" else "no"]
        choice = question.choice_by_id.get(name)
        return self.wording.words(choice.label) if choice else name

    def _table(self, grouped: Grouped) -> Iterator[str]:
        """The table of groups, with heads of two lines and labels that are wrapped."""
        narrow = [self.word(f"head_{stage}") for stage in self.figures.stages]
        head, *body = (row[: len(narrow) + 2] for row in self.rows(grouped, narrow))
        yield from ("", self.word("by", label=self.wording.words(grouped.question.label)))
        if grouped.several:
            yield f"  {self.word('several')}"
        elif grouped.suppressed[0].whole:
            yield f"  {self.word('too_few')}"
            return
        yield from _aligned([head], heads=True)
        for row in body:
            yield from _aligned([row])

    def _withheld(self) -> bool:
        grouped = self.figures.grouped
        counted = (self.figures.funnel, self.figures.forms, self.figures.times)
        tables = grouped.suppressed if grouped else ()
        return any(one and one.hidden for one in counted) or any(
            one.small or one.others or one.whole for one in tables
        )

    def _legend(self) -> str:
        return self.word("small", least=self.figures.least, most=self.figures.least - 1)

    def table(self) -> Iterator[list[str]]:
        """Everything as rows of a CSV file: what, count, share, of what, and how many those are."""
        yield ["", "antal" if self.wording.language == "da" else "count", "%", "", ""]
        for share in (*self.funnel(), *self.split("forms"), *self.split("times")):
            percent = self._percent(share.share).rstrip(" %") if share.share is not None else ""
            base = self._number(share.base) if share.base is not None else ""
            of = self.word(share.of) if share.of else ""
            yield [self.word(share.name), self._number(share.count, share.name), percent, of, base]
        if self.figures.grouped is not None:
            yield []
            heads = [self.word("head_screened"), *map(self.word, self.figures.stages[1:])]
            for row in self.rows(self.figures.grouped, heads):
                yield list(map(harmless, row))

    def plain(self) -> dict[str, Any]:
        """Everything for scripts; null is withheld."""
        figures, grouped = self.figures, self.figures.grouped
        shares = (*self.funnel(), *self.split("forms"), *self.split("times"))
        told: dict[str, Any] = {
            "format": FORMAT,
            "least": figures.least,
            "unfinished": None if 0 < figures.unfinished < figures.least else figures.unfinished,
            "figures": [
                {
                    "name": share.name,
                    "count": share.count,
                    "of": share.of or None,
                    "base": share.base,
                    "share": round(share.share, 4) if share.share is not None else None,
                }
                for share in shares
            ],
        }
        if grouped is not None:
            told["by"] = {"question": grouped.question.id, "furthest": list(self._objects(grouped))}
        return told

    def _objects(self, grouped: Grouped) -> Iterator[dict[str, Any]]:
        names = [*self.figures.stages, "total"]
        for place, name in enumerate(grouped.names):
            found, line = (
                (grouped.suppressed[place], 0) if grouped.several else (grouped.suppressed[0], place)
            )
            row = found.counts[line]
            cells = {n: None if found.hides((line, c)) else row[c] for c, n in enumerate(names)}
            yield {"group": name or None, **cells}


def _aligned(rows: Sequence[Sequence[str]], *, heads: bool = False) -> Iterator[str]:
    """Rows of a table; what is too wide for its column goes on in a line below."""
    width = min(COLUMN, 56 // (len(rows[0]) - 1))
    room = 79 - 2 - width * (len(rows[0]) - 1) - 1
    for label, *cells in rows:
        broken = [_broken(label, room), *(_broken(cell, width - 1) for cell in cells)]
        height = max(map(len, broken))
        for line in range(height):
            first = broken[0][line] if line < len(broken[0]) else ""
            # Heads stand on the bottom line, numbers beside the first line of their label.
            rest = [
                parts[line - (height - len(parts) if heads else 0)]
                if 0 <= line - (height - len(parts) if heads else 0) < len(parts)
                else ""
                for parts in broken[1:]
            ]
            yield f"  {first:<{room}}{''.join(f'{cell:>{width}}' for cell in rest)}".rstrip()


def _broken(text: str, room: int) -> list[str]:
    return wrap(text, max(room, 1)) or [""]
