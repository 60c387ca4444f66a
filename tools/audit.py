"""`make audit`: every package installed here against a database of advisories; says so when none could be reached.

pip-audit alone ends well when it could look nothing up, which would read as a clean bill.
"""

from __future__ import annotations

import json
import subprocess
import sys

SERVICES = ("pypi", "osv")
NOTHING_CHECKED = 3


def main() -> int:
    """0 nothing known, 1 advisories found, 3 nothing could be checked."""
    for service in SERVICES:
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--local",
            "--progress-spinner",
            "off",
            "-f",
            "json",
            "-s",
            service,
        ]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        status, lines = judged(ended.stdout)
        if status != NOTHING_CHECKED:
            print("\n".join((*lines, f"(asked: {service})")))
            return status
        print(f"{service}: no answer ({(ended.stderr.strip().splitlines() or ['nothing said'])[-1][:200]})")
    print("No database of advisories could be reached from here: nothing was checked.", file=sys.stderr)
    return NOTHING_CHECKED


def judged(told: str) -> tuple[int, list[str]]:
    """What pip-audit's JSON means: a status, and a line for each advisory and each package not looked up."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return NOTHING_CHECKED, []
    checked = [one for one in packages if "vulns" in one]
    skipped = [one["name"] for one in packages if "vulns" not in one]
    if not checked:
        return NOTHING_CHECKED, []
    lines = [
        f"{one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none yet'}"
        for one in checked
        for found in one["vulns"]
    ]
    found = bool(lines)
    lines.append(f"{len(checked)} packages checked, {len(lines)} advisories")
    if skipped:
        lines.append(f"not looked up: {', '.join(skipped)}")
    return int(found), lines


if __name__ == "__main__":
    sys.exit(main())
