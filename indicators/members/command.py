"""The verbs of member data: `check`, `contribute`, `decide`, `withdraw`."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path

from indicators.errors import StoreError
from indicators.locales import DEFAULT, NAMES, t
from indicators.members import checks, decision, log, staging
from indicators.members.checks import Checked
from indicators.members.errors import MembersError
from indicators.members.finding import Finding, errors
from indicators.members.staging import Contribution
from indicators.registry import shipped
from indicators.store import Cache

ENDED_BADLY = 1


def check_options(parser: argparse.ArgumentParser) -> None:
    """Options of `check`."""
    parser.add_argument("file", metavar="FILE", help="CSV or XLSX by the template (docs/contributing_data.md)")
    parser.add_argument("--lang", metavar="CODE", choices=tuple(NAMES), default=DEFAULT, help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="facts, series and findings as a JSON object")


def contribute_options(parser: argparse.ArgumentParser) -> None:
    """Options of `contribute`."""
    check_options(parser)
    parser.add_argument("--disclosure", metavar="WHO", default="",
                        help="public, members or embargo:YYYY-MM-DD; default: as the file says")  # fmt: skip
    _by(parser)


def decide_options(parser: argparse.ArgumentParser) -> None:
    """Options of `decide`."""
    parser.add_argument("what", choices=("list", "publish", "reject", "log"))
    parser.add_argument("id", metavar="ID", nargs="?", default="", help="of a set, as `decide list` says")
    parser.add_argument("--reason", metavar="TEXT", default="", help="stays in the log")
    parser.add_argument("--json", action="store_true", help="with list and log")
    _by(parser)


def withdraw_options(parser: argparse.ArgumentParser) -> None:
    """Options of `withdraw`."""
    parser.add_argument("id", metavar="ID", help="of a set, as `decide list` says")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="stays in the log")
    _by(parser)


def _by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAME", default="", help="who does it; default: the user of this machine")


def run_check(given: argparse.Namespace) -> int:
    """check: 0 when it may be handed in (warnings or not), 1 when something must be mended."""
    path = _file(given)
    checked = checks.of_file(path, shipped(), _cache(given))
    _tell(checked, given)
    return 0 if checked.takeable else ENDED_BADLY


def run_contribute(given: argparse.Namespace) -> int:
    """contribute: check a file and keep it for the secretariat's decision."""
    path = _file(given)
    made, checked = staging.hand_in(path, _cache(given), given.by or _user(), disclosure=given.disclosure)
    if made is None or not given.json:
        _tell(checked, given)
    if made is None:
        print(staging.refused(checked, path.name).sentence, file=sys.stderr)
        return ENDED_BADLY
    print(json.dumps(_row(made), ensure_ascii=False) if given.json else made.id)
    return 0


def run_decide(given: argparse.Namespace) -> int:
    """decide: what waits, and what becomes of it."""
    root = _cache(given).root
    if given.what == "list":
        _list(staging.listed(root), as_json=given.json)
        return 0
    if given.what == "log":
        for entry in log.entries(staging.folder(root)):
            print(json.dumps(entry, ensure_ascii=False))
        return 0
    if not given.id:
        print(f"decide {given.what}: the id of a set is missing. Run `decide list`.", file=sys.stderr)
        return 2
    who = given.by or _user()
    if given.what == "publish":
        made = decision.publish(root, given.id, who)
        print(f"{made.id}: published for {made.facts.disclosure}: {', '.join(made.series)}")
    else:
        made = decision.reject(root, given.id, who, given.reason)
        print(f"{made.id}: rejected")
    return 0


def run_withdraw(given: argparse.Namespace) -> int:
    """withdraw: a set leaves every product at once."""
    made = decision.withdraw(_cache(given).root, given.id, given.by or _user(), given.reason)
    print(f"{made.id}: withdrawn")
    return 0


def _file(given: argparse.Namespace) -> Path:
    path = Path(given.file)
    if not path.is_file():
        raise StoreError("no such file", given.file, "Give the path of the file to check.")
    return path


def _cache(given: argparse.Namespace) -> Cache:
    return Cache(getattr(given, "cache", None))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise MembersError("nobody is named", "--by", "Say who does it with --by NAME.") from error


def _tell(checked: Checked, given: argparse.Namespace) -> None:
    """Every finding, errors first, then what the file holds."""
    lang = given.lang
    if given.json:
        print(json.dumps(told(checked, lang), ensure_ascii=False, indent=1))
        return
    wrong = errors(checked.findings)
    rest = [one for one in checked.findings if one.level != "error"]
    for key, found in (("errors", wrong), ("warnings", rest)):
        if found:
            print(t(f"members.{key}", lang, n=len(found)))
            print("".join(f"  {one.sentence(lang)}\n" for one in found), end="")
    for draft in checked.drafts:
        print(t("members.series", lang, series=draft.name, n=len(draft.observations), unit=draft.unit))
    print(t("members.takeable" if checked.takeable else "members.not_takeable", lang))


def told(checked: Checked, lang: str) -> dict[str, object]:
    """A checked file for JSON; the contact is left out."""
    facts = {name: text for name, text in vars(checked.facts).items() if name != "contact"}
    series = [
        {"id": f"{draft.name}.{checked.facts.source}", "unit": draft.unit, "frequency": draft.frequency,
         "count": len(draft.observations)} for draft in checked.drafts
    ]  # fmt: skip
    found: list[Finding] = list(checked.findings)
    return {"takeable": checked.takeable, "facts": facts, "series": series,
            "findings": [one.told(lang) for one in found]}  # fmt: skip


def _list(sets: list[Contribution], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_row(one) for one in sets], ensure_ascii=False, indent=1))
        return
    for one in sets:
        print(f"{one.id:56} {one.state:11} {one.received[:10]} {one.facts.disclosure:20} {one.facts.country} "
              f"{one.facts.organisation}: {one.facts.title} ({len(one.series)} series)")  # fmt: skip


def _row(one: Contribution) -> dict[str, object]:
    facts = one.facts
    return {"id": one.id, "state": one.state, "received": one.received, "by": one.by, "disclosure": facts.disclosure,
            "title": facts.title, "contributor": facts.contributor, "organisation": facts.organisation,
            "country": facts.country, "licence": facts.terms, "series": list(one.series),
            "warnings": list(one.warnings), "observations": one.observations, "decided": one.decided,
            "decided_by": one.decided_by, "reason": one.reason}  # fmt: skip
