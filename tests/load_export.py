"""What exporting a brief of 300 citations takes, with its appendix: run ``python -m tests.load_export [STYLE]``."""

import os
import sys
import time

from rag.export.exporting import FORMS, Choices, export
from tests.sample_brief import long_brief

CITATIONS = 300


def main(style: str) -> None:
    brief = long_brief(CITATIONS)
    for form in FORMS:
        before, began = os.times(), time.perf_counter()
        data = export(brief, form=form, choices=Choices(style=style, appendix=True))
        after = os.times()
        taken = [getattr(after, name) - getattr(before, name) for name in ("user", "system", "children_user", "children_system")]
        wall = time.perf_counter() - began
        sys.stdout.write(f"{form:10}{wall:6.1f} s, {sum(taken):5.1f} s of processor (pandoc {sum(taken[2:]):.1f}), {len(data):,} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["chicago-notes"])
