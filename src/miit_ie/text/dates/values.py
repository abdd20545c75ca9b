"""What a date expression stands for: points of the calendar that may lack a year, a month or a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

__all__ = ["Context", "Period", "Point"]


class Point(NamedTuple):
    """A year, month or day. A field is ``None`` where it is unknown or finer than the expression says."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def iso(self) -> str | None:
        """Return the point in ISO 8601, or ``None`` if it lacks its year or is not in the calendar.

        Examples
        --------
        >>> Point(2021, 1).iso(), Point(2021, 2, 30).iso(), Point(None, 2, 3).iso()
        ('2021-01', None, None)
        """
        if self.year is None or (self.day is not None and self.month is None):
            return None
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            return None
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in self[1:] if part is not None)])

    def plus_months(self, months: int) -> Point:
        """Return the month so many months later, or a point without a year if this one has no year or month."""
        if self.year is None or self.month is None:
            return Point(None)
        years, month = divmod(self.month - 1 + months, 12)
        return Point(self.year + years, month + 1)


class Period(NamedTuple):
    """From one point to another, both included."""

    start: Point
    end: Point

    @classmethod
    def at(cls, point: Point) -> Period:
        """Return the period of a single point."""
        return cls(point, point)

    def iso(self) -> str | None:
        """Return the point, or the interval ``start/end``, in ISO 8601.

        ``None`` if either end is unresolved, or the end lies before the start.

        Examples
        --------
        >>> Period(Point(2021, 1), Point(2021, 5)).iso(), Period.at(Point(2021)).iso()
        ('2021-01/2021-05', '2021')
        """
        start, end = self.start.iso(), self.end.iso()
        if start is None or end is None or start[: len(end)] > end:
            return None
        return start if start == end else f"{start}/{end}"


class Context(NamedTuple):
    """What fills in the fields an expression leaves out.

    Attributes
    ----------
    reference
        The date of the bulletin.
    recent
        The date the text named last; a point without a year if there is none.
    near
        Whether it did so in the same sentence, where it outweighs ``reference``.
    """

    reference: date | None = None
    recent: Point = Point(None)
    near: bool = False

    @property
    def today(self) -> Point:
        """The date of the bulletin; a point without a year if it is not known."""
        return self.days_later(0)

    def days_later(self, days: int) -> Point:
        """Return the day so many days after the bulletin's."""
        if self.reference is None:
            return Point(None)
        try:
            day = self.reference + timedelta(days)
        except OverflowError:
            return Point(None)
        return Point(day.year, day.month, day.day)

    def year(self) -> int | None:
        """Return the year of a month or day given without one."""
        first, second = self._by_weight()
        return first.year or second.year

    def month(self) -> Point:
        """Return the year and month of a day given without them."""
        first, second = self._by_weight()
        point = first if first.month else second
        return Point(point.year, point.month)

    def same_day(self) -> Point:
        """Return the day that 当天 refers back to."""
        return self.recent if self.recent.day else self.today

    def _by_weight(self) -> tuple[Point, Point]:
        return (self.recent, self.today) if self.near else (self.today, self.recent)
