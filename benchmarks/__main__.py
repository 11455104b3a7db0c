"""Speed as ratios: both sides of a ratio run alternately in one run, so that the machine's mood cancels out.

``make bench`` prints a line for each figure: the median of both sides, their ratio, and the ratio to reach.
``make bench ARGS="report save"`` chooses; ``ARGS="--runs 11"`` runs longer; ``ARGS=--cpu`` counts how long
the children have the processor, for a machine that has other things to do.
Every program runs from its bytecode, as an installed one does, whatever the environment says.
"""

import argparse
import json
import math
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from refscreen import conformance, conversation, pdf, production, store
from refscreen.production import Order

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
HELLO = "import typer\napp = typer.Typer()\n@app.command()\ndef hello(name: str = 'x') -> None: ...\napp()"
LEYLA = SAMPLES / "leyla.yaml"
REFSCREEN = [Path(sys.executable).with_name("refscreen")]
REPORTS, CARDS = 64, 200
"""Documents of a batch: enough that its beginning, a second or so, does not count."""


@dataclass(frozen=True)
class Figure:
    """One ratio: what is measured, against what, and how small it has to be."""

    name: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    at_most: float
    runs: int = 7
    times: float = 1
    """How often their side would have to run to do what ours does: a shell loop of hundreds need not."""


def process(*command: object) -> Callable[[], object]:
    """Run a command as a whole process, its output thrown away."""
    arguments = [str(part) for part in command]
    return lambda: subprocess.run(arguments, check=True, capture_output=True)


def as_installed(folder: Path) -> None:
    """Have Python keep its bytecode in a folder: where it may not, every start would compile our modules."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")


def seconds(action: Callable[[], object], *, cpu: bool = False) -> float:
    """How long an action takes; or how long its child processes have the processor."""
    clock = _of_children if cpu else time.perf_counter
    start = clock()
    action()
    return clock() - start


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(figure: Figure, runs: int, *, cpu: bool) -> None:
    """Run both sides alternately, short ones once for nothing; print their medians and that of the ratios."""
    if (runs or figure.runs) > 1 and figure.times == 1:
        figure.ours(), figure.theirs()
    sides = figure.ours, figure.theirs
    pairs = [[seconds(side, cpu=cpu) for side in sides] for _ in range(runs or figure.runs)]
    pairs = [[one, other * figure.times] for one, other in pairs]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    figures = f"{ours * 1000:9.1f} ms ÷ {theirs * 1000:9.1f} ms = {ratio:6.3f}"
    tell(figure.name, f"{figures}   ≤ {figure.at_most}", reached=ratio <= figure.at_most)


def tell(name: str, text: str, *, reached: bool) -> None:
    """One line of the result."""
    print(f"{name:42} {text}  {'reached' if reached else 'NOT reached'}", flush=True)


def prepared_html(document: str, answers: Path, folder: Path) -> Path:
    """The same document as HTML with the same fonts, for the ``weasyprint`` command."""
    html = production.make(Order(document, answers, form="html")).content.decode()
    faces = pdf.font_faces().replace("asset:fonts/", pdf.FONTS.as_uri() + "/")
    path = folder / f"{document}-{answers.stem}.html"
    path.write_text(html.replace("<style>", f"<style>{faces}", 1), encoding="utf-8")
    return path


def weasyprint(html: Path, folder: Path) -> list[object]:
    return [
        Path(sys.executable).with_name("weasyprint"),
        "--pdf-variant",
        conformance.VARIANT,
        html,
        folder / "theirs.pdf",
    ]


def documents(folder: Path) -> list[Figure]:
    """One document as a whole process, against the bare renderer on the same HTML."""
    found = []
    for command, document, most in (("report", "handover", 0.70), ("postcard", "postcard", 0.50)):
        html = prepared_html(document, LEYLA, folder)
        ours = process(*REFSCREEN, command, LEYLA, "-f", "-o", folder / "ours.pdf")
        found.append(
            Figure(f"{command} ÷ weasyprint command", ours, process(*weasyprint(html, folder)), most)
        )
    return found


def sizes(folder: Path) -> None:
    """How large the files are, against those of the bare renderer."""
    for document, most in (("handover", 1.1), ("postcard", 1.1)):
        subprocess.run([*map(str, weasyprint(prepared_html(document, LEYLA, folder), folder))], check=True,
                       capture_output=True)  # fmt: skip
        ours = len(production.make(Order(document, LEYLA)).content)
        theirs = (folder / "theirs.pdf").stat().st_size
        ratio = ours / theirs
        sides = f"{ours / 1024:9.1f} KB ÷ {theirs / 1024:9.1f} KB = {ratio:6.3f}"
        tell(f"{document}, size of the file", f"{sides}   ≤ {most}", reached=ratio <= most)


def peers(folder: Path) -> list[Figure]:
    """One document as a whole process, against other programs that make a PDF."""
    return [*_chromium(folder), *_typst(folder)]


def _typst(folder: Path) -> list[Figure]:
    """Against Typst setting the bare words of the document: how far off another kind of engine would be."""
    if find_spec("typst") is None:
        print("typst is not installed: pip install typst")
        return []
    found = []
    for command, document in (("report", "handover"), ("postcard", "postcard")):
        words = production.make(Order(document, LEYLA, form="txt")).content.decode()
        lines = "\n".join(f"#text({json.dumps(line, ensure_ascii=False)})\n" for line in words.splitlines())
        source = folder / f"{document}.typ"
        source.write_text(f'#set page("a4")\n#set text(lang: "da")\n{lines}', encoding="utf-8")
        ours = process(*REFSCREEN, command, LEYLA, "-f", "-o", folder / "ours.pdf")
        compile_it = f"import typst; typst.compile({str(source)!r}, output={str(folder / 'theirs.pdf')!r})"
        theirs = process(sys.executable, "-c", compile_it)
        found.append(Figure(f"{command} ÷ its words in Typst", ours, theirs, math.inf, 5))
    return found


def _chromium(folder: Path) -> list[Figure]:
    """Against headless Chromium printing the same HTML."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("chromium is not installed; on Debian: apt-get install chromium")
        return []
    found = []
    for command, document, most in (("report", "handover", 1.15), ("postcard", "postcard", 0.50)):
        html = prepared_html(document, LEYLA, folder)
        ours = process(*REFSCREEN, command, LEYLA, "-f", "-o", folder / "ours.pdf")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        theirs = process(browser, *flags, f"--print-to-pdf={folder / 'theirs.pdf'}", html.as_uri())
        found.append(Figure(f"{command} ÷ Chromium", ours, theirs, most, 5))
    return found


