"""Floor 5: the web desk: intake, examination, supervision and the public page, for one case.

Importing the room sets Django up with the room's own settings, so it must be imported before
`fullcount.case` in a process; `fullcount serve` starts such processes.
"""

from django.conf import settings as _settings

from fullcount.terms import Fault
from fullcount.web import settings as _ours

if not _settings.configured:
    _settings.configure(**{name: getattr(_ours, name) for name in dir(_ours) if name.isupper()})
elif "fullcount.web" not in _settings.INSTALLED_APPS:
    raise Fault("fullcount.web was imported after fullcount.case had set Django up.")

import fullcount.case  # noqa: F401 - sets Django up, with these settings
