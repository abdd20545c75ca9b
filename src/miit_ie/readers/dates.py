"""Dates in the metadata of pages and records, where programs write them.

`miit_ie.text.dates` reads those people write in a text: it takes no 20230512 and no 2023-05-12-10:20:00.
"""

from __future__ import annotations

import re
from datetime import date

__all__ = ["iso_date"]

_DAY = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})"
    r"(?:\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{1,2})|(?P<mm>[0-9]{2})(?P<dd>[0-9]{2}))(?![0-9])"
)
_MONTH_OR_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:[-/.年]([0-9]{1,2})月?|年?)")


def iso_date(text: str) -> str | None:
    """Return the first date of a text in ISO 8601, ``None`` if there is none that exists.

    Numbers alone are read, in the notations of web pages; the time of day is left out. A text that is nothing
    but a year or a month gives that.

    Examples
    --------
    >>> iso_date("发布时间：2023年5月12日 10:20"), iso_date("2022-11-03-09:15:00"), iso_date("20230512")
    ('2023-05-12', '2022-11-03', '2023-05-12')
    >>> iso_date("2023/5"), iso_date("2023-02-30")
    ('2023-05', None)
    """
    if match := _DAY.search(text):
        month, day = match["month"] or match["mm"], match["day"] or match["dd"]
        try:
            return date(int(match["year"]), int(month), int(day)).isoformat()
        except ValueError:
            return None
    if match := _MONTH_OR_YEAR.fullmatch(text.strip()):
        year, month = match.groups()
        if month is None:
            return year
        return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None
    return None
