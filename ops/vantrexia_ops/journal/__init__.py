"""What was done on this host, by whom, with what outcome: append-only lines, each bound to the one before by a hash.

    journal = Journal(directory, clock=…)
    journal.append(kind="step.done", deploy="…", who="…", facts={…})
    journal.read()          every entry; raises JournalBroken where the chain does not hold
    find_unfinished(entries), list_deploys(entries)        what a flow and `vantrexia history` ask

The chain shows that a line was changed, dropped in the middle or cut off at the end; whoever may write the whole directory can write
a new chain, so export the journal where nobody on this host can.
"""

from vantrexia_ops.journal.chain import Entry, Journal
from vantrexia_ops.journal.dora import Dora, measure_dora
from vantrexia_ops.journal.reading import Deploy, StepRecord, find_unfinished, list_deploys

__all__ = [
    "Deploy",
    "Dora",
    "Entry",
    "Journal",
    "StepRecord",
    "find_unfinished",
    "list_deploys",
    "measure_dora",
]
