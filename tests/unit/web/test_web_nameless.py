"""A fault is logged with its place and kind; its words, which may hold a voter's name, are not."""

import io
import logging

from fullcount.web.nameless import LINE, Nameless

NAME, PLACE = "GARCIA, ANA", "12 OAK ST"


def fail():
    try:
        raise_of(KeyError, NAME)
    except KeyError as error:
        raise ValueError(PLACE) from error


def raise_of(kind, words):
    raise kind(words)


def test_a_faults_words_are_not_logged():
    out, log = io.StringIO(), logging.getLogger("test-nameless")
    handler = logging.StreamHandler(out)
    handler.setFormatter(Nameless(LINE))
    log.addHandler(handler)
    try:
        fail()
    except ValueError:
        log.exception("Internal Server Error: %s", "/examine")
    said = out.getvalue()
    assert "ValueError" in said
    assert "test_web_nameless.py" in said
    assert "/examine" in said
    assert NAME not in said
    assert PLACE not in said
