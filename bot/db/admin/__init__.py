"""What whoever runs the bot needs kept: who did what, how much is asked, what failed, what ran when, who is written to.

audit        `AuditRepository`: administrators' deeds
usage        `UsageRepository`: answers by hour and neighbourhood, without whose
errors       `ErrorRepository`: unexpected errors, one row for all that are alike
job_runs     `JobRunRepository`: the last run of each scheduled job
broadcasts   `BroadcastRepository`: messages to everybody, and how far each recipient's is
alerts       `AlertBacklogRepository`: how the alerts' queue stands
people       `PeopleRepository`: how many chats there are
pruning      `prune`: what need not be kept any longer
"""

from bot.db.admin.alert_backlog import AlertBacklog, AlertBacklogRepository
from bot.db.admin.audit import AuditEntry, AuditRepository
from bot.db.admin.broadcasts import Broadcast, BroadcastRepository, Recipients
from bot.db.admin.errors import ErrorRepository, SeenError
from bot.db.admin.job_runs import JobRun, JobRunRepository
from bot.db.admin.people import People, PeopleRepository
from bot.db.admin.pruning import prune
from bot.db.admin.usage import Usage, UsageRepository

__all__ = [
    "AlertBacklog",
    "AlertBacklogRepository",
    "AuditEntry",
    "AuditRepository",
    "Broadcast",
    "BroadcastRepository",
    "ErrorRepository",
    "JobRun",
    "JobRunRepository",
    "People",
    "PeopleRepository",
    "Recipients",
    "SeenError",
    "Usage",
    "UsageRepository",
    "prune",
]
