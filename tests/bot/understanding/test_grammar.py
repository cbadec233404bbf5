import pytest

from bot.understanding.candidates import Message
from bot.understanding.errors import TimeNotUnderstoodError
from bot.understanding.grammar import GRAMMAR
from bot.understanding.lexicon import corrected, load
from bot.understanding.moments import moment, moments
from bot.understanding.parser import Grammar, Parser
from bot.understanding.pieces import Clock, Elapsed, Part, RelativeDay, Weekday
from bot.understanding.tokens import fold, tokenise

RULES = [rule for rules in GRAMMAR.rules.values() for rule in rules]


def parser_of(text, grammar=GRAMMAR):
    tokens = tokenise(text)
    return Parser(grammar, tokens, corrected(tokens, load()), load()), len(tokens)


def alone(rule):
    """The grammar with this one rule for its symbol, so that only it can read its example."""
    grammar = Grammar()
    grammar.rules.update(GRAMMAR.rules)
    grammar.rules[rule.symbol] = [rule]
    return grammar


@pytest.mark.parametrize("rule", RULES, ids=[f"{rule.symbol}: {rule.example}" for rule in RULES])
def test_every_rule_reads_its_own_example_whole(rule):
    recursive = rule.symbol in {option for element in rule.elements for option in element.options}
    assert not recursive
    parser, length = parser_of(rule.example, alone(rule))
    assert length in [end for end, _ in parser.readings(rule.symbol, 0)]


def test_every_class_and_symbol_a_rule_names_exists():
    shapes = {
        "INTEGER",
        "PADDED",
        "MILITARY",
        "DIGITAL",
        "DOTTED",
        "DECIMAL",
        "DATE",
        "ISO_DATE",
        "INSTANT",
        "FRACTION",
        "PAIR",
    }
    kinds = {entry.kind for words in load()._by_first.values() for entry in words} | shapes | {"DASHED"}
    options = {option for rule in RULES for element in rule.elements for option in element.options}
    for option in options:
        assert option.startswith("'") or option in kinds or GRAMMAR.rules.get(option), option


def test_every_part_of_the_day_in_the_lexicon_has_its_hours():
    entries = [entry for words in load()._by_first.values() for entry in words]
    for entry in entries:
        if entry.kind in ("PART", "BARE_PART", "MOMENT", "TONIGHT"):
            assert moment(entry.value).first <= moment(entry.value).at <= moment(entry.value).last
    assert {entry.value for entry in entries if entry.kind == "MOMENT"} < set(moments())


def test_manana_is_a_day_or_a_part_by_the_words_around_it():
    readings = {
        tuple(words.split()): pieces
        for candidate in Message(tokenise("mañana por la mañana"), load()).candidates()
        for words, pieces in [(" ".join(str(candidate.span).split()), candidate.pieces)]
    }
    assert (Part("morning"),) in readings.values()
    assert (RelativeDay(1),) in readings.values()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a las 5 menos cuarto", (Clock(4, 45),)),
        ("la 1 menos diez", (Clock(12, 50),)),
        ("next tuesday", (Weekday(1, strict=True),)),
        ("mañana noche", (RelativeDay(1), Part("night"))),
    ],
)
def test_the_longest_reading_comes_first(text, pieces):
    assert Message(tokenise(text), load()).candidates()[0].pieces == pieces


def test_house_numbers_are_no_hours():
    assert Message(tokenise("Ponzano 20"), load()).candidates() == []


def test_a_pattern_may_be_optional_forbidden_and_named():
    grammar = Grammar()

    @grammar.rule("greeting", "'hola'? who:INTEGER !'y'", "hola 5")
    def greeting(who: int) -> int:
        return who

    assert parser_of("hola 5", grammar)[0].readings("greeting", 0) == [(2, 5)]
    assert parser_of("5 z", grammar)[0].readings("greeting", 0) == [(1, 5)]
    assert parser_of("hola 5 y", grammar)[0].readings("greeting", 0) == []
    assert parser_of("hola", grammar)[0].readings("greeting", 1) == ()


def test_a_pattern_may_await_what_it_leaves_to_be_read():
    grammar = Grammar()

    @grammar.rule("opening", "'hola' &INTEGER", "hola")
    def opening() -> bool:
        return True

    assert parser_of("hola 5", grammar)[0].readings("opening", 0) == [(1, True)]
    assert parser_of("hola hola", grammar)[0].readings("opening", 0) == []
    assert parser_of("hola", grammar)[0].readings("opening", 0) == []


def test_a_rule_may_refuse_what_fits_its_pattern():
    assert parser_of("treinta y cuarenta")[0].readings("number", 0) == [(1, 30)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("viernse", "viernes"), ("tomorow", "tomorrow"), ("miercols", "miercoles"), ("sabdo", "sabado")],
)
def test_a_typo_of_a_word_of_time_is_put_right(typed, meant):
    assert load().correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [("holaaa", "hola"), ("tarrrde", "tarde"), ("goyaaa", "goyaaa"), ("xxx", "xxx"), ("hola", "hola")],
)
def test_a_known_word_that_is_drawn_out_is_as_it_is_spelt(typed, spelt):
    assert load().unstretched(typed) == spelt


@pytest.mark.parametrize(
    "word", ["salvador", "manzana", "luna", "hoyos", "horno", "mora", "goya", "lunes", "x"]
)
def test_other_words_and_known_ones_are_left_alone(word):
    assert load().correct(word) is None


def test_folding_takes_case_and_accents_away_and_nothing_else():
    assert fold("MAÑANA, Pº de la Castellana") == "manana, po de la castellana"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("17h", ["17", "h"]),
        ("a las8", ["a", "las", "8"]),
        ("O'Donnell 5", ["odonnell", "5"]),
        ("5 p.m.", ["5", "pm"]),
        ("9-11h", ["9-11", "h"]),
        ("2025-03-20T10:00", ["2025-03-20", "t", "10:00"]),
        ("nº20", ["no", "20"]),
    ],
)
def test_a_message_is_cut_into_words_numbers_and_signs(text, folded):
    assert [token.folded for token in tokenise(text)] == folded


def test_tokens_know_their_place_in_the_text():
    text = "Goya, 20 mañana"
    assert [text[token.start : token.end] for token in tokenise(text)] == ["Goya", ",", "20", "mañana"]


def test_an_error_says_its_reason():
    assert str(TimeNotUnderstoodError("past")) == "past"
    assert TimeNotUnderstoodError("past", "Goya").place == "Goya"


def test_a_length_of_hours_is_time_from_now():
    assert isinstance(Message(tokenise("en 3 horas"), load()).candidates()[0].pieces[0], Elapsed)


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("2025-03-20T09:00Z", {"INSTANT"}),
        ("2025-03-20t09:00:30.5+0100", {"INSTANT"}),
        ("2025-02-30T09:00Z", set()),
        ("9999-12-31T23:59-12:00", set()),
        ("2025-03-20", {"DATE", "ISO_DATE"}),
        ("28013", {"INTEGER", "POSTCODE"}),
        ("12345", {"INTEGER"}),
    ],
)
def test_a_shape_gives_a_token_its_classes(text, shapes):
    (token,) = tokenise(text)
    assert set(token.classes) == shapes


def test_a_range_behind_an_iso_time_is_no_offset():
    assert [token.folded for token in tokenise("2025-03-20T09:00 - 11:00")][1:] == [
        "t",
        "09:00",
        "-",
        "11:00",
    ]
