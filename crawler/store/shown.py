"""The shown values of models laid out in columns, for reading very many models at once.

``models.chosen`` holds them as JSON, which takes ten microseconds a model to read; an export of a hundred thousand
models would spend most of its time on that. Triggers keep the table equal to the JSON, whoever writes it.
"""

from __future__ import annotations

FACTS = (
    "parameters", "active_parameters", "tokens", "dataset_tokens", "epochs", "hardware", "hardware_quantity",
    "training_days", "gpu_hours", "utilization", "training_compute_flop", "base_model", "cost_usd",
)  # fmt: skip
"""Claim fields that the arithmetic of an estimate may rest on."""

CONTEXT = ("organization", "country", "domain", "accessibility", "release_date", "mentioned_on")
"""Claim fields that the prior looks at where nothing is disclosed."""

CLAIM_FIELDS = ("name", *CONTEXT, "task", "licence", *FACTS)
"""Claim fields whose claims are listed; further ones (a repository's id) identify a model and show nothing."""

_KEEP = f"""
    INSERT OR REPLACE INTO shown_values VALUES (
        new.id,
        json_extract(new.chosen, '$.hardware.value'),
        json_extract(new.chosen, '$.hardware_quantity.value'),
        json_extract(new.chosen, '$.training_days.value'),
        json_extract(new.chosen, '$.utilization.value'),
        json_extract(new.chosen, '$.licence.value'),
        (SELECT group_concat(value, ' | ') FROM json_each(new.steps)),
        round(json_extract(new.p_above, '$."1e+23"'), 4),
        round(json_extract(new.p_above, '$."1e+25"'), 4),
        round(json_extract(new.p_above, '$."1e+26"'), 4),
        (SELECT group_concat(claim.value, ' ')
         FROM json_each(new.chosen) AS shown, json_each(shown.value, '$.claims') AS claim
         WHERE shown.key IN ({", ".join(f"'{field}'" for field in CLAIM_FIELDS)}))
    );
"""

SHOWN_VALUES = (
    """
    CREATE TABLE shown_values (
        model_id TEXT PRIMARY KEY,
        hardware ANY,
        hardware_quantity ANY,
        training_days ANY,
        utilization ANY,
        licence ANY,
        steps TEXT,
        p_above_1e23 REAL,
        p_above_1e25 REAL,
        p_above_1e26 REAL,
        claims TEXT
    ) STRICT, WITHOUT ROWID
    """,
    f"CREATE TRIGGER models_shown AFTER UPDATE OF chosen, steps, p_above ON models BEGIN {_KEEP} END",
    f"CREATE TRIGGER models_shown_first AFTER INSERT ON models BEGIN {_KEEP} END",
    "CREATE TRIGGER models_gone AFTER DELETE ON models BEGIN DELETE FROM shown_values WHERE model_id = old.id; END",
    "UPDATE models SET chosen = chosen",
)
"""Statements that lay out the table and fill it."""
