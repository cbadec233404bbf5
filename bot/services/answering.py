"""A place and a time → what is known of finding a space there, then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain import (
    MADRID,
    Answer,
    ColourForecast,
    Evidence,
    ModelInfo,
    NearbyPlace,
    Query,
    Share,
    Term,
)
from bot.services.alternatives import MOST_HOURS, Alternatives
from bot.services.estimating import Estimator
from bot.services.questions import Question
from bot.services.reaching import ReachFinder
from forecasting.availability import VISITOR, Availability, Driver, Rights, mean_chance, rights
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from forecasting.tariffs import price
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from geodata.places import Place
from geodata.spaces import Colour

COLOUR_ORDER: tuple[Colour, ...] = ("blue", "green", "high_rotation", "orange", "red")


MOST_STREETS = 3
"""Streets that an answer names: enough for a round of the block."""

MINUTES_NEARBY = 15
"""As far as the list of neighbourhoods goes: who asks for it would walk a little more."""

PRICED_MINUTES = 60
"""The stay whose price is shown, where so long is allowed."""


@dataclass(frozen=True, slots=True)
class AnswerService:
    """Answers from the embedded geography, the service calendar and the published table."""

    reaching: ReachFinder
    estimator: Estimator

    @property
    def neighbourhoods(self) -> NeighbourhoodIndex:
        """The neighbourhoods that are known."""
        return self.reaching.neighbourhoods

    @property
    def calendar(self) -> ServiceCalendar:
        """When parking is regulated."""
        return self.estimator.calendar

    @property
    def forecasts(self) -> ForecastStore:
        """The published forecast."""
        return self.estimator.forecasts

    def answer(self, question: Question, now: datetime | None = None, driver: Driver = VISITOR) -> Answer:
        """Return what is known of the place at the time asked about, for this driver.

        Hours earlier than the one asked about are only advised when `now` tells that they are to come.

        Raises:
            UnknownNeighbourhoodError: the place names a neighbourhood that the figures do not have.
        """
        found = self._answer(question.query, question.place, now, driver)
        return replace(found, alternatives=question.alternatives)

    def _answer(self, query: Query, place: Place, now: datetime | None, driver: Driver) -> Answer:
        neighbourhood = self.neighbourhood_of(place)
        if neighbourhood is None:
            nearest = self.neighbourhoods.nearest(place.point)
            return Answer(query, "outside_zone", place, None, nearest=nearest, model=self.model)
        if not self.calendar.is_regulated(neighbourhood.code, query.at):
            return self._not_regulated(query, place, neighbourhood)
        forecasts = self.colour_forecasts(neighbourhood.code, query)
        allowed = rights(driver, neighbourhood.code, query.at.date())
        answer = Answer(
            query,
            "ok" if forecasts else "no_forecast",
            place,
            neighbourhood,
            forecasts=forecasts,
            rights=allowed,
            terms=_terms(allowed, neighbourhood.code, query.at.date(), forecasts, driver),
            model=self.model,
            regulated_until=self.calendar.closing(neighbourhood.code, query.at),
        )
        if not forecasts or allowed.refused is not None:
            return answer
        return self._estimated(answer, neighbourhood, allowed, now, driver)

    def _estimated(
        self, answer: Answer, area: Neighbourhood, allowed: Rights, now: datetime | None, driver: Driver
    ) -> Answer:
        """Add the availability and what it stands on."""
        place, at = answer.place, answer.query.at
        reach = self.reaching.around(place, area.code, allowed, driver)
        around = self.estimator.around(area.code, reach.spaces, at, MOST_HOURS)
        found = around[0]
        if found is None:
            return replace(answer, status="no_forecast")
        better = Alternatives(self.reaching, self.estimator)
        in_area = allowed.usable(self.reaching.in_area(area.code))
        evidence = Evidence(
            reach,
            {colour: self.estimator.unseen_share(area.code, colour, at) for colour in reach.spaces},
            self.estimator.pressure(area.code, in_area, at, around),
            better.places(place, area, found, at, driver),
            better.hour(around, at, now),
            self.reaching.streets(place, area.code, allowed, driver)[:MOST_STREETS],
        )
        return replace(answer, availability=found, evidence=evidence)

    @property
    def model(self) -> ModelInfo:
        """The model that answers now."""
        manifest = self.forecasts.manifest
        return ModelInfo(manifest.version, manifest.trained_until, manifest.demo)

    def neighbourhood_of(self, place: Place) -> Neighbourhood | None:
        """Return the neighbourhood that the place's source declares, else the one whose outline holds it."""
        if place.neighbourhood is not None:
            return self.neighbourhoods.get(place.neighbourhood)
        return self.neighbourhoods.locate(place.point)

    def colour_forecasts(self, code: str, query: Query) -> tuple[ColourForecast, ...]:
        """Return the forecast of each colour that the neighbourhood has, in the order they are shown."""
        counts = self.reaching.in_area(code)
        forecasts = []
        for colour in COLOUR_ORDER:
            found = self.forecasts.at(code, colour, query.at) if counts.get(colour) else None
            if found is not None:
                paid = Share(found.mean, found.low, found.high)
                forecasts.append(ColourForecast(colour, counts[colour], paid, found.origin, found.quantiles))
        return tuple(forecasts)

    def day(self, answer: Answer, driver: Driver) -> list[tuple[datetime, Availability | None]]:
        """Return the availability of each hour of an answer's day, by its start in UTC; [] outside the zone."""
        if answer.neighbourhood is None:
            return []
        code, day = answer.neighbourhood.code, answer.query.at.astimezone(MADRID).date()
        allowed = rights(driver, code, day)
        reach = self.reaching.around(answer.place, code, allowed, driver)
        return self.estimator.day(code, reach.spaces, day)

    def nearby(self, answer: Answer, driver: Driver) -> tuple[NearbyPlace, ...]:
        """Return the neighbourhoods on foot from an answer's place, the most promising first."""
        if answer.neighbourhood is None:
            return ()
        near = Alternatives(self.reaching, self.estimator).nearby(
            answer.place, answer.neighbourhood, answer.query.at, driver, MINUTES_NEARBY
        )
        return tuple(sorted(near, key=lambda one: (-mean_chance(one.availability), one.minutes)))

    def usual(
        self, codes: Sequence[str], at: datetime, driver: Driver = VISITOR
    ) -> dict[str, Availability | None]:
        """Return what is usual at a moment in whole neighbourhoods, by code; None where unregulated or unknown."""
        found = Alternatives(self.reaching, self.estimator).usual(codes, at, driver)
        return dict(zip(codes, found, strict=True))

    def _not_regulated(self, query: Query, place: Place, neighbourhood: Neighbourhood) -> Answer:
        code = neighbourhood.code
        return Answer(
            query,
            "not_regulated",
            place,
            neighbourhood,
            model=self.model,
            free_reason=self.calendar.why_free(code, query.at),
            regulated_from=self.calendar.next_opening(code, query.at),
        )


def _terms(
    allowed: Rights, area: str, day: date, forecasts: Sequence[ColourForecast], driver: Driver
) -> tuple[Term, ...]:
    """Return on what terms this driver may use the colours that a search looks for there."""
    usable = allowed.usable({one.colour: one.spaces for one in forecasts})
    terms = []
    for colour in COLOUR_ORDER:
        if colour in usable:
            longest = allowed.stays.get(colour)
            minutes = PRICED_MINUTES if longest is None else min(PRICED_MINUTES, longest)
            terms.append(Term(colour, longest, price(colour, minutes, driver, area, day)))
    return tuple(terms)
