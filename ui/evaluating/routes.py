"""Addresses beside the evaluation page: reports and data to read and download, and where a set is uploaded."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathParameter

from eval.report.html import html
from eval.report.markdown import markdown
from eval.report.table import as_csv, figures_csv
from eval.report.view import Report
from index.errors import SanadError
from ui.auth.identity import identity_of, may
from ui.evaluating.evaluations import Evaluations
from ui.evaluating.sets import MOST_BYTES
from ui.evaluating.tables import differences_csv, risk_csv, times_csv
from ui.words import text

Kind = Literal["figures", "cases", "risk", "times", "differences", "markdown"]
_Name = Annotated[str, PathParameter(max_length=200)]
_Against = Annotated[str, Query(max_length=200)]
_Called = Annotated[str, Query(max_length=300)]

_MARK = "\ufeff"  # without which spreadsheets do not take a table for UTF-8
_WRITTEN: Mapping[Kind, Callable[[Report], str]] = {
    "figures": lambda report: _MARK + figures_csv(report.summary),
    "cases": lambda report: _MARK + as_csv(report.run),
    "risk": risk_csv,
    "times": times_csv,
    "differences": lambda report: differences_csv(report.comparison) if report.comparison else "",
    "markdown": markdown,
}


def add_evaluation_routes(app: FastAPI, evaluations: Evaluations) -> None:
    """Let the page show reports, download data and upload sets."""

    @app.get("/evaluation/report/{name}")
    def whole(name: _Name, against: _Against = "") -> Response:
        try:
            page = html(evaluations.reports.of(name, against).report)
        except SanadError as error:
            return _refused(str(error), 404)
        return Response(page, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy(page)})

    @app.get("/evaluation/{kind}/{name}")
    def data(kind: Kind, name: _Name, against: _Against = "") -> Response:
        try:
            written = _WRITTEN[kind](evaluations.reports.of(name, against).report)
        except SanadError as error:
            return _refused(str(error), 404)
        ending, media = ("md", "text/markdown") if kind == "markdown" else ("csv", "text/csv")
        called = quote(f"{name}.{kind}.{ending}" if ending == "csv" else f"{name}.md", safe="")
        shown = f"attachment; filename=\"run.{ending}\"; filename*=UTF-8''{called}"
        return Response(written, media_type=f"{media}; charset=utf-8", headers={"Content-Disposition": shown, "Cache-Control": "no-store"})

    @app.post("/evaluation/sets")
    async def upload(request: Request, name: _Called) -> Response:
        if not may(identity_of(request), "edit"):
            return _refused(text("evaluation.readers"), 403)
        try:
            path = evaluations.sets.place(name)
            whole = await _received(request, path)
        except SanadError as error:
            return _refused(str(error), 507)
        if not whole:
            return _refused(text("evaluation.too_large"), 413)
        return Response(f"kept:{path.name}", media_type="text/plain; charset=utf-8")


def policy(page: str) -> str:
    """What a report may do: nothing but carry its own style."""
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


async def _received(request: Request, path: Path) -> bool:
    """Write what arrives into a file; nothing of it stays where it is too large. Whether it fitted."""
    unfinished = path.with_name(f".{path.name}.part")
    size = 0
    try:
        with unfinished.open("wb") as file:
            async for piece in request.stream():
                size += len(piece)
                if size > MOST_BYTES:
                    return False
                file.write(piece)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return True


def _refused(message: str, status: int) -> Response:
    return Response(message, status_code=status, media_type="text/plain; charset=utf-8")
