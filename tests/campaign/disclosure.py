"""What the person is told, and what nobody else can find out: access requests, figures of small groups."""

from __future__ import annotations

import time
from datetime import date
from functools import partial
from itertools import cycle, islice, product

from refscreen import store, yaml_text
from refscreen.exchange.suppression import suppress, with_totals
from refscreen.rights import subject
from tests.campaign import Outcome, goal
from tests.differencing import LEAST, determined, random_tables, shown
from tests.effort import calls
from tests.everything_kept import SAMPLES, leaves, read, squeezed, stored

WITHIN_TEN_SECONDS = 20_000_000
"""Calls; within which somebody who asks can be given everything."""


@goal(
    "D7",
    "an access request gives every stored value, as pages and as data, within 10 s of work",
    long=20,
    short=1,
)
def everything_given(count: int) -> Outcome:
    tried, missing, slowest, most = 0, list[str](), 0.0, 0
    turns = cycle((path, language) for language, path in product(("da", "en"), reversed(SAMPLES)))
    for path, language in islice(turns, count):
        wish, start = subject.Wish(path, language, date(2026, 11, 21)), time.process_time()
        made = subject.make(wish)
        slowest = max(slowest, time.process_time() - start)
        most = max(most, calls(partial(subject.make, wish)))
        pages, there = read(made.pages), set(leaves(yaml_text.read(made.data).data["record"]))
        words, raw = list(stored(path, language)), list(leaves(store.read_source(path).data))
        tried += len(words) + len(raw)
        missing += [f"{path.stem}: not on the pages" for told in words if squeezed(told) not in pages]
        missing += [f"{path.stem}: not in the data" for told in raw if told not in there]
    missing += ["one was too much work"] if most > WITHIN_TEN_SECONDS else []
    note = f"{count} requests, at most {most} calls, {slowest:.1f} s here"
    return Outcome(tried, len(missing), "; ".join([note, *missing[:3]]))


@goal(
    "D8", f"no figure of 1 to {LEAST - 1} is shown or can be worked out from the others", long=1000, short=60
)
def differencing(count: int) -> Outcome:
    found = [suppress(with_totals(counts), LEAST) for counts in random_tables(count, 20261121)]
    small = sum(0 < figure < LEAST for table in found for figure in shown(table))
    worked_out = sum(len(list(determined(table))) for table in found)
    withheld = sum(table.hides(place) for table in found for place in table.places())
    return Outcome(count, small + worked_out, f"{withheld} figures withheld, {worked_out} worked out")
