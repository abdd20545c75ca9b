from __future__ import annotations

from io import StringIO

from rich.console import Console

from miit_ie.annotation import Corpus, GoldBulletin, resolve
from miit_ie.annotation.statistics import tables


def corpus(name: str, *genres: str) -> Corpus:
    event = {"t": "部署", "trig": "部署", "mod": "planned", "agent": ["县里"], "items": [{"target": "任务"}] * 2}
    shorthand = {"doc_id": "a", "text": "县里将部署任务。", "ents": [["县里", "AGENCY"]], "events": [event]}
    return Corpus(name, tuple(GoldBulletin(resolve(shorthand), genre) for genre in genres))


def rows(*corpora: Corpus) -> dict[str, list[str]]:
    stream = StringIO()
    Console(file=stream, width=100).print(*tables(corpora))
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in stream.getvalue().splitlines() if "|" in line]
    return {name: values for name, *values in cells}


def test_tables_have_a_column_for_each_corpus_and_one_for_all() -> None:
    found = rows(corpus("train", "list", "list"), corpus("dev", "press"))
    assert found["genre, in bulletins"] == ["train", "dev", "all"]
    assert found["bulletins"] == ["2", "1", "3"]
    assert found["characters"] == ["16", "8", "24"]
    assert found["events of the core types"] == ["2", "1", "3"]
    assert found["list 名单公布、认定通知"] == ["2", "0", "2"]
    assert found["press 新闻发布会与新闻稿"] == ["0", "1", "1"]
    assert found["部署 DEPLOYMENT"] == ["2", "1", "3"]
    assert found["planned 计划"] == ["2", "1", "3"]
    assert found["positive 肯定"] == ["2", "1", "3"]
    assert found["target 对象"] == ["4", "2", "6"]
    assert found["AGENCY 政府机构"] == ["2", "1", "3"]
    assert found["DATE 日期、时期"] == ["0", "0", "0"]


def test_one_corpus_has_one_column_and_other_genres_have_rows() -> None:
    found = rows(corpus("mine", "poem"))
    assert found["bulletins"] == ["1"]
    assert found["poem"] == ["1"]
