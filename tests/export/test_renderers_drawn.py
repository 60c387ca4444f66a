"""The two real renderers: sizes, letters, bytes; and nothing left behind."""

from __future__ import annotations

import base64
import io
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from indicators.export.drawing import Drawing, Look, drawing
from indicators.export.paper import paper
from indicators.export.renderers import FORMATS, Pool, faces, svg
from indicators.export.renderers.pool import browser_path
from indicators.export.renderers.process import ROOT
from tests.export.figures import figure, line

KINDS = ("browser", "own")
SMALL = "60mm"
TITLES = {"mn": "Өвөл, үлэмж мөс: Ө ө Ү ү", "ja": "直骨海", "zh": "直骨海", "ko": "直骨海 얼음"}


@pytest.fixture(scope="module", params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """A pool whose machine has no fonts but those that are shipped."""
    if request.param == "browser" and browser_path() is None:
        pytest.skip("no chromium here (apt-get install chromium)")
    bare = tmp_path_factory.mktemp("fonts")
    (bare / "fonts.conf").write_text(f"<fontconfig><dir>{bare}</dir><cachedir>{bare}</cachedir></fontconfig>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(bare / "fonts.conf"))
        with Pool(request.param, workers=1, seconds=60) as made:
            assert made.kind == request.param
            yield made


def drawn_on(size: str, lang: str = "en", **more: Any) -> Drawing:
    family = f"'Noto Sans', '{faces.EASTERN.get(lang, faces.EASTERN['ja'])}', sans-serif"
    layout = {"font": {"family": family, "size": 13, "color": "#1B1F24"}}
    look = Look(paper(size))
    return drawing(figure(lang=lang, layout=layout, **more), look)


def pixels(made: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(made)).convert("L")).astype(int)


def heading(made: bytes) -> Any:
    """The title: the upper part of a picture, cut to its ink."""
    part = pixels(made)[:120]
    rows, columns = np.nonzero(part < 128)
    return part[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def words_of(made: bytes) -> str:
    """The text of a PDF by an independent program."""
    run = subprocess.run([needs("pdftotext"), "-", "-"], input=made, capture_output=True, check=True, timeout=30)
    return run.stdout.decode()


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no {program} here (apt-get install poppler-utils)")
    return found


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_figure_gives_the_same_bytes_whatever_was_drawn_before(opened: Pool, format_: Any) -> None:
    wanted, other = drawn_on(SMALL, "ja", title=TITLES["ja"]), drawn_on("80mm", "mn", title=TITLES["mn"])
    first = opened.one(wanted, format_)
    for before in FORMATS:
        opened.one(other, before)
    assert opened.one(wanted, format_) == first
    with Pool(opened.kind, workers=1, seconds=60) as another:
        if opened.kind == "own":  # one start of a browser is enough for a file of tests; see the test below
            assert another.one(wanted, format_) == first


@pytest.mark.parametrize("size", [SMALL, "100x70mm", "column"])
def test_a_png_has_its_dots_and_is_opaque(opened: Pool, size: str) -> None:
    wanted = drawn_on(size)
    made = opened.one(wanted)
    assert struct.unpack(">II", made[16:24]) == wanted.dots
    assert Image.open(io.BytesIO(made)).mode == "RGB"
    assert not re.search(rb"tIME|tEXt|iTXt|zTXt|eXIf", made)
    shown = pixels(made)
    assert shown[0, 0] == 255 and shown[-1, -1] == 255, "white to its edges"
    assert (shown < 128).mean() > 0.005


def test_a_pdf_has_its_millimetres_its_letters_and_no_day(opened: Pool) -> None:
    wanted = drawn_on("100x70mm", "ja", title="氷 Ice")
    made = opened.one(wanted, "pdf")
    with pikepdf.open(io.BytesIO(made)) as file:
        assert len(file.pages) == 1
        box = [float(side) for side in file.pages[0].mediabox]
        assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((100 / 25.4 * 72, 70 / 25.4 * 72), abs=0.01)
        assert "/Info" not in file.trailer and "/Metadata" not in file.Root
        fonts = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        described = [
            one.FontDescriptor for one in fonts if "/FontDescriptor" in one and one.get("/Subtype") != "/Type3"
        ]
        assert fonts and all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in described)
    assert b"CreationDate" not in made and b"Producer" not in made


def test_the_words_of_a_pdf_can_be_found(opened: Pool) -> None:
    text = words_of(opened.one(drawn_on("100x70mm", "mn", title=TITLES["mn"]), "pdf"))
    assert "Өвөл, үлэмж мөс" in text and "Source: nobody" in text


def test_a_pdf_s_picture_is_that_of_the_png(opened: Pool, tmp_path: Path) -> None:
    """Rendered by poppler at the same dots: the ink lies in the same places."""
    wanted = drawn_on("100x70mm", "ja", title=TITLES["ja"])
    (tmp_path / "a.pdf").write_bytes(opened.one(wanted, "pdf"))
    command = [needs("pdftoppm"), "-png", "-singlefile", "-scale-to-x", str(wanted.dots[0]), "-scale-to-y",
               str(wanted.dots[1]), str(tmp_path / "a.pdf"), str(tmp_path / "a")]  # fmt: skip
    subprocess.run(command, check=True, timeout=60, stderr=subprocess.DEVNULL)
    other, own = pixels((tmp_path / "a.png").read_bytes()), pixels(opened.one(wanted))
    assert other.shape == own.shape

    def blurred(shown: Any) -> Any:
        high, wide = (side // 8 * 8 for side in shown.shape)
        return shown[:high, :wide].reshape(high // 8, 8, wide // 8, 8).mean(axis=(1, 3))

    assert np.abs(blurred(other) - blurred(own)).mean() < 2.5


def test_another_reader_finds_every_letter_of_a_pdf(opened: Pool, tmp_path: Path) -> None:
    """MuPDF is stricter than poppler about fonts of ideographs."""
    program = shutil.which("mutool")
    if program is None:
        pytest.skip("no mutool here (apt-get install mupdf-tools)")
    (tmp_path / "a.pdf").write_bytes(opened.one(drawn_on("100x70mm", "ja", title=TITLES["ja"]), "pdf"))
    command = [program, "draw", "-o", str(tmp_path / "a.png"), str(tmp_path / "a.pdf")]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "glyph" not in run.stderr.lower(), run.stderr


def test_an_svg_stands_alone(opened: Pool) -> None:
    wanted = drawn_on("100x70mm", "zh", title=TITLES["zh"])
    made = opened.one(wanted, "svg").decode()
    assert f'width="100mm" height="70mm" viewBox="0 0 {wanted.width} {wanted.height}"' in made
    assert not re.search(r'(?:href|src)="(?!#|data:)', made) and made.count("<svg") >= 1
    inside = fonts_of(made)
    assert set(TITLES["zh"]) <= {sign for letters in inside.values() for sign in letters}
    held = set().union(*inside.values())
    assert set(svg.words(made)) - {"\n", " "} <= held | {" "}
    assert len(held) < 120, "only what is used"


def fonts_of(made: str) -> dict[str, set[str]]:
    """Family and characters of every font inside an SVG."""
    found: dict[str, set[str]] = {}
    for family, data in re.findall(r'font-family:"([^"]+)"[^}]*?base64,([^)]+)\)', made):
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            found.setdefault(family, set()).update(map(chr, font.getBestCmap()))
    return found


@pytest.mark.parametrize("lang", TITLES)
def test_every_letter_is_drawn_on_a_machine_without_fonts(opened: Pool, lang: str) -> None:
    """A letter that nobody has is a box or a blank: no two letters of a title may look alike."""
    signs = [sign for sign in dict.fromkeys(TITLES[lang]) if sign.isalpha()]
    looks = [heading(opened.one(drawn_on("60x60mm", lang, title=sign))) for sign in signs]
    assert all(look.size > 60 for look in looks)
    assert len({(look.shape, look.tobytes()) for look in looks}) == len(looks)
    box = heading(opened.one(drawn_on("60x60mm", lang, title="\U00012000")))
    assert not any(look.shape == box.shape and np.array_equal(look, box) for look in looks)


def test_each_language_has_its_own_forms(opened: Pool) -> None:
    looks = {lang: heading(opened.one(drawn_on("60x60mm", lang, title="直"))) for lang in ("ja", "zh", "ko")}
    bones = {lang: heading(opened.one(drawn_on("60x60mm", lang, title="骨"))) for lang in ("ja", "zh", "ko")}
    for shown in (looks, bones):
        assert shown["ja"].shape != shown["zh"].shape or not np.array_equal(shown["ja"], shown["zh"])
    assert bones["zh"].shape != bones["ko"].shape or not np.array_equal(bones["zh"], bones["ko"])


def test_six_threads_at_once_get_their_own_pictures(opened: Pool) -> None:
    found: dict[int, list[bytes]] = {}
    sizes = {number: drawn_on(f"{50 + 2 * number}x45mm", title=f"Figure {number}") for number in range(6)}

    def ask(number: int) -> None:
        found[number] = [opened.one(sizes[number]) for _ in range(2)] + [opened.one(sizes[number], "svg")]

    threads = [threading.Thread(target=ask, args=(number,)) for number in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(6))
    for number, (first, second, words) in found.items():
        assert struct.unpack(">II", first[16:24]) == sizes[number].dots and first == second
        assert f">Figure {number}<" in words.decode()
    assert len({sizes[number].dots[0] for number in sizes}) == 6


def test_months_are_told_in_the_language(opened: Pool) -> None:
    dates = [line(x=["2026-01-01", "2026-12-31"], y=[2, 8])]
    axis = {"font": {"family": "'Noto Sans'", "size": 13}, "xaxis": {"type": "date", "tickformat": "%b"}}
    made = drawing(figure(lang="ru", layout=axis, traces=dates), Look(paper("120mm")))
    text = opened.one(made, "svg").decode()
    assert "июн" in text or "июл" in text, svg.words(text)


def test_a_chart_that_cannot_be_drawn_is_told(opened: Pool) -> None:
    good = drawn_on(SMALL)
    bad = Drawing("{", "en", good.width, good.height, good.dots, good.dpi, good.millimetres)
    (_, failed), (_, made) = sorted(opened.draw([(0, bad, "png"), (1, good, "png")]), key=lambda one: one[0])
    assert isinstance(failed, Exception) and "cannot" in str(failed)
    assert isinstance(made, bytes)


def test_nothing_outlives_an_asker_that_is_killed(opened: Pool) -> None:
    """The browser and its folder too; the asker cannot tidy up."""
    command = [sys.executable, "-m", "tests.export.asking", opened.kind]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as asker:
        assert asker.stdout is not None
        pid, folder = asker.stdout.readline().split()
        below = group(int(pid))
        assert int(pid) in below and (len(below) > 3) == (opened.kind == "browser")
        asker.send_signal(signal.SIGKILL)
    end = time.monotonic() + 10
    while (group(int(pid)) or Path(folder.decode()).exists()) and time.monotonic() < end:
        time.sleep(0.02)
    assert group(int(pid)) == []
    assert not Path(folder.decode()).exists()


def group(leader: int) -> list[int]:
    """Processes of a group that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(told[2]) == leader and told[0] not in "ZX":
            found.append(int(path.parent.name))
    return found


def test_nothing_lies_in_the_temporary_folder_after_the_end() -> None:
    assert [path for path in Path(tempfile.gettempdir()).glob("amur-okhotsk-drawing-*") if _mine(path)] == []


def _mine(folder: Path) -> bool:
    """Whether nobody works in it any more; other tests may run beside this one."""
    told = str(folder).encode()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if told in path.read_bytes():
                return False
        except OSError:
            continue
    return folder.exists()
