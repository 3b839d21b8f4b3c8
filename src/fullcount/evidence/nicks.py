"""Nicknames: which given names stand for which, from the package `nicknames` (Apache-2.0).

The package knows English names; the short names of Spanish given names, and the likeliest formal name where
the package leaves it open, are added here.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import groupby
from typing import Final

import jellyfish

OWN_NICKNAMES: Final = 3  # a name with as many nicknames is a formal name itself

_LIKELIEST: Final = """
AL ALBERT|ALEX ALEXANDER|ANDY ANDREW|BERT ALBERT|BETH ELIZABETH|BILL WILLIAM|BILLY WILLIAM|BOB ROBERT
BOBBY ROBERT|CHRIS CHRISTOPHER|CHUCK CHARLES|DAN DANIEL|DAVE DAVID|DEB DEBORAH|DEBBIE DEBORAH|DICK RICHARD
ED EDWARD|EDDIE EDWARD|GREG GREGORY|HANK HENRY|HARRY HENRY|JACK JOHN|JEFF JEFFREY|JENNY JENNIFER|JERRY GERALD
JIM JAMES|JOE JOSEPH|JOEY JOSEPH|JOHNNY JOHN|JON JONATHAN|KATE KATHERINE|KEN KENNETH|LARRY LAWRENCE
MATT MATTHEW|MEG MARGARET|MIKE MICHAEL|NICK NICHOLAS|PAM PAMELA|PAT PATRICIA|PEGGY MARGARET|PETE PETER
RAY RAYMOND|RICK RICHARD|ROB ROBERT|RON RONALD|SAM SAMUEL|STEVE STEVEN|SUE SUSAN|TED EDWARD|TIM TIMOTHY
TOM THOMAS|TONY ANTHONY|WILL WILLIAM|ALE ALEJANDRO|BETO ALBERTO|CHAVA SALVADOR|CHELA GRACIELA|CHELO CONSUELO
CHEMA JOSE|CHENTE VICENTE|CHUCHO JESUS|CHUY JESUS|CONCHA CONCEPCION|FITO ADOLFO|GABY GABRIELA|GOYO GREGORIO
JAVI JAVIER|KIKE ENRIQUE|LALO EDUARDO|LENCHO LORENZO|LOLA DOLORES|LUCHA LUZ|LUPE GUADALUPE|LUPITA GUADALUPE
MALENA MAGDALENA|MANNY MANUEL|MANOLO MANUEL|MEMO GUILLERMO|MONCHO RAMON|NACHO IGNACIO|NANDO FERNANDO
NENA ELENA|PACO FRANCISCO|PANCHO FRANCISCO|PEPA JOSEFA|PEPE JOSE|PERLITA PERLA|PILI PILAR|POLO LEOPOLDO
QUIQUE ENRIQUE|RAFA RAFAEL|ROSI ROSA|SUSI SUSANA|TERE TERESA|TETE TERESA|TOLO BARTOLOME|TONO ANTONIO
TONA ANTONIA|YOLI YOLANDA
"""


@cache
def _likeliest() -> dict[str, str]:
    pairs = (pair.split() for pair in _LIKELIEST.replace("\n", "|").split("|") if pair)
    return dict(pairs)


@cache
def nickname_pairs() -> tuple[tuple[str, str], ...]:
    """Every known pair (nickname, formal name), sorted; about 2,700 of them."""
    from nicknames import name_triplets

    found = {
        (row.name2.upper(), row.name1.upper())
        for row in name_triplets()
        if row.relationship == "has_nickname"
    }
    return tuple(sorted(found | set(_likeliest().items())))


@cache
def _breadth() -> Counter[str]:
    """How many nicknames each name has."""
    return Counter(formal for _, formal in nickname_pairs())


@cache
def _formals() -> dict[str, tuple[str, ...]]:
    pairs = nickname_pairs()
    return {
        nick: tuple(formal for _, formal in group) for nick, group in groupby(pairs, key=lambda pair: pair[0])
    }


@cache
def nickname_root(form: str) -> tuple[str, ...]:
    """The formal names a given name may stand for, the likeliest first; itself where it is nobody's.

    BILL: (WILLIAM, ROBERT); PAT: (PATRICIA, PATRICK, ...); ZOLTAN: (ZOLTAN,). A name with several
    nicknames of its own is its own first root (JOHN, once listed under JONATHAN, stays JOHN). The first
    of them is the key `root_first`.
    """
    known = _likeliest().get(form)
    formals = _formals().get(form, ())
    own = form in _likeliest().values() or _breadth()[form] >= OWN_NICKNAMES
    if not formals or (own and not known):
        return (form,)
    broad = tuple(name for name in formals if name == known or _breadth()[name] >= OWN_NICKNAMES) or formals
    return tuple(sorted(broad, key=lambda name: (name != known, -_likeness(form, name), name)))


def same_by_nickname(a: str, b: str) -> bool:
    """Whether one is a nickname of the other, or both are of the same likeliest formal name."""
    if a == b:
        return False
    listed = b in _formals().get(a, ()) or a in _formals().get(b, ())
    return listed or nickname_root(a)[0] == nickname_root(b)[0]


def _likeness(nick: str, formal: str) -> float:
    """Likeness in letters, helped a little where the formal name has many nicknames."""
    near = jellyfish.jaro_winkler_similarity(nick, formal)
    return round(near + 0.02 * min(_breadth()[formal], 20), 6)
