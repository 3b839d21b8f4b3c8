"""Evidence: names and addresses in normal form; levels of agreement in words. Pure Python, no engine.

Two ways of writing one name or one address give one form; two forms are compared into a level that has
a sentence an official can read. Nothing here decides anything.
"""

from fullcount.evidence.addresses import AddressForm, address_form, zip_form
from fullcount.evidence.agreement import (
    AddressLevel,
    NameAgreement,
    NameLevel,
    address_agreement,
    address_sentence,
    given_level,
    name_agreement,
    name_sentence,
    spelled_level,
    surname_level,
)
from fullcount.evidence.letters import trimmed_sql, words
from fullcount.evidence.names import (
    GivenParts,
    NameForm,
    SurnameParts,
    given_form,
    given_parts,
    split_given,
    split_name,
    suffix_form,
    surname_form,
    surname_parts,
)
from fullcount.evidence.nicks import nickname_pairs, nickname_root, same_by_nickname
from fullcount.evidence.sounds import sound
from fullcount.evidence.streets import (
    NUMBER_PATTERN,
    StreetForm,
    routed_sql,
    split_number,
    street_form,
    unit_form,
)

__all__ = [
    "NUMBER_PATTERN",
    "AddressForm",
    "AddressLevel",
    "GivenParts",
    "NameAgreement",
    "NameForm",
    "NameLevel",
    "StreetForm",
    "SurnameParts",
    "address_agreement",
    "address_form",
    "address_sentence",
    "given_form",
    "given_level",
    "given_parts",
    "name_agreement",
    "name_sentence",
    "nickname_pairs",
    "nickname_root",
    "routed_sql",
    "same_by_nickname",
    "sound",
    "spelled_level",
    "split_given",
    "split_name",
    "split_number",
    "street_form",
    "suffix_form",
    "surname_form",
    "surname_level",
    "surname_parts",
    "trimmed_sql",
    "unit_form",
    "words",
    "zip_form",
]
