"""Chinese in plots."""

from __future__ import annotations

__all__ = ["use_chinese_font"]

# As they are called on Linux, macOS and Windows; those made for simplified Chinese come before the others.
_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "Microsoft YaHei",
    "DengXian",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    # Older versions of matplotlib see the first face of a collection only, which is the Japanese one.
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Songti SC",
    "SimSun",
    "AR PL UMing CN",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)


def use_chinese_font() -> bool:
    """Let matplotlib draw Chinese with a font of the system, beside the font it draws other characters with.

    matplotlib keeps a list of the fonts it found, so a font installed later is seen once the files in
    ``matplotlib.get_cachedir()`` are deleted.

    Returns
    -------
    bool
        Whether there is such a font. Where there is none, matplotlib would draw empty boxes: label plots with the codes
        of the ontology instead.

    Examples
    --------
    >>> labels = ["认定", "遴选"] if use_chinese_font() else ["RECOGNITION", "SELECTION"]
    """
    # Only this needs it.
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties, findfont

    for name in _FONTS:
        try:
            findfont(FontProperties(family=name), fallback_to_default=False)
        except ValueError:
            continue
        # Of several families, each character is drawn with the first that has it.
        rcParams["font.family"] = list(dict.fromkeys([*rcParams["font.family"], name]))
        return True
    return False
