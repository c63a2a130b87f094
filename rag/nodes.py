"""Passages as llama-index's nodes."""

from llama_index.core.schema import NodeWithScore, TextNode

from rag.models import Passage


def node_of(passage: Passage) -> NodeWithScore:
    """A chunk as a node with the passage's score; its metadata tells the exact span."""
    article, span = passage.article, passage.chunk.span
    metadata = {
        "article_id": article.id,
        "version": article.version,
        "start": span.start,
        "end": span.end,
        "title": article.title,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "language": article.language,
    }
    node = TextNode(
        id_=str(passage.chunk.id),
        text=passage.text,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=["article_id", "version", "start", "end"],
    )
    return NodeWithScore(node=node, score=passage.score)
