"""Catalogues of models that the demo serves from files: models.dev, LiteLLM's price list, HELM's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.demo.articles import CONTENT
from crawler.demo.exchange import Reply, Request, conditional, etag_of, ranged

_FILES = {
    "models.dev": {"/models.json": "models_dev.json", "/api.json": "models_dev_providers.json"},
    "raw.githubusercontent.com": {
        "/BerriAI/litellm/main/model_prices_and_context_window.json": "litellm.json",
        "/stanford-crfm/helm/main/src/helm/config/model_metadata.yaml": "helm_model_metadata.yaml",
    },
}
_TYPES = {"models.dev": "application/json", "raw.githubusercontent.com": "text/plain; charset=utf-8"}


class FileSite:
    """A host that serves a few files. It has no robots.txt, as raw file hosts do not."""

    def __init__(self, files: Mapping[str, Path], content_type: str) -> None:
        self._files = {path: file.read_bytes() for path, file in files.items()}
        self._content_type = content_type

    def answer(self, request: Request) -> Reply:
        """Answer one request; 404 for any other path."""
        body = self._files.get(request.path)
        if body is None:
            return Reply(404, b"404: Not Found", {"Content-Type": "text/plain; charset=utf-8"})
        headers = {"Content-Type": self._content_type, "ETag": etag_of(body), "Accept-Ranges": "bytes"}
        whole = Reply(200, body, headers, compressible="range" not in request.headers)
        return ranged(request, conditional(request, whole))


def catalogue_sites(folder: Path = CONTENT / "catalogues") -> dict[str, FileSite]:
    """The catalogues' hosts by name.

    Raises:
        OSError: a file of the content is missing.
    """
    return {
        host: FileSite({path: folder / name for path, name in files.items()}, _TYPES[host])
        for host, files in _FILES.items()
    }
