"""What the words of an address stand for: street types, abbreviations, numerals and small words.

Everything here is folded: lower case, no accents. One word stands for one word, so that who counts
words in a message counts the same ones.
"""

from collections.abc import Iterable

_SPELLINGS = {
    "calle": "calle c cl cll clle cle call",
    "avenida": "avenida avda avd av avnda avenda ave avinguda",
    "paseo": "paseo po pso pseo ps p paseu",
    "plaza": "plaza pza plza pl pz plz plazuela",
    "glorieta": "glorieta gta glta gl glor rotonda",
    "travesia": "travesia trva trav trv tva tr",
    "pasaje": "pasaje pje psje pasje pas",
    "ronda": "ronda rda rnda",
    "cuesta": "cuesta cta csta cst",
    "costanilla": "costanilla cost costan",
    "callejon": "callejon cjon cllon callej",
    "camino": "camino cno cmno cam",
    "carrera": "carrera cra crra",
    "carretera": "carretera ctra crta",
    "bulevar": "bulevar blvr blvd bulev",
    "puente": "puente pte",
    "autovia": "autovia autov",
    "colonia": "colonia col",
    "barrio": "barrio bo",
    "arroyo": "arroyo",
    "particular": "particular",
}
KINDS = {spelling: kind for kind, spellings in _SPELLINGS.items() for spelling in spellings.split()}
"""Spelling of a street type → the type as the street index has it (folded)."""

ENGLISH_KINDS = {
    "street": "calle",
    "st": "calle",
    "road": "calle",
    "rd": "calle",
    "avenue": "avenida",
    "boulevard": "paseo",
    "square": "plaza",
    "sq": "plaza",
    "roundabout": "glorieta",
    "bridge": "puente",
}
"""English street types, written before the name ("street of") or after it ("Serrano street")."""

MEANT_BY = {
    "calle": frozenset({"avenida", "paseo", "bulevar", "carrera"}),
    "avenida": frozenset({"paseo", "bulevar"}),
    "paseo": frozenset({"avenida", "bulevar"}),
    "bulevar": frozenset({"avenida", "paseo"}),
}
"""Type written → the types that people may mean by it, if no street has the one written. Every other
type means itself, and "avenida" is never a "calle": the two often bear one name in different places."""

MINOR_KINDS = frozenset(
    {"travesia", "pasaje", "callejon", "particular", "puente", "arroyo", "colonia", "barrio"}
)
"""Never meant by a bare name that a street of another type has too."""

STATION_WORDS = frozenset(
    {"metro", "estacion", "est", "parada", "boca", "renfe", "cercanias", "tren", "station", "subway", "stop"}
)
AREA_WORDS = frozenset(
    {"barrio", "zona", "distrito", "district", "neighbourhood", "neighborhood", "area", "quarter"}
)

TYPE_WORDS = KINDS.keys() | ENGLISH_KINDS.keys() | STATION_WORDS | AREA_WORDS
"""Every word that says what kind of place follows."""

PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "y", "e", "the", "of", "and", "al"})

_LEADING = """
a al en in at near by cerca junto lado por hacia to around close alrededores frente opposite altura
"""
LEADING_NOISE = frozenset(_LEADING.split())
"""What stands before a place and says nothing about which ("cerca de", "near")."""

CITY_WORDS = frozenset({"madrid", "espana", "spain", "capital", "mad"})

_ABBREVIATIONS = {
    "santa": "sta",
    "santo": "sto",
    "san": "s snt",
    "general": "gral gnral grl",
    "doctor": "dr dtor",
    "doctora": "dra",
    "dona": "dna",
    "don": "d",
    "fernandez": "fdez fdz fernz",
    "hernandez": "hdez hdz",
    "gonzalez": "glez gzlez gonz glz",
    "martinez": "mtnez mtez mnez mtz",
    "rodriguez": "rguez rdguez rodrig rdgz",
    "lopez": "lpez lpz",
    "sanchez": "schz schez snchz",
    "garcia": "gcia ga",
    "jimenez": "jmnez jmez",
    "perez": "prez prz",
    "gomez": "gmez gmz",
    "hermanos": "hnos hmnos",
    "maria": "ma",
    "francisco": "fco",
    "francisca": "fca",
    "antonio": "anto",
    "jose": "jse",
    "capitan": "cap capt cpt",
    "comandante": "cte cmte cdte",
    "coronel": "cnel crnel",
    "teniente": "tte tnte",
    "almirante": "alm almte",
    "cardenal": "card cdnal",
    "marques": "mques marq mqs",
    "marquesa": "mquesa marqsa",
    "duque": "dque",
    "principe": "ppe pcpe",
    "nuestra": "ntra nra na",
    "nuestro": "ntro",
    "senora": "sra sna",
    "ciudad": "cdad cd",
    "ingeniero": "ing",
    "arquitecto": "arq arqto",
    "profesor": "prof",
    "maestro": "mtro",
    "santiago": "stgo",
    "virgen": "vgen vg",
    "universidad": "univ uni",
    "hospital": "hosp hptal",
    "puerto": "pto",
    "presidente": "pdte presid",
    "alcalde": "alc",
    "puente": "pte",
    "centro": "cntro",
    "comercial": "cial",
}
_WORD_OF = {short: word for word, shorts in _ABBREVIATIONS.items() for short in shorts.split()}

_SPANISH_NUMERALS = """uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco
veintiseis veintisiete veintiocho veintinueve treinta"""
_ROMAN_NUMERALS = """i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii
xxiv xxv"""
_DIGITS_OF = {
    word: str(value)
    for numerals in (_SPANISH_NUMERALS, _ROMAN_NUMERALS)
    for value, word in enumerate(numerals.split(), start=1)
}


def canonical(words: Iterable[str]) -> tuple[str, ...]:
    """Return folded words as names are compared: no particles, no abbreviations, numerals in digits.

    ("dos", "de", "mayo") and ("2", "mayo") are one name; so are ("alfonso", "xii") and ("alfonso", "12").
    """
    return tuple(canonical_word(word) for word in words if word not in PARTICLES)


def canonical_word(word: str) -> str:
    """Return one folded word in full, a numeral in digits."""
    return _DIGITS_OF.get(word) or _WORD_OF.get(word, word)
