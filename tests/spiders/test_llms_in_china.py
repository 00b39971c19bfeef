"""The list of Chinese models: links in cells, several models in one, notes as texts; the real file where it is."""

from __future__ import annotations

from pathlib import Path

from crawler.records import Sighting
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden, fixture, visit
from tests.spiders.jobs import Answer

URL = "https://raw.githubusercontent.com/wgwang/awesome-LLMs-In-China/main/README.md"
ANSWERS = {URL: fixture("llms_in_china/README.md")}
GOLDEN: dict[str, dict[str, object]] = {
    "百度|文心一言": {"name": "文心一言", "organization": "Baidu", "country": "China"},
    "元象科技|XVERSE-65B": {"name": "XVERSE-65B", "organization": "XVERSE Technology", "country": "China"},
    "IDEA研究院|ziya-coding": {
        "name": "ziya-coding",
        "organization": "IDEA研究院",
        "hugging_face_id": "IDEA-CCNL/Ziya-Coding-15B-v1",
        "country": "China",
    },
}


def test_golden_rows() -> None:
    done = check_golden("llms_in_china", ANSWERS, GOLDEN)
    assert len(done.rows) == 6  # without the unnamed one and the table of foreign models
    assert done.rows["元象科技|XVERSE-7B"].url == "https://github.com/xverse-ai/XVERSE-7B"
    assert done.rows["百度|文心一言"].row["类别"] == "通用"


def test_notes_are_texts_about_their_model_where_the_row_has_one() -> None:
    documents = {document.title: document for document in check_golden("llms_in_china", ANSWERS, {}).documents}
    own, shared = documents["紫东·太初"], documents["XVERSE-7B"]
    assert own.body.decode() == "2.0版有100B参数"
    assert (own.about, own.language) == ("紫东·太初", "zh")
    assert (shared.about, shared.about_key) == (None, None)
    assert "XVERSE-65B" not in documents


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("llms_in_china", ANSWERS)


def test_the_real_list(shared: Path) -> None:
    body = (shared / "data" / "leaderboards" / "llms-in-china" / "README.md").read_bytes()
    done = visit(load_sources()["llms_in_china"], {URL: Answer(body)})
    assert done.job.failures == []
    assert len([item for item in done.items if isinstance(item, Sighting)]) == 261
    assert "深度求索|Deepseek Coder" in done.rows
