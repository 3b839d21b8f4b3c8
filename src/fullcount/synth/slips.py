"""Slips of hand, eye and key, one text at a time.

Every function takes a text and a whole number that decides which of the possible slips is made, and
returns another text, or the same where the slip cannot be made. They know nothing of lines or rates.
"""

from __future__ import annotations

from fullcount.synth import words
from fullcount.synth.names import nicknames

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NEIGHBOURS = {  # keys beside each other
    "A": "QSZ", "B": "VGN", "C": "XDV", "D": "SEF", "E": "WRD", "F": "DRG", "G": "FTH", "H": "GYJ",
    "I": "UOK", "J": "HUK", "K": "JIL", "L": "KOP", "M": "NJ", "N": "BHM", "O": "IPL", "P": "OL",
    "Q": "WA", "R": "ETF", "S": "ADW", "T": "RYG", "U": "YIJ", "V": "CFB", "W": "QES", "X": "ZSC",
    "Y": "TUH", "Z": "XAS",
}  # fmt: skip
LETTERS_ALIKE = (  # as read from handwriting, either way
    ("RN", "M"), ("U", "V"), ("CL", "D"), ("A", "O"), ("E", "C"), ("N", "R"), ("L", "I"), ("G", "Q"),
    ("H", "K"), ("W", "VV"), ("NN", "M"), ("U", "N"), ("I", "J"), ("Y", "G"), ("T", "F"), ("S", "5"),
    ("O", "0"), ("LL", "U"),
)  # fmt: skip
SOUNDS_ALIKE = (
    ("PH", "F"), ("CK", "K"), ("C", "K"), ("IE", "Y"), ("Y", "I"), ("S", "Z"), ("EE", "EA"),
    ("AI", "AY"), ("SS", "S"), ("LL", "L"), ("NN", "N"), ("TT", "T"), ("EZ", "ES"), ("V", "B"),
    ("J", "G"), ("SEN", "SON"), ("EY", "Y"), ("OU", "U"), ("X", "KS"), ("QU", "K"), ("MC", "MAC"),
    ("SH", "SCH"), ("EI", "IE"), ("H", ""), ("E", "A"),
)  # fmt: skip
DIGITS_ALIKE = {
    "1": "7", "7": "1", "0": "6", "6": "0", "3": "8", "8": "3", "4": "9", "9": "4", "5": "3", "2": "7",
}  # fmt: skip
ACCENTS = {
    "MUNOZ": "MUÑOZ", "NUNEZ": "NÚÑEZ", "PENA": "PEÑA", "IBANEZ": "IBÁÑEZ", "GARCIA": "GARCÍA",
    "LOPEZ": "LÓPEZ", "PEREZ": "PÉREZ", "GONZALEZ": "GONZÁLEZ", "RODRIGUEZ": "RODRÍGUEZ",
    "HERNANDEZ": "HERNÁNDEZ", "MARTINEZ": "MARTÍNEZ", "SANCHEZ": "SÁNCHEZ", "RAMIREZ": "RAMÍREZ",
    "GOMEZ": "GÓMEZ", "DIAZ": "DÍAZ", "VASQUEZ": "VÁSQUEZ", "JIMENEZ": "JIMÉNEZ", "GUZMAN": "GUZMÁN",
    "JOSE": "JOSÉ", "MARIA": "MARÍA", "JESUS": "JESÚS", "ANGEL": "ÁNGEL", "ANDRES": "ANDRÉS",
    "RAUL": "RAÚL", "RAMON": "RAMÓN", "RUBEN": "RUBÉN", "MONICA": "MÓNICA", "VERONICA": "VERÓNICA",
    "SOFIA": "SOFÍA", "MARTIN": "MARTÍN", "TOMAS": "TOMÁS", "CESAR": "CÉSAR", "OSCAR": "ÓSCAR",
    "BEATRIZ": "BEATRÍZ", "LEON": "LEÓN", "MEJIA": "MEJÍA", "AVILA": "ÁVILA", "AVALOS": "ÁVALOS",
    "CORDOVA": "CÓRDOVA", "ORDONEZ": "ORDÓÑEZ", "ZUNIGA": "ZÚÑIGA", "CASTANEDA": "CASTAÑEDA",
    "ACUNA": "ACUÑA", "MAGANA": "MAGAÑA",
}  # fmt: skip
ORDINAL_WORDS = {
    "1ST": "FIRST", "2ND": "SECOND", "3RD": "THIRD", "4TH": "FOURTH", "5TH": "FIFTH", "6TH": "SIXTH",
    "7TH": "SEVENTH", "8TH": "EIGHTH", "9TH": "NINTH", "10TH": "TENTH",
}  # fmt: skip
KIND_NAMES = tuple(words.KIND_WORDS)


