"""How much of the machine the engine may use, and a connection with these limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class Engine:
    """How much of the machine DuckDB may use. threads 0: as many as there are; memory in its own words."""

    threads: int = 0
    memory: str = "3GB"

    def connect(self, spill: Path) -> duckdb.DuckDBPyConnection:
        """Open a database in memory with these limits; what does not fit goes to the folder `spill`."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self.memory,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "allocator_flush_threshold": "16MB",  # what was freed goes back to the machine
            "allocator_bulk_deallocation_flush_threshold": "32MB",
        }
        if self.threads:
            config["threads"] = self.threads
        db = duckdb.connect(":memory:", config=config)
        db.execute("SET enable_progress_bar = false")  # the engine's own bar would break into ours
        return db
