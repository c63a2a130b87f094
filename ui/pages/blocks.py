"""Gradio's blocks, made to do nothing for what stays as it is."""

from collections.abc import Mapping
from copy import copy
from typing import Any

import gradio as gr


class FrugalBlocks(gr.Blocks):
    """The same as ``gr.Blocks``, which makes every component anew that an event could change and does not: much, many times a second."""

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """What is sent to the page, for each output of an event; of those that it leaves alone, that nothing is new.

        Args:
            block_fn: The event.
            predictions: What it gave: values by component, or in the order of its outputs.
            state: Of the page.
        """
        outputs = list(block_fn.outputs)
        if not isinstance(predictions, Mapping) or not all(isinstance(key, gr.blocks.Block) for key in predictions):
            return await super().postprocess_data(block_fn, predictions, state)
        places = [place for place, output in enumerate(outputs) if output in predictions]
        sent: list[Any] = [gr.skip() for _ in outputs]
        if places:
            narrow = copy(block_fn)
            narrow.outputs = [outputs[place] for place in places]
            values = [predictions[output] for output in narrow.outputs]
            made = await super().postprocess_data(narrow, values if len(values) > 1 else values[0], state)
            for place, value in zip(places, made, strict=True):
                sent[place] = value
        return sent
