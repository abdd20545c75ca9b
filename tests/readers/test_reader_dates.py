from __future__ import annotations

import pytest

from miit_ie.readers.dates import iso_date


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023-05-12", "2023-05-12"),
        ("2023-05-12 10:20:33", "2023-05-12"),
        ("2023-05-12T10:20:00+08:00", "2023-05-12"),
        ("2022-11-03-09:15:00", "2022-11-03"),
        ("2022/3/8 8:00", "2022-03-08"),
        ("2022.3.8", "2022-03-08"),
        ("20220308", "2022-03-08"),
        ("发布时间：2005年6月21日 来源", "2005-06-21"),
        ("2021", "2021"),
        ("2021年", "2021"),
        (" 2021年3月 ", "2021-03"),
        ("2021-13", None),
        ("2023-02-30", None),
        ("2023-1-123", None),
        ("12023-01-01", None),
        ("编号20220308123", None),
        ("三月八日", None),
        ("", None),
    ],
)
def test_notations(text: str, value: str | None) -> None:
    assert iso_date(text) == value
