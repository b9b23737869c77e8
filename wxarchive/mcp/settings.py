"""What is served to agents, and what they may do."""

from dataclasses import dataclass
from pathlib import Path

SQL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """``archive``: its file. ``allow_queue``: agents may put addresses into its queue.
    ``sql_seconds``: so long a question in SQL may take.
    """

    archive: Path
    allow_queue: bool = False
    sql_seconds: float = SQL_SECONDS