def cases(folder: Path, count: int) -> list[Path]:
    """So many cases: the samples of the screening in turn, each with a number of its own."""
    folder.mkdir()
    texts = [path.read_text(encoding="utf-8") for path in SAMPLES.glob("*.yaml")]
    texts = [text for text in sorted(texts) if re.search("^questionnaire: screening", text, re.MULTILINE)]
    files = [folder / f"{number:03}.yaml" for number in range(count)]
    for number, file in enumerate(files):
        text = re.sub(r"K-2026-\d+", f"K-2026-{number:03}", texts[number % len(texts)])
        file.write_text(text, encoding="utf-8")
    return files


def batches(folder: Path) -> list[Figure]:
    """Batches against one worker, and against a shell loop of the bare renderer over the same documents."""

    def batch(document: str, count: int, jobs: int) -> Callable[[], object]:
        asked = ["--document", document, "--force", "--jobs", jobs]
        return process(*REFSCREEN, "batch", folder / f"{count}", "-o", folder / f"out-{count}-{jobs}", *asked)

    cases(folder / f"{REPORTS}", REPORTS)
    different = cases(folder / f"{CARDS}", CARDS)[:8]
    one, two = batch("report", REPORTS, 1), batch("report", REPORTS, 2)
    found = [Figure(f"batch of {REPORTS} reports: 2 workers ÷ 1", two, one, 0.54, 3)]
    for document, count, most in (("handover", REPORTS, 0.30), ("postcard", CARDS, 0.06)):
        loop = [process(*weasyprint(prepared_html(document, file, folder), folder)) for file in different]
        name = f"batch of {count} {document}s ÷ shell loop"
        both = batch(document, count, 2), partial(_in_turn, loop)
        found.append(Figure(name, *both, most, 3, count / len(different)))
    return found


def _in_turn(actions: list[Callable[[], object]]) -> None:
    for action in actions:
        action()


def start_up(_folder: Path) -> list[Figure]:
    """The price of asking for help, against a bare Typer program."""
    hello = process(sys.executable, "-c", HELLO, "--help")
    return [
        Figure("--help ÷ bare Typer", process(*REFSCREEN, "--help"), hello, 1.25, 15),
        Figure("--version ÷ bare Typer", process(*REFSCREEN, "--version"), hello, 1.25, 15),
    ]


def saving(folder: Path) -> None:
    """Save a full record 300 times, with fsync, and print the 95th percentile."""
    record = conversation.known_beforehand(SAMPLES / "maximal.yaml", store.load_questionnaire("screening"))
    path = folder / "a.yaml"
    taken = sorted(seconds(lambda: store.save_answers(path, record)) for _ in range(300))
    p95 = taken[int(len(taken) * 0.95)] * 1000
    tell(
        f"save of {len(record.values)} answers with fsync, p95", f"{p95:9.1f} ms   ≤ 25 ms", reached=p95 <= 25
    )


def keys(folder: Path) -> None:
    """Press keys in an interview with all its answers; print the 95th percentile of each kind and of all."""
    from benchmarks.keys import milliseconds

    path = folder / "keys.yaml"
    path.write_bytes(LEYLA.read_bytes())
    taken = milliseconds(path)
    taken["every key"] = [time for times in taken.values() for time in times]
    for name, times in taken.items():
        p95 = sorted(times)[int(len(times) * 0.95)]
        tell(f"key to screen: {name}, p95", f"{p95:9.1f} ms   ≤ 16 ms", reached=p95 <= 16)


def unchanged(folder: Path) -> None:
    """A batch in which nothing changed, per case."""
    command = [*REFSCREEN, "batch", folder / f"{CARDS}", "-o", folder / f"out-{CARDS}-2"]
    command += ["--document", "postcard"]
    process(*command)()
    cases(folder / "one", 1)
    alone = [*REFSCREEN, "batch", folder / "one", "-o", folder / "out-one", "--document", "postcard"]
    process(*alone)()
    each = statistics.median(
        (seconds(process(*command)) - seconds(process(*alone))) / (CARDS - 1) * 1000 for _ in range(5)
    )
    tell("unchanged case in a batch", f"{each:9.1f} ms   ≤ 5 ms", reached=each <= 5)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("figures", nargs="*", default=["start", "save", "keys", "report", "sizes", "batch"])
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--cpu", action="store_true")
    chosen = parser.parse_args()
    groups = {"start": start_up, "report": documents, "peers": peers, "batch": batches}
    with tempfile.TemporaryDirectory() as name:
        as_installed(Path(name))
        for figures in chosen.figures:
            if figures in {"save", "keys", "sizes"}:
                {"save": saving, "keys": keys, "sizes": sizes}[figures](Path(name))
                continue
            for figure in groups[figures](Path(name)):
                measure(figure, chosen.runs, cpu=chosen.cpu)
            if figures == "batch":
                unchanged(Path(name))


main()
