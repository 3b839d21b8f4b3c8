"""The page of the commands says what the commands say."""

from commands_page import AGAIN, PAGE, page


def test_the_page_of_the_commands_is_in_step() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"The commands changed; run: {AGAIN}"


def test_every_group_of_commands_is_on_the_page() -> None:
    text = page()
    for command in ("demo", "precheck", "law project", "case find", "ledger fsck", "verify", "synth make"):
        assert f"# fullcount {command}\n" in text
    assert text.count("Example") == 0
