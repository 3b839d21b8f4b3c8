"""The tables of docs/look-up/law.md are the rulebook's; run this file to write them anew."""

from datetime import date
from pathlib import Path

from fullcount import law

PAGE = Path(__file__).parents[3] / "docs" / "look-up" / "law.md"
DIVERGENCES = PAGE.parents[1] / "divergences.md"
BEGIN, END = "<!-- begin: tables -->\n", "<!-- end: tables -->\n"
THEN, NOW = date(2022, 7, 6), date(2025, 7, 6)


def row(*cells):
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def table(rows, *head):
    return row(*head) + row(*("---" for _ in head)) + "".join(row(*cells) for cells in rows) + "\n"


def numbers(law_id):
    then, now = (
        {(r.section, r.name): r for r in law.describe(law.find(law_id, filed=day))} for day in (THEN, NOW)
    )
    for key, new in now.items():
        if key[0] in ("values", "deadlines"):
            old = then.get(key)
            before = (
                "" if old and old.value == new.value else f" (filed in 2022: {old.value if old else 'none'})"
            )
            yield f"`{new.name}`", new.value + before, new.cite, new.status


def follows(law_id):
    for found in law.describe(law.find(law_id, filed=NOW)):
        if found.section == "follows":
            yield found.says, found.value, found.cite, found.status


def shared():
    tables = [set(numbers(rule.id)) for rule in law.index()]
    return set.intersection(*tables)


def reasons():
    for reason in law.find("ca/recall-local", filed=NOW).reasons:
        group = reason.published_as["los-angeles-2022"]
        yield str(reason.precedence), f"`{reason.code}`", reason.label, group, reason.cite, reason.status


def tables():
    common = shared()
    text = "### Every petition\n\n"
    head = ("Value", "Says", "Citation", "Status")
    text += table([cells for cells in numbers("ca/in-lieu") if cells in common], *head)
    for rule in law.index():
        text += f"### `{rule.id}`: {rule.title}\n\n{rule.says}\n\n"
        text += table([cells for cells in numbers(rule.id) if cells not in common], *head)
        text += "What follows:\n\n" + table(follows(rule.id), "Step", "What", "Citation", "Status")
    head = ("Order", "Code", "Label", "Los Angeles 2022 published it as", "Citation", "Status")
    return text + "### Reasons\n\n" + table(reasons(), *head)


def test_the_page_shows_the_rulebook_as_it_is():
    text = PAGE.read_text("utf-8")
    assert text.split(BEGIN)[1].split(END)[0].strip() == tables().strip()


def test_every_divergence_is_explained_at_length():
    text = DIVERGENCES.read_text("utf-8")
    for result in law.run_cases():
        if result.divergence:
            assert f"{result.published:,}" in text, result


if __name__ == "__main__":
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + tables() + END + rest.split(END)[1], "utf-8")
