"""One function for each thing a person does to a petition; each is one transaction with its ledger entry.

Every action takes the open case and who acts when, refuses (terms.Refused, saying what comes first)
out of order, and leaves no trace when it fails.
"""

from fullcount.case.actions.certificates import amend, certify, draft_certificate, stage_due
from fullcount.case.actions.duplicates import Tally, settle_duplicates
from fullcount.case.actions.examining import record_findings, record_findings_file
from fullcount.case.actions.linking import Linked, link_lines
from fullcount.case.actions.manifest import Frozen, freeze_manifest
from fullcount.case.actions.opening import Opening, open_petition
from fullcount.case.actions.receiving import Received, receive_files, receive_sections
from fullcount.case.actions.results import (
    check_full_count_due,
    determination_due,
    determine,
    order_full_count,
    project,
)
from fullcount.case.actions.rolls import VoterFile, attach_roll, seal_roll
from fullcount.case.actions.sample import draw_sample, enter_seed
from fullcount.case.actions.transcribing import transcribe_file, transcribe_lines
from fullcount.case.actions.withdrawals import (
    Registered,
    register_withdrawals,
    register_withdrawals_file,
)
from fullcount.case.files import Found, Withdrawal

__all__ = [
    "Found",
    "Frozen",
    "Linked",
    "Opening",
    "Received",
    "Registered",
    "Tally",
    "VoterFile",
    "Withdrawal",
    "amend",
    "attach_roll",
    "certify",
    "check_full_count_due",
    "determination_due",
    "determine",
    "draft_certificate",
    "draw_sample",
    "enter_seed",
    "freeze_manifest",
    "link_lines",
    "open_petition",
    "order_full_count",
    "project",
    "receive_files",
    "receive_sections",
    "record_findings",
    "record_findings_file",
    "register_withdrawals",
    "register_withdrawals_file",
    "seal_roll",
    "settle_duplicates",
    "stage_due",
    "transcribe_file",
    "transcribe_lines",
]
