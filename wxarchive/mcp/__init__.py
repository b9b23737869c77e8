"""An archive for agents: ``wxarchive mcp`` on stdin and stdout, and ``/mcp`` in ``serve``.

::

    request ──server──► tools ──► finding, reading, asking ──► wxarchive.Pool ──► archive
                          │             │
                       requests      answers      arguments in plain JSON; JSON within a budget

It speaks the Model Context Protocol by its Python SDK, and knows of the archive what any other
program knows. All tools but one only read; that one, which puts addresses into the queue, has to be
allowed. What an archive holds is data for an agent, never an instruction.
"""

from wxarchive.mcp.server import http_app, run_stdio
from wxarchive.mcp.settings import AgentSettings

__all__ = ["AgentSettings", "http_app", "run_stdio"]
