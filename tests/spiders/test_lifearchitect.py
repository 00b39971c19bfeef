"""LifeArchitect's table: heads in the second line, months, sizes claimed only where the weights are open, failures."""

from __future__ import annotations

from tests.spiders.golden import check_failures, check_golden, fixture, small, visit
from tests.spiders.jobs import Answer

URL = (
    "https://docs.google.com/spreadsheets/d/1kc262HZSMAWI6FVsh0zJwbB-ooYvzhCHaHcNUiA0_hY/export"
    "?format=csv&gid=1158069878"
)
ANSWERS = {URL: fixture("lifearchitect/models.csv", Content_Type="text/csv")}
GOLDEN: dict[str, dict[str, object]] = {
    "StepFun|Step 3.5 Flash": {
        "name": "Step 3.5 Flash",
        "organization": "StepFun",
        "release_date": "2026-02",
        "parameters": 196e9,
        "active_parameters": 11e9,
        "tokens": 17.2e12,
        "hugging_face_id": "stepfun-ai/Step-3.5-Flash",
    },
    "Anthropic|Claude Opus 4.6": {"name": "Claude Opus 4.6", "organization": "Anthropic", "release_date": "2026-02"},
    "OpenAI|Unnamed next": {"name": "Unnamed next", "organization": "OpenAI"},
}


def test_golden_rows() -> None:
    done = check_golden("lifearchitect", ANSWERS, GOLDEN)
    assert set(done.rows) == set(GOLDEN)


def test_guesses_are_kept_without_being_claimed() -> None:
    row = check_golden("lifearchitect", ANSWERS, {}).rows["Anthropic|Claude Opus 4.6"].row
    assert row["stated sizes"] == {
        "Params (total, B)": "5000",
        "Params (active, B)": "",
        "Tokens trained (B)": "100000",
    }


def test_the_older_heads_are_read_as_well() -> None:
    older = ANSWERS[URL].body.decode()
    for now, before in (("Params \n(total, B)", "Parameters \n(B)"), ("Announced\n▼", "Announced")):
        assert now in older
        older = older.replace(now, before)
    done = visit(small("lifearchitect"), {URL: Answer(older.encode())})
    assert done.job.failures == []
    assert done.rows["StepFun|Step 3.5 Flash"].fields == GOLDEN["StepFun|Step 3.5 Flash"]


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures("lifearchitect", ANSWERS)
