"""Where the spaces are, for how long and for how much."""

import re
from collections.abc import Sequence

from bot.domain import Answer, Language, Term
from bot.texts import euro_range, euros, hour, plain, say
from forecasting.tariffs import Price
from geodata.spaces import StreetSpaces

MINUTES_AN_HOUR = 60

_CALLE = re.compile(r"^Calle (?:de la |de los |de las |del |de )?(?=\w)")


def streets_line(streets: Sequence[StreetSpaces], metres: int, language: Language) -> str:
    """Return the streets with most spaces within so many metres, each with their number; "" without any."""
    if not streets:
        return ""
    named = [
        plain(say(language, "answer.street", street=short_name(one.street), spaces=sum(one.spaces.values())))
        for one in streets
    ]
    return say(language, "answer.streets", metres=metres, streets=" · ".join(named))


def short_name(street: str) -> str:
    """Return a street's name as people say it: without "Calle de", which is what most of them are."""
    return _CALLE.sub("", street)


def terms_line(answer: Answer, language: Language) -> str:
    """Return the longest stay and an hour's price of each colour counted, and until when both hold."""
    terms = " · ".join(_term(term, language) for term in answer.terms)
    until = answer.regulated_until
    ends = say(language, "answer.regulated_until", until=hour(language, until)) if until else ""
    return " ".join(part for part in (say(language, "answer.terms", terms=terms), ends) if part)


def stay(minutes: int | None, language: Language) -> str:
    """Return "4 h", "45 min", or that there is no limit."""
    if minutes is None:
        return say(language, "stay.unlimited")
    if minutes % MINUTES_AN_HOUR:
        return say(language, "stay.minutes", value=minutes)
    return say(language, "stay.hours", value=minutes // MINUTES_AN_HOUR)


def _term(term: Term, language: Language) -> str:
    colour = say(language, f"colour.{term.colour}")
    longest = say(language, "answer.longest", stay=stay(term.longest, language)) if term.longest else None
    limit = longest or stay(None, language)
    if term.price is None:
        return say(language, "answer.term", colour=colour, limit=limit)
    return say(language, "answer.term_paid", colour=colour, limit=limit, price=_price(term.price, language))


def _price(price: Price, language: Language) -> str:
    if price.high == 0:
        return say(language, "answer.free_of_charge")
    paid = stay(price.minutes, language)
    if price.low == price.high:
        return say(language, "answer.price", paid=paid, price=euros(language, price.high))
    return say(language, "answer.price_range", paid=paid, prices=euro_range(language, price.low, price.high))
