"""The pages of the workbench. Gradio is imported here only, and late: it takes seconds."""

import os

# Gradio reads these when it is imported: nothing is to be counted or fetched anywhere.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
