"""Documents that reach for what is not theirs: files, the network, the folder above. Goal S3.

All are drawn by one process under strace; what it opens and whom it calls after the harmless documents were
drawn is looked at.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdf

from refscreen import cache, store
from tests.campaign import CannotBeTried

CANARY = "HEMMELIG-7391"
ELSEWHERE = "192.0.2.77"
"""An address that is nobody's (RFC 5737)."""
_FONTS = re.compile(rf"{re.escape(tempfile.gettempdir())}/weasyprint-[a-z0-9_]+$")
"""The folder where WeasyPrint would put fonts of a document's own."""
MARK = "from-here-on"
_STYLES = (
    "@import url({});",
    "@import '{}';",
    "body {{ background: url({}) }}",
    "h1 {{ content: url({}) }}",
    "p::before {{ content: url({}) }}",
    "ul {{ list-style-image: url({}) }}",
    "div {{ border-image-source: url({}) }}",
    "@font-face {{ font-family: X; src: url({}) }} body {{ font-family: X }}",
    "@page {{ background: url({}) }}",
    "@page {{ @top-left {{ content: url({}) }} }}",
    "@color-profile x {{ src: url({}) }}",
    "a::after {{ content: attr(href url) target-text(url({})) }}",
    "@namespace url({});",
    "p {{ mask: url({}); filter: url({}); clip-path: url({}) }}",
)
_BODIES = (
    '<link rel=attachment href="{}">',
    '<a rel=attachment href="{}">a</a>',
    '<link rel=stylesheet href="{}">',
    '<img src="{}">',
    '<img srcset="{} 1x" src="{}">',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<iframe src="{}"></iframe>',
    '<video poster="{}" src="{}"></video>',
    '<input type=image src="{}">',
    '<svg width=9 height=9><image href="{}" width=9 height=9 /></svg>',
    '<svg width=9 height=9><use xlink:href="{}#a" /></svg>',
    "<svg width=9 height=9><style>@import url({});</style><rect width=9 height=9 /></svg>",
    '<svg width=9 height=9><rect width=9 height=9 fill="url({}#a)" /></svg>',
    '<style>@import "{}";</style>',
    '<div style="background: url({})">a</div>',
    '<table background="{}"></table>',
    '<base href="{}"><img src="x.png">',
    '<meta http-equiv=refresh content="0;url={}">',
    '<script src="{}"></script>',
    '<picture><source srcset="{}"><img src="{}"></picture>',
    '<link rel="icon" href="{}">',
    '<audio src="{}"></audio>',
    '<form action="{}"><button>a</button></form>',
    '<body background="{}">a',
    '<frameset><frame src="{}"></frameset>',
)
_INCLUDES = (
    "{{% include '{}' %}}",
    "{{% extends '{}' %}}",
    "{{% import '{}' as x %}}",
    "{{% from '{}' import x %}}",
    "{{% include ['{}'] %}}",
    "{{% include '../../../../../..{}' %}}",
    "{{% include 'common/../../..{}' %}}",
)


def addresses(secret: Path) -> tuple[str, ...]:
    """Where the documents reach."""
    return (
        f"file://{secret}",
        f"FILE://{secret}",
        f"file:{secret}",
        f"file://localhost{secret}",
        str(secret),
        f"http://{ELSEWHERE}/a.png",
        f"https://{ELSEWHERE}/a.css",
        f"//{ELSEWHERE}/a",
        f"ftp://{ELSEWHERE}/a",
        f"asset:../..{secret}",
        f"asset:fonts/../../../../../..{secret}",
        f"asset:{secret}",
        f"asset://{ELSEWHERE}/a",
        f"asset:%2e%2e/%2e%2e{secret}",
        "../../outside/secret.txt",
        f"\\\\\\\\{ELSEWHERE}\\\\share\\\\a",
        f"data:text/css,@import url(file://{secret});",
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='file://"
        f"{secret}'/%3E%3C/svg%3E",
        f"jar:file://{secret}!/a",
        f"gopher://{ELSEWHERE}/",
        "javascript:alert(1)",
        f"http://localhost:9{secret}",
    )


def payloads(secret: Path) -> list[tuple[str, str]]:
    """Every body and style with a reach in it: the first of each with every address, then the others."""
    every = addresses(secret)
    spread = [
        (kind, form, every[n % len(every)]) for kind, forms in _FORMS.items() for n, form in enumerate(forms)
    ]
    first = [("body", _BODIES[0], one) for one in every] + [("style", _STYLES[0], one) for one in every]
    found = [(kind, _filled(form, one)) for kind, form, one in (*spread, *first)]
    return [*found, *(("body", _filled(form, str(secret))) for form in _INCLUDES)]


