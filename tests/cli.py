"""Running the command line in this process, as the tests of its commands do."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from ui.cli.main import app

ARABIC_QUESTION = "كم تبلغ كلفة محطة ترسان؟"


def run(*arguments: object, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer, catch_exceptions=False)


def run_json(*arguments: object, code: int = 0) -> dict[str, Any]:
    """The one object on standard output."""
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found
