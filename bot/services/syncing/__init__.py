"""The newest editions of the city's open data: found, fetched, checked and put to use.

service      `SyncService`: the data sets one after the other, each whole or not at all
finding      which editions are wanted
intake       one edition: is it new, did it come whole, is it of use?
standing_in  which edition is tried where another cannot be used
taking       what each data set's files are for
outlook      what would be fetched: a dry run
journey      how far an edition has come
covered      the quarters whose tickets were ingested
period_check are a file's tickets of the days that the portal says?
renewing, ingesting   what is done in a process of its own (bot.steps)

Reading the city's files takes libraries and memory that a serving bot does without: so they are read in
another process, which also ends at once when the synchronisation is cancelled.
"""

from bot.services.syncing.service import QUARTERS, READ, SyncRequest, SyncService

__all__ = ["QUARTERS", "READ", "SyncRequest", "SyncService"]
