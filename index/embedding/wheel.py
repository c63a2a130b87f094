"""Where the weights of the bundled model are: inside the ``wordllama`` wheel. Cheap: nothing of it is imported."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

_WEIGHTS = Path("weights", "l2_supercat_256.safetensors")
_TOKENIZER = Path("tokenizers", "l2_supercat_tokenizer_config.json")


class WheelFiles(NamedTuple):
    """The two files the bundled embedder reads."""

    weights: Path
    tokenizer: Path


def wheel_files() -> WheelFiles | None:
    """The files inside the installed wheel, or ``None`` if the wheel or one of them is missing."""
    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    files = WheelFiles(weights=root / _WEIGHTS, tokenizer=root / _TOKENIZER)
    return files if all(file.is_file() for file in files) else None


def unavailable_reason() -> str | None:
    """Why the bundled embedder cannot be used on this machine, in one sentence; ``None`` when it can."""
    if wheel_files() is not None:
        return None
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if find_spec("wordllama") is not None:
        why = f"the installed wordllama does not carry {_WEIGHTS.name}; pip install 'wordllama>=0.4,<0.5' repairs it."
    elif sys.version_info >= (3, 14):
        why = f"wordllama has no wheel for Python {version} (3.11 to 3.13 have one); search works by words alone."
    else:
        why = f"wordllama is not installed for Python {version}; pip install wordllama adds it."
    return f"The bundled embedder is off: {why}"
