"""What the site adds to its pages: documents that live elsewhere in the repository, and the tables of the ontology."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from github_markdown import as_python_markdown
from ontology import fill

ROOT = Path(__file__).resolve().parents[1]
_DOCUMENTS = ("CONTRIBUTING.md", "annotations/README.md", "annotations/GUIDELINES.md", "models/miit-ie-small/README.md")
# What the documents link to beside each other; it stands in the site where it stands in the repository.
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_LOADED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//[^>]*>")


def on_files(files: Files, config: Any) -> Files:
    """Add the documents at the place they have in the repository, so that their relative links hold."""
    paths = dict.fromkeys(_DOCUMENTS)
    for document in _DOCUMENTS:
        folder = (ROOT / document).parent
        for target in _LINK.findall((ROOT / document).read_text(encoding="utf-8")):
            linked = (folder / target).resolve()
            if linked.is_file():
                paths[linked.relative_to(ROOT).as_posix()] = None
    for path in paths:
        files.append(File(path, str(ROOT), config.site_dir, config.use_directory_urls))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill in tables and examples of the ontology, and adapt documents written for GitHub."""
    return as_python_markdown(markdown) if page.file.src_uri in _DOCUMENTS else fill(markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Refuse a page that would load something from elsewhere: the site has to work offline."""
    if loaded := _LOADED.search(output):
        raise PluginError(f"{page.file.src_uri}: loads from elsewhere: {loaded[0]}")
    return output
