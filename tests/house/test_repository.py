"""The repository stands alone: no addresses of registries or workplaces, true links, hashed locks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import ROOT, files_under, name_of, text_files

# A class of one letter keeps each expression from finding itself here.
FOREIGN: Final = {
    r"pypi[.]org|files[.]pythonhosted|registry[.]npmjs|registry[.]yarnpkg": "address of a package registry",
    r"(?<!no-emit-)(?<!\w)(?:extra-)?index-ur[l]|--find-lin[k]s|--trusted-hos[t]": "place to take packages from",
    r"(?<![\w.*<>)}-])/(?:wor[k]|roo[t]|hom[e])/\w": "path of a workplace",
    r"/tmp/tire[k]|/opt/(?:wheel[s]|pyp[i])": "path of a workplace",
}
ADR_PARTS: Final = ("Status", "Context", "Decision", "Consequences")
ADR_WORDS: Final = 480
TARGETS: Final = ("setup", "demo", "test", "check", "proof", "bench", "serve", "help", "mutate-law", "clean")

_LINK: Final = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_NAMED_FILE: Final = re.compile(r"`((?:src|tests|docs|requirements|benchmarks|\.ci)/[^`\s]*)`")


def foreign_places(text: str) -> Iterator[tuple[int, str]]:
    """Line and kind of each address or path that ties the text to one place."""
    for number, line in enumerate(text.splitlines(), start=1):
        for expression, kind in FOREIGN.items():
            if re.search(expression, line):
                yield number, kind


def lock_faults(text: str) -> Iterator[str]:
    """Requirements of a lock that are not pinned and hashed, and lines that are no requirement."""
    for block in text.replace("\\\n", " ").splitlines():
        line = block.strip()
        if not line or line.startswith("#"):
            continue
        if not re.match(r"[a-z0-9][\w.\[\]-]*==[\w.!+]+ ", line):
            yield f"not a pinned requirement: {line[:60]}"
        elif not re.search(r" --hash=sha256:[0-9a-f]{64}", line):
            yield f"not hashed: {line[:60]}"


def broken_links(text: str, folder: Path) -> list[str]:
    """Targets of relative Markdown links that do not exist beside the text."""
    targets = [target for target in _LINK.findall(text) if not re.match(r"[a-z]+:|#", target)]
    return [target for target in targets if not (folder / target.partition("#")[0]).exists()]


def missing_files(text: str, root: Path) -> list[str]:
    """Files named in back quotes that do not exist; `<benefit>` and the like stand for any name."""
    names = [name.rstrip("/") for name in _NAMED_FILE.findall(text)]
    return [name for name in names if not any(root.glob(re.sub(r"<[^>]+>", "*", name)))]


def adr_faults(name: str, text: str) -> Iterator[str]:
    """What an architecture decision lacks of its five parts, on one page."""
    if not re.fullmatch(r"\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md", name):
        yield "the name is not NNNN-words-of-the-title.md"
    if not re.match(rf"# {int(name[:4] or 0) if name[:4].isdigit() else 0}\. \S", text):
        yield "the title is not `# <number>. <title>`"
    if (parts := re.findall(r"^## (.+)$", text, flags=re.MULTILINE)) != list(ADR_PARTS):
        yield f"the parts are {parts}, not {list(ADR_PARTS)}"
    if any(not body.strip() for body in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]):
        yield "a part is empty"
    if (words := len(text.split())) > ADR_WORDS:
        yield f"{words} words are more than a page ({ADR_WORDS})"


def test_nothing_points_at_a_registry_or_a_workplace() -> None:
    found = [
        f"{name_of(path)}:{line}: {kind}"
        for path in text_files()
        for line, kind in foreign_places(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, "\n".join(found)


def test_locks_are_pinned_and_hashed() -> None:
    locks = files_under(ROOT / "requirements", "*.txt")
    assert [path.name for path in locks] == ["base.txt", "dev.txt", "spark.txt"]
    for lock in locks:
        assert list(lock_faults(lock.read_text(encoding="utf-8"))) == [], lock.name


def test_links_between_documents_lead_somewhere() -> None:
    found = {
        name_of(path): links
        for path in files_under(ROOT, "*.md")
        if (links := broken_links(path.read_text(encoding="utf-8"), path.parent))
    }
    assert not found


def test_guides_name_files_that_exist() -> None:
    guides = [*files_under(ROOT / "docs/guides", "*.md"), ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]
    found = {
        name_of(path): missing for path in guides if (missing := missing_files(path.read_text(encoding="utf-8"), ROOT))
    }
    assert not found


def test_decisions_have_five_parts_and_follow_in_order() -> None:
    decisions = [path for path in files_under(ROOT / "docs/adr", "*.md") if path.name != "README.md"]
    faults = {path.name: list(adr_faults(path.name, path.read_text(encoding="utf-8"))) for path in decisions}
    assert not {name: found for name, found in faults.items() if found}
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))


@pytest.mark.parametrize("target", TARGETS)
def test_make_has_the_target_and_says_what_it_does(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rule = re.search(rf"^{target}:(.*?) ## .+$", makefile, flags=re.MULTILINE)
    assert rule, f"make {target} is not in the Makefile, or has no `## explanation`"
    if target not in {"help", "clean"}:
        assert re.search(r"setup|mutate-law|\.ready", rule[1]), f"make {target} does not call setup first"


def test_make_help_lists_every_target() -> None:
    answer = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(TARGETS) <= {line.split()[1] for line in answer.splitlines() if line.startswith("  make ")}


@pytest.mark.parametrize(
    "line",
    [
        "see https://py" + "pi.org/simple",
        "--extra-index" + "-url https://example.kz/simple",
        "--find" + "-links wheels",
        "open /wo" + "rk/main/README.md",
        "read /tmp/ti" + "rek/notes",
        "cd /ho" + "me/aigerim/tirek",
    ],
)
def test_a_foreign_place_is_found(line: str) -> None:
    assert [number for number, _ in foreign_places("first\n" + line)] == [2]


def test_ordinary_paths_pass() -> None:
    assert list(foreign_places("docs/work/plan.md https://example.kz/home/page ../work/a </root/>")) == []


def test_a_lock_without_a_hash_is_found() -> None:
    digest = "0" * 64
    assert list(lock_faults(f"rich==1.0 \\\n    --hash=sha256:{digest}\n    # via typer\n")) == []
    assert len(list(lock_faults("rich==1.0 \n"))) == 1
    assert len(list(lock_faults(f"rich>=1.0 --hash=sha256:{digest}\n"))) == 1
    assert len(list(lock_faults("--index" + "-url https://example.kz\n"))) == 1


def test_a_broken_link_and_a_missing_file_are_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").touch()
    assert broken_links("[a](docs/a.md#part) [b](docs/b.md) [c](https://example.kz)", tmp_path) == ["docs/b.md"]
    assert missing_files("`docs/a.md` `docs/<name>.md` `docs/b.md` `make test`", tmp_path) == ["docs/b.md"]


def test_a_decision_with_a_missing_part_is_found() -> None:
    whole = "# 7. Title\n\n## Status\nA\n## Context\nB\n## Decision\nC\n## Consequences\nD\n"
    assert list(adr_faults("0007-title.md", whole)) == []
    assert len(list(adr_faults("0008-title.md", whole))) == 1
    assert len(list(adr_faults("7-title.md", whole))) == 2
    assert len(list(adr_faults("0007-title.md", whole.replace("## Status\nA\n", "")))) == 1
    assert len(list(adr_faults("0007-title.md", whole.replace("A\n", "\n")))) == 1
    assert len(list(adr_faults("0007-title.md", whole + "word " * ADR_WORDS))) == 1
