"""Checks of annotations: what breaks the rules of the guideline, and what looks as if it did."""

from miit_ie.annotation.checks.findings import Finding, Severity
from miit_ie.annotation.checks.near_duplicates import Overlap
from miit_ie.annotation.checks.report import Report, check_files

__all__ = ["Finding", "Overlap", "Report", "Severity", "check_files"]
