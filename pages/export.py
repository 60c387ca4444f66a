"""Which figures go into a report, in which languages and sizes? Ordered here, made on the server, one ZIP."""

from pathlib import Path

import streamlit as st

from indicators.locales import t
from ui import frame, stage, tables
from ui.export import choose as export_choose
from ui.export import how as export_how
from ui.export import job as export_job
from ui.export import order as export_order
from ui.export import report as export_report
from ui.export.report import UnfitError

here = frame.page("export")


def draw() -> None:
    """Draw the choices, the order that they make, and the one under way."""
    st.html(Path(export_job.__file__).with_name("export.css"))
    job, whole, request = export_job.current(), True, None
    try:
        parts = export_choose.chosen(here)
        if isinstance(parts, dict):
            tables.heading(t("export_page.how", here.lang))
            how, whole = export_how.chosen(here)
            parts = export_report.of_parts(parts | how, here)
        request = parts
    except UnfitError as error:
        for sentence in error.sentences:
            st.warning(sentence)
    if request is not None:
        export_order.show(request, job, here, whole=whole)
    if job:
        export_job.show(job, here)
    if request is not None:
        export_order.typed_out(request, here, whole=whole)


if not stage.slide():
    draw()
