"""Hostile YAML files of every kind the program reads; each is to be refused with its place.

The text of any file (bombs, tags, encodings, control characters) stands in tests/test_yaml_text.py; here are
files that are plain YAML, and say what no file of their kind may say.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.test_yaml_text import HOSTILE

LARGE = 29_000
"""So many lines stay just below what a file may hold."""

_CASE = "questionnaire: screening\nversion: 1\n"
ANSWERS = {
    "a list": "[a, b]",
    "a word": "answers",
    "nothing at all": "",
    "answers are a list": _CASE + "answers: [1, 2]\n",
    "answers are a text": _CASE + "answers: full_name\n",
    "unknown key": _CASE + "answer: {}\n",
    "unknown question": _CASE + "answers: {__class__: x}\n",
    "prototype": _CASE + "answers: {__proto__: {constructor: x}}\n",
    "twenty-nine thousand unknown questions": _CASE
    + "answers:\n"
    + "".join(f"  q{n}: 1\n" for n in range(LARGE)),
    "twenty-nine thousand unknown keys": _CASE + "".join(f"q{n}: 1\n" for n in range(LARGE)),
    "twenty-nine thousand jobs": _CASE + "answers:\n  jobs: [" + "{}," * (LARGE // 2) + "]\n",
    "twenty-nine thousand sessions": _CASE + "sessions: [" + "x," * LARGE + "]\n",
    "twenty-nine thousand states": _CASE + "states:\n" + "".join(f"  q{n}: gone\n" for n in range(LARGE)),
    "a name of a megabyte": _CASE + f"answers:\n  full_name: {'a' * 900_000}\n",
    "an escape in a name": _CASE + 'answers: {full_name: "a\\e]0;title\\a"}\n',
    "a nul in a name": _CASE + 'answers: {full_name: "a\\0b"}\n',
    "text that turns round": _CASE + 'answers: {full_name: "a\\u202eb"}\n',
    "a name that is a map": _CASE + "answers: {full_name: {first: a}}\n",
    "a name that is rows": _CASE + "answers: {full_name: [[[[a]]]]}\n",
    "a number that is a text": _CASE + "answers: {children_count: many}\n",
    "a number of seventeen digits": _CASE + f"answers: {{work_years: {'9' * 17}}}\n",
    "a number of a thousand digits": _CASE + f"answers: {{work_years: {'9' * 1000}}}\n",
    "the 30th of February": _CASE + "answers: {birth_date: 1990-02-30}\n",
    "the year zero": _CASE + "answers: {birth_date: 0000-01-01}\n",
    "the year 99999": _CASE + "answers: {birth_date: 99999-01-01}\n",
    "a choice there is not": _CASE + "answers: {gender: '../../etc/passwd'}\n",
    "a choice that is a map": _CASE + "answers: {gender: {}}\n",
    "twenty-nine thousand choices": _CASE + "answers: {branches: [" + "x," * LARGE + "]}\n",
    "a case number that is a person": _CASE + "case: 010190-1234\n",
    "a case number that is a map": _CASE + "case: {a: b}\n",
    "a version from the future": "questionnaire: screening\nversion: 999999999999\nanswers: {}\n",
    "a version below none": "questionnaire: screening\nversion: -1\nanswers: {}\n",
    "a version that is a text": "questionnaire: screening\nversion: one\nanswers: {}\n",
    "a status there is not": _CASE + "status: deleted\n",
    "a day that is none": _CASE + "delete_after: never\n",
    "a state there is not": _CASE + "states: {full_name: dead}\n",
    "notes that are a list": _CASE + "notes: [a]\n",
    "evidence of a path": _CASE + "evidence: {../../etc/passwd: document}\n",
    "flags that are a map": _CASE + "flags: {a: b}\n",
    "sessions that are a text": _CASE + "sessions: today\n",
    "sent that is a text": _CASE + "sent: somebody\n",
    "recipients that are a text": _CASE + "recipients: somebody\n",
}
SEALED = {
    "with nothing": _CASE + "sealed: {recipients: [], payload: nothing}\n",
    "by a text": _CASE + "sealed: true\n",
    "for a list": _CASE + "sealed: [a]\n",
    "with a megabyte": _CASE + f"sealed: {{recipients: [], payload: {'a' * 900_000}}}\n",
}
"""What is in an encrypted file has no line: the file itself is the place."""

_HEAD = "id: small\nversion: 1\nlanguages: [da]\ntitle: {da: Lille}\nminutes: 5\n"
_SECTION = _HEAD + "sections:\n  - id: one\n    title: {da: En}\n    minutes: 5\n    questions:\n"
_WORDS = "label: {da: Q}, ask: {da: Q}"


def _asking(*questions: str) -> str:
    return _SECTION + "".join(f"      - {{{_WORDS}, {question}}}\n" for question in questions)


QUESTIONNAIRES = {
    "sections that are a text": _HEAD + "sections: all\n",
    "questions that are a map": _HEAD + "sections: [{id: one, title: {da: En}, minutes: 5, questions: {}}]\n",
    "an id that is a path": _asking("id: ../../etc/passwd, type: text"),
    "an id that is a word of Python": _asking("id: __import__, type: text"),
    "an id that is an operator": _asking("id: and, type: text"),
    "an id of a megabyte": _asking(f"id: {'a' * 900_000}0., type: text"),
    "a questionnaire that is a path": _asking("id: q, type: text").replace("id: small", "id: ../small"),
    "the same id twice": _asking("id: q, type: text", "id: q, type: text"),
    "a type there is not": _asking("id: q, type: file"),
    "a scale without end": _asking("id: q, type: scale, min: 0"),
    "a scale backwards": _asking("id: q, type: scale, min: 5, max: 1"),
    "a scale in words": _asking("id: q, type: scale, min: one, max: two"),
    "an anchor outside of words": _asking("id: q, type: scale, min: 0, max: 5, anchors: {x: {da: A}}"),
    "groups within groups": _asking(f"id: q, type: group, questions: [{{id: r, type: group, {_WORDS}}}]"),
    "a condition that runs": _asking("id: q, type: text, when: __import__('os').system('id')"),
    "a condition on itself": _asking("id: q, type: yes_no, when: q"),
    "a condition on what comes": _asking("id: q, type: text, when: r", "id: r, type: yes_no"),
    "a condition that is a list": _asking("id: q, type: text, when: [a, b]"),
    "a condition of a megabyte": _asking(f"id: q, type: text, when: {'not ' * 200_000}q"),
    "ten thousand broken conditions": _asking(*["id: q, type: text, when: 1 +"] * 3_000),
    "choices of a list there is not": _asking("id: q, type: choice, choices: everything"),
    "choices that are numbers": _asking("id: q, type: choice, choices: [1, 2]"),
    "texts that are empty": _asking("id: q, type: text").replace("{da: Q}", "{}"),
    "languages that are paths": _asking("id: q, type: text").replace("[da]", "[../..]"),
    "no language": _asking("id: q, type: text").replace("[da]", "[]"),
    "an hour without end": _asking("id: q, type: text").replace("minutes: 5", "minutes: 99999999999999"),
    "an audience there is not": _asking("id: q, type: text, share: [everybody]"),
    "unknown keys in a thousand questions": _asking(
        *(f"id: q{n}, type: text, pattern: (a+)+$" for n in range(1000))
    ),
}

_RULES = "questionnaire: screening\nversion: 1\nyear: 2026\n"
_FACT = _RULES + "facts: {{tall: {{when: {}, text: {{da: Stor}}}}}}\n"
RULES = {
    "facts that are a list": _RULES + "facts: [a]\n",
    "a fact that runs": _FACT.format("\"open('/etc/passwd')\""),
    "a fact about itself": _FACT.format("tall"),
    "facts in a circle": _RULES
    + "facts: {one: {when: two, text: {da: A}}, two: {when: one, text: {da: B}}}\n",
    "a fact that reaches in": _FACT.format("full_name.__class__"),
    "a fact of two thousand terms": _FACT.format("'" + "ever_worked and " * 2000 + "ever_worked'"),
    "a fact called yes": _RULES + "facts: {yes: {when: ever_worked, text: {da: A}}}\n",
    "recommendations that are a text": _RULES + "recommendations: all\n",
    "recommendations without end": _RULES + "recommendations:\n" + "  - {id: R01}\n" * 10_000,
    "a typology of nobody": _RULES
    + "typology: [{type: nobody, when: ever_worked, confidence: high, because: {da: A}}]\n",
    "a stage in a million months": _RULES
    + "facts: {}\nstages: [{id: a, label: {da: A}, months: 1000000, goal: {da: A}, follow_up: {da: A}}]\n",
    "a year that is a text": _RULES.replace("2026", "now") + "facts: {}\n",
}

_OVER = "translates: screening\nlanguage: so\nmade: {da: Til prøve}\nreviewed: false\n"
TRANSLATIONS = {
    "of a path": _OVER.replace("screening", "../../etc/passwd") + "title: x\n",
    "of nothing": _OVER.replace("screening", "nothing") + "title: x\n",
    "to a path": _OVER.replace("so\n", "../../so\n") + "title: x\n",
    "that asks something else": _OVER + "questions: {another: {ask: x}}\n",
    "that changes a condition": _OVER + "questions: {full_name: {when: 'true'}}\n",
    "that opens an answer": _OVER + "questions: {full_name: {share: [company]}}\n",
    "of groups within groups": _OVER
    + "questions:\n  jobs: " + "{questions: {jobs: " * 8 + "x" + "}}" * 8 + "\n",
    "of nine thousand questions": _OVER
    + "questions:\n"
    + "".join(f"  q{n}: {{ask: x}}\n" for n in range(9_600)),
    "that a native read never": _OVER.replace("false", "soon") + "title: x\n",
    "that is a list": _OVER + "sections: [a]\n",
}  # fmt: skip

_MANIFEST = "title: {da: Prøve}\nquestionnaire: screening\naudience: municipality\npage: A4\npages: [1, 1]\n"
MANIFESTS = {
    "a list": "[a]",
    "a page there is not": _MANIFEST.replace("A4", "A0"),
    "pages that are words": _MANIFEST.replace("[1, 1]", "[one, many]"),
    "one page number": _MANIFEST.replace("[1, 1]", "[1]"),
    "an audience there is not": _MANIFEST.replace("municipality", "everybody"),
    "a questionnaire that is a list": _MANIFEST.replace("screening", "[screening]"),
    "an unknown key": _MANIFEST + "run: id\n",
    "consents that are true": _MANIFEST + "consents: true\n",
    "a consent there is not": _MANIFEST + "consents: [__class__]\n",
    "conclusions there are not": _MANIFEST + "conclusions: [everything]\n",
    "limits that are numbers": _MANIFEST + "limits: {full_name: 5}\n",
    "a limit of nothing": _MANIFEST + "limits: {__class__: {length: 5}}\n",
    "a photo that is a path": _MANIFEST + "photo: /etc/passwd\n",
    "no densities": _MANIFEST + "densities: {}\n",
    "an alias": "title: &a {da: *a}\n",
    "a tag": "title: !!python/object/apply:os.system [id]\n",
}
AUDIENCES = {
    "a list": "[a]",
    "an unknown key": "run: id\n",
    "months without end": "audiences: {company: {keep_months: 99999999}}\n",
    "an audience that is half": "audiences: {press: {title: {da: Pressen}}}\n",
    "a category there is not": "audiences: {company: {never: [everything]}}\n",
    "a consent taken away": "audiences: {company: {consent: false}}\n",
    "a name that is a path": "audiences: {../../x: {keep_months: 1}}\n",
    "a day that is none": "as_of: never\n",
    "a tag": "as_of: !!python/name:os.system ''\n",
    "twenty-nine thousand audiences": "audiences:\n" + "".join(f"  a{n}: {{}}\n" for n in range(LARGE)),
}


def files() -> Iterator[tuple[str, str, bytes]]:
    """Kind, name and content of every file; the small and odd ones of each kind come first."""
    raw = {
        name: content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        for name, (content, _place) in HOSTILE.items()
    }
    kinds = {
        "answers": ANSWERS,
        "sealed": SEALED,
        "questionnaire": QUESTIONNAIRES,
        "rules": RULES,
        "translation": TRANSLATIONS,
        "manifest": MANIFESTS,
        "audiences": AUDIENCES,
    }
    for kind, texts in kinds.items():
        for name, text in texts.items():
            yield kind, name, text.encode()
    for name, content in raw.items():
        yield "text", name, content
