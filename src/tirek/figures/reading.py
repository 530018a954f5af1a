"""Files of figures: a shipped one by name, or any YAML, XLSX or CSV by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tirek.figures.building import Builder
from tirek.figures.errors import HERE, FiguresError
from tirek.figures.places import Places, YamlPlaces
from tirek.figures.records import Publication

PUBLISHED = HERE / "published"
SPREADSHEETS = (".xlsx", ".csv")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def published_names() -> list[str]:
    """Names of the shipped files, in alphabetical order."""
    return sorted(path.stem for path in PUBLISHED.glob("*.yaml"))


def read_figures(name: str) -> Publication:
    """A file of figures, by the name of a shipped one or by path.

    Raises
    ------
    FiguresError
        If there is no such file or something in it is wrong; the message names the place.
    """
    return _read(find_file(name), ())


def find_file(name: str) -> Path:
    """Path of a file of figures.

    Raises
    ------
    FiguresError
        If there is none.
    """
    if name in published_names():
        return PUBLISHED / f"{name}.yaml"
    path = Path(name)
    if not path.is_file():
        raise FiguresError("figures", "no_file", value=name, allowed=", ".join(published_names()))
    return path


def _read(path: Path, readers: tuple[Path, ...]) -> Publication:
    if path.suffix.lower() in SPREADSHEETS:
        from tirek.figures.spreadsheets import read_spreadsheet

        raw, where = read_spreadsheet(path)
    elif path.suffix.lower() in (".yaml", ".yml"):
        raw, where = read_yaml(path)
    else:
        raise FiguresError(str(path), "bad_suffix", value=path.suffix or path.name)
    used = _used_files(raw, path, (*readers, path.resolve()), where)
    return Builder(raw, path.stem, where, used).build()


def _used_files(raw: Any, path: Path, readers: tuple[Path, ...], where: Places) -> Mapping[str, Publication]:
    document = raw.get("document") if isinstance(raw, dict) else None
    names = (document.get("uses") if isinstance(document, dict) else None) or []
    if not isinstance(names, list):
        raise FiguresError(where("document", "uses"), "not_a_list")
    found = {}
    for index, name in enumerate(map(str, names)):
        beside = path.parent / name
        if name not in published_names() and not beside.is_file():
            place, known = where("document", "uses", index), ", ".join(published_names())
            raise FiguresError(place, "unknown_file", value=name, allowed=known)
        file = beside if beside.is_file() else find_file(name)
        if file.resolve() in readers:
            raise FiguresError(where("document", "uses", index), "uses_itself", value=name)
        publication = _read(file, readers)
        found[publication.name] = publication
    return found


def read_yaml(path: Path) -> tuple[Any, Places]:
    """A YAML document, in which no key stands twice (the later would silently win), and the places of its records.

    Raises
    ------
    FiguresError
        If it is not text, not YAML, or has a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=_Loader)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader in both cases
    except UnicodeDecodeError:
        raise FiguresError(str(path), "not_text") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FiguresError(f"{path}:{line}", "not_yaml", value=error.problem) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FiguresError(str(path), "not_yaml", value=" ".join(str(error).split())) from None
    for key in _doubled(node):
        raise FiguresError(f"{path}:{key.start_mark.line + 1}", "key_twice", value=key.value)
    return document, YamlPlaces(path, node)


def _doubled(node: Any) -> Iterator[Any]:
    """Keys that stand a second time in one mapping; a node that an alias names again is walked once."""
    waiting, walked = [node], set()
    while waiting:
        node = waiting.pop()
        if id(node) in walked:
            continue
        walked.add(id(node))
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            yield from (key for index, (key, _) in enumerate(node.value) if key.value in names[:index])
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
