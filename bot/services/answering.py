"""A place and a time → what is known of finding a space there, then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain import MADRID, Answer, ColourForecast, ModelInfo, Query, Share
from bot.services.questions import Question
from forecasting.availability import Availability, Load, Range, availability
from forecasting.service_hours import ServiceCalendar
from forecasting.store import ForecastStore
from geodata.neighbourhoods import Neighbourhood, NeighbourhoodIndex
from geodata.places import Place
from geodata.spaces import Colour, SpaceIndex

VISITOR_COLOURS: frozenset[Colour] = frozenset({"blue", "green"})
"""What anybody may park on for hours: high rotation ends after 45 minutes, red is the hospital's, and
orange stands at the edge, for leaving the car all day."""

COLOUR_ORDER: tuple[Colour, ...] = ("blue", "green", "high_rotation", "orange", "red")

WALK_METRES = 250
"""A short walk, some three minutes: the spaces in it give the mix of colours that a search passes."""


@dataclass(frozen=True, slots=True)
class AnswerService:
    """Answers from the embedded geography, the service calendar and the published table."""

    neighbourhoods: NeighbourhoodIndex
    spaces: SpaceIndex
    calendar: ServiceCalendar
    forecasts: ForecastStore

    def answer(self, question: Question) -> Answer:
        """Return what is known of the place at the time asked about.

        Raises:
            UnknownNeighbourhoodError: the place names a neighbourhood that the figures do not have.
        """
        return replace(self._answer(question.query, question.place), alternatives=question.alternatives)

    def _answer(self, query: Query, place: Place) -> Answer:
        neighbourhood = self.neighbourhood_of(place)
        if neighbourhood is None:
            nearest = self.neighbourhoods.nearest(place.point)
            return Answer(query, "outside_zone", place, None, nearest=nearest, model=self.model)
        if not self.calendar.is_regulated(neighbourhood.code, query.at):
            return self._not_regulated(query, place, neighbourhood)
        forecasts = self.colour_forecasts(neighbourhood.code, query)
        found = self._availability(place, forecasts, query)
        return Answer(
            query,
            "ok" if found else "no_forecast",
            place,
            neighbourhood,
            forecasts=forecasts,
            availability=found,
            model=self.model,
            regulated_until=self.calendar.closing(neighbourhood.code, query.at),
        )

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
        counts = self.spaces.in_neighbourhood(code)
        forecasts = []
        for colour in COLOUR_ORDER:
            found = self.forecasts.at(code, colour, query.at) if counts.get(colour) else None
            if found is not None:
                paid = Share(found.mean, found.low, found.high)
                forecasts.append(ColourForecast(colour, counts[colour], paid, found.origin))
        return tuple(forecasts)

    def level_of(self, code: str, query: Query) -> Availability | None:
        """Return the availability of a whole neighbourhood, for the map's fill; None without a forecast."""
        if not self.calendar.is_regulated(code, query.at):
            return None
        counts = self.spaces.in_neighbourhood(code)
        return _availability(self.colour_forecasts(code, query), counts, query)

    def _availability(
        self, place: Place, forecasts: tuple[ColourForecast, ...], query: Query
    ) -> Availability | None:
        """Return the chance of a space, for the mix of colours around the place where there are any."""
        reached: dict[Colour, int] = {}
        if place.precision != "neighbourhood":
            for stretch, _ in self.spaces.near(place.point, WALK_METRES):
                reached[stretch.colour] = reached.get(stretch.colour, 0) + stretch.spaces
        whole = {forecast.colour: forecast.spaces for forecast in forecasts}
        known = VISITOR_COLOURS & reached.keys() & whole.keys()
        return _availability(forecasts, reached if known else whole, query)

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


def _availability(
    forecasts: tuple[ColourForecast, ...], spaces: Mapping[Colour, int], query: Query
) -> Availability | None:
    usable = [one for one in forecasts if one.colour in VISITOR_COLOURS and spaces.get(one.colour)]
    chosen = usable or [one for one in forecasts if spaces.get(one.colour)]
    loads = tuple(
        Load(one.colour, spaces[one.colour], Range(one.paid.mean, one.paid.low, one.paid.high))
        for one in chosen
    )
    return availability(loads, query.at.astimezone(MADRID).hour)
