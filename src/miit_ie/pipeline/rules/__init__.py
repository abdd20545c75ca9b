"""The rule baseline: gazetteers, a trigger lexicon with context tests, and argument attachment."""

from miit_ie.pipeline.rules.extractor import Circumstance, Reading, extract, read

__all__ = ["Circumstance", "Reading", "extract", "read"]
