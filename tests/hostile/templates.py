"""Templates that want out of the sandbox, or never to end. Goals S4 and S5."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import docx

from refscreen import production
from refscreen.errors import UserError
from refscreen.production import Order
from refscreen.word import SHIPPED
from tests.hostile import bounded
from tests.hostile.reaching import CANARY

SYSTEM = "cos\\nsystem\\n(S'touch PWNED'\\ntR."
"""A pickle that runs a command when it is unpacked."""
ESCAPES = (
    "''.__class__.__mro__[1].__subclasses__()",
    "''.__class__.__base__.__subclasses__()",
    "().__class__",
    "''|attr('__class__')",
    "''['__class__']",
    "''|attr('\\x5f\\x5fclass\\x5f\\x5f')",
    "['']|map(attribute='__class__')|list",
    "[v]|groupby('__class__')",
    "[v]|sum(attribute='__class__.__name__')",
    "[v]|map(attribute='__init__.__globals__')|list",
    "v.__init__.__globals__",
    "v.__class__.__init__.__globals__['__builtins__']",
    "a._items",
    "a.full_name.__dict__",
    "number.__self__",
    "number.__func__.__globals__",
    "date.__globals__",
    "full_years.__globals__['__builtins__']",
    "direction.__code__",
    "qr.__globals__",
    "qr.__closure__",
    "opening.__globals__",
    "words.__class__",
    "self.__init__.__globals__",
    "self._TemplateReference__context",
    "self.__class__.__mro__",
    "range.__globals__",
    "cycler.__init__.__globals__.os.popen('id').read()",
    "joiner.__init__.__globals__.os",
    "namespace.__init__.__globals__.os",
    "lipsum.__globals__.os.popen('id').read()",
    "lipsum.__globals__['os']",
    "dict.__base__.__subclasses__()",
    f'document.parse_raw("{SYSTEM}", proto="pickle", allow_pickle=true)',
    "document.parse_file('/etc/passwd')",
    "document.model_construct()",
    "document.model_json_schema()",
    "document.copy()",
    "document.__class__.parse_file('/etc/passwd')",
    "v.conclusions.only(['kind'])",
    "v.today.today()",
    "v.today.fromordinal(1)",
    "a.birth_date.value.parse('2020')",
    "words.update({'yes': 'no'})",
    "t.clear()",
    "words.pop('yes')",
    "t.setdefault('a', 1)",
    "document.update({'pages': 1})",
    "setting.__setattr__('theme', 'x')",
    "'{0.__class__.__init__.__globals__}'.format(v)",
    "'{a.__class__}'.format(a=v)",
    "'{0[__class__]}'.format(v)",
    "'{0.__class__}'.format_map({'0': v})",
    "('{0.__class__}'|safe).format(v)",
    "'%(x)s'|format(x=v.__class__)",
    "t.__getitem__.__objclass__",
    "[].append.__self__.__class__",
    "(1).__class__.__base__",
    "none.__class__",
    "(v|attr)('__class__')",
    "v|attr('conclusions')|attr('__class__')",
    "v['__class__']['__mro__']",
    "[].__class__.__base__",
    "caller.__globals__",
    "loop.__class__",
    "{}.__class__.fromkeys",
    "(x for x in v)",
    "v.sections.__class__",
    "a.values.__func__",
    "a.full_name.lines.append('x')",
    "config",
    "request",
    "environment",
)
BLOCKS = (
    "{% set x = cycler.__init__.__globals__ %}{{ x.os }}",
    "{% import 'charts.html' as c %}{{ c.__dict__ }}",
    "{% import 'charts.html' as c %}{{ c._body_stream }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._environment.loader }}",
    "{% with x = v.__class__ %}{{ x.__mro__ }}{% endwith %}",
    "{% filter attr('__class__') %}a{% endfilter %}",
    "{% set ns = namespace() %}{% set ns.__class__ = 1 %}{{ ns.__class__ }}",
    "{% debug %}",
    "{% do t.clear() %}",
    "{% set v.case = 'x' %}",
    "{% for x in [1] %}{{ loop._recurse.__globals__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% block b %}{{ self.b.__globals__ }}{% endblock %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../../../../etc/passwd' %}",
    "{% include v.case.__class__ %}",
)
BOMBS = {
    "a font size beyond numbers": "<p style='font-size: 1e30px'>a</p>",
    "loops in loops": "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
    "a billion spaces": "{{ '%999999999s'|format('x') }}",
    "ten billion letters": "{{ 'a' * 10 ** 10 }}",
    "a number of a billion digits": "{{ 10 ** 10 ** 10 }}",
    "a million columns": "<table><tr><td colspan=1000000>a</td></tr></table>",
    "tables in tables": "<table><tr><td>" * 400 + "a" + "</td></tr></table>" * 400,
    "boxes that flex in boxes": "<div style='display:flex'><div style='display:flex'>" * 14
    + "a"
    + "</div></div>" * 14,
    "a picture of pictures": "<svg width=9 height=9><defs><g id=a0><rect width=1 height=1 /></g>"
    + "".join(f"<g id=a{n}>{f'<use href=#a{n - 1} />' * 10}</g>" for n in range(1, 9))
    + "</defs><use href=#a8 /></svg>",
    "a page of a kilometre": "<div style='height: 1e9mm'>a</div>",
    "a hundred thousand pages": "<p style='break-after: page'>a</p>" * 100_000,
    "grids in grids": "<div style='display:grid;grid-template-columns:repeat(9999,1fr)'>" * 30
    + "a"
    + "</div>" * 30,
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a letter of fifty megabytes": "{% set x = 'a' * 50000000 %}{{ x }}",
    "lorem ipsum without end": "{{ lipsum(n=100000000) }}",
}
STOPPED, NEVER = 10, 60
"""Seconds until a document is stopped, and until it is clear that nobody stops it."""


def own(folder: Path, body: str) -> None:
    """A document folder with this body."""
    folder.mkdir(parents=True)
    (folder / "manifest.yaml").write_text(
        f"title: {{da: {folder.name}}}\nquestionnaire: screening\naudience: municipality\n"
        "page: A4\npages: [1, 9]\nconclusions: [kind]\n",
        encoding="utf-8",
    )
    (folder / "style.css").write_text("@page { size: A4 }", encoding="utf-8")
    (folder / "document.html").write_text(
        '<!DOCTYPE html><html lang="da"><head><title>P</title><style>{{ style|safe }}</style></head>'
        f"<body>{body}</body></html>",
        encoding="utf-8",
    )


def word_with(path: Path, text: str) -> None:
    """The shipped Word template with these words in front."""
    document = docx.Document(str(SHIPPED))
    document.paragraphs[0].insert_paragraph_before(text)
    document.save(str(path))


def escapes(count: int, home: Path, case: Path) -> tuple[int, list[str], str]:
    """Fill so many templates that want out, page and Word; which came out."""
    (home / "secret.txt").write_text(CANARY, encoding="utf-8")
    every = [*(f"{{{{ {one} }}}}" for one in ESCAPES), *BLOCKS]
    chosen = every if count >= len(every) else every[:: len(every) // count][:count]
    wrong = []
    for number, text in enumerate(chosen):
        name = f"try-{number}"
        own(home / "templates" / name, text)
        forms = ["html"]
        if number % 4 == 0:
            word_with(home / "templates" / name / "word.docx", text)
            forms.append("docx")
        wrong += [
            f"{text} in {form}: {found}"
            for form in forms
            if (found := _came_out(Order(name, case, form=form)))
        ]
    ran = [path.name for path in home.rglob("PWNED")]
    return len(chosen), wrong + ran, f"{len(chosen)} templates, every fourth in Word too; 0 came out"


def _came_out(order: Order) -> str:
    """What a template got at; empty when it was refused, or wrote nothing but what it may."""
    try:
        content = production.make(order).content
    except UserError:
        return ""
    except Exception as error:  # noqa: BLE001  # a template must not bring the program down
        return f"{type(error).__name__}: {error}"
    if order.form == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = book.read("word/document.xml")
    signs = (
        b"&lt;class",
        b"<class",
        b"root:",
        b"uid=",
        b"built-in",
        b"&lt;function",
        b"module &#39;",
        CANARY.encode(),
    )
    return ", ".join(sign.decode() for sign in signs if sign in content)


def bombs(count: int, home: Path, case: Path) -> tuple[int, list[str], str]:
    """Make so many documents that never end, each alone, then all in one batch beside a sound one."""
    chosen = dict(list(BOMBS.items())[:count])
    for name, body in {"sound": "<p>a</p>", **chosen}.items():
        own(home / "templates" / name.replace(" ", "-"), body)
    _ended, start = _alone("sound", case, home)
    wrong, slowest = [], 0.0
    for name in chosen:
        ended, seconds = _alone(name.replace(" ", "-"), case, home)
        slowest = max(slowest, seconds - start)
        if ended.crashed or (ended.code and "→" not in ended.err):
            wrong.append(f"{name}: {ended.code} {ended.err[-200:]}")
    wrong += ["the slowest was not stopped"] if slowest > NEVER else []
    if len(chosen) > 1:  # a batch with one bomb is tried in tests/test_batch_bounds.py
        wrong += _beside_a_sound_one([name.replace(" ", "-") for name in chosen], case, home)
    note = f"slowest {slowest:.1f} s more than a harmless one; each may have 1000 MB"
    return len(chosen) + (len(chosen) > 1), wrong, note


def _alone(name: str, case: Path, home: Path) -> tuple[bounded.Ended, float]:
    """One document made by itself, and the seconds it took."""
    begun = time.monotonic()
    (ended,) = bounded.run_all([["render", name, str(case), "-o", f"{name}.pdf"]], home, addresses=0)
    return ended, time.monotonic() - begun


def _beside_a_sound_one(names: list[str], case: Path, home: Path) -> list[str]:
    """What is wrong when all are made in one batch, the sound one last."""
    documents = [part for name in (*names, "sound") for part in ("--document", name)]
    bounds = ["--timeout", str(STOPPED), "--memory", "1000", "--jobs", "2"]
    (batch,) = bounded.run_all([["batch", str(case), "-o", "out", *documents, *bounds]], home, addresses=0)
    went_on = not batch.crashed and list((home / "out").glob("*sound*"))
    return [] if went_on else [f"the batch did not go on: {batch.code} {batch.err[-200:]}"]
