"""What lies beside the pictures of a batch: values, captions, references, the report, the list of it all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from indicators import fonts
from indicators.catalog import Catalog
from indicators.errors import StoreError
from indicators.export import request
from indicators.export.documents import captions_docx, captions_md, references, value_files, values, works
from indicators.export.documents.manifest import manifest as listed
from indicators.export.documents.report import Report
from indicators.export.made import Failed, Made
from indicators.export.output import Output
from indicators.export.request import Request
from indicators.store import Cache, Held

DATA = "data"


def of_values(made: Made, cache: Cache, catalog: Catalog) -> tuple[dict[str, bytes], str]:
    """Files of the values drawn by their names below the folder; none, and the sentence why, where they may not go."""
    figure = made.figure
    refusal = values.refusal(made.metas, figure.lang)
    if refusal:
        return {}, refusal
    told = values.table(figure, made.metas, list(_held(made, cache)))
    stem = f"{DATA}/{figure.code}_{figure.lang}"
    return {
        f"{stem}.csv": value_files.csv_bytes(told),
        f"{stem}.xlsx": value_files.workbook(told, made, catalog),
    }, ""


def _held(made: Made, cache: Cache) -> Iterable[Held]:
    """The series drawn with their observations, as far as they can be read."""
    for meta in made.metas:
        try:
            yield cache.read(meta.id)
        except StoreError:
            continue


def write(
    output: Output, asked: Request, made: Sequence[Made], failed: Sequence[Failed], catalog: Catalog, *, report: bool
) -> None:
    """Captions and references, a README of the values, and the report in every language."""
    for lang in asked.languages:
        mine = [one for one in made if one.figure.lang == lang]
        lacking = [one for one in failed if one.lang == lang]
        if not mine and not lacking:
            continue
        output.write(f"captions_{lang}.md", captions_md.captions(mine, lacking, catalog))
        output.write(f"captions_{lang}.docx", captions_docx.captions(mine, lacking, catalog, output.root))
        if any(one.data for one in mine):
            output.write(f"{DATA}/README_{lang}.txt", value_files.readme(lang))
    listed_works = works.of_batch(made, catalog)
    if listed_works:
        output.write("references.bib", references.bib(listed_works))
        output.write("references.ris", references.ris(listed_works))
    if report and made:
        _reports(output, asked, made, failed, catalog)


def _reports(
    output: Output, asked: Request, made: Sequence[Made], failed: Sequence[Failed], catalog: Catalog
) -> None:  # fmt: skip
    from indicators.export.documents import report_pdf, report_slides

    for lang in asked.languages:
        told = Report(
            request.text(asked.title, lang), asked.authors, lang, made, output.root, catalog, failed=failed,
            inside=asked.caption,
        )  # fmt: skip
        if not told.blocks:
            continue
        for ending, write_ in (("pdf", report_pdf.write), ("pptx", report_slides.write)):
            output.write(f"report_{lang}.{ending}", _written(write_, told, ending))


def unprintable(asked: Request) -> list[str]:
    """A sentence a language in which the report's own words have characters that the shipped fonts lack."""
    said = []
    for lang in asked.languages:
        own = [asked.title, *(part for item in asked.figures for part in (item.heading, item.text))]
        lacking = fonts.lacking(asked.authors + "".join(request.text(part, lang) for part in own), lang)
        if lacking:
            said.append(f"{lang}: no shipped font has {' '.join(lacking[:20])}; the PDF shows boxes there.")
    return said


def _written(write_: Callable[[Path, Report], None], told: Report, ending: str) -> bytes:
    """The bytes of a file that is written by its path."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        path = Path(folder) / f"report.{ending}"
        write_(path, told)
        return path.read_bytes()


def manifest(
    output: Output, asked: Request, made: Sequence[Made], failed: Sequence[Failed], catalog: Catalog, *, complete: bool
) -> bytes:
    """The list of a batch: pictures, and every other file written."""
    pictures = {picture.name for one in made for picture in one.pictures}
    others = {name: told for name, told in output.written().items() if name not in pictures}
    return listed(asked.model_dump(mode="json", exclude_defaults=True), made, failed, catalog,
                  complete=complete, others=others)  # fmt: skip
