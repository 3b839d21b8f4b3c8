"""Published figures of how texts go wrong. CHECKED: read where named. MEMORY: quoted, not looked up again.

Damerau 1964, "A technique for computer detection and correction of spelling errors", CACM 7(3): of 964
errors 567 substitutions, 153 omissions, 99 insertions, 23 transpositions, 122 of several letters.
CHECKED in the notes of Febrl 0.4.2, generate.py.

Peterson 1986, "A note on undetected typing errors", CACM 29(7), second study: transposed 13.1%, inserted
20.3%, omitted 34.4%, substituted 26.9%. CHECKED in the same notes.

Pollock & Zamora 1984, "Automatic spelling correction in scientific and scholarly text", CACM 27(4): the
first letter is wrong in 7.8% of misspellings, the second in 11.7%, the third in 19.2%; what is read off
paper is substituted almost only. CHECKED in the same notes. Pollock & Zamora 1983, JASIS 34(1): doubling
is the most important cause of insertions; 90 to 95% of misspellings hold a single error. CHECKED in its
abstract.

Kernighan, Church & Gale 1990, "A spelling correction program based on a noisy channel model", COLING: how
often a letter was typed for another, in newswire. CHECKED in a public copy of its table; counts below 5
are left out, except where a letter has no other.

Kukich 1992, "Techniques for automatically correcting words in text", ACM Computing Surveys 24(4): 13% of
errors run two words together, 2% split one. CHECKED in the notes of Febrl. Letters the table lacks, and
letters inserted that do not double, are keys beside (Grudin 1983: most substitutions are). MEMORY.

Verhoeff 1969, "Error detecting decimal codes": of errors in numbers 60 to 95% change one digit, 10 to 20%
swap neighbours, 10 to 20% omit or add a digit, 0.5 to 1.5% change a pair of twins, as many jump over a
digit. CHECKED in Wagner, "The laws of cryptography". The middle of each range is taken.

Christen 2005, "Probabilistic data generation for deduplication and data linkage", and Febrl 0.4.2,
generate.py: a modified field is missing, has words swapped, a blank lost or put in at the shares below;
given name and surname are exchanged. CHECKED in the program.

Letters alike in handwriting: the pairs most confused in EMNIST (Cohen et al. 2017) and NIST SD 19. MEMORY:
which pairs they are, not how often; all are taken to be equally frequent.
"""

from __future__ import annotations

INSERT, OMIT, SUBSTITUTE, TRANSPOSE = "insert", "omit", "substitute", "transpose"
TYPING = {TRANSPOSE: 13.1, INSERT: 20.3, OMIT: 34.4, SUBSTITUTE: 26.9}  # Peterson 1986
WRITING = {SUBSTITUTE: 567, OMIT: 153, INSERT: 99, TRANSPOSE: 23}  # Damerau 1964
FIRST_PLACES = (0.078, 0.117, 0.192)  # Pollock & Zamora 1984
DOUBLED = 0.5  # of insertions; Pollock & Zamora 1983 say "the most important cause"
RUN_TOGETHER = 0.13  # Kukich 1992

# Letter meant: letters typed for it and how often. Kernighan, Church & Gale 1990.
TYPED_FOR = {
    "A": "E388 I103 O91 U20 S11", "B": "R14 F15 P11 L10 D10 H8 N7",
    "C": "S27 D13 G11 T9 B9 N6 A7 M7 K8 V7", "D": "T42 S33 R30 C16 G11 E11 B9 J9 M8 Z7 N5",
    "E": "A342 I146 O116 U44 S35 Y15 D12 R12 G9 T7", "F": "C9 P6 T5 L4 S4", "G": "Q27 T19 C5 D5 L5 P5",
    "H": "N19 R8 Y7 L6 M6 D5 T5 K5", "I": "A118 E89 U64 O25 Y15 L13", "J": "P9 T1 S1", "K": "R5 M4 N4",
    "L": "N35 S27 T14 R8 Z7 I6 B5", "M": "N78 H12 B11 T9 D7 C7 P7 K5 Z5",
    "N": "M180 R20 H14 L14 C9 S6 P6 B5 E5 T5", "O": "E93 A76 I49 U43 P15 Y6 T5",
    "P": "R14 O14 B10 C10 N7 S7 W7 M6 T6 L5", "Q": "G3 C2", "R": "D43 N28 S14 E14 L11 T11 Y7 F6 W6 C5 G5",
    "S": "C39 T37 Y36 A35 D30 Z21 G13 R12 E12 L10 M9 X9 V8 K6 N5 J5",
    "T": "C40 D22 G21 R22 S15 M15 O14 F12 H11 A9 Y8 N7 E6 P6", "U": "I47 O39 E15 M13 A9 Y5",
    "V": "P4 C3 M3", "W": "T19 B8 C7 S5 D4 K4", "X": "S3 N2 M2", "Y": "S20 E18 O18 I15 U8 T7 A5",
    "Z": "T6 K3 N2",
}  # fmt: skip
KEYBOARD = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM", "1234567890")

READ_ALIKE = (  # capitals and small letters of one hand, either way
    ("I", "L"), ("G", "Q"), ("O", "D"), ("O", "Q"), ("U", "V"), ("F", "T"), ("A", "O"), ("N", "M"),
    ("Y", "V"), ("C", "E"), ("H", "N"), ("N", "R"), ("K", "R"), ("P", "D"), ("B", "R"), ("S", "G"),
    ("Z", "2"), ("S", "5"), ("B", "8"), ("I", "1"), ("J", "I"), ("W", "M"), ("X", "K"), ("C", "L"),
    ("RN", "M"), ("CL", "D"), ("LI", "U"), ("VV", "W"), ("II", "U"), ("IN", "M"), ("OL", "D"),
    ("TT", "H"), ("NI", "M"), ("EE", "EL"),
)  # fmt: skip
DIGITS_ALIKE = {
    "0": "689", "1": "742", "2": "71Z", "3": "528", "4": "91", "5": "36S", "6": "054", "7": "129",
    "8": "309", "9": "475",
}  # fmt: skip

# Of errors in numbers: the middles of Verhoeff's ranges.
DIGITS = {"change": 77.5, "swap": 15.0, "omit": 7.5, "add": 7.5, "twin": 1.0, "jump": 1.0}

# Of a field's modifications, by Febrl's generator: given name, surname, street, suburb.
MISSING = {"first": 0.02, "last": 0.02, "street": 0.04, "city": 0.01, "number": 0.02, "zip": 0.01}
WORDS_SWAPPED = {"first": 0.02, "last": 0.02, "street": 0.03, "city": 0.02}
BLANK_LOST = {"first": 0.01, "last": 0.02, "street": 0.03, "city": 0.02}
BLANK_PUT_IN = {"first": 0.01, "last": 0.01, "street": 0.02, "city": 0.02}
NAMES_EXCHANGED = 0.05
