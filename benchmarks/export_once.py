"""One way of writing a batch of figures as PNG, in a process of its own: `export_once.py WAY DRAWINGS FOLDER`.

The drawings are a file that `export_batch` wrote; every way gets the very same. `record` writes that file instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indicators.export import drawing, figure, paper
from indicators.export.drawing import Drawing

LANGUAGES = ("en", "ja", "mn", "zh", "ko", "ru")
PAGES = ("system", "map", "sea_ice", "dissolved_iron", "river", "populations", "species", "compare", "coverage")
FIGURES = 100
SIZE = "slide"  # 3200 by 1800 dots
Fig = dict[str, Any]


def main() -> int:
    """Write every figure of the batch into a folder."""
    way, path, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if way == "record":
        path.write_text(json.dumps([asdict(one) for one in _recorded()]), encoding="utf-8")
    else:
        WAYS[way]([_drawing(one) for one in json.loads(path.read_text(encoding="utf-8"))], folder)
    return 0


def _drawing(told: Fig) -> Drawing:
    return Drawing(**told | {name: tuple(told[name]) for name in ("dots", "millimetres")})


def _recorded() -> Iterator[Drawing]:
    """The charts of the pages, language by language, until there are enough."""
    from indicators.light.address import checked
    from indicators.light.picture import Picture
    from indicators.light.record import Chart, Fold
    from ui.light import recorder

    def charts(parts: Any) -> Iterator[Any]:
        for part in parts:
            if isinstance(part, Chart):
                yield part.card
            elif isinstance(part, Fold):
                yield from charts(part.parts)

    look, made = drawing.Look(paper.paper(SIZE)), 0
    for lang in LANGUAGES:
        for page in PAGES:
            asked = checked(page, lang, "")
            record = recorder.recorded(asked, lambda card, lang: Picture(), unfolded=True)
            for card in charts(record.parts):
                if made < FIGURES:
                    made += 1
                    yield drawing.drawing(figure.of_card(card, page, lang, ()), look)


def _by_pool(kind: str) -> Callable[[list[Drawing], Path], None]:
    def write(drawings: list[Drawing], folder: Path) -> None:
        from indicators.export.renderers import Pool

        with Pool(kind) as pool:
            for number, made in pool.draw((at, one, "png") for at, one in enumerate(drawings)):
                if isinstance(made, Exception):
                    raise made
                (folder / f"{number}.png").write_bytes(made)

    return write


def _fig(one: Drawing) -> Fig:
    """A drawing as kaleido takes it."""
    whole = json.loads(one.told)
    plot = whole["plot"]
    shown = plot["layout"].get("showlegend", False)
    return {"data": plot["data"], "layout": plot["layout"] | whole["print"] | {"showlegend": shown}}


def _asked(drawings: list[Drawing], folder: Path) -> list[Fig]:
    return [
        {"fig": _fig(one), "path": str(folder / f"{at}.png"),
         "opts": {"width": one.width, "height": one.height, "scale": one.scale}}
        for at, one in enumerate(drawings)
    ]  # fmt: skip


def _batch(tabs: int) -> Callable[[list[Drawing], Path], None]:
    """All in one call."""

    def write(drawings: list[Drawing], folder: Path) -> None:
        import kaleido

        failed = kaleido.write_fig_from_object_sync(_asked(drawings, folder), kopts={"n": tabs, "mathjax": False})
        if failed:
            raise failed[0]

    return write


def _one_by_one(drawings: list[Drawing], folder: Path) -> None:
    """A call a figure, the browser kept open between them."""
    import kaleido

    kaleido.start_sync_server(n=1, mathjax=False)
    for one in _asked(drawings, folder):
        kaleido.write_fig_sync(one["fig"], one["path"], one["opts"])
    kaleido.stop_sync_server()


WAYS: dict[str, Callable[[list[Drawing], Path], None]] = {
    "browser": _by_pool("browser"),
    "own": _by_pool("own"),
    "kaleido batch": _batch(1),
    "kaleido batch of two tabs": _batch(2),
    "kaleido figure by figure": _one_by_one,
}

if __name__ == "__main__":
    sys.exit(main())
