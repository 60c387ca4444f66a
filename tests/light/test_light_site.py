"""The folder: complete in itself, within the byte budget, and never half written."""

from __future__ import annotations

import gzip
import stat
from pathlib import Path

import pytest

from indicators.__main__ import main
from indicators.addresses import CHOICES
from indicators.catalog import catalog
from indicators.light import plan, site
from indicators.light.site import SiteError, Wanted
from indicators.light.worker import WorkerError
from indicators.locales import NAMES, t
from indicators.store import Cache
from tests.light.conftest import LANGUAGES, LIVE, Built
from tests.light.pages import read

BUDGET = 150_000


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_page_is_written_in_every_language_asked_for(built: Built) -> None:
    files = {path.relative_to(built.folder).as_posix() for path in built.pages()}
    assert {f"{lang}/{page}.html" for lang in LANGUAGES for page in CHOICES} < files
    assert {f"{lang}/sea_ice--region-bering_sea.html" for lang in LANGUAGES} < files
    assert "index.html" in files
    assert built.told.failed == ()
    assert built.told.pages == len(files) - 1


def test_a_page_is_at_most_150_kb_on_the_wire_in_one_request(built: Built) -> None:
    heavy = {
        path.name: size
        for path in built.pages()
        if (size := len(gzip.compress(path.read_bytes(), 6))) > BUDGET or read(path).loads.count("") > 0
    }
    assert heavy == {}
    asked = {
        path.name: more
        for path in built.pages()
        if (more := [one for one in read(path).loads if one[:1] != "#" and not one.startswith("data:")])
    }
    assert asked == {}, "a page that asks for more than itself"


def test_nothing_is_loaded_from_anywhere_and_no_script_runs(built: Built) -> None:
    for path in built.pages():
        page = read(path)
        assert "script" not in page.tags, path.name
        assert [one for pair in page.styles() for one in pair if one and not one.startswith("#s")] == [], path.name
        assert "default-src 'none'" in page.html


def test_every_internal_link_leads_to_a_file_and_its_anchor(built: Built) -> None:
    broken = []
    for path in built.pages():
        page = read(path)
        for link in page.links:
            if link.startswith(("http://", "https://")):
                continue
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path.resolve()
            if not target.is_file() or (anchor and anchor not in read(target).anchors):
                broken.append(f"{path.parent.name}/{path.name}: {link}")
    assert broken == []


def test_links_to_the_live_page_keep_the_choices_and_the_language(built: Built) -> None:
    links = read(built.folder / "mn" / "sea_ice--region-bering_sea.html").links
    assert f"{LIVE}/sea_ice?lang=mn&region=bering_sea" in links


def test_every_page_says_its_language_and_leads_to_the_others(built: Built) -> None:
    for path in built.pages():
        if path.name == "index.html":
            continue
        page = read(path)
        assert page.lang == path.parent.name
        assert {f"../{lang}/{path.name}" for lang in LANGUAGES if lang != page.lang} <= set(page.links)


def test_every_chart_has_its_title_alternative_and_source(built: Built) -> None:
    charts = 0
    for path in built.pages():
        html = path.read_text(encoding="utf-8")
        for figure in html.split("<figure")[1:]:
            figure = figure.split("</figure>")[0]
            charts += 1
            assert "<h2>" in figure, path.name
            assert figure.count('role="img" aria-label="') == 2, f"{path.name}: a picture is missing: {figure[:200]}"
            assert "<figcaption><p>" in figure, f"{path.name}: no source"
    assert charts > 2 * 20


def test_data_files_are_there_for_open_licences_only(built: Built, shown: Cache) -> None:
    files = sorted((built.folder / "data").glob("*.csv"))
    assert len(files) > 10
    closed = {meta.id for meta, _ in shown.metas().values() if meta.redistribute == "no"}
    assert not closed & {path.stem for path in files}
    text = (built.folder / "data" / "sea_ice_extent.bering_sea.sea_ice_index.csv").read_text(encoding="utf-8")
    assert "# licence:" in text
    assert text.count("\n") > 10_000


def test_the_same_data_give_the_same_bytes(shown: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "addresses", lambda pages, pickers: {("map", ()): "map"})
    for name in ("once", "again"):
        site.write(tmp_path / name, Wanted(("ru",), ("map",)), shown, catalog(), lambda done, of: None)
    files = [path.relative_to(tmp_path / "once") for path in (tmp_path / "once").rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert {
        file for file in files if (tmp_path / "once" / file).read_bytes() != (tmp_path / "again" / file).read_bytes()
    } == set()
    assert names(tmp_path) == ["again", "once"], "nothing is left aside"


# -- a folder that cannot take it --------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    assert main(["light", str(tmp_path)]) == 1
    assert "other files, which would be lost" in capsys.readouterr().err
    assert names(tmp_path) == ["thesis.docx"]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site").write_text("mine")
    assert main(["light", str(tmp_path / "site")]) == 1
    assert "this is a file" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(site.tempfile, "mkdtemp", refuse)
    with pytest.raises(SiteError, match=r"cannot write there \(Permission denied\)\. Name another folder"):
        site.write(tmp_path / "site", Wanted(("en",), ("home",)), Cache(tmp_path), catalog(), lambda done, of: None)


def test_when_it_fails_in_the_middle_the_former_site_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / site.MARKER).write_text("{}")
    (folder / "index.html").write_text("former")

    def dead(*_: object) -> None:
        raise WorkerError("the process that runs pages ended")

    monkeypatch.setattr(site.Worker, "ask", dead)
    with pytest.raises(WorkerError):
        site.write(folder, Wanted(("en",), ("sea_ice",)), Cache(tmp_path), catalog(), lambda done, of: None)
    assert (folder / "index.html").read_text() == "former"
    assert names(tmp_path) == ["site"]


def test_a_page_that_fails_is_told_and_replaced_by_one_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object, job: dict[str, object], seconds: float) -> dict[str, object]:
        return {"ok": job["do"] == "site", "error": "the page could not be made"}

    monkeypatch.setattr(site.Worker, "ask", broken)
    assert (
        main(["--cache", str(tmp_path / "cache"), "light", str(tmp_path / "site"), "--pages", "home", "--lang", "ru"])
        == 1
    )
    assert "ru/home.html: the page could not be made" in capsys.readouterr().err
    page = read(tmp_path / "site" / "ru" / "home.html")
    assert t("light.failed.title", "ru") in page.text
    mode = stat.S_IMODE((tmp_path / "site").stat().st_mode)
    assert mode & 0o555 == 0o555, "a web server of another user must be able to read it"


@pytest.mark.parametrize("wrong", [["--lang", "xx"], ["--pages", "../etc"], ["--live", "ftp://here"]])
def test_wrong_usage_is_told(tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code: object = main(["light", str(tmp_path / "site"), *wrong])
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert wrong[1] in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_the_first_page_offers_every_language_in_its_own_words() -> None:
    html = site.index(tuple(NAMES))
    for code, name in NAMES.items():
        assert f'<a href="{code}/home.html">{name}</a>' in html


def test_the_plan_names_the_address_of_every_agenda_item() -> None:
    from indicators import agenda
    from indicators.light.address import choices

    files = plan.addresses(tuple(CHOICES), lambda page, query: [])
    for items in agenda.meetings().values():
        for link in (link for item in items for link in item.links):
            assert (link.page, choices(link.page, link.address.partition("?")[2])) in files
    assert len(set(files.values())) == len(files), "two addresses, one file"
    assert all(stem == stem.lower() and "/" not in stem and len(stem) < 120 for stem in files.values())
