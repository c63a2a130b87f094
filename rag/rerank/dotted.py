"""Any llama-index node postprocessor by its dotted name, such as ``llama_index.postprocessor.cohere_rerank.CohereRerank``.

After a colon a JSON object gives the constructor's arguments, as for an embedder. The name comes from the settings alone.
"""

from llama_index.core.postprocessor.types import BaseNodePostprocessor

from index.dotted import Wanted, build, split
from index.errors import RerankError

_POSTPROCESSOR = Wanted(
    base=BaseNodePostprocessor,  # type: ignore[type-abstract]  # classes derived from it are meant
    setting="reranker",
    noun="node postprocessor",
    raises=RerankError,
)


def load_postprocessor(name: str) -> BaseNodePostprocessor:
    """Import and build the node postprocessor that ``name`` describes.

    Raises:
        SettingsError: The arguments are not a JSON object, or the name is not that of a node postprocessor.
        RerankError: The package is not installed, or the postprocessor cannot be built.
    """
    return build(*split(name, _POSTPROCESSOR), _POSTPROCESSOR)
