"""Every test runs in an empty directory, with no setting in force and no way to any host but this one."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from index.library import Library
    from tests.corpus import FakeEmbedder

TESTS_OWN = "SANAD_REQUIRE_BROWSER"

# The same examples at each run, however slow the machine; `--hypothesis-profile=default` looks for new ones.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("same")


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):  # a Unix socket's path
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: playwright keeps an event loop running in the main thread, where others start their own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Fail on a connection to anywhere else; a proxy that refuses stops what does not connect through Python."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)

            def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
                if self.family != getattr(socket, "AF_UNIX", None) and not _is_local(address):
                    pytest.fail(f"a test tried to reach {address!r}")
                return original(self, address)

            patch.setattr(socket.socket, name, guarded)
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        for name in ("no_proxy", "NO_PROXY"):
            patch.setenv(name, "localhost,127.0.0.1,::1")
        yield


@pytest.fixture(autouse=True, scope="session")
def no_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the person's own settings and library, for session-wide fixtures too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("SANAD_") and name != TESTS_OWN]:
            patch.delenv(name)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.chdir(tmp_path_factory.mktemp("cwd"))
        yield


@pytest.fixture(autouse=True)
def own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a current directory and a default library of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    working = tmp_path / "cwd"
    working.mkdir()
    monkeypatch.chdir(working)


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory, no_settings: None, no_network: None) -> Path:
    """A library with the sample articles, made once by the command line; tests read it and do not change it."""
    from tests.cli import run

    library = tmp_path_factory.mktemp("samples") / "library"
    assert run("index", "--samples", "--library", library).exit_code == 0
    return library


@pytest.fixture
def embedder() -> "FakeEmbedder":
    """A small embedder that ranks different texts differently and counts its calls."""
    from tests.corpus import FakeEmbedder

    return FakeEmbedder()


@pytest.fixture
def library(tmp_path: Path, embedder: "FakeEmbedder") -> Iterator["Library"]:
    """An empty library, open to write."""
    from tests.corpus import opened

    with opened(tmp_path / "library", embedder) as made:
        yield made
