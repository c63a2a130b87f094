"""Classes of other packages by their dotted name, as a setting gives it: ``package.module.Class``, then maybe ``:`` and a JSON object."""

import json
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from index.errors import ModelError, SettingsError

T = TypeVar("T")

_INTEGRATION = re.compile(r"llama_index\.(?!core\b)(\w+)\.(\w+)")


@dataclass(frozen=True)
class Wanted(Generic[T]):
    """What a name must lead to.

    Attributes:
        base: The llama-index class that it is an instance of.
        setting: The setting that names it.
        noun: What it is called in messages.
        raises: The error of what cannot be imported or built.
        ours: A class of Sanad that will do as well.
    """

    base: type[T]
    setting: str
    noun: str
    raises: type[ModelError]
    ours: type[T] | None = None

    @property
    def classes(self) -> tuple[type[T], ...]:
        """What will do."""
        return (self.base, self.ours) if self.ours else (self.base,)


def split(name: str, wanted: Wanted[Any]) -> tuple[str, dict[str, Any]]:
    """The dotted name in ``name``, and its arguments.

    Raises:
        SettingsError: What follows the colon is not a JSON object.
    """
    path, _, written = name.partition(":")
    try:
        arguments = json.loads(written) if written else {}
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):  # what was written may hold a key, so it is not repeated
        raise SettingsError(
            f"What follows {path}: in the {wanted.setting}'s name is not a JSON object.", remedy='Write it like {"model_name": "x"}.'
        )
    return path, arguments


def build(path: str, arguments: dict[str, Any], wanted: Wanted[T]) -> T:
    """Import the class or function at ``path`` and call it.

    Raises:
        SettingsError: There is no such thing there, or it is not what is wanted.
        ModelError: Of the kind that is wanted: the package is not installed, or the object cannot be built.
    """
    factory = _resolve(path, wanted)
    try:
        built = factory(**arguments)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise wanted.raises(f"{path} refuses its arguments ({where}: {first['msg']}).", remedy="See its documentation.") from None
    except Exception as error:  # a class from elsewhere may raise anything
        raise wanted.raises(f"{path} cannot be built: {type(error).__name__}: {error}.", remedy="Check its arguments.") from error
    if not isinstance(built, wanted.classes):
        raise _not_wanted(path, wanted)
    return built


def _resolve(path: str, wanted: Wanted[Any]) -> Any:
    module_name, _, attribute = path.rpartition(".")
    try:
        module = import_module(module_name)
    except ImportError as error:
        raise wanted.raises(f"{module_name} cannot be imported ({error}).", remedy=_install(module_name)) from error
    found = getattr(module, attribute, None)
    if not callable(found):
        message = f"{module_name} has no class or function named {attribute}."
        raise SettingsError(message, remedy=f"Check the {wanted.setting}'s dotted name.")
    if isinstance(found, type) and not issubclass(found, wanted.classes):
        raise _not_wanted(path, wanted)
    return found


def _install(module_name: str) -> str:
    integration = _INTEGRATION.match(module_name)
    package = f"llama-index-{integration[1]}-{integration[2]}".replace("_", "-") if integration else module_name.partition(".")[0]
    return f"Install it: pip install {package}."


def _not_wanted(path: str, wanted: Wanted[Any]) -> SettingsError:
    return SettingsError(
        f"{path} is not a llama-index {wanted.noun}.",
        remedy=f"Name a class derived from {wanted.base.__name__}, or a function returning one.",
    )
