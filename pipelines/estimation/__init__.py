"""Training compute as a distribution, from whatever facts are known."""

from pipelines.estimation.estimator import estimate

__all__ = ["estimate"]
