"""What is written to a log: one line a record, an update's id through all its lines, and nobody's secrets.

    redaction   what may never be written, and the filter that takes it out
    lines       plain lines for people, JSON lines for machines
    setup       the root handler: which lines, from which level on
    relaying    records of a process of ours, handed over and written here

`updating` names the update whose lines follow; handlers need not know of it.
"""

from bot.logs.lines import updating
from bot.logs.redaction import Redaction, redacted
from bot.logs.relaying import relay_logs, write_relayed
from bot.logs.setup import are_json, set_up_logs

__all__ = ["Redaction", "are_json", "redacted", "relay_logs", "set_up_logs", "updating", "write_relayed"]
