"""Filed services: tables in pages and in attached workbooks, known companies, failures."""

from __future__ import annotations

import io
from typing import Any

import pytest

from crawler.records import Failure
from spiders.registry import load_sources
from tests.spiders.golden import check_failures, check_golden, fixture, small, visit
from tests.spiders.jobs import Answer

PAGE, ATTACHING = load_sources()["cac_filings"].urls[:2]
WORKBOOK = "https://www.cac.gov.cn/rootimages/2025/09/30/list.xlsx"


def source(*urls: str) -> Any:
    return load_sources()["cac_filings"].model_copy(update={"urls": urls})


def workbook() -> Answer:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    for line in (
        ["生成式人工智能服务已备案信息"],
        ["序号", "属地", "模型名称", "备案单位", "备案时间"],
        [1, "广东", "混元助手", "深圳市腾讯计算机系统有限公司", "2023-09-15"],
        [2, "安徽", "测试写作", "合肥某某科技有限公司", "2024-02-01"],
    ):
        book.active.append(line)
    body = io.BytesIO()
    book.save(body)
    return Answer(body.getvalue())


def test_a_page_with_a_table() -> None:
    golden = {"北京百度网讯科技有限公司|文心一言": {"name": "文心一言", "organization": "Baidu", "country": "China"}}
    done = check_golden(source(PAGE), {PAGE: fixture("cac_filings/announcement.htm")}, golden)
    assert {row.raw_name: row.discovers for row in done.rows.values()} == {"文心一言": True, "测试问答": False}
    assert done.rows["北京百度网讯科技有限公司|文心一言"].row["备案编号"] == "Beijing-WenXinYiYan-20230821"


def test_an_attached_workbook_with_a_title_line() -> None:
    answers = {ATTACHING: fixture("cac_filings/attached.htm"), WORKBOOK: workbook()}
    golden = {
        "深圳市腾讯计算机系统有限公司|混元助手": {"name": "混元助手", "organization": "Tencent", "country": "China"},
        "合肥某某科技有限公司|测试写作": {"name": "测试写作", "country": "China"},
    }
    assert len(check_golden(source(ATTACHING), answers, golden).rows) == 2


def test_one_announcement_that_is_gone_costs_its_own_rows() -> None:
    answers = {PAGE: fixture("cac_filings/announcement.htm"), ATTACHING: Answer(b"", status=404)}
    done = visit(small(source(PAGE, ATTACHING)), answers)
    assert len(done.rows) == 2
    assert done.job.failure_names == [Failure.GONE]
    assert done.spider.memory.read() is None


def test_failures_of_a_page_are_named() -> None:
    check_failures(source(PAGE), {PAGE: fixture("cac_filings/announcement.htm")})


def test_failures_of_a_workbook_are_named() -> None:
    check_failures(source(ATTACHING), {ATTACHING: fixture("cac_filings/attached.htm"), WORKBOOK: workbook()})
