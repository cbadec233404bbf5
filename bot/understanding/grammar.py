"""The grammar of time: how hours, days and spans are said in Spanish and English.

Every rule carries an example, which a test reads with it. The symbols at the top are `time` (a time
wherever it stands) and `hint` (a time unless it follows a word of a place: "goya 20-22h").
"""

from bot.understanding import calendar_dates, clocks, dates, ranges, spans
from bot.understanding.parser import Grammar

GRAMMAR = Grammar()
# Of two readings of the same words the earlier rule's counts: "from 9 to 11" is a range, not 10:51.
for module in (ranges, clocks, spans, dates, calendar_dates):
    GRAMMAR.include(module.RULES)
