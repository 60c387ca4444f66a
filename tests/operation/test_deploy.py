"""The files of `deploy/`, Dockerfile and compose.yaml: every path and command in them is there.

They are read, not run: where docker-compose, systemd-analyze or nginx are installed they judge their own files.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
COMPOSE = ROOT / "compose.yaml"


def instructions(text: str) -> list[tuple[str, str]]:
    """Instructions of a Dockerfile with what follows them."""
    joined = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    found = (line.strip().partition(" ") for line in joined.splitlines() if line.strip())
    return [(word, " ".join(rest.split())) for word, _, rest in found]


DOCKERFILE = instructions((ROOT / "Dockerfile").read_text(encoding="utf-8"))


def test_the_image_copies_only_what_is_there_and_what_is_let_in() -> None:
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [
        part for word, rest in DOCKERFILE if word == "COPY" and "--from" not in rest for part in rest.split()[:-1]
    ]
    assert copied
    for one in copied:
        assert (ROOT / one).exists(), one
        assert any(one == name or one.startswith(f"{name}/") for name in let_in), f"{one} is kept out of the build"
    assert {name for name in let_in if name not in copied} == set()


def test_the_image_holds_every_module_that_the_program_imports() -> None:
    copied = {part for word, rest in DOCKERFILE if word == "COPY" for part in rest.split()[:-1]}
    for file in [
        ROOT / "app.py",
        *(path for name in ("indicators", "ui", "pages") for path in (ROOT / name).rglob("*.py")),
    ]:
        for module in re.findall(r"(?m)^(?:from|import) (\w+)", file.read_text(encoding="utf-8")):
            assert not (ROOT / module).is_dir() or module in copied, f"{file.name} imports {module}"


def test_the_image_is_nobody_and_holds_no_secret() -> None:
    told = dict(reversed(DOCKERFILE))
    assert re.fullmatch(r"[1-9]\d{3,}", next(rest for word, rest in reversed(DOCKERFILE) if word == "USER"))
    assert "/healthz" in told["HEALTHCHECK"]
    for word, rest in DOCKERFILE:
        if word in ("ARG", "ENV"):
            assert not re.search(r"(?i)(token|secret|passw|_key)\S*=", rest), rest
    names = [rest for word, rest in DOCKERFILE if word == "FROM"]
    assert all("PYTHON" in one for one in names)
    assert next(rest for word, rest in DOCKERFILE if word == "ARG").startswith("PYTHON=3.11-slim")


def test_the_container_starts_with_what_is_there(tmp_path: Path) -> None:
    """`start.sh` with a Python that only says how it was called."""
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\necho "$@"\n')
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "AMUR_OKHOTSK_CACHE": str(tmp_path)}

    def said(*words: str) -> str:
        command = ["sh", str(ROOT / "deploy" / "start.sh"), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    assert said("serve").startswith("-m streamlit run app.py")
    assert said("refresh") == "-m indicators refresh --watch"
    assert said("status", "--json") == "-m indicators status --json"
    assert (tmp_path / "snapshot").readlink() == Path("/app/cache/snapshot")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return told


def test_compose_has_two_replicas_one_refresher_and_one_cache(compose: dict[str, Any]) -> None:
    services = compose["services"]
    program = {name: one for name, one in services.items() if "cache:/cache" in one["volumes"]}
    assert sorted(program) == ["dashboard-1", "dashboard-2", "refresher"]
    assert services["refresher"]["command"] == ["refresh"]
    for name, one in services.items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in one["security_opt"], name
        assert one["mem_limit"], name
        assert one["pids_limit"], name
        assert "ports" not in one or name == "proxy", name
    assert (ROOT / services["proxy"]["volumes"][0].partition(":")[0]).is_dir()


def test_settings_of_compose_and_units_are_known_to_the_program(compose: dict[str, Any]) -> None:
    code = "".join(path.read_text() for name in ("indicators", "ui") for path in (ROOT / name).rglob("*.py"))
    code += (ROOT / "data_sources.yaml").read_text(encoding="utf-8")
    named = {name for one in compose["services"].values() for name in one.get("environment", {})}
    named |= {name for unit in UNITS for name in re.findall(r"\b(AMUR_OKHOTSK_\w+)=", unit.read_text())}
    for name in named - {"STREAMLIT_SERVER_COOKIE_SECRET"}:
        assert name in code, name
    assert {"AMUR_OKHOTSK_CACHE", "AMUR_OKHOTSK_LOG", "AMUR_OKHOTSK_HOSTS"} <= named


def test_docker_compose_takes_the_file() -> None:
    command = shutil.which("docker-compose")
    if command is None:
        pytest.skip("no docker-compose here (apt-get install docker-compose)")
    environment = {**os.environ, "STREAMLIT_SERVER_COOKIE_SECRET": "x"}
    ended = subprocess.run(
        [command, "-f", str(COMPOSE), "config", "-q"], env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_is_there_without_rights(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for path in re.findall(r"/opt/amur-okhotsk/(\S+)", text):
        assert path.startswith(".venv/") or (ROOT / path).exists(), path
    command = shlex.split(next(line for line in text.splitlines() if line.startswith("ExecStart=")))
    assert command[1:3] in (["-m", "indicators"], ["-m", "streamlit"])
    for rule in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n",
                 "StateDirectory=amur-okhotsk", "User=amur-okhotsk"):  # fmt: skip
        assert rule in text, rule


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    command = shutil.which("systemd-analyze")
    if command is None:
        pytest.skip("no systemd-analyze here")
    files = []
    for unit in UNITS:
        file = tmp_path / unit.name.replace("@", "@8501")
        text = re.sub(r"/opt/amur-okhotsk/\.venv/bin/python", "/bin/true", unit.read_text())
        file.write_text(re.sub(r"(?m)^Documentation=.*\n", "", text))
        files.append(str(file))
    ended = subprocess.run([command, "verify", *files], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    command = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if command is None:
        pytest.skip("no nginx here (apt-get install nginx-light)")
    for file in (ROOT / "deploy" / "nginx").glob("*.conf"):
        text = re.sub(r"dashboard-\d:8501", "127.0.0.1:9", file.read_text()).replace("/dev/stdout", "log")
        (tmp_path / file.name).write_text(text)
    ended = subprocess.run([command, "-t", "-p", f"{tmp_path}/", "-c", str(tmp_path / "nginx.conf")],
                           capture_output=True, text=True, check=False)  # fmt: skip
    assert ended.returncode == 0, ended.stderr


def test_nginx_lets_through_what_the_server_takes() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]
    listen = (ROOT / "deploy" / "nginx" / "listen.conf").read_text()
    assert int(re.search(r"client_max_body_size (\d+)m", listen)[1]) == server["maxUploadSize"] + 1  # type: ignore[index]
    assert server["maxMessageSize"] <= 20


def test_the_runbook_names_commands_that_are_there() -> None:
    from indicators.commands import VERBS

    for name in ("operation.md", "threat_model.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        for verb in re.findall(r"python -m indicators (\w+)", text):
            assert verb in VERBS, f"{name}: {verb}"
        for path in re.findall(
            r"\b(?:tests|deploy|docs|indicators|ui|tools)/[\w./@-]+\.(?:py|md|conf|service|sh|yaml)", text
        ):
            assert (ROOT / path).exists(), f"{name}: {path}"
        for target in re.findall(r"`make (\w+)", text):
            assert re.search(rf"(?m)^{target}:", (ROOT / "Makefile").read_text()), f"{name}: make {target}"