_FORMS = {"body": _BODIES, "style": _STYLES}


def _filled(form: str, address: str) -> str:
    return form.format(*[address] * form.count("{}"))


def tried(count: int, home: Path) -> tuple[int, list[str], str]:
    """Draw so many of the documents under strace; what each opened, called or gave away."""
    if not shutil.which("strace") or sys.platform != "linux":
        raise CannotBeTried("needs Linux and strace")
    (home / "outside").mkdir()
    secret = home / "outside" / "secret.txt"
    secret.write_text(f"{CANARY}\n", encoding="utf-8")
    every = payloads(secret)
    chosen = every if count >= len(every) else every[:: len(every) // count][:count]
    for number, (kind, text) in enumerate([("body", "<p>harmless</p>"), *chosen]):
        _own(home / "templates" / f"try-{number:03}", kind, text)
    _case(home / "case.yaml", [text for _kind, text in chosen])
    trace = _drawn(home)
    wrong = [f"opened {path}" for path in _opened(trace, home)]
    wrong += [line[:90] for line in trace if re.search(r"(connect|sendto|sendmsg)\(.*AF_INET", line)]
    wrong += [f"{path.name} tells it" for path in sorted((home / "out").iterdir()) if _tells(path)]
    made = len(list((home / "out").iterdir()))
    return (
        len(chosen) + 1,
        wrong,
        f"0 connects, 0 strange opens, {made} made, the others refused" if not wrong else "",
    )


def _own(folder: Path, kind: str, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "manifest.yaml").write_text(
        "title: {da: Prøve}\nquestionnaire: screening\naudience: municipality\npage: A4\npages: [1, 9]\n",
        encoding="utf-8",
    )
    style, body = (
        ("@page { size: A4 }", text) if kind == "body" else (text, "<h1>a</h1><p>b</p><a href='#x'>c</a>")
    )
    (folder / "style.css").write_text(style, encoding="utf-8")
    (folder / "document.html").write_text(
        '<!DOCTYPE html><html lang="da"><head><title>P</title><style>{{ style|safe }}</style></head>'
        f"<body>{body}</body></html>",
        encoding="utf-8",
    )


def _case(path: Path, texts: list[str]) -> None:
    """The sample, with the payloads as what somebody said."""
    text = (store.shipped("samples") / "amir.yaml").read_text(encoding="utf-8")
    said = " ".join(texts)[:400].replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(
        r"^  full_name: .*$",
        '  full_name: "<img src=file:///etc/passwd> <svg/onload=1> {{7*7}}"',
        text,
        flags=re.MULTILINE,
    )
    path.write_text(
        re.sub(r"^  home_region: .*$", f'  home_region: "{said}"', text, flags=re.MULTILINE), encoding="utf-8"
    )


def _drawn(home: Path) -> list[str]:
    """Have all drawn; the system calls after the mark."""
    log = home / "trace"
    command = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-s",
        "300",
        "-e",
        "trace=openat,open,creat,connect,sendto,sendmsg",
        "-o",
        str(log),
    ]
    ran = subprocess.run(
        [*command, sys.executable, "-m", "tests.hostile.drawing"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in ran.stderr.lower():
        raise CannotBeTried("strace may not trace here")
    assert ran.returncode == 0, ran.stderr[-500:]
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    marks = [number for number, line in enumerate(lines) if MARK in line]
    return lines[marks[0] + 1 :]


def _opened(trace: list[str], home: Path) -> set[str]:
    """What was opened besides the documents themselves, the program, Python and what systems always open."""
    allowed = (
        home / "templates",
        home / "out",
        home / "case.yaml",
        store.PACKAGE,
        store.shipped("questionnaires"),
        cache.folder("own-templates").parent,
        sys.prefix,
        sys.base_prefix,
        "/usr",
        "/lib",
        "/proc",
        "/dev",
        "/sys",
        "/etc/ld.so.cache",
        "/etc/localtime",
    )
    paths = {
        found[1]
        for line in trace
        if (found := re.search(r'open(?:at)?\((?:[^,"]*, )?"([^"]*)"', line)) and " = -1 " not in line
    }
    absolute = {os.path.normpath(home / path) for path in paths}
    return {
        path
        for path in absolute
        if not any(Path(path).is_relative_to(one) for one in allowed) and not _FONTS.match(path)
    }


def _tells(path: Path) -> bool:
    content = path.read_bytes()
    if path.suffix != ".pdf":
        return CANARY.encode() in content or b"root:" in content
    pages = pypdf.PdfReader(path)
    text = " ".join(page.extract_text() for page in pages.pages)
    return CANARY.encode() in content or CANARY in text or "root:" in text or bool(pages.attachments)
