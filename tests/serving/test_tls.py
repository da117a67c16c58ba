"""Serving https."""

from __future__ import annotations

import http.client
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from lmapi_mock.cli.main import main
from lmapi_mock.errors import SettingError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

OPENSSL = shutil.which("openssl")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that is signed by itself, and its key."""
    if OPENSSL is None:
        pytest.skip("no program openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    told = [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    told += ["-nodes", "-days", "2", "-subj", "/CN=localhost"]
    told += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*told, "-out", cert, "-keyout", key], check=True, capture_output=True)
    return cert, key


def test_it_is_served_with_its_certificate(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    cert, key = map(str, pair)
    flags = {"database": ":memory:", "port": "0", "tls_cert": cert, "tls_key": key}
    with Server(read_settings(flags, {})) as server:
        assert server.base_url == f"https://127.0.0.1:{server.port}"
        context = ssl.create_default_context(cafile=cert)
        connection = http.client.HTTPSConnection(server.host, server.port, context=context)
        connection.request("GET", "/API/lmapi.php?function=version")
        assert connection.getresponse().read().startswith(b"VERSION: ")
        connection.close()
        assert main(["ready", "--port", str(server.port), "--tls-cert", cert]) == 0
        assert '"status":"ok"' in capsys.readouterr().out


@pytest.mark.parametrize("lacking", ["tls_cert", "tls_key"])
def test_one_without_the_other_is_refused(pair: tuple[Path, Path], lacking: str) -> None:
    flags = {"tls_cert": str(pair[0]), "tls_key": str(pair[1])}
    del flags[lacking]
    with pytest.raises(SettingError, match="not one of them"):
        Server(read_settings({"database": ":memory:", "port": "0", **flags}, {}))


def test_what_does_not_fit_is_refused(pair: tuple[Path, Path]) -> None:
    flags = {"tls_cert": str(pair[0]), "tls_key": str(pair[0])}
    with pytest.raises(SettingError, match="cannot be used") as refused:
        Server(read_settings({"database": ":memory:", "port": "0", **flags}, {}))
    assert "--tls-key" in refused.value.hint
