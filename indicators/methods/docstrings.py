"""What the code says of itself: docstrings and constants, read from the source without running it.

So the page of methods cannot say otherwise than the code does: a rule and its words change in one place.
Nothing is imported, for some of these modules take seconds to load.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators.errors import CatalogError

ROOT = Path(__file__).resolve().parent.parent.parent
_SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)
_KEPT = ("Notes", "References")
_NAMED = re.compile(r"`([A-Z][A-Z0-9_]+)`")
_ITEM = re.compile(r"(?m)^(?=\d+\. |- )")


@dataclass(frozen=True)
class Passage:
    """Paragraphs of a docstring, and the file and name that say so.

    A paragraph that is a list holds its items as a tuple.
    """

    paragraphs: tuple[str | tuple[str, ...], ...]
    where: str


@functools.cache
def passage(module: str, name: str = "") -> Passage:
    """The docstring of a module, or of a function or class in it.

    Summary and prose, and the sections Notes and References; parameters and examples are for programmers.

    Raises
    ------
    CatalogError
        When there is no such module or name, or it says nothing.
    """
    node: Any = _tree(module)
    if name:
        node = next((item for item in node.body if getattr(item, "name", "") == name), None)
    text = ast.get_docstring(node) if node is not None else None
    if not text:
        raise CatalogError("no docstring to show", f"{module} {name}".strip(), "Write one, or correct the topic.")
    text = _NAMED.sub(lambda found: _with_value(found[1], module), text)
    return Passage(_paragraphs(text), f"{_file(module).relative_to(ROOT).as_posix()}{f', {name}' if name else ''}")


def _with_value(name: str, module: str) -> str:
    """A constant that a docstring names, with its number or text where it is written out in the module."""
    try:
        value = constant(module, name)
    except CatalogError:
        return f"`{name}`"
    return f"`{name}` ({value})" if isinstance(value, int | float | str) else f"`{name}`"


def modules(package: str) -> list[str]:
    """Dotted names of a package and its modules, the package first; a new module is among them by itself."""
    folder = ROOT.joinpath(*package.split("."))
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return [package, *(f"{package}.{name}" for name in names)]


@functools.cache
def constant(module: str, name: str) -> Any:
    """Value of a constant that is written out in a module.

    Raises
    ------
    CatalogError
        When the module has no such constant, or it is computed.
    """
    for node in _tree(module).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if name in _names(targets):
            try:
                value = ast.literal_eval(node.value)  # type: ignore[attr-defined]
            except ValueError as error:
                raise CatalogError(f"{name} is computed, not written out", module, "Name another constant.") from error
            return value
    raise CatalogError(f"no constant {name}", module, "Correct the name in the list of constants.")


def _names(targets: list[Any]) -> list[str]:
    return [target.id for target in targets if isinstance(target, ast.Name)]


@functools.cache
def _tree(module: str) -> ast.Module:
    file = _file(module)
    if not file.is_file():
        raise CatalogError("no such module", module, "Correct the topic.")
    return ast.parse(file.read_text(encoding="utf-8"))


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _paragraphs(text: str) -> tuple[str | tuple[str, ...], ...]:
    found: list[str | tuple[str, ...]] = []
    for block in re.split(r"\n\s*\n", _prose(inspect.cleandoc(text))):
        items = [" ".join(item.split()) for item in _ITEM.split(block) if item.strip()]
        if len(items) > 1 and _ITEM.match(block):
            found.append(tuple(re.sub(r"^(?:\d+\.|-) ", "", item) for item in items))
        elif items:
            found.append(" ".join(items))
    return tuple(found)


def _prose(text: str) -> str:
    """A docstring without the sections for programmers."""
    parts = _SECTION.split(text)
    kept = [parts[0].strip()]
    kept += [body.strip() for title, body in zip(parts[1::2], parts[2::2], strict=True) if title in _KEPT]
    return "\n\n".join(kept)
