"""The ledger: entries, Merkle tree, checkpoints, proofs, fsck. Bytes in, verdict out; no database.

Every act on a petition appends one entry. The entries are the leaves of a Merkle tree (RFC 6962);
a signed checkpoint fixes its size and root, so that no entry can be changed, dropped or slipped in
afterwards without the root saying so. The byte formats stand in docs/formats/ledger.md. Verifying
needs the standard library only; signing needs `cryptography`.
"""

from fullcount.ledger.checkpoints import Checkpoint
from fullcount.ledger.commitments import commit, derive_salt, voter_tag
from fullcount.ledger.entries import KINDS, Entry, entry_bytes, read_entry
from fullcount.ledger.fsck import Problem, Report, fsck
from fullcount.ledger.merkle import Tree, items_root, leaf_hash, root_of
from fullcount.ledger.notes import NoteError, new_key, open_note, sign_note, verifier_key
from fullcount.ledger.proofs import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "KINDS",
    "Checkpoint",
    "Entry",
    "NoteError",
    "Problem",
    "Report",
    "Tree",
    "commit",
    "consistency_proof",
    "derive_salt",
    "entry_bytes",
    "fsck",
    "inclusion_proof",
    "items_root",
    "leaf_hash",
    "new_key",
    "open_note",
    "read_entry",
    "root_of",
    "sign_note",
    "verifier_key",
    "verify_consistency",
    "verify_inclusion",
    "voter_tag",
]
