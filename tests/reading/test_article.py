"""A page's text, title, date and language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import Reading, read_article

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://news.example/story"

LEAD = (
    "The laboratory released a language model with 70 billion parameters on Tuesday, saying that it had learnt from "
    "15 trillion tokens of text and code."
)
MORE = (
    "Training took 57 days on a cluster of 2,048 accelerators, according to a report that came with the weights and "
    "that describes the data in unusual detail."
)


def html(body: str, head: str = "", attributes: str = 'lang="en"') -> bytes:
    """A page with navigation, comments and a footer round the article."""
    return f"""<!DOCTYPE html><html {attributes}><head><meta charset="utf-8"><title>Story | News</title>{head}</head>
    <body><nav><ul><li><a href="/">Home</a></li><li><a href="/ai">Artificial intelligence, 99 billion stories</a></li>
    </ul></nav><main>{body}</main><aside><h3>Read next</h3><a href="/x">A rival has 400 billion parameters</a></aside>
    <section id="comments" class="comments"><p>I trained one with 3 billion parameters myself, says a reader.</p>
    </section><footer><p>© 2026 News. All rights reserved by 12 companies.</p></footer></body></html>""".encode()


def read(body: bytes, content_type: str | None = "text/html", url: str = URL, **declared: str) -> Reading:
    """Read a page at a fixed moment."""
    return read_article(body, content_type, url, now=NOW, **declared)


def test_main_text_without_what_surrounds_it() -> None:
    reading = read(html(f"<article><h1>New model</h1><p>{LEAD}</p><p>{MORE}</p></article>"))
    assert LEAD in reading.text
    assert f"{LEAD}\n\n{MORE}" in reading.text
    for noise in ("99 billion", "400 billion", "3 billion", "12 companies"):
        assert noise not in reading.text
    assert reading.language == "en"
    assert reading.warnings == ()


def test_tables_are_rows() -> None:
    table = "<table><tr><th>Model</th><th>Parameters</th></tr><tr><td>Large</td><td>671B</td></tr></table>"
    reading = read(html(f"<article><p>{LEAD}</p><p>{MORE}</p>{table}</article>"))
    assert "| Model | Parameters |\n| Large | 671B |" in reading.text


def test_a_layout_table_is_no_table() -> None:
    reading = read(html(f"<table><tr><td><p>{LEAD}</p><p>{MORE}</p></td></tr></table>"))
    assert LEAD in reading.text
    assert "|" not in reading.text


def test_the_persian_non_joiner_survives() -> None:
    sentence = "این مدل می‌تواند متن‌های بلند را بخواند و شرکت‌ها آن را به‌کار می‌برند؛ هفتاد میلیارد پارامتر دارد. "
    other = "پژوهشگران می‌گویند آموزش آن دو ماه به درازا کشید و داده‌های آن از وب‌گاه‌های گوناگون گرد آمده‌اند. "
    reading = read(html(f"<article><p>{sentence * 2}</p><p>{other * 2}</p></article>", attributes='lang="fa"'))
    assert "می‌تواند" in reading.text
    assert reading.language == "fa"


def test_short_pages_are_read_by_paragraphs() -> None:
    reading = read(html("<div><div>Weights for the 7B model are out now.</div></div>"))
    assert "Weights for the 7B model are out now." in reading.text


def test_the_description_is_the_last_resort() -> None:
    head = '<meta name="description" content="A model with 70 billion parameters was released.">'
    reading = read(html("<div id='app'></div>", head=head))
    assert "A model with 70 billion parameters was released." in reading.text
    assert reading.description == "A model with 70 billion parameters was released."


def test_plain_text_is_kept() -> None:
    reading = read(f"{LEAD}\r\n\r\n{MORE}".encode(), "text/plain")
    assert reading.text == f"{LEAD}\n\n{MORE}"


UNUSABLE = [b"", b"   ", b"<html></html>", b"<!DOCTYPE html>", b"\x00\xff\xfe\x00", b"<p>" * 3000]


@pytest.mark.parametrize("body", UNUSABLE)
def test_an_unusable_page_is_a_warning(body: bytes) -> None:
    reading = read(body)
    assert len(reading.text) < 10
    assert reading.warnings


def test_a_pdf_is_named() -> None:
    address = "https://lab.example/2026/11/03/report.pdf"
    reading = read(b"%PDF-1.7 ...", "application/pdf", address, declared_title="Report")
    assert (reading.text, reading.title, reading.published) == ("", "Report", "2026-11-03")
    assert "PDF" in reading.warnings[0]


JSON_LD = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite"},'
    '{"@type":["NewsArticle"],"headline":"H","datePublished":"2026-01-01T08:00:00Z"}]}</script>'
)


def test_dates_in_order_of_trust() -> None:
    body = f"<article><p>{LEAD}</p><p>{MORE}</p></article>"
    meta = '<meta property="article:published_time" content="2026-10-07T10:00:00Z">'
    address = "https://news.example/2026/10/06/story"
    full = html(body, JSON_LD + meta)
    assert read(full, url=address, declared_published="2026-10-09T00:00:00Z").published == "2026-10-09"
    assert read(full, url=address).published == "2026-01-01"
    assert read(html(body, meta), url=address).published == "2026-10-07"
    assert read(html(body), url=address).published == "2026-10-06"
    assert read(html(body), url="https://news.example/2026/10/story").published_precision == "month"
    undated = read(html(body))
    assert undated.published is None or undated.published == "2026"  # the footer's year is all there is


def test_broken_linked_data_is_passed_over() -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>'
    meta = '<meta name="pubdate" content="2026-10-07">'
    assert read(html(f"<p>{LEAD}</p>", broken + meta)).published == "2026-10-07"


def test_titles_and_canonical_addresses() -> None:
    head = '<meta property="og:title" content=" Own  title "><link rel="canonical" href="/story-1">'
    reading = read(html(f"<p>{LEAD}</p>", head))
    assert (reading.title, reading.canonical_url) == ("Own title", "https://news.example/story-1")
    assert read(html(f"<p>{LEAD}</p>", head), declared_title="The feed's").title == "The feed's"
    assert read(html(f"<p>{LEAD}</p>", '<link rel="canonical" href="javascript:alert(1)">')).canonical_url is None


def test_a_declared_language_holds_unless_the_script_forbids_it() -> None:
    body = html(f"<article><p>{LEAD}</p><p>{MORE}</p></article>")
    assert read(body, declared_language="de").language == "de"
    wrong = read(body, declared_language="ko")
    assert wrong.language == "en"
    assert any("ko" in warning for warning in wrong.warnings)


def test_a_legacy_charset_is_read_and_reported() -> None:
    russian = "Компания представила языковую модель с семьюдесятью миллиардами параметров и открыла её веса. " * 3
    body = f"<html><head><meta charset='utf-8'></head><body><article><p>{russian}</p></article></body></html>"
    reading = read(body.encode("cp1251"))
    assert "семьюдесятью миллиардами" in reading.text
    assert reading.language == "ru"
    assert "cp1251" in reading.warnings[0]


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([None, "text/html", "text/plain", "application/json", "x"]))
def test_nothing_raises(body: bytes, content_type: str | None) -> None:
    assert isinstance(read_article(body, content_type, "https://x.example/", now=NOW), Reading)


PIECES = [
    "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<a>", "word ", "<br>", "<li>", "<script>", "</script>",
    "<!--", "-->", "&#x200c;", "\x00", "<body>", "<html>",
]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES)))
def test_odd_markup_never_raises(pieces: list[str]) -> None:
    assert isinstance(read_article("".join(pieces).encode(), "text/html", "https://x.example/", now=NOW), Reading)


def test_what_publishers_put_into_the_text_is_left_out() -> None:
    clutter = '<div class="ad">Join 250,000 readers of our briefing about models with 9 billion parameters.</div>'
    reading = read(html(f"<div class='entry'><p>{LEAD}</p>{clutter}<p>{MORE}</p></div>"))
    assert LEAD in reading.text
    assert "9 billion" not in reading.text


def test_a_page_that_is_called_a_newsletter_is_still_a_page() -> None:
    assert LEAD in read(html(f"<div class='newsletter'><p>{LEAD}</p><p>{MORE}</p></div>")).text


def test_short_texts_in_dense_scripts_are_full_texts() -> None:
    chinese = "研究院发布了新一代大语言模型，总参数六千七百亿，每次只激活其中三百七十亿，训练用了两千多块加速卡。"
    reading = read(html(f"<article><p>{chinese}</p><p>模型权重已经全部公开，任何人都可以下载使用。</p></article>"))
    assert chinese in reading.text
    assert reading.warnings == ()
