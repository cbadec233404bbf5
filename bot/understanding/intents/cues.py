"""Rules for the words that show what is wanted; each symbol is a kind of cue (`bot.understanding.intents.sentence`).

What a cue does not cover is the place and the time, which are read as those of a question.
"""

from datetime import timedelta

from bot.understanding.dates import LONGEST_DAYS
from bot.understanding.intents.model import Colour, Page
from bot.understanding.parser import Grammar

HOURS_OF_DAY = 24
A_BIT = timedelta(minutes=30)
AN_HOUR = timedelta(hours=1)

RULES = Grammar()
rule = RULES.rule


@rule("greeting", "GREETING", "buenas tardes")
@rule("thanks", "THANKS", "muchas gracias")
@rule("goodbye", "GOODBYE", "hasta luego")
@rule("goodbye", "SEE_YOU day", "nos vemos el lunes")
@rule("chat", "CHAT", "qué tal")
@rule("help", "HELP", "qué puedes hacer")
@rule("why", "WHY STATE?", "why is")
@rule("show", "SHOW", "enséñame")
@rule("map", "ARTICLE|THE|EN_ONE|ONE? MAP", "un mapa")
@rule("map", "MAP_OF", "map of")
@rule("zone", "ZONE !house", "todo madrid")
@rule("chart", "ARTICLE|THE|EN_ONE|ONE? CHART", "the chart")
@rule("all_day", "ALL_DAY", "todo el día")
@rule("save", "SAVE", "guarda")
@rule("as", "AS", "como")
@rule("this", "THIS_PLACE", "este sitio")
@rule("tell", "TELL", "dime")
@rule("digest", "ARTICLE|THE|EN_ONE|ONE? DIGEST", "el resumen")
@rule("condition", "CONDITION", "en cuanto")
@rule("topic", "TOPIC", "la cosa")
@rule("address", "ADDRESS", "la dirección")
@rule("follow", "FOLLOW", "what about")
@rule("nod", "NOD", "no")
@rule("nearby", "NEARBY !OF", "mejor cerca")
@rule("price", "PRICE TO_PARK?", "cuánto cuesta aparcar")
def plain() -> bool:
    """Read words that mean one thing."""
    return True


@rule("house", "INTEGER !HOUR_MARK|HOUR_WORD|AMPM|OCLOCK|AND|LESS|HALF", "5")
def house() -> bool:
    """Read a number that is no hour: "Madrid 5" is no whole city."""
    return True


@rule("car", "ARTICLE|THE|MY? CAR !CAR_PARK", "mi coche")
def car() -> bool:
    """Read the car."""
    return True


@rule("where_is_car", "WHERE DID_PARK car?", "dónde aparqué el coche")
@rule("where_is_car", "WHERE DID_LEAVE car|IT", "dónde dejé el coche")
@rule("where_is_car", "WHERE IT DID_LEAVE", "dónde lo dejé")
@rule("where_is_car", "WHERE HAVE PARKED_WORD car?", "dónde tengo aparcado el coche")
@rule("where_is_car", "WHERE HAVE car", "dónde tengo el coche")
@rule("where_is_car", "WHERE STATE PARKED_WORD? car", "dónde está mi coche")
@rule("where_is_car", "WHERE car STATE? PARKED_WORD?", "where my car is")
@rule("where_is_car", "FIND car", "no encuentro mi coche")
def where_is_car() -> bool:
    """Read the question for the parked car."""
    return True


@rule("parked", "ALREADY? IT? DID_PARK ALREADY? car?", "he aparcado el coche")
@rule("parked", "ALREADY? DID_LEAVE ALREADY? car PARKED_WORD?", "he dejado el coche")
@rule("parked", "ALREADY? IT DID_LEAVE PARKED_WORD?", "lo he dejado")
@rule("parked", "HAVE car PARKED_WORD", "tengo el coche aparcado")
@rule("parked", "HAVE PARKED_WORD car", "tengo aparcado el coche")
@rule("parked", "ALREADY? AM PARKED_WORD", "estoy aparcado")
def parked() -> bool:
    """Read that one has parked the car."""
    return True


