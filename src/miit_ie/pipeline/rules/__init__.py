"""The rule baseline: gazetteers, a trigger lexicon with context tests, and argument attachment."""

from miit_ie.pipeline.rules.extractor import extract

__all__ = ["extract"]
