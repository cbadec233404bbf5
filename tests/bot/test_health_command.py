"""`sermadrid health`: what a container's health check asks, over real HTTP."""

import http.server
import threading
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from bot.cli import main

ANSWERS = {"/healthz": (200, b"alive\n"), "/readyz": (503, b'{"ready": false}')}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@contextmanager
def answering():
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def health(*options, port, host="127.0.0.1"):
    env = {"SERMADRID_HTTP_PORT": str(port), "SERMADRID_HTTP_HOST": host}
    return CliRunner().invoke(main, ["health", *options], env=env)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])  # noqa: S104 -- asked, not listened at
def test_a_bot_that_is_alive_is_well(host):
    with answering() as port:
        result = health(port=port, host=host)
    assert (result.exit_code, result.stdout) == (0, "alive\n")


def test_a_bot_that_is_not_ready_says_why():
    with answering() as port:
        result = health("--ready", port=port)
    assert (result.exit_code, result.stderr) == (1, '{"ready": false}\n')


def test_a_bot_that_does_not_answer_is_not_well():
    with answering() as port:
        pass
    result = health(port=port)
    assert result.exit_code == 1
    assert "does not answer" in result.stderr


def test_a_bot_at_an_ipv6_address_is_asked_there():
    with answering() as port:
        pass
    assert "does not answer: <urlopen error" in health(port=port, host="::1").stderr


def test_a_host_that_is_none_is_a_wrong_setting():
    result = health(port=8080, host="no such host")
    assert result.exit_code == 2
    assert "SERMADRID_HTTP_HOST" in result.stderr


def test_without_a_web_server_there_is_nobody_to_ask():
    result = health(port=0)
    assert result.exit_code == 2
    assert "SERMADRID_HTTP_PORT" in result.stderr
