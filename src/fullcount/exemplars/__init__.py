"""Floor 3: signatures on file, and images cut out of the petition's lines: taken in once, checked, shown.

They lie in a folder of the case: each file under the SHA-256 of its bytes, a copy to be shown beside it, and
an index of whose they are. Confidential: for their owner only, and nothing of them is ever published.
"""

from fullcount.exemplars.store import LINE, SIGNATURE, Exemplar, Exemplars
from fullcount.exemplars.taking import Taken, import_crops, import_exemplars

__all__ = [
    "LINE",
    "SIGNATURE",
    "Exemplar",
    "Exemplars",
    "Taken",
    "import_crops",
    "import_exemplars",
]
