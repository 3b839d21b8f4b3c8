"""Floor 4: a petition's life in a database, and one action for each thing a person does.

The only room that knows the database. `open_case` opens or creates a case (one database, one
petition); `fullcount.case.actions` holds the acts. Each act is one transaction that ends with its
ledger entry; the storage itself refuses any change of state without one (see `guards`).

Importing the room sets Django up, once for a process; no database is touched by that.
"""

from fullcount.case.config import configure

configure()  # before anything below imports the models, which need it

from fullcount.case import actions, read  # noqa: E402
from fullcount.case.acting import Acting  # noqa: E402
from fullcount.case.bundle import publish  # noqa: E402
from fullcount.case.check import fsck  # noqa: E402
from fullcount.case.home import Case, open_case  # noqa: E402
from fullcount.case.state import Status, status  # noqa: E402

__all__ = ["Acting", "Case", "Status", "actions", "fsck", "open_case", "publish", "read", "status"]