def typo(text: str, chance: int) -> str:
    """One letter dropped, doubled, hit beside, swapped with the next or put in."""
    if len(text) < 3:
        return text
    at, kind, more = 1 + chance % (len(text) - 1), chance // 64 % 5, chance // 512
    letter = text[at]
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + letter + text[at:]
    if kind == 2:
        beside = NEIGHBOURS.get(letter, ALPHABET)
        return text[:at] + beside[more % len(beside)] + text[at + 1 :]
    if kind == 3:
        return text[: at - 1] + letter + text[at - 1] + text[at + 1 :]
    return text[:at] + ALPHABET[more % 26] + text[at:]


def lookalike(text: str, chance: int) -> str:
    """Letters read for others that look like them in handwriting: RN for M, U for V."""
    return _one_of(text, LETTERS_ALIKE, chance)


def sound(text: str, chance: int) -> str:
    """Spelled as it sounds: PH for F, IE for Y."""
    return _one_of(text, SOUNDS_ALIKE, chance)


def _one_of(text: str, pairs: tuple[tuple[str, str], ...], chance: int) -> str:
    """The text with one occurrence of one side of one pair turned into the other, where there is any."""
    for offset in range(len(pairs)):
        one, other = pairs[(chance + offset) % len(pairs)]
        source, target = (one, other) if chance // 64 % 2 or not other else (other, one)
        at = text.find(source, 1)
        if at > 0:
            return text[:at] + target + text[at + len(source) :]
    return text


def nickname(text: str, chance: int) -> str:
    """A short form of a first name."""
    forms = nicknames().get(text)
    return forms[chance % len(forms)] if forms else text


def initial(text: str, chance: int) -> str:
    """The first letter, with a full stop or without."""
    return text[:1] + "." * (chance % 2)


def accents(text: str, _chance: int) -> str:
    """With the accents the roll leaves off."""
    return ACCENTS.get(text, text)


def spacing(text: str, _chance: int) -> str:
    """A surname of several parts written as one."""
    return text.replace(" ", "").replace("'", "")


def digit_transposed(text: str, chance: int) -> str:
    """Two neighbouring digits exchanged."""
    if len(text) < 2:
        return text
    at = chance % (len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def digit_lookalike(text: str, chance: int) -> str:
    """One digit read for another: 1 for 7, 0 for 6; never a leading zero."""
    at = chance % len(text)
    other = DIGITS_ALIKE[text[at]]
    return text if at == 0 and other == "0" else text[:at] + other + text[at + 1 :]


def digit_dropped(text: str, chance: int) -> str:
    """One digit left out, not the first."""
    if len(text) < 3:
        return text
    at = 1 + chance % (len(text) - 1)
    return text[:at] + text[at + 1 :]


def zip_typo(text: str, chance: int) -> str:
    """A ZIP code with one digit changed or two exchanged."""
    return digit_transposed(text, chance // 2) if chance % 2 else digit_lookalike(text, chance // 2)


def kind_spelled(text: str, _chance: int) -> str:
    """AVENUE for AVE."""
    return words.KIND_WORDS.get(text, text)


def kind_wrong(text: str, chance: int) -> str:
    """Another kind of street."""
    return KIND_NAMES[(KIND_NAMES.index(text) + 1 + chance % 5) % len(KIND_NAMES)]


def direction_spelled(text: str, _chance: int) -> str:
    """NORTH for N."""
    return words.DIRECTIONS.get(text, text)


def ordinal_form(text: str, chance: int) -> str:
    """42 for 42ND; FIRST for 1ST."""
    if not text[:1].isdigit():
        return text
    word = ORDINAL_WORDS.get(text)
    return word if word and chance % 2 else text[:-2]


def street_abbreviated(text: str, _chance: int) -> str:
    """The first word of the street's name cut short, where there is a usual short form."""
    word, *rest = text.split(" ", 1)
    return " ".join([words.STREET_SHORT.get(word, word), *rest])


def city_abbreviated(text: str, _chance: int) -> str:
    """S for SAN, NO for NORTH."""
    word, *rest = text.split(" ", 1)
    return " ".join([words.CITY_SHORT.get(word, word), *rest])


def unit_other_form(text: str, chance: int) -> str:
    """# 4 for APT 4, APT 4 for # 4, and so on."""
    forms = ("APT {}", "#{}", "UNIT {}", "APT. {}", "{}", "NO {}")
    return forms[chance % len(forms)].format(text.split(" ", 1)[1])


def illegible(text: str, chance: int) -> str:
    """What can be read of a text that cannot be read: a letter here and there."""
    bits = chance
    out = []
    for letter in text:
        out.append(letter if bits % 4 == 0 and letter != " " else "?" if letter != " " else " ")
        bits //= 4
    return "".join(out)
