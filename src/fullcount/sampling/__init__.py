"""The public draw: anyone with the manifest and the seed gets the same lines. Pure; no I/O."""

from fullcount.sampling.tickets import check_seed, draw, lines_digest, ticket

__all__ = ["check_seed", "draw", "lines_digest", "ticket"]
