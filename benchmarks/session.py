"""A browser's part of the conversation with a Streamlit server, without a browser.

Reruns are timed over the real websocket: AppTest replaces the end of a run and would flatter us.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import websockets.sync.client as websocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def server(script: Path, **environment: str) -> Iterator[str]:
    """Run a Streamlit script on a free port; give its websocket address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true", "--server.address", "127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"ws://127.0.0.1:{port}/_stcore/stream"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("the server stopped before it was ready")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(address, timeout=1).read()
            return
        time.sleep(0.05)
    raise TimeoutError(address)


class Session:
    """One browser tab: `run` asks for a rerun and waits for its end."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]

    def close(self) -> None:
        """Leave the page."""
        self._socket.close()

    def run(self, page: str, query: str) -> tuple[float, list[ForwardMsg]]:
        """Seconds from the request to the end of the script, and what the server sent."""
        request = BackMsg()
        request.rerun_script.page_name = page
        request.rerun_script.query_string = query
        messages: list[ForwardMsg] = []
        begin = time.perf_counter()
        self._socket.send(request.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=300))  # type: ignore[arg-type]
            messages.append(message)
            if message.WhichOneof("type") == "script_finished":
                break
        seconds = time.perf_counter() - begin
        for sent in messages:
            if (
                sent.WhichOneof("type") == "delta"
                and sent.delta.new_element.WhichOneof("type") == "exception"
            ):
                raise RuntimeError(sent.delta.new_element.exception.message)
        return seconds, messages
