"""A small grammar engine: rules over classes of words, tried at every place, all readings kept.

A rule is written as a pattern of elements parted by blanks:

    AT          a word or phrase of that class in the lexicon, or a number of that shape
    hour        whatever a rule for that symbol reads
    'y'         this very folded word or sign
    A|b|'c'     any of them
    AT?         may be missing
    !OF         must not follow here
    &OF         must follow here, and is left to be read
    h:hour      its value is handed to the rule's function as `h`

The function gets the named values and returns what was meant, or None when it cannot be that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.understanding.lexicon import Lexicon
from bot.understanding.tokens import Token

Action = Callable[..., Any]
Acting = TypeVar("Acting", bound=Action)
Reading = tuple[int, Any]  # where it ends, and what was meant


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern."""

    options: tuple[str, ...]
    name: str | None
    optional: bool
    negated: bool
    awaited: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """How a symbol may be said, with an example of it."""

    symbol: str
    elements: tuple[Element, ...]
    example: str
    action: Action


Step = tuple[Element, frozenset[str]]
"""An element, and the classes and literals that a reading of it can begin with."""


@dataclass(frozen=True, slots=True)
class Way:
    """A rule made ready for parsing: what is certain of it before any reading is tried."""

    action: Action
    beginnings: frozenset[str]
    steps: tuple[Step, ...]


class Grammar:
    """The rules of all symbols; filled by the `rule` decorator and `include`, complete before the first parse."""

    def __init__(self) -> None:
        self.rules: dict[str, list[Rule]] = defaultdict(list)
        self._first: dict[str, frozenset[str]] = {}
        self._ways: dict[str, list[Way]] = {}

    def rule(self, symbol: str, pattern: str, example: str) -> Callable[[Acting], Acting]:
        """Register the decorated function as a reading of `symbol`."""

        def register(action: Acting) -> Acting:
            elements = tuple(_element(text) for text in pattern.split())
            self.rules[symbol].append(Rule(symbol, elements, example, action))
            return action

        return register

    def include(self, other: "Grammar") -> None:
        """Add the rules of another grammar."""
        for symbol, rules in other.rules.items():
            self.rules[symbol] += rules

    def first(self, option: str) -> frozenset[str]:
        """Return the classes and literals that a reading of `option` can begin with."""
        if option not in self._first:
            is_symbol = option[0].islower()
            rules = self.rules[option] if is_symbol else []
            self._first[option] = (
                frozenset().union(*(self.beginnings(rule) for rule in rules))
                if is_symbol
                else frozenset({option})
            )
        return self._first[option]

    def ways(self, symbol: str) -> Sequence[Way]:
        """Return the ways a symbol may be said, each with what it can begin with."""
        if symbol not in self._ways:
            self._ways[symbol] = [
                Way(
                    rule.action,
                    self.beginnings(rule),
                    tuple((one, self._heads(one)) for one in rule.elements),
                )
                for rule in self.rules[symbol]
            ]
        return self._ways[symbol]

    def _heads(self, element: Element) -> frozenset[str]:
        return frozenset().union(*(self.first(option) for option in element.options))

    def beginnings(self, rule: Rule) -> frozenset[str]:
        """Return the classes and literals that a reading by `rule` can begin with."""
        found: set[str] = set()
        for element in rule.elements:
            if element.negated or element.awaited:
                continue
            for option in element.options:
                found |= self.first(option)
            if not element.optional:
                break
        return frozenset(found)


class Parser:
    """Reads one message's tokens by a grammar; readings are remembered, so each is found once."""

    def __init__(
        self, grammar: Grammar, tokens: Sequence[Token], words: Sequence[str], lexicon: Lexicon
    ) -> None:
        self._grammar = grammar
        self._terminals = [_terminals(token, words, at, lexicon) for at, token in enumerate(tokens)]
        self._said = frozenset().union(*self._terminals)
        self._read: list[dict[str, Sequence[Reading]]] = [dict(found) for found in self._terminals]

    def anywhere(self, option: str) -> bool:
        """Tell whether a reading of a class, literal or symbol may begin anywhere: False is sure."""
        return not self._grammar.first(option).isdisjoint(self._said)

    def readings(self, option: str, start: int) -> Sequence[Reading]:
        """Return every reading of a class, literal or symbol at `start`."""
        if start >= len(self._read):
            return ()
        read = self._read[start]
        found = read.get(option)
        if found is None:
            found = read[option] = self._begun(option, start)
        return found

    def _begun(self, option: str, start: int) -> Sequence[Reading]:
        is_symbol = option[0].islower()
        if not is_symbol or self._grammar.first(option).isdisjoint(self._terminals[start]):
            return ()
        return list(self._by_rules(option, start))

    def _by_rules(self, symbol: str, start: int) -> Iterator[Reading]:
        ends = set()
        terminals = self._terminals[start]
        for way in self._grammar.ways(symbol):
            if way.beginnings.isdisjoint(terminals):
                continue
            for end, captured in self._match(way.steps, start, {}):
                meant = way.action(**captured)
                if meant is not None and end not in ends:
                    ends.add(end)
                    yield end, meant

    def _match(
        self, steps: Sequence[Step], start: int, captured: Mapping[str, Any]
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        if not steps:
            yield start, captured
            return
        (element, heads), rest = steps[0], steps[1:]
        found: list[Reading] = []
        if start < len(self._terminals) and not heads.isdisjoint(self._terminals[start]):
            found = [reading for option in element.options for reading in self.readings(option, start)]
        if element.negated or element.awaited:
            if bool(found) is element.awaited:
                yield from self._match(rest, start, captured)
            return
        for end, value in found:
            grown = {**captured, element.name: value} if element.name else captured
            yield from self._match(rest, end, grown)
        if element.optional:
            yield from self._match(rest, start, captured)


def _terminals(token: Token, words: Sequence[str], at: int, lexicon: Lexicon) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {f"'{words[at]}'": [(at + 1, None)]}
    for kind, value in token.classes.items():
        found[kind] = [(at + 1, value)]
    for entry in lexicon.entries(words, at):
        found.setdefault(entry.kind, []).append((at + len(entry.words), entry.value))
    return found


def _element(text: str) -> Element:
    negated, awaited, optional = text.startswith("!"), text.startswith("&"), text.endswith("?")
    body = text.strip("!&?")
    name, colon, options = body.partition(":")
    if not colon or name.startswith("'"):
        name, options = "", body
    return Element(tuple(options.split("|")), name or None, optional, negated, awaited)
