"""Any OpenAI-compatible ``/embeddings`` endpoint, hosted or local, through the ``openai`` SDK.

Retries are counted here and not by the SDK: it waits up to two minutes for a ``Retry-After`` and knows no overall
deadline, and ``timeout`` promises one.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import openai
from numpy.typing import NDArray
from pydantic import BaseModel, PrivateAttr, SecretStr, ValidationError

from index.embedding.base import Embedder
from index.endpoint import HOSTED as HOSTED
from index.endpoint import Endpoint, Limit, explain, pause
from index.errors import EmbeddingError

HOSTED_MODEL = "text-embedding-3-small"

_BATCH = 32  # the smallest batch limit among common servers' defaults
_BATCH_CHARACTERS = 60_000
_LONGEST = 8_000  # characters of one text; models of this kind take about 8,000 tokens and refuse more
_LEAST_TIMEOUT = 0.1
_OTHERWISE = "Check SANAD_EMBEDDING_MODEL and SANAD_EMBEDDING_DIMENSIONS."


class _Row(BaseModel):
    embedding: list[float]
    index: int = 0


class _Reply(BaseModel):
    data: list[_Row]


class OpenAIEmbedder(Embedder):
    """A model behind an OpenAI-compatible endpoint.

    Question and passage are sent alike, as the protocol has no field that tells them apart. Key, organisation and
    address in ``OPENAI_*`` variables are not used, so a key for one host never reaches another.

    Args:
        model: Name of the model at the endpoint.
        base_url: The address that ``/embeddings`` is added to.
        key: Sent as a bearer token; ``None`` sends none, which suits local servers.
        dimensions: Length of vector to ask for; ``None`` takes what the model gives.
        timeout: Seconds one batch of passages may take, all its retries included.
        question_timeout: The same for a question, which somebody waits for.
        languages: ISO 639-1 codes the model knows; ``None`` means all.
    """

    _client: openai.OpenAI = PrivateAttr()
    _endpoint: Endpoint = PrivateAttr()
    _requested: int | None = PrivateAttr()
    _measured: int | None = PrivateAttr(default=None)
    _passage_limit: Limit = PrivateAttr()
    _question_limit: Limit = PrivateAttr()

    def __init__(
        self,
        *,
        model: str,
        base_url: str = HOSTED,
        key: SecretStr | None = None,
        dimensions: int | None = None,
        timeout: float = 60.0,
        question_timeout: float = 2.0,
        languages: frozenset[str] | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet."""
        super().__init__(model_name=model, languages=languages)
        self._endpoint = Endpoint("embedding", base_url, model, key, "SANAD_EMBEDDING")
        self._requested = dimensions
        self._passage_limit = Limit(timeout, "SANAD_EMBEDDING_TIMEOUT")
        self._question_limit = Limit(question_timeout, "SANAD_EMBEDDING_QUESTION_TIMEOUT")
        secret = key.get_secret_value() if key else "none"
        self._client = openai.OpenAI(api_key=secret, base_url=base_url, max_retries=0)

    @property
    def fingerprint(self) -> str:
        """Address without credentials, model and dimensions asked for: what weights a server holds it does not tell."""
        return f"openai:{self._endpoint.address}:{self.model_name}:{self._requested or 'native'}"

    @property
    def dimensions(self) -> int:
        """As asked for, else as the first vector shows; that takes one request."""
        if self._requested is not None:
            return self._requested
        if self._measured is None:
            self._question("dimensions")
        return int(self._measured or 0)

    def _passages(self, texts: list[str]) -> NDArray[Any]:
        return np.concatenate([self._embed(batch, limit=self._passage_limit) for batch in _batches(texts)])

    def _question(self, text: str) -> NDArray[Any]:
        vector: NDArray[Any] = self._embed([text[:_LONGEST]], limit=self._question_limit)[0]
        return vector

    def _embed(self, texts: list[str], *, limit: Limit) -> NDArray[Any]:
        try:
            content = self._post(texts, timeout=limit.seconds)
        except openai.OpenAIError as error:
            message, remedy = explain(error, self._endpoint, limit=limit, otherwise=_OTHERWISE)
            raise EmbeddingError(message, remedy=remedy) from None  # the cause may repeat the key
        vectors = self._vectors(content, count=len(texts))
        self._measured = self._measured or vectors.shape[1]
        return vectors

    def _post(self, texts: list[str], *, timeout: float) -> bytes:
        """The body of a successful answer, after as many retries as the deadline leaves room for."""
        deadline = time.monotonic() + timeout
        attempt = 0
        while True:
            try:
                return self._request(texts, timeout=max(deadline - time.monotonic(), _LEAST_TIMEOUT))
            except openai.APIError as error:
                seconds = pause(error, attempt=attempt)
                if seconds is None or time.monotonic() + seconds >= deadline:
                    raise
            time.sleep(seconds)
            attempt += 1

    def _request(self, texts: list[str], *, timeout: float) -> bytes:
        answer = self._client.embeddings.with_raw_response.create(
            input=texts,
            model=self.model_name,
            dimensions=self._requested or openai.omit,
            encoding_format="float",
            extra_headers=self._endpoint.headers,
            timeout=timeout,
        )
        return answer.http_response.content

    def _vectors(self, content: bytes, *, count: int) -> NDArray[Any]:
        rows = sorted(self._rows(content), key=lambda row: row.index)
        if len(rows) != count:
            raise EmbeddingError(
                f"{self._endpoint.name} returned {len(rows)} vectors for {count} texts.",
                remedy="The server does not follow the protocol: use another one.",
            )
        lengths = {len(row.embedding) for row in rows}
        expected = self._requested or self._measured
        if len(lengths) > 1 or (expected is not None and lengths != {expected}):
            found = " and ".join(str(length) for length in sorted(lengths))
            raise EmbeddingError(
                f"{self._endpoint.name} returned vectors of {found} numbers where {expected or 'one length'} was expected.",
                remedy=f"Set SANAD_EMBEDDING_DIMENSIONS to what {self.model_name} gives, or leave it unset.",
            )
        return np.asarray([row.embedding for row in rows], dtype=np.float32)

    def _rows(self, content: bytes) -> list[_Row]:
        try:
            return _Reply.model_validate_json(content).data
        except ValidationError as error:
            what = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(part) for part in what["loc"])
            raise EmbeddingError(
                f"{self._endpoint.name} did not answer with embeddings ({' '.join(filter(None, [place, what['msg']]))}).",
                remedy="Check SANAD_EMBEDDING_BASE_URL: it should end where /embeddings begins, often in /v1.",
            ) from None  # the cause would repeat the whole answer


def _batches(texts: list[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    characters = 0
    for text in texts:
        cut = text[:_LONGEST]
        if batch and (len(batch) == _BATCH or characters + len(cut) > _BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(cut)
        characters += len(cut)
    yield batch
