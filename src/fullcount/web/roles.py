"""Who may do what: the roles of people at the desk, and the words for them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is at the desk. A person may have several."""

    ADMINISTRATOR = "administrator"
    INTAKE = "intake"
    EXAMINER = "examiner"
    SENIOR = "senior"
    SUPERVISOR = "supervisor"
    OBSERVER = "observer"

    @property
    def words(self) -> str:
        """The role as people say it."""
        return _WORDS[self]

    @property
    def does(self) -> str:
        """What the role is for, in a sentence."""
        return _DOES[self]


_WORDS = {
    Role.ADMINISTRATOR: "administrator",
    Role.INTAKE: "intake clerk",
    Role.EXAMINER: "examiner",
    Role.SENIOR: "senior examiner",
    Role.SUPERVISOR: "supervisor",
    Role.OBSERVER: "observer",
}
_DOES = {
    Role.ADMINISTRATOR: "Makes accounts, gives roles, lets people in again. Sees no line.",
    Role.INTAKE: "Receives sections, counts lines, freezes the manifest, enters the seed.",
    Role.EXAMINER: "Examines lines and finds them valid or invalid.",
    Role.SENIOR: "As an examiner; and second and third to read what may be rejected for its signature.",
    Role.SUPERVISOR: "Watches the clock and the counts, settles, determines, certifies.",
    Role.OBSERVER: "Sees progress, and nobody's name.",
}
EXAMINERS = (Role.EXAMINER, Role.SENIOR)
EVERYBODY = tuple(Role)
