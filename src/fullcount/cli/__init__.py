"""Floor 5: the command line. Each command parses, calls one thing below, and prints.

Exit codes: 0 done, 1 a check did not hold, 2 the person can mend it, 70 a fault of ours, 130 stopped.
"""

from fullcount.cli.console import run

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the `fullcount` command; arguments default to the process's own."""
    import sys

    if (sys.argv[1:] if arguments is None else arguments)[:1] == ["serve"]:
        import fullcount.web  # noqa: F401 - the desk sets Django up, before a command imports the case

    from fullcount.cli.app import app

    sys.exit(run(lambda: app(args=arguments)))
