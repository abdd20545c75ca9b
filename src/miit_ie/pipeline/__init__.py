"""spaCy components and the pipelines made of them."""

from miit_ie.pipeline.extraction import extract, extract_many
from miit_ie.pipeline.loading import PIPELINES, load

__all__ = ["PIPELINES", "extract", "extract_many", "load"]
