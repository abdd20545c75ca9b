"""Colours that tell labels apart."""

from __future__ import annotations

import colorsys
from collections.abc import Collection

__all__ = ["colours"]


def colours(labels: Collection[str]) -> dict[str, str]:
    """Return a light colour for each label, on which dark text can be read.

    Examples
    --------
    >>> colours(["AGENCY", "COMPANY"])
    {'AGENCY': '#f28c8c', 'COMPANY': '#8cf2f2'}
    """
    hues = (i / len(labels) for i in range(len(labels)))
    shades = (colorsys.hls_to_rgb(hue, 0.75, 0.8) for hue in hues)
    return {
        label: f"#{''.join(f'{round(part * 255):02x}' for part in shade)}"
        for label, shade in zip(labels, shades, strict=True)
    }
