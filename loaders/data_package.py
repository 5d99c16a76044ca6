"""What all data packages say alike: the profiles of the standard, and the licence."""

from __future__ import annotations

PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