@rule("car_is", "HAVE car", "tengo el coche")
@rule("car_is", "car STATE", "mi coche está")
@rule("parked_word", "ALREADY? STATE? PARKED_WORD car?", "ya está aparcado")
@rule("parked_word", "car STATE? PARKED_WORD", "coche aparcado")
def maybe_parked() -> bool:
    """Read what means so where a message begins with it, or where a place follows."""
    return True


@rule("left", "ALREADY? DID_TAKE ALREADY? car", "he sacado el coche")
@rule("left", "NO_MORE AM? PARKED_WORD ANYMORE?", "ya no estoy aparcado")
@rule("left", "AM NO_MORE PARKED_WORD ANYMORE?", "I'm not parked anymore")
@rule("left", "car STATE? GONE", "the car is gone")
@rule("left", "NO_MORE HAVE car", "ya no tengo el coche")
@rule("left", "NO_MORE STATE car", "ya no está el coche")
@rule("left", "car NO_MORE STATE", "el coche ya no está")
@rule("leaving", "ALREADY? LEAVING 'de'|'del'|'from'?", "me he ido de")
def left() -> bool:
    """Read that the car is gone; "me voy" says so only without a place to go to."""
    return True


@rule("alerts", "SHOW|DROP? EVERY? MY ALERT_NOUN|ALERTS", "ver mis avisos")
@rule("alerts", "DROP EVERY|THE|ARTICLE|ONE|EN_ONE? ALERT_NOUN|ALERTS", "quita todas las alertas")
@rule("alerts", "DROP MY|THE|ARTICLE? WEEKDAY|WEEKDAYS ALERT_NOUN|ALERTS", "pause my friday alert")
@rule("alerts", "NO_ALERTS ANY_MORE? MY|THE|ARTICLE|ONE|EN_ONE? ALERT_NOUN|ALERTS", "ya no quiero avisos")
@rule("alerts", "DROP|NO_ALERTS ANY_MORE|MY? digest", "stop the digest")
@rule("alerts", "STOP_TELLING", "no me avises")
@rule("alerts", "SHOW THE|ARTICLE ALERTS HAVE?", "enséñame las alertas")
@rule("alerts", "SHOW|DROP? LIST OF? MY|THE|ARTICLE? ALERTS", "lista de alertas")
@rule("alerts", "WHICH ALERTS HAVE?", "qué alertas tengo")
@rule("alerts", "HAVE SOME ALERT_NOUN|ALERTS", "tengo alguna alerta")
@rule("alerts_word", "SHOW? THE|ARTICLE? ALERTS", "ver avisos")
def alerts() -> bool:
    """Read the question for the alerts that are set, where they are paused and deleted, too."""
    return True


@rule("places", "SHOW? EVERY? MY PLACES SAVED?", "ver mis sitios")
@rule("places", "SHOW? LIST OF? MY|THE|ARTICLE? PLACES SAVED?", "lista de sitios")
@rule("places", "SHOW? THE|ARTICLE|LOS? PLACES SAVED", "enséñame los sitios guardados")
@rule("places", "'saved' PLACES", "saved favourites")
@rule("places", "WHICH PLACES SAVED", "qué sitios tengo guardados")
def places() -> bool:
    """Read the question for the places that are kept, where nothing else is said."""
    return True


@rule("alert", "ALERT", "avísame")
@rule("alert", "SET_UP ONE|EN_ONE|ARTICLE|MY? ALERT_NOUN|ALERTS", "pon una alerta")
@rule("alert", "ONE|EN_ONE? ALERT_NOUN", "una alerta")
def alert() -> bool:
    """Read that somebody wants to be told."""
    return True


@rule("own_name", "PERSONAL", "casa")
@rule("led_name", "MY|ARTICLE|THE? PERSONAL", "mi casa")
@rule("naming", "MY|ARTICLE|THE? PERSONAL IS_CALLED", "mi casa está en")
@rule("mine", "IS_CALLED MY|ARTICLE|THE PERSONAL", "es mi casa")
def own_name() -> bool:
    """Read what people mostly call places of their own, and words between such a name and its place."""
    return True


@rule("lives", "name:LIVES", "vivo en")
def lives(name: str) -> str:
    """Read words that give a place its name by what one does there."""
    return name


