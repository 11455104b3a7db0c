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
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from refscreen import conformance, conversation, pdf, production, store
from refscreen.production import Order

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
HELLO = "import typer\napp = typer.Typer()\n@app.command()\ndef hello(name: str = 'x') -> None: ...\napp()"
REFSCREEN = [sys.executable, "-m", "refscreen"]


@dataclass(frozen=True)
class Figure:
    """One ratio: what is measured, against what, and how small it has to be."""

    name: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    at_most: float
    runs: int = 7


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
    """Run both sides alternately, the first time for nothing; print their medians and that of the ratios."""
    if (runs or figure.runs) > 1:
        figure.ours(), figure.theirs()
    sides = figure.ours, figure.theirs
    pairs = [[seconds(side, cpu=cpu) for side in sides] for _ in range(runs or figure.runs)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    figures = f"{ours * 1000:9.1f} ms ÷ {theirs * 1000:9.1f} ms = {ratio:6.3f}"
    tell(figure.name, f"{figures}   ≤ {figure.at_most}", reached=ratio <= figure.at_most)


def tell(name: str, text: str, *, reached: bool) -> None:
    """One line of the result."""
    print(f"{name:42} {text}  {'reached' if reached else 'NOT reached'}", flush=True)


def prepared_html(document: str, sample: str, folder: Path) -> Path:
    """The same document as HTML with the same fonts, for the ``weasyprint`` command."""
    html = production.make(Order(document, SAMPLES / f"{sample}.yaml", form="html")).content.decode()
    faces = pdf.font_faces().replace("asset:fonts/", pdf.FONTS.as_uri() + "/")
    path = folder / f"{document}-{sample}.html"
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
        html = prepared_html(document, "leyla", folder)
        ours = process(*REFSCREEN, command, SAMPLES / "leyla.yaml", "-f", "-o", folder / "ours.pdf")
        found.append(
            Figure(f"{command} ÷ weasyprint command", ours, process(*weasyprint(html, folder)), most)
        )
    return found


def sizes(folder: Path) -> None:
    """How large the files are, against those of the bare renderer."""
    for document, most in (("handover", 1.1), ("postcard", 1.1)):
        subprocess.run([*map(str, weasyprint(prepared_html(document, "leyla", folder), folder))], check=True,
                       capture_output=True)  # fmt: skip
        ours = len(production.make(Order(document, SAMPLES / "leyla.yaml")).content)
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
        words = production.make(Order(document, SAMPLES / "leyla.yaml", form="txt")).content.decode()
        lines = "\n".join(f"#text({json.dumps(line, ensure_ascii=False)})\n" for line in words.splitlines())
        source = folder / f"{document}.typ"
        source.write_text(f'#set page("a4")\n#set text(lang: "da")\n{lines}', encoding="utf-8")
        ours = process(*REFSCREEN, command, SAMPLES / "leyla.yaml", "-f", "-o", folder / "ours.pdf")
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
        html = prepared_html(document, "leyla", folder)
        ours = process(*REFSCREEN, command, SAMPLES / "leyla.yaml", "-f", "-o", folder / "ours.pdf")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        theirs = process(browser, *flags, f"--print-to-pdf={folder / 'theirs.pdf'}", html.as_uri())
        found.append(Figure(f"{command} ÷ Chromium", ours, theirs, most, 5))
    return found


def batches(folder: Path) -> list[Figure]:
    """Batches against one worker, and against a shell loop of the bare renderer."""
    cases = folder / "cases"
    cases.mkdir()
    text = (SAMPLES / "amir.yaml").read_text(encoding="utf-8")
    for number in range(24):
        changed = text.replace("K-2026-017", f"K-2026-{number:03}")
        (cases / f"{number:03}.yaml").write_text(changed, encoding="utf-8")

    def batch(document: str, jobs: int) -> Callable[[], object]:
        asked = ["--document", document, "--force", "--jobs", jobs]
        return process(*REFSCREEN, "batch", cases, "-o", folder / f"out-{document}-{jobs}", *asked)

    found = [Figure("batch of 24 reports: 2 workers ÷ 1", batch("report", 2), batch("report", 1), 0.54, 3)]
    for document, name, most in (("handover", "reports", 0.30), ("postcard", "cards", 0.06)):
        once = process(*weasyprint(prepared_html(document, "amir", folder), folder))
        loop = _repeated(once, 24)
        found.append(Figure(f"batch of 24 {name} ÷ shell loop", batch(document, 2), loop, most, 1))
    return found


def _repeated(action: Callable[[], object], times: int) -> Callable[[], object]:
    def loop() -> None:
        for _ in range(times):
            action()

    return loop


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
    path.write_bytes((SAMPLES / "leyla.yaml").read_bytes())
    taken = milliseconds(path)
    taken["every key"] = [time for times in taken.values() for time in times]
    for name, times in taken.items():
        p95 = sorted(times)[int(len(times) * 0.95)]
        tell(f"key to screen: {name}, p95", f"{p95:9.1f} ms   ≤ 16 ms", reached=p95 <= 16)


def unchanged(folder: Path) -> None:
    """A batch in which nothing changed, per case."""
    cases = folder / "cases"
    command = [
        *REFSCREEN,
        "batch",
        cases,
        "-o",
        folder / "out-postcard-2",
        "--document",
        "postcard",
        "--jobs",
        "2",
    ]
    process(*command)()
    count = len(list(cases.glob("*.yaml")))
    empty = folder / "one"
    empty.mkdir()
    (empty / "000.yaml").write_bytes((cases / "000.yaml").read_bytes())
    alone = [*REFSCREEN, "batch", empty, "-o", folder / "out-one", "--document", "postcard"]
    process(*alone)()
    each = statistics.median(
        (seconds(process(*command)) - seconds(process(*alone))) / (count - 1) * 1000 for _ in range(5)
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
