"""Briefs as files: to be saved in any format, and to be looked at as they would be printed."""

from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathParameter

from index.errors import SanadError
from rag.brief.models import Brief
from ui.auth.identity import identity_of
from ui.briefs.desk import Desk
from ui.briefs.own import OwnBriefs
from ui.words import text

# What is looked at may have styles of its own, and nothing else: no script, no form, nothing from anywhere.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'; sandbox allow-popups"

_Identity = Annotated[str, PathParameter(max_length=200)]
_Form = Annotated[str, Query(max_length=20)]
_Flag = Annotated[bool, Query()]


def add_brief_routes(app: FastAPI, desk: Desk) -> None:
    """Let the page save and preview briefs."""

    @app.get("/briefs/{identity}/export")
    def export(request: Request, identity: _Identity, form: _Form = "docx", appendix: _Flag = False) -> Response:
        return _answered(_found(desk, request, identity), form, appendix=appendix, attached=True)

    @app.get("/briefs/{identity}/preview")
    def preview(request: Request, identity: _Identity) -> Response:
        return _answered(_found(desk, request, identity), "html", appendix=False, attached=False)


def _found(desk: Desk, request: Request, identity: str) -> Brief | None:
    kept = OwnBriefs(desk.briefs, identity_of(request).owner).get(identity)
    return kept.brief if kept else None


def _answered(brief: Brief | None, form: str, *, appendix: bool, attached: bool) -> Response:
    from rag.export.exporting import FORMS, Choices, exported

    if brief is None:
        return _told(text("brief.gone"), 404)
    known = next((one for one in FORMS if one == form), None)
    if known is None:
        return _told(text("brief.no_form", form=form), 422)
    try:
        made = exported(brief, known, Choices(appendix=appendix))
    except SanadError as error:
        return _told(str(error), 422)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _POLICY}
    if attached:
        headers["Content-Disposition"] = f"attachment; filename=\"brief.{known}\"; filename*=UTF-8''{quote(made.name, safe='')}"
    return Response(made.data, media_type=made.media_type, headers=headers)


def _told(message: str, status: int) -> Response:
    return Response(message, status_code=status, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
