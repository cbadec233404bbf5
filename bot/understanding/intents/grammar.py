"""The grammar of intents: the cues, and the grammar of time that they borrow hours and lengths from."""

from bot.understanding.grammar import GRAMMAR
from bot.understanding.intents import conditions, cues, habits, limits
from bot.understanding.parser import Grammar

CUES = Grammar()
for module in (cues, habits, conditions, limits):
    CUES.include(module.RULES)
CUES.include(GRAMMAR)
