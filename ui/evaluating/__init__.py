"""Runs of evaluation sets as the page carries them out: jobs in processes of their own, sets, reports. No Gradio here."""
