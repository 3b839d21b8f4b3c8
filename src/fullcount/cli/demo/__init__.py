"""fullcount demo: a whole petition replayed on a made-up county, from paper to a verified result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fullcount import synth
from fullcount.cli.console import bars, out
from fullcount.cli.demo import desk
from fullcount.cli.demo.outcome import print_outcome
from fullcount.cli.demo.place import Order, take_place
from fullcount.cli.demo.replay import Replay
from fullcount.cli.listening import LOCAL, Port, check_free
from fullcount.cli.options import Quiet


def demo(
    scale: Annotated[
        float, typer.Option(help="1 is the real size: 5.7 million voters.", min=0.0005, max=1)
    ] = 0.1,
    into: Annotated[Path, typer.Option(help="The folder to work in; the bundle lies in DIR/bundle.")] = Path(
        "demo"
    ),
    seed: Annotated[int, typer.Option(help="The same seed makes the same county.")] = 1,
    scenario: Annotated[str, typer.Option(help="What is replayed; see `synth list`.")] = "los-angeles-2022",
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin anew even where a demo was interrupted.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Stop before the examination, and serve the desk for people.")
    ] = False,
    port: Port = 8000,
    quiet: Quiet = False,
) -> None:
    """Replay the Los Angeles recall petition of 2022 on a made-up county, end to end, without a question.

    An interrupted demo goes on where it stopped; a finished one begins anew. With --serve people examine the
    sample in the browser: signatures are drawn, and an account for each role is made and told once.

    Example: fullcount demo --serve --scale 0.02
    """
    if serve:
        check_free(LOCAL, port)
    order = Order(scenario, str(scale), seed)
    folder = take_place(into, order, anew=anew)
    out.print(f"{synth.scenario(scenario).title}, at a scale of {scale:g}, in {into}", style="bold")
    with bars(quiet=quiet) as progress:
        replay = Replay(folder, synth.scenario(scenario), scale, seed, progress)
        if serve:
            desk.make_ready(replay, progress)
        else:
            replayed = replay.run()
    if serve:
        desk.tell(folder)
        desk.serve(folder, port)
    print_outcome(replayed)
    if not replayed.verdict.holds:
        raise typer.Exit(1)
