"""Dates and periods in a text, with their ISO 8601 values."""

from miit_ie.text.dates.finder import find_dates

__all__ = ["find_dates"]
