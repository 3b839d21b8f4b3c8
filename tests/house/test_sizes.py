"""The house's numbers: how long a function and a file may be, and that everything says what it is for.

The limits stand in ARCHITECTURE.md. An exception is a name in EXCEPTIONS with its reason; the list may
only shrink.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

SOURCE = Path(__file__).parents[2] / "src" / "fullcount"
LONGEST_FUNCTION, LONGEST_FILE, MOST_ARGUMENTS = 60, 400, 6
EXCEPTIONS: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[tuple[str, ast.Module, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
            yield str(path.relative_to(SOURCE)), ast.parse(text), text


def functions() -> Iterator[tuple[str, Function]]:
    for name, tree, _ in modules():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{name}:{node.name}", node


def code_lines(node: Function) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return node.end_lineno - body[0].lineno + 1 if body and node.end_lineno else 0


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {name: code_lines(node) for name, node in functions() if code_lines(node) > LONGEST_FUNCTION}
    assert set(long) <= set(EXCEPTIONS), long


def test_half_of_the_functions_are_short_and_few_are_long() -> None:
    lengths = [code_lines(node) for _, node in functions()]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=20)[-1] <= 30


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {name: text.count("\n") for name, _, text in modules() if text.count("\n") > LONGEST_FILE}
    assert set(long) <= set(EXCEPTIONS), long


def test_no_function_takes_more_than_six_arguments_unless_a_command_line_is_its_signature() -> None:
    many = {
        name: len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs)
        for name, node in functions()
        if not name.startswith("cli/")
    }
    assert {name: n for name, n in many.items() if n > MOST_ARGUMENTS + 1 and name not in EXCEPTIONS} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, tree, text in modules() if text.strip() and not ast.get_docstring(tree)] == []


def test_every_exception_is_still_needed() -> None:
    known = {name for name, _ in functions()} | {name for name, _, _ in modules()}
    assert set(EXCEPTIONS) <= known


def test_nothing_is_left_for_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented")
    found = [(name, word) for name, _, text in modules() for word in words if word in text]
    assert found == []


def test_no_clock_no_chance_and_no_environment_below_the_top_floor() -> None:
    forbidden = {
        "datetime.now",
        "date.today",
        "time.time",
        "random.random",
        "os.environ",
        "os.getenv",
        "uuid.uuid4",
    }
    found = [
        (name, ast.unparse(node))
        for name, tree, _ in modules()
        if not name.startswith(("cli/", "verifier/", "web/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in forbidden
    ]
    assert found == []
