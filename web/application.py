"""The site as an ASGI application, for a server of one's own choice.

    uvicorn --factory openpeel.web.application:create_app
    gunicorn --worker-class uvicorn.workers.UvicornWorker "openpeel.web.application:create_app()"

The environment says what `openpeel serve` takes as options: OPENPEEL_DB, OPENPEEL_PUBLIC_URL,
OPENPEEL_CONTACT.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from openpeel.web.reloading import Reloading
from openpeel.web.server import make_site, started


def create_app() -> Any:
    """Return the application that serves the database OPENPEEL_DB (openpeel.db if it is not set).

    Raises:
        DataError: there is no such file, it was not built by this version, or it was changed.
    """
    path = Path(os.environ.get("OPENPEEL_DB") or "openpeel.db")
    public_url = os.environ.get("OPENPEEL_PUBLIC_URL") or None
    contact = os.environ.get("OPENPEEL_CONTACT") or None
    return Reloading(lambda: started(make_site(path, public_url=public_url, contact=contact)))
