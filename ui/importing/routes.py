"""Where a browser sends files: one request for each, its body the bytes of the file."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from index.errors import ReadError
from ui.auth.identity import identity_of, may
from ui.importing.imports import Imports
from ui.words import text

_Name = Annotated[str, Query(min_length=1, max_length=2_000)]


def add_upload_route(app: FastAPI, imports: Imports) -> None:
    """Let the library page send files."""

    @app.post("/library/files")
    async def take(request: Request, name: _Name) -> JSONResponse:
        if not may(identity_of(request), "edit"):
            return JSONResponse({"problem": text("library.readers")}, status_code=403)
        length = request.headers.get("content-length", "0")
        try:
            announced = int(length) if length.isdecimal() else 0
            taken = await imports.uploads.take(name, request.stream(), announced=announced)
        except ReadError as error:
            return JSONResponse({"problem": str(error)})  # an answer to the person, not a failure of the request
        except OSError as error:
            return JSONResponse({"problem": text("library.not_kept", name=name, reason=error.strerror or "")})
        except ClientDisconnect:
            return JSONResponse({"problem": ""}, status_code=400)
        return JSONResponse({"taken": taken})
