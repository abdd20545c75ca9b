"""spaCy components and the pipelines made of them."""

from miit_ie.pipeline.extraction import extract, extract_many
from miit_ie.pipeline.loading import load

__all__ = ["extract", "extract_many", "load"]
