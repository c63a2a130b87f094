"""What a scripted model writes where it is to be right once, half right once, and wrong once."""

import re

from tests.servers.chat import Asked, prompt_of


def writes(asked: Asked) -> str:
    """An answer about the tidal power station that cites the passages it was given."""
    prompt = prompt_of(asked)
    won, cost = (
        next(iter(re.findall(rf"^(\d+\.\d+) .*{words}", prompt, flags=re.MULTILINE)), "0.0") for words in ("Corvane", "2.4 billion")
    )
    return (
        f"**Corvane Marine** won the tender for the tidal power station [{won}]. "
        f"The station will cost **3.9 billion dollars** [{cost}]. The minister opened it in person."
    )
