"""TLS of `quorate witness`, with certificates made by the commands that quorate-witness(8) has."""

import contextlib
import re
import shutil
import socket
import ssl
import subprocess
import textwrap
from pathlib import Path
from typing import Iterator, Optional

import pytest
from witness_net import STARTTLS, Client, Daemon, echo, init, message, option, preinit, seq

MANUAL = Path(__file__).parents[1] / "data" / "data" / "share" / "man" / "man8" / "quorate-witness.8"
TLS_SUPPORTED, CERTIFICATE_REQUIRED, ERROR = 2, 3, 6


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the CA's, the server's and the client's files, as the manual makes them, for cluster lab."""
    assert shutil.which("openssl"), "openssl is missing; on Debian and Ubuntu it is in the package openssl"
    folder = tmp_path_factory.mktemp("certificates")
    blocks = re.findall(r"^\.Bd.*?\n(.*?)^\.Ed$", MANUAL.read_text(), re.MULTILINE | re.DOTALL)
    [block] = [block for block in blocks if "-x509" in block]
    script = textwrap.dedent(block).replace("\\e", "\\")
    assert script.count("CN=lab") == 1 and script.count("CN=Qnetd Server") == 1
    # Another cluster's, and one of another CA, with keys that are made at once.
    quick = script.replace(" rsa:3072 ", " ec -pkeyopt ec_paramgen_curve:P-256 ")
    assert quick != script
    other = quick.replace("CN=lab", "CN=other").replace("lab.", "other.")
    subprocess.run(["sh", "-ec", script], cwd=folder, check=True, stderr=subprocess.PIPE)
    subprocess.run(["sh", "-ec", only_client(other)], cwd=folder, check=True, stderr=subprocess.PIPE)
    (folder / "foreign").mkdir()
    subprocess.run(["sh", "-ec", quick], cwd=folder / "foreign", check=True, stderr=subprocess.PIPE)
    return folder


def only_client(script: str) -> str:
    return script[script.rindex("openssl req ") :]


def context(made: Path, client: Optional[str]) -> ssl.SSLContext:
    found = ssl.create_default_context(cafile=str(made / "ca.pem"))
    found.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    # The name is in the CN, as qdevice looks for it; the standard library looks elsewhere.
    found.check_hostname = False
    if client is not None:
        found.load_cert_chain(str(made / f"{client}.pem"), str(made / f"{client}.key"))
    return found


def options(made: Path, tls: Optional[str] = None) -> "tuple[str, ...]":
    files = ("--certificate", str(made / "server.pem"), "--key", str(made / "server.key"))
    return (*files, "--client-ca", str(made / "ca.pem"), *(("--tls", tls) if tls else ()))


@pytest.fixture
def required(made: Path, tmp_path: Path) -> Iterator[Daemon]:
    with Daemon(tmp_path, *options(made)) as daemon:
        assert ", TLS required, " in daemon.wait_for("listens on")
        yield daemon



@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_with_its_certificate(made: Path, required: Daemon, version: ssl.TLSVersion) -> None:
    with required.client() as client:
        reply = client.ask(preinit("lab"))
        assert option(TLS_SUPPORTED, b"\2") + option(CERTIFICATE_REQUIRED, b"\1") in reply
        wanted = context(made, "lab")
        wanted.minimum_version = wanted.maximum_version = version
        client.start_tls(wanted)
        assert option(ERROR, b"\0\0") in client.ask(init(1))
        assert client.ask(echo(1)) == echo(1).replace(b"\0\10", b"\0\11", 1)
        assert required.wait_for("connected").endswith(", TLS")


def test_required_means_required(required: Daemon) -> None:
    with required.client() as client:
        client.ask(preinit("lab"))
        # SERVER_ERROR, TLS required.
        assert client.ask(init(1)) == message(5, seq(2), option(ERROR, b"\0\3"))


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (None, "TLS failed: PEER_DID_NOT_RETURN_A_CERTIFICATE"),
        ("other", "the client's certificate is missing or is another cluster's"),
        ("foreign/lab", "TLS failed: CERTIFICATE_VERIFY_FAILED"),
    ],
)
def test_wrong_certificates(made: Path, required: Daemon, shown: Optional[str], line: str) -> None:
    with required.client() as client:
        client.ask(preinit("lab"))
        try:
            client.start_tls(context(made, shown))
            assert client.ask(init(1)) == b""
        except (ssl.SSLError, OSError):
            # The alert came first.
            pass
        required.wait_for(line)
    assert not any("connected" in said for said in required.lines)


def test_a_certificate_does_not_open_another_cluster(made: Path, required: Daemon) -> None:
    with required.client() as client:
        client.ask(preinit("lab"))
        client.start_tls(context(made, "lab"))
        client.send(preinit("other") + init(1))
        while client.receive():
            pass
        required.wait_closed("wrong_certificate")
    assert not any("connected" in said for said in required.lines)


def test_tls_on_takes_both_and_off_neither(made: Path, tmp_path: Path) -> None:
    with Daemon(tmp_path, *options(made, "on")) as daemon:
        for is_secured in (False, True):
            with daemon.client() as client:
                assert option(TLS_SUPPORTED, b"\1") in client.ask(preinit("lab"))
                if is_secured:
                    client.start_tls(context(made, "lab"))
                assert option(ERROR, b"\0\0") in client.ask(init(1))
            daemon.wait_for("closed by the client")
        daemon.terminate()
    with Daemon(tmp_path) as daemon, daemon.client() as client:
        assert option(TLS_SUPPORTED, b"\0") in client.ask(preinit("lab"))
        assert client.ask(STARTTLS) == b""
        daemon.wait_closed("tls_is_off")


def client_hello(made: Path) -> bytes:
    outgoing = ssl.MemoryBIO()
    tls = context(made, "lab").wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="Qnetd Server")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


def test_garbage_for_tls(made: Path, required: Daemon) -> None:
    """In place of a ClientHello, a ClientHello with one bit flipped or cut short, and in a session that runs."""
    hello = client_hello(made)
    flipped = [hello[:at] + bytes([hello[at] ^ 1]) + hello[at + 1 :] for at in range(len(hello))]
    cut = [hello[:at] for at in range(0, len(hello), 7)]
    endless = b"\x16\3\1\xff\xff" + bytes(65535)
    with required.client() as healthy:
        healthy.ask(preinit("lab"))
        healthy.start_tls(context(made, "lab"))
        healthy.ask(init(1, heartbeat=120_000))
        for garbage in [b"GET / HTTP/1.0\r\n\r\n", endless, *flipped, *cut]:
            with Client(required.port) as client:
                client.send(preinit("lab") + STARTTLS + garbage)
                client.socket.shutdown(socket.SHUT_WR)
                with contextlib.suppress(ConnectionError):
                    while client.socket.recv(4096):
                        pass
        required.wait_for("TLS failed: ")
        with Client(required.port) as other:
            other.ask(preinit("lab"))
            below = other.socket
            other.start_tls(context(made, "lab"))
            assert option(ERROR, b"\0\0") in other.ask(init(2, heartbeat=120_000))
            below.sendall(b"\x17\3\3\0\x20" + bytes(32))
            while below.recv(4096):
                pass
        assert required.wait_for("BAD_RECORD_MAC").startswith("lab node 2 (127.0.0.1:")
        assert healthy.ask(echo(1))[:2] == b"\0\11"
