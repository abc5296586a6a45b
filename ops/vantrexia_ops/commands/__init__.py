"""What would be run, as words: functions that return a `Command` (an argv list and what a runner needs to know).

Nothing here runs, opens a file or looks at the host: `docker`, `compose`, `nginx`, `application`, `remote`, `environment`.
"""

from vantrexia_ops.commands.words import Command

__all__ = ["Command"]
