from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.errors import InputError
from miit_ie.readers.encoding import codec_name, decode

SENTENCE = "经评审，确定第三批共１８家企业为示范单位，试点期两年。\n"
# Common characters as GB 2312 has them, blanks and breaks of every kind among them.
COMMON = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
CHINESE = st.lists(
    st.sampled_from([*COMMON, *"，。、；：“”（）《》１２３", "\r\n", "\r", "\t", "\f", "\u3000", "20", "a "])
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@given(drawn=CHINESE)
def test_text_comes_back_whole_from_every_encoding(encoding: str, drawn: list[str]) -> None:
    text = SENTENCE + "".join(drawn)
    assert decode(text.encode(encoding), "a.txt") == text


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_character_survives_utf_8_and_gb18030(text: str) -> None:
    text = SENTENCE + text
    assert decode(text.encode(), "a.txt") == text
    assert decode(text.encode("gb18030"), "a.txt", encoding="gb18030") == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "第一行\r\n第二行\r第三行\n\r\n末行\r\n",
        "　　段落\t缩进\u00a0与\u200b零宽\u2028分行\x85和\x0b",
        "— 12 —\f\n续页",
        "𠮷野家与😀",
    ],
)
def test_nothing_is_altered(text: str, encoding: str) -> None:
    text = SENTENCE + text
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_byte_order_mark_is_not_text(encoding: str) -> None:
    marked = ("\ufeff" + SENTENCE).encode(encoding)
    assert decode(marked, "a.txt") == SENTENCE
    assert decode(marked, "a.txt", encoding=encoding) == SENTENCE


def test_only_the_first_byte_order_mark_goes() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"x", "a.txt") == "\ufeffx"


@pytest.mark.parametrize("text", ["联通", "一一一一", "通知"])
def test_gb_text_that_passes_for_utf_8(text: str) -> None:
    assert decode(text.encode("gbk"), "a.txt") == text


def test_european_utf_8_stays_itself() -> None:
    assert decode("40 °C ± 2 · é".encode(), "a.txt") == "40 °C ± 2 · é"


def test_utf_16_without_a_single_ascii_character() -> None:
    text = "认定企业技术中心并予以公布"
    assert b"\0" not in text.encode("utf-16-le")
    assert decode(text.encode("utf-16-le"), "a.txt") == text
    assert decode(text.encode("utf-16-be"), "a.txt") == text


def test_gb_text_that_is_mostly_english() -> None:
    text = "bush hid the facts, and more of the same in plain ASCII 认定 OK"
    assert decode(text.encode("gbk"), "a.txt") == text


def test_what_a_document_says_of_itself_is_weighed() -> None:
    text = "經評審，確定第三批共十八家企業為示範單位，試點期兩年，由各縣市政府協助辦理並監督執行。"
    assert decode(text.encode("big5"), "a.htm", declared="big5") == text
    # Servers that put a wrong encoding on everything.
    for wrong in ("iso-8859-1", "utf-8", "big5", "no-such-encoding"):
        assert decode(SENTENCE.encode("gbk"), "a.htm", declared=wrong) == SENTENCE
    assert decode(SENTENCE.encode(), "a.htm", declared="gb2312") == SENTENCE


def test_encoding_by_name() -> None:
    assert decode("認定企業".encode("big5"), "a.txt", encoding="Big5") == "認定企業"
    # Files called GB 2312 hold characters that only its successors have.
    assert decode("朱镕基".encode("gbk"), "a.txt", encoding="gb2312") == "朱镕基"
    assert codec_name("GBK", "a.txt") == codec_name("cp936", "a.txt") == "gb18030"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.bin: empty, there is no text in it"),
        (b" \r\n\t", "a.bin: empty, there is no text in it"),
        ("\ufeff\u3000\n".encode(), "a.bin: empty, there is no text in it"),
        (b"%PDF-1.7\n\xff\xfe", "a.bin: a PDF file; convert it to text first"),
        (b"PK\x03\x04....word/document.xml", "a.bin: a ZIP archive or Office document (DOCX, XLSX, WPS, OFD); convert"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.bin: an old Office document (DOC, XLS, WPS); convert"),
        (b"\x89PNG\r\n\x1a\n", "a.bin: a PNG image; convert"),
        (rb"{\rtf1\ansi", "a.bin: an RTF document; convert"),
        (b"A plain text\0 with a stray NUL in it, and more text.", "a.bin: binary data, not text: NUL at offset 12"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\xff\xff", "a.bin: binary data, not text: NUL at offset 7"),
        ("公布\0名单".encode(), "a.bin: binary data, not text: NUL at offset 6"),
        (
            SENTENCE.encode() * 2 + b"\xff",
            "a.bin: not UTF-8, UTF-16 or GB18030 text: byte 0xff at offset 164; name its",
        ),
        (
            SENTENCE.encode("gbk") * 2 + b"\xff",
            "a.bin: not UTF-8, UTF-16 or GB18030 text: byte 0xff at offset 110; name",
        ),
        (codecs.BOM_UTF16_LE + b"\x2d\x4e\x00", "a.bin: not UTF-16-LE text, as its byte order mark says: byte 0x00 at"),
        (codecs.BOM_UTF8 + b"\xe4\xb8", "a.bin: not UTF-8 text, as its byte order mark says: byte 0xe4 at offset 3"),
    ],
)
def test_what_is_no_text(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "a.bin")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (SENTENCE.encode("gbk"), "utf-8", "a.txt: not UTF-8 text: byte 0xbe at offset 0"),
        (b"abc", "utf-16-le", "a.txt: not UTF-16-LE text: byte 0x63 at offset 2"),
        (SENTENCE.encode("utf-16-le"), "latin-1", "a.txt: binary data, not text: NUL at character"),
        (b"abc", "utf-88", "a.txt: unknown encoding 'utf-88'; try utf-8, utf-16 or gb18030"),
        (b"abc", "base64", "a.txt: unknown encoding 'base64'; try"),
        (b"abc", "a\0b", "a.txt: unknown encoding 'a\\x00b'; try"),
    ],
)
def test_a_wrong_encoding(data: bytes, encoding: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt", encoding=encoding)
    assert str(caught.value).startswith(message)


@given(data=st.binary())
def test_no_bytes_cause_anything_but_text_or_an_input_error(data: bytes) -> None:
    with contextlib.suppress(InputError):
        assert decode(data, "a.bin").strip()
