import pytest

from bot.texts import catalogue
from bot.understanding.candidates import Message
from bot.understanding.errors import AlertReason
from bot.understanding.intents import conditions, cues, habits, limits
from bot.understanding.intents.grammar import CUES
from bot.understanding.intents.habits import Habit
from bot.understanding.intents.sentence import WORDS_OF_INTENTS, Sentence
from bot.understanding.lexicon import corrected, load
from bot.understanding.parser import Grammar, Parser
from bot.understanding.tokens import tokenise
from tests.bot.understanding.names import MADRID_NAMES, KnownNames

LEXICON = load(WORDS_OF_INTENTS)
RULES = [
    rule
    for module in (cues, habits, conditions, limits)
    for rules in module.RULES.rules.values()
    for rule in rules
]
SHAPES = {"INTEGER", "DECIMAL", "PAIR"}


def alone(rule):
    """The grammar with this one rule for its symbol, so that only it can read its example."""
    grammar = Grammar()
    grammar.rules.update(CUES.rules)
    grammar.rules[rule.symbol] = [rule]
    return grammar


def sentence(text):
    return Sentence(text, MADRID_NAMES, ())


def values(text, kind):
    return [cue.value for cue in sentence(text).cues(kind)]


@pytest.mark.parametrize("rule", RULES, ids=[f"{rule.symbol}: {rule.example}" for rule in RULES])
def test_every_rule_reads_its_own_example_whole(rule):
    assert rule.symbol not in {option for element in rule.elements for option in element.options}
    tokens = tokenise(rule.example)
    parser = Parser(alone(rule), tokens, corrected(tokens, LEXICON), LEXICON)
    ends = [end for end, _ in parser.readings(rule.symbol, 0)]
    assert ends if rule.elements[-1].awaited else len(tokens) in ends


def test_every_class_and_symbol_a_rule_names_exists_and_every_class_is_used():
    kinds = {entry.kind for words in LEXICON._by_first.values() for entry in words}
    old = {entry.kind for words in load()._by_first.values() for entry in words}
    options = {option for rule in RULES for element in rule.elements for option in element.options}
    for option in options:
        assert option.startswith("'") or option in kinds | SHAPES or CUES.rules.get(option), option
    assert kinds - old <= options


def test_the_words_of_intents_change_nothing_for_questions():
    assert load().correct("mapaa") is None
    assert next(load().entries(["avisame"], 0), None) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("los laborables", {0, 1, 2, 3, 4}),
        ("de lunes a viernes", {0, 1, 2, 3, 4}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("L-J", {0, 1, 2, 3}),
        ("de viernes a lunes", {4, 5, 6, 0}),
        ("lunes, miércoles y viernes", {0, 2, 4}),
        ("Mon, Wed and Fri", {0, 2, 4}),
        ("el lunes y el martes", {0, 1}),
        ("de lunes a jueves y los sábados", {0, 1, 2, 3, 5}),
        ("lunes martes miércoles jueves viernes sábado y domingo", set(range(7))),
        ("cada viernes", {4}),
        ("los viernes", {4}),
        ("on Fridays", {4}),
        ("every friday", {4}),
        ("todos los días", set(range(7))),
        ("daily", set(range(7))),
        ("fines de semana", {5, 6}),
        ("cada finde", {5, 6}),
        ("every day except Sunday", set(range(6))),
        ("de lunes a viernes menos los miércoles y jueves", {0, 1, 4}),
    ],
)
def test_days_of_every_week_are_a_set(text, days):
    assert values(text, "habit") == [Habit(frozenset(days))]


@pytest.mark.parametrize(
    ("text", "habit"),
    [
        ("cada mañana", Habit(None, "morning")),
        ("todas las noches", Habit(None, "night")),
        ("saturday mornings", Habit(frozenset({5}), "morning")),
        ("every weekday morning", Habit(frozenset(range(5)), "morning")),
        ("weekend afternoons", Habit(frozenset({5, 6}), "afternoon")),
    ],
)
def test_a_part_of_the_day_may_be_said_with_the_days(text, habit):
    assert values(text, "habit") == [habit]


@pytest.mark.parametrize(
    "text", ["el viernes", "on friday", "friday", "lunes", "este finde", "mañana", "todos"]
)
def test_a_single_day_is_none_of_every_week(text):
    assert values(text, "habit") == []


def test_days_without_all_of_them_are_no_days():
    assert values("los lunes menos los lunes", "habit") != [Habit(frozenset())]


@pytest.mark.parametrize(
    "text", ["cada dos semanas", "every other day", "cada mes", "every 30 minutes", "cada hora"]
)
def test_other_rhythms_are_seen(text):
    assert sentence(text).has("rhythm")


@pytest.mark.parametrize("text", ["cada día", "every day", "todos los días", "cada lunes"])
def test_days_of_every_week_are_no_other_rhythm(text):
    assert not sentence(text).has("rhythm")


def test_the_longest_cues_win_and_do_not_overlap():
    found = sentence("no es muy difícil aparcar o es fácil").cues("level", "condition")
    assert [(cue.value.level, cue.value.side) for cue in found] == [
        ("medium", "or_better"),
        ("easy", "or_better"),
    ]


@pytest.mark.parametrize("text", ["calle del Aviso", "calle Mapa", "avenida Resumen"])
def test_a_cue_behind_a_street_type_is_a_name(text):
    said = sentence(text)
    assert not any(said.has(kind) for kind in ("alert", "map", "digest"))


def test_a_known_name_is_no_misspelt_cue():
    assert sentence("avisme").has("alert")
    assert not Sentence("avisme", KnownNames(["Avisme"]), ()).has("alert")


def test_a_name_that_goes_on_beyond_a_cue_is_a_name():
    assert not Sentence("Mapa Mundi", KnownNames(["Mapa Mundi"]), ()).has("map")
    assert sentence("Mapa Mundi").has("map")


def test_what_is_taken_out_does_not_join_what_stood_around_it():
    said = sentence("Ponzano mapa 20")
    assert said.rest("map").place == "Ponzano"


def test_a_message_says_which_symbols_it_cannot_hold():
    message = Message(tokenise("Goya 20"), LEXICON, CUES)
    assert not message.may_say("greeting")
    assert message.may_say("house")


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("reason", AlertReason.__args__)
def test_every_reason_an_alert_cannot_be_set_for_has_words(language, reason):
    assert f"reasons.{reason}" in catalogue(language)
    assert "{why}" in catalogue(language)["failures.AlertNotUnderstoodError"]
