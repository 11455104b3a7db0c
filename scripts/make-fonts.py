# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "fonttools==4.68.0",
#   "skia-pathops==0.9.2",
#   "fontpkg-ibm-plex-sans-arabic==1.101",
#   "fontpkg-source-sans-3==3.52",
#   "fontpkg-source-serif-4==4.4",
# ]
# ///
"""Make the bundled fonts anew: `uv run scripts/make-fonts.py`.

Each face is cut out of a font package named above: one weight, one optical size, the characters and
layout features that the documents need, no hinting, overlapping outlines joined. Same packages, same
bytes. The names are our own because the licences reserve "Source" and "Plex" for the originals.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from fontTools.otlLib.optimize import compact
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FOLDER = Path(__file__).resolve().parent.parent / "refscreen" / "templates" / "fonts"
VERSION = "1.000"

LATIN = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    *[(c, c) for c in (0x018F, 0x0192, 0x0259)],  # Azerbaijani schwa, florin
    (0x01A0, 0x01A1),
    (0x01AF, 0x01B0),  # Vietnamese
    (0x01CD, 0x01DC),  # Pinyin
    (0x01E6, 0x01E7),
    (0x0218, 0x021B),  # Romanian
    (0x02BB, 0x02BF),  # marks of transliterated Arabic, Hebrew and Ukrainian
    (0x02C6, 0x02DD),
    (0x0300, 0x0304),
    (0x0306, 0x030C),
    *[(c, c) for c in (0x0323, 0x0326, 0x0327, 0x0328, 0x032E, 0x0331)],
    *[(c, c + 1) for c in (0x1E0C, 0x1E20, 0x1E24, 0x1E32, 0x1E62, 0x1E6C, 0x1E92)],  # transliteration
    (0x1E9E, 0x1E9E),
    (0x1EA0, 0x1EF9),  # Vietnamese
]
SIGNS = [
    (0x2002, 0x200B),  # spaces
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x2079),
    (0x2080, 0x2089),
    (0x20AC, 0x20AC),
    *[(c, c) for c in (0x2113, 0x2116, 0x2122, 0x212E)],
    (0x2190, 0x2193),  # ← ↑ → ↓
    *[(c, c) for c in (0x2212, 0x2215, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265)],
    *[(c, c) for c in (0x25A0, 0x25A1, 0x25B2, 0x25B6, 0x25B8, 0x25BC, 0x25CB, 0x25CF)],  # ■ □ ▲ ▸ ▼ ○ ●
    (0x2610, 0x2612),  # ☐ ☑
    *[(c, c) for c in (0x2713, 0x2714, 0x2717)],  # ✓ ✗
]
CYRILLIC = [(0x0400, 0x045F), (0x0490, 0x0491)]
ARABIC = [
    (0x0020, 0x007E),  # digits, brackets and punctuation of a mixed line, and Latin names in it
    *[(c, c) for c in (0x00A0, 0x00AB, 0x00BB, 0x00B7, 0x00D7)],
    (0x0600, 0x06FF),
    (0x200B, 0x200F),  # zero-width joiners and direction marks
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    *[(c, c) for c in (0x2022, 0x2026, 0x202F, 0x2039, 0x203A, 0x20AC, 0x25CC)],
    (0x2190, 0x2193),
]

COMMON_FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "rlig", "rvrn"]
LATIN_FEATURES = [*COMMON_FEATURES, "lnum", "pnum", "tnum"]
ARABIC_FEATURES = [*COMMON_FEATURES, "calt", "curs", "fina", "init", "isol", "medi"]


FINAL_ALEFS = {"uniFB51", "uniFE82", "uniFE84", "uniFE88", "uniFE8E", "uni0672.fina", "uni0673.fina"}


@dataclass(frozen=True)
class Face:
    """One file to make."""

    source: str  # package and file
    family: str
    style: str
    weight: int
    characters: list[tuple[int, int]]
    features: list[str] = field(default_factory=lambda: LATIN_FEATURES)
    axes: dict[str, float] = field(default_factory=dict)

    @property
    def italic(self) -> bool:
        """Tell whether the face is slanted."""
        return "Italic" in self.style

    @property
    def file_name(self) -> str:
        """Name the file after its PostScript name."""
        return f"{self.family.replace(' ', '')}-{self.style.replace(' ', '')}.ttf"


SANS = "fontpkg_source_sans_3/files/SourceSans3[wght].ttf"
SANS_ITALIC = "fontpkg_source_sans_3/files/SourceSans3-Italic[wght].ttf"
SERIF = "fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf"
SERIF_ITALIC = "fontpkg_source_serif_4/files/SourceSerif4-Italic[opsz,wght].ttf"
PLEX_ARABIC = "fontpkg_ibm_plex_sans_arabic/files/IBMPlexSansArabic-{}.ttf"

SANS_CHARACTERS = LATIN + SIGNS + CYRILLIC
SERIF_CHARACTERS = LATIN + SIGNS

FACES = [
    Face(SANS, "Refscreen Sans", "Regular", 400, SANS_CHARACTERS, axes={"wght": 400}),
    Face(SANS_ITALIC, "Refscreen Sans", "Italic", 400, SANS_CHARACTERS, axes={"wght": 400}),
    Face(SANS, "Refscreen Sans", "SemiBold", 600, SANS_CHARACTERS, axes={"wght": 600}),
    Face(SANS, "Refscreen Sans", "Bold", 700, SANS_CHARACTERS, axes={"wght": 700}),
    Face(SERIF, "Refscreen Serif", "Regular", 400, SERIF_CHARACTERS, axes={"wght": 400, "opsz": 16}),
    Face(SERIF_ITALIC, "Refscreen Serif", "Italic", 400, SERIF_CHARACTERS, axes={"wght": 400, "opsz": 14}),
    Face(SERIF, "Refscreen Serif", "SemiBold", 600, SERIF_CHARACTERS, axes={"wght": 600, "opsz": 24}),
    *[
        Face(PLEX_ARABIC.format(style), "Refscreen Arabic", style, weight, ARABIC, ARABIC_FEATURES)
        for style, weight in (("Regular", 400), ("Bold", 700))
    ],
]


def located(source: str) -> Path:
    """Find a font file inside its installed package."""
    package, _, rest = source.partition("/")
    return Path(str(files(package) / rest))


def unjoin_pairs(font: TTFont) -> None:
    """Keep lam-alef as the only ligature of Arabic letters.

    Programs that read PDFs turn each glyph of a right-to-left line round by itself, so a pair drawn as
    one glyph (fi, ni, shr) is found and copied with its letters swapped. Drawn as two glyphs the pairs
    look almost the same; lam-alef has to stay, since no reader of Arabic would accept it undone.
    """
    table = font["GSUB"].table
    records = [record for record in table.FeatureList.FeatureRecord if record.FeatureTag == "rlig"]
    for index in {index for record in records for index in record.Feature.LookupListIndex}:
        for rules in table.LookupList.Lookup[index].SubTable:
            rules.ligatures = {
                first: kept
                for first, ligatures in rules.ligatures.items()
                if (kept := [one for one in ligatures if set(one.Component) <= FINAL_ALEFS])
            }


def rename(font: TTFont, face: Face) -> None:
    """Give the face its own names and matching style bits; keep copyright and licence."""
    names = font["name"]
    basic = face.style in {"Regular", "Italic", "Bold", "Bold Italic"}
    full = f"{face.family} {face.style}"
    postscript = face.file_name.removesuffix(".ttf")
    texts = {
        0: names.getDebugName(0),
        1: face.family if basic else full,
        2: face.style if basic else "Regular",
        3: f"{VERSION};refscreen;{postscript}",
        4: full,
        5: f"Version {VERSION}",
        6: postscript,
        10: f"Subset of {names.getDebugName(4)}, {names.getDebugName(5)}",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
    }
    if not basic:
        texts |= {16: face.family, 17: face.style}
    names.names = []
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)
    bold = face.style.startswith("Bold")
    font["OS/2"].usWeightClass = face.weight
    font["OS/2"].fsType = 0
    kept = font["OS/2"].fsSelection & 0b1110000000
    font["OS/2"].fsSelection = kept | face.italic | bold << 5 | (face.style == "Regular") << 6
    font["head"].macStyle = bold | face.italic << 1


def make(face: Face) -> TTFont:
    """Cut one face out of its source."""
    font = TTFont(located(face.source), recalcTimestamp=False)
    if face.axes:
        font = instancer.instantiateVariableFont(font, face.axes, overlap=instancer.OverlapMode.REMOVE)
    if face.characters is ARABIC:
        unjoin_pairs(font)
    options = Options(
        hinting=False,
        desubroutinize=True,
        glyph_names=False,
        name_IDs=["*"],
        name_languages=["*"],
        layout_features=face.features,
        notdef_outline=True,
        recalc_bounds=True,
        drop_tables=["DSIG", "STAT", "MVAR", "BASE", "gasp", "meta"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in face.characters for c in range(first, last + 1)])
    subsetter.subset(font)
    compact(font, 9)
    rename(font, face)
    return font


def main() -> int:
    """Write every face and say how large it became."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        path = FOLDER / face.file_name
        font = make(face)
        font.save(path, reorderTables=True)
        print(f"{path.name:32} {path.stat().st_size / 1000:6.1f} kB  {len(font.getBestCmap())} characters")
    for package, name in (
        ("fontpkg_source_sans_3", "OFL-source-sans.txt"),
        ("fontpkg_source_serif_4", "OFL-source-serif.txt"),
        ("fontpkg_ibm_plex_sans_arabic", "OFL-plex.txt"),
    ):
        text = located(f"{package}/LICENSE").read_text(encoding="utf-8")
        (FOLDER / name).write_text(text.rstrip() + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
