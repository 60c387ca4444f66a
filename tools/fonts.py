"""Make the fonts in indicators/fonts anew: subsets of Noto that hold every letter the dashboard can show.

    apt-get install fonts-noto-core fonts-noto-cjk && python tools/fonts.py

Taken are the letters of each script's everyday set (JIS level 1, GB 2312 level 1, every hangul syllable) and whatever
else stands in the words of the dashboard, in the registry, in the published tables and in the series held.
Run it again when `tests/still/test_fonts.py` names letters that are missing. Same fonts and words, same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from indicators.fonts import FAMILY, FOLDER, needed  # noqa: E402

LATIN = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto")
PACKAGES = ("fonts-noto-core", "fonts-noto-cjk")


@dataclass(frozen=True)
class Face:
    """A file to make: its name, the font it is cut from, and the letters wanted of it."""

    name: str
    source: Path
    number: int
    letters: frozenset[int]


def rows(codec: str, first: int, last: int) -> frozenset[int]:
    """Characters of the rows of a 94 by 94 national set, by its EUC coding."""
    found = set()
    for row in range(first, last + 1):
        for cell in range(1, 95):
            try:
                found.add(ord(bytes((0xA0 + row, 0xA0 + cell)).decode(codec)))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


def spans(*ends: tuple[int, int]) -> frozenset[int]:
    """All code points of some ranges."""
    return frozenset(point for first, last in ends for point in range(first, last + 1))


ALPHABETS = spans((0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x192), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
                  (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x214F))  # fmt: skip
SIGNS = spans((0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2600, 0x2606), (0x2700, 0x27BF))
EASTERN = spans((0x3000, 0x30FF), (0x31F0, 0x31FF), (0xFF00, 0xFFEF)) | rows("euc_jp", 1, 2)


def faces(words: Iterable[str]) -> list[Face]:
    """All files, with the letters of each."""
    told = frozenset(map(ord, words))
    latin = [
        Face(f"sans-{style}", LATIN / f"NotoSans-{style.title()}.ttf", 0, ALPHABETS | told)
        for style in ("regular", "bold", "italic")
    ]
    symbols = [
        Face("signs-regular", LATIN / "NotoSansMath-Regular.ttf", 0, SIGNS | told),
        Face("marks-regular", LATIN / "NotoSansSymbols2-Regular.ttf", 0, SIGNS | told),
    ]
    own = {"jp": (0, rows("euc_jp", 16, 47)), "kr": (1, spans((0xAC00, 0xD7A3))), "sc": (2, rows("gb2312", 16, 55))}
    eastern = [
        Face(f"{code}-regular", CJK / "NotoSansCJK-Regular.ttc", number, letters | EASTERN | told)
        for code, (number, letters) in own.items()
    ]
    return latin + symbols + eastern


def cut(face: Face, given: frozenset[int]) -> frozenset[int]:
    """Write one file without the letters given by earlier ones; the letters it holds now."""
    font = TTFont(face.source, fontNumber=face.number)
    letters = (face.letters & frozenset(font.getBestCmap())) - given
    options = subset.Options(
        name_IDs=[0, 13, 14], layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"], hinting=False,
        notdef_outline=True, desubroutinize=False, recalc_timestamp=False, drop_tables=["vhea", "vmtx", "VORG", "BASE"],
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    named(font, face.name)
    ending = "otf" if "CFF " in font else "ttf"
    font.save(FOLDER / f"{face.name}.{ending}")
    return letters


def named(font: TTFont, name: str) -> None:
    """A family name of our own, so that no font of the machine is taken for it."""
    script, weight = name.split("-")
    family, style = f"{FAMILY} {script.upper() if len(script) == 2 else script.title()}", weight.title()
    for number, text in ((1, family), (2, style), (4, f"{family} {style}"), (6, f"{family} {style}".replace(" ", ""))):
        font["name"].setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [f"{family} {style}".replace(" ", "")]
        for key, text in (("FullName", f"{family} {style}"), ("FamilyName", family), ("Weight", style)):
            setattr(top.topDictIndex[0], key, text)


def versions() -> dict[str, str]:
    """Versions of the packages the fonts were cut from."""
    told = subprocess.run(  # noqa: S603
        ["/usr/bin/dpkg-query", "-W", "-f", "${Package} ${Version}\n", *PACKAGES],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return dict(line.split() for line in told.splitlines())


def main() -> None:
    """Make every file and the list of what they were made from."""
    for old in (*FOLDER.glob("*.otf"), *FOLDER.glob("*.ttf")):
        old.unlink()
    latin: frozenset[int] = frozenset()
    for face in faces(needed()):
        held = cut(face, latin if face.name.split("-")[0] not in ("sans",) else frozenset())
        if face.name.split("-")[0] in ("sans", "signs", "marks"):
            latin |= held
    files = sorted(path.name for path in (*FOLDER.glob("*.otf"), *FOLDER.glob("*.ttf")))
    told = {"packages": versions(), "files": files}
    (FOLDER / "made.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sizes = {path: (FOLDER / path).stat().st_size for path in files}
    for path, size in sizes.items():
        print(f"{size / 1e6:6.2f} MB  {path}")
    print(f"{sum(sizes.values()) / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
