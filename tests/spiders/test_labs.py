"""Developers' own pages: which addresses are articles, and how what is wrong with a list is named."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from crawler.records import Document, Failure, SourceRank
from spiders.registry import load_sources
from tests.spiders.golden import WEB_PAGE, Visit, fixture, small, visit
from tests.spiders.jobs import Answer

SITEMAP = "https://www.anthropic.com/sitemap.xml"
ARTICLES = [
    "https://www.anthropic.com/news/claude-opus-4-5",
    "https://www.anthropic.com/research/end-subset-conversations",
    "https://www.anthropic.com/news/claude-opus-4-1",
]
LIST = "https://www.kimi.com/blog/"
POSTS = ["https://www.kimi.com/blog/kimi-k2-5", "https://www.kimi.com/blog/kimi-k2-6"]
PAGE = Answer(b"<html><body><p>A page</p></body></html>", headers={"Content-Type": "text/html"})

DEVELOPERS = {
    "Anthropic", "Google", "Google DeepMind", "Microsoft", "OpenAI", "Meta", "Mistral AI", "xAI", "Cohere", "NVIDIA",
    "Amazon", "IBM", "Ai2", "DeepSeek", "Alibaba", "Zhipu AI", "Moonshot AI", "MiniMax", "StepFun", "Baidu", "Tencent",
    "ByteDance", "Huawei", "Xiaomi", "NAVER", "Kakao", "SK Telecom", "Upstage", "Sber", "Yandex",
    "Technology Innovation Institute", "Preferred Networks", "NTT", "Sakana AI", "ELYZA", "AI21 Labs", "Sarvam AI",
    "Aleph Alpha", "Black Forest Labs", "Stability AI", "G42", "Krutrim", "LG AI Research", "iFlytek",
    "LightOn", "Swiss AI",
}  # fmt: skip


def test_the_developers_are_there() -> None:
    labs = [source for source in load_sources().values() if source.group == "labs"]
    assert {source.organization for source in labs} >= DEVELOPERS
    assert {source.rank for source in labs} == {SourceRank.DEVELOPER}
    assert all(source.country and source.licence for source in labs)


@pytest.mark.parametrize(("lab", "article", "other"), [
    ("cohere", "https://cohere.com/blog/command-a", "https://cohere.com/blog/authors"),
    ("xai", "https://x.ai/news/grok-4", "https://x.ai/grok"),
    ("meta_ai", "https://research.meta.ai/blog/introducing-muse-spark-1-3", "https://research.meta.ai/blog"),
    ("deepseek", "https://api-docs.deepseek.com/news/news250120", "https://api-docs.deepseek.com/quick_start/pricing"),
    ("bytedance_seed", "https://seed.bytedance.com/en/blog/seed2-1", "https://seed.bytedance.com/zh/blog/seed2-1"),
    ("ai21", "https://www.ai21.com/blog/announcing-jamba/", "https://www.ai21.com/blog/category/research/"),
    ("black_forest_labs", "https://bfl.ai/blog/flux-2", "https://bfl.ai/pricing"),
    ("runway", "https://runway.com/research/introducing-runway-gen-4", "https://runway.com/research/publications"),
    ("upstage", "https://www.upstage.ai/blog/en/solar-pro-2", "https://www.upstage.ai/pricing"),
    ("stepfun", "https://platform.stepfun.com/docs/zh/models/step-3", "https://platform.stepfun.com/docs/zh/faq"),
    ("xiaomi_mimo", "https://mimo.mi.com/models/zh-CN/mimo-v2.6-pro", "https://mimo.mi.com/terms"),
    ("tencent", "https://www.tencent.com/en-us/articles/2201-hunyuan.html", "https://www.tencent.com/en-us/esg.html"),
    ("moonshot", "https://www.kimi.com/blog/kimi-k2-5", "https://www.kimi.com/blog/"),
    ("minimax", "https://www.minimax.io/news/minimax-m2", "https://www.minimax.io/news"),
    ("baidu_ernie", "https://ernie.baidu.com/blog/posts/ernie4.5/", "https://ernie.baidu.com/blog/zh/page/2/"),
    ("tii", "https://www.tii.ae/news/falcon-2-uaes-technology-innovation-institute", "https://www.tii.ae/news"),
    ("sarvam", "https://www.sarvam.ai/blogs/sarvam-30b-105b", "https://www.sarvam.ai/blogs"),
    ("g42", "https://www.g42.ai/resources/news/global-tech-alliance-launches-stargate-uae", "https://www.g42.ai/about"),
    ("krutrim", "https://ai-labs.olakrutrim.com/models/Krutrim-LLM-2", "https://ai-labs.olakrutrim.com/careers"),
    ("lg_ai_research", "https://www.lgresearch.ai/news/view?seq=678", "https://www.lgresearch.ai/exaone"),
    ("iflytek", "https://www.iflytek.com/news/2985", "https://www.iflytek.com/cases.html"),
    ("lighton", "https://www.lighton.ai/lighton-blogs/introducing-lighton-nextplaid", "https://www.lighton.ai/contact-us"),
])  # fmt: skip
def test_which_addresses_are_articles(lab: str, article: str, other: str) -> None:
    source = load_sources()[f"labs/{lab}"]
    pattern = source.locate.pattern if source.locate else source.include
    assert re.search(pattern, article)
    assert not re.search(pattern, other)
    assert urlsplit(article).hostname == urlsplit(source.urls[0]).hostname


def anthropic(answer: Answer | Exception) -> Visit:
    return visit(small("labs/anthropic"), {SITEMAP: answer, **dict.fromkeys(ARTICLES, PAGE)})


def test_articles_of_a_sitemap_last_changed_first() -> None:
    done = anthropic(fixture("labs/sitemap.xml", Content_Type="application/xml"))
    assert done.job.failures == []
    assert [document.url for document in done.documents] == ARTICLES
    first = done.documents[0]
    assert isinstance(first, Document)
    assert (first.rank, first.language, first.version) == (SourceRank.DEVELOPER, "en", "2026-01-12T19:00:00.000Z")
    # The day of a change is no day of publication: the page says when it appeared.
    assert first.published is None


def test_unchanged_articles_are_not_fetched_again() -> None:
    source = small("labs/anthropic")
    answers = {SITEMAP: fixture("labs/sitemap.xml"), **dict.fromkeys(ARTICLES, PAGE)}
    done = visit(source, answers, versions={ARTICLES[0]: "2026-01-12T19:00:00.000Z"})
    assert [document.url for document in done.documents] == ARTICLES[1:]


MOVED = Answer(fixture("labs/sitemap.xml").body.replace(b"/news/", b"/stories/").replace(b"/research/", b"/science/"))


@pytest.mark.parametrize(("answer", "failure"), [
    (Answer(b""), Failure.EMPTY),
    (WEB_PAGE, Failure.CHANGED),
    (MOVED, Failure.CHANGED),
    (Answer(b"{}"), Failure.BROKEN),
    (Answer(b"", status=429), Failure.RATE_LIMITED),
    (Answer(b"no", status=403), Failure.BLOCKED),
    (Answer(b"oops", status=500), Failure.SERVER_ERROR),
    (TimeoutError(), Failure.TIMEOUT),
])  # fmt: skip
def test_a_sitemap_that_fails_is_named(answer: Answer | Exception, failure: Failure) -> None:
    done = anthropic(answer)
    assert (done.items, done.job.failure_names) == ([], [failure])


def test_a_cut_sitemap_is_signalled_and_read_as_far_as_it_goes() -> None:
    body = fixture("labs/sitemap.xml").body
    done = anthropic(Answer(body[: body.index(b"claude-opus-4-5")]))
    assert [signal.kind for signal in done.job.signals] == ["sitemap"]
    assert ARTICLES[2] in [document.url for document in done.documents]


def test_a_sitemap_that_shrank_is_a_change() -> None:
    done = visit("labs/anthropic", {SITEMAP: fixture("labs/sitemap.xml"), **dict.fromkeys(ARTICLES, PAGE)})
    assert done.job.failure_names == [Failure.CHANGED]


def test_articles_of_a_page_of_links() -> None:
    done = visit("labs/moonshot", {LIST: fixture("labs/list.html"), **dict.fromkeys(POSTS, PAGE)})
    assert done.job.failures == []
    assert sorted(document.url for document in done.documents) == POSTS


@pytest.mark.parametrize(("answer", "failure"), [
    (Answer(b""), Failure.CHANGED),
    (WEB_PAGE, Failure.CHANGED),
    (Answer(b"", status=429), Failure.RATE_LIMITED),
    (Answer(b"oops", status=500), Failure.SERVER_ERROR),
])  # fmt: skip
def test_a_page_of_links_that_fails_is_named(answer: Answer, failure: Failure) -> None:
    done = visit("labs/moonshot", {LIST: answer})
    assert (done.items, done.job.failure_names) == ([], [failure])


def test_release_notes_are_one_page() -> None:
    url = "https://docs.x.ai/developers/release-notes"
    done = visit("labs/xai_release_notes", {url: PAGE})
    assert [document.url for document in done.documents] == [url]
    assert done.job.failures == []