@rule("page", "page:PAGE", "privacidad")
def page(page: Page) -> Page:
    """Read what a page is called, or what is on it."""
    return page


@rule("page", "HAVE? ONE|EN_ONE|ARTICLE|THE? LABEL_WORD LABEL", "tengo etiqueta C")
@rule("page", "HAVE? EN_ONE|THE? LABEL LABEL_WORD", "i have a C label")
@rule("page", "car STATE|HAS LABEL", "mi coche es ECO")
@rule("page", "car HAS ONE|EN_ONE|ARTICLE|THE? LABEL_WORD LABEL", "mi coche tiene etiqueta C")
@rule("page", "car HAS EN_ONE|THE? LABEL LABEL_WORD", "my car has a C label")
def label() -> Page:
    """Read the environmental label of a car, which is chosen among the settings."""
    return "settings"


@rule("shift", "'+' by:duration", "+1 h")
@rule("shift", "by:duration LATER_BY|MORE", "una hora más tarde")
def later(by: timedelta) -> timedelta:
    """Read how much later than what was talked about."""
    return by


@rule("shift", "'-'|'−'|'–' by:duration", "-1 h")
@rule("shift", "by:duration EARLIER_BY", "media hora antes")
def earlier(by: timedelta) -> timedelta:
    """Read how much earlier."""
    return -by


@rule("shift", "'+' hours:INTEGER", "+1")
@rule("shift", "'-'|'−'|'–' less:INTEGER", "-1")
def hours(hours: int = 0, less: int = 0) -> timedelta | None:
    """Read hours without their word, as on the buttons of an answer."""
    return timedelta(hours=hours - less) if max(hours, less) <= HOURS_OF_DAY else None


@rule("shift", "ANOTHER unit:UNIT", "otra hora")
@rule("shift", "n:number MORE unit:UNIT", "15 more minutes")
def more(unit: int, n: int = 1) -> timedelta:
    """Read how many more minutes or hours."""
    return timedelta(minutes=unit * n)


@rule("shift", "ANOTHER length:duration", "otra media hora")
def another(length: timedelta) -> timedelta:
    """Read a length once more."""
    return length


@rule("shift", "A_BIT LATER_BY", "un poco más tarde")
def a_bit_later() -> timedelta:
    """Read a little later."""
    return A_BIT


@rule("shift", "A_BIT EARLIER_BY", "un poco antes")
def a_bit_earlier() -> timedelta:
    """Read a little earlier."""
    return -A_BIT


@rule("shift", "EARLIER_BY", "earlier")
def an_hour_earlier() -> timedelta:
    """Read that it should be earlier, by nothing in particular: as the button does."""
    return -AN_HOUR


@rule("later_on", "LATER_BY", "later")
def an_hour_later() -> timedelta:
    """Read "later", which goes on from an answer, but has its own meaning without one."""
    return AN_HOUR


@rule("days_on", "'+' n:number unit:DAY_UNIT", "+1 día")
@rule("days_on", "n:quantity unit:DAY_UNIT LATER_BY|MORE", "dos días después")
@rule("days_on", "NEXT_DAY", "al día siguiente")
def days_later(n: float = 1, unit: int = 1) -> int:
    """Read how many days later, at the same hour."""
    return int(min(n * unit, LONGEST_DAYS))


@rule("days_on", "'-'|'−'|'–' n:number unit:DAY_UNIT", "-1 día")
@rule("days_on", "n:quantity unit:DAY_UNIT EARLIER_BY", "un día antes")
@rule("days_on", "DAY_BEFORE", "el día anterior")
def days_earlier(n: float = 1, unit: int = 1) -> int:
    """Read how many days earlier."""
    return -int(min(n * unit, LONGEST_DAYS))


@rule("same", "SAME", "lo mismo")
@rule("same_hour", "SAME_HOUR", "a la misma hora")
def same() -> bool:
    """Read that what was asked is asked again, but for what else is said."""
    return True


@rule("colour", "IN_COLOUR? colour:COLOUR SPACE_WORD?", "en verde")
@rule("colour", "IN_COLOUR? SPACE_WORD colour:COLOUR", "en zona azul")
def colour(colour: Colour) -> Colour:
    """Read the colour of a space."""
    return colour
