"""The pages are in step with the house: links lead somewhere, named paths and commands exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ROOMS = sorted(p.name for p in (ROOT / "src" / "fullcount").iterdir() if (p / "__init__.py").exists())


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_of_ours_in_a_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:src|tests|docs|bench)/[\w./-]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "must", ["README", "ARCHITECTURE", "CONTRIBUTING", "GLOSSARY", "SECURITY", "CHANGELOG"]
)
def test_the_pages_everybody_looks_for_are_there(must: str) -> None:
    assert (ROOT / f"{must}.md").stat().st_size > 500


def test_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [room for room in ROOMS if f"`{room}`" not in text and f"{room}/" not in text] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_readme_shows_exactly_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\$? ?make (\w+)", text, flags=re.MULTILINE)[:2] == ["demo", "test"]
