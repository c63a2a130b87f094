"""Conversations and answers as files, and as what is put on the clipboard."""

import json
import re
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathParameter

from index.catalog.answers import KeptAnswer
from index.errors import CatalogError
from rag.kept import answer_of
from ui.answering.answers import Answers
from ui.answering.own import Own
from ui.auth.identity import identity_of
from ui.cli.conversations import kept_shape
from ui.render.copied import copied
from ui.transcript import answer_markdown, markdown

_UNSAFE = re.compile(r"[^\w\- ]+")
_NAME = 80  # characters of a file's name
_KINDS = {"md": "text/markdown", "json": "application/json", "html": "text/html"}

_Conversation = Annotated[str, Query(max_length=200)]
_Form = Annotated[Literal["md", "json"], Query()]
_Number = Annotated[int, PathParameter(ge=1, le=2**62)]
_Part = Annotated[Literal["md", "html"], PathParameter()]


def add_export_routes(app: FastAPI, answers: Answers) -> None:
    """Let the page download conversations and copy answers."""

    @app.get("/export")
    def export(request: Request, conversation: _Conversation, form: _Form = "md") -> Response:
        own = Own(answers, identity_of(request).owner)
        title, kept = own.title(conversation), own.conversation(conversation)
        if title is None:
            return _missing("There is no such conversation.")
        try:
            text = markdown(title, kept) if form == "md" else _json(conversation, title, kept)
        except CatalogError as error:
            return _missing(str(error))
        name = quote(f"{_UNSAFE.sub(' ', title).strip()[:_NAME] or 'conversation'}.{form}", safe="")
        return _text(text, form, {"Content-Disposition": f"attachment; filename=\"conversation.{form}\"; filename*=UTF-8''{name}"})

    @app.get("/answers/{number}.{form}")
    def answer(request: Request, number: _Number, form: _Part) -> Response:
        kept = Own(answers, identity_of(request).owner).get(number)
        if kept is None:
            return _missing("There is no such answer.")
        try:
            text = answer_markdown(kept) if form == "md" else copied(kept.question, answer_of(kept))
        except CatalogError as error:
            return _missing(str(error))
        return _text(text, form, {"Content-Security-Policy": "default-src 'none'; sandbox"})


def _json(conversation: str, title: str, kept: tuple[KeptAnswer, ...]) -> str:
    shape = {"conversation": conversation, "title": title, "answers": [kept_shape(one) for one in kept]}
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"


def _text(text: str, form: str, headers: dict[str, str]) -> Response:
    return Response(text, media_type=f"{_KINDS[form]}; charset=utf-8", headers={"Cache-Control": "no-store", **headers})


def _missing(message: str) -> Response:
    return Response(message, status_code=404, media_type="text/plain; charset=utf-8")
