"""What `deploy/` says has a form that its programs read, and holds what the threat model leans on.

The proxy itself is tried by `make deploy-check`.
"""

import configparser
import re
import shlex
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from karta import cli
from karta.web import headers
from scripts import deploy_check, proxied

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
VARIABLE = re.compile(r"\$\{(KARTA_\w+)(?::([-?])[^}]*)?\}")
# What a page asks the inside of Streamlit for.
NEEDED = (
    "/_stcore/stream", "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b",
    "/_stcore/bidi-components/a.js", "/static/js/a.js", "/component/a/index.html", "/", "/luckor", "/p/x", "/in",
)  # fmt: skip


@dataclass
class Directive:
    """A line of the Caddyfile, its words, and the lines in its block."""

    words: list[str]
    block: list["Directive"] = field(default_factory=list)

    def named(self, *words: str) -> list["Directive"]:
        """Return the lines of the block that begin with some words."""
        return [line for line in self.block if line.words[: len(words)] == list(words)]

    def only(self, *words: str) -> "Directive":
        """Return the one line of the block that begins with some words."""
        (line,) = self.named(*words)
        return line


def read_caddyfile(text: str) -> Directive:
    """Return the lines of a Caddyfile by their blocks; a brace too many or too few is an error."""
    whole = Directive([])
    open_blocks = [whole]
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        if words == ["}"]:
            open_blocks.pop()
        elif words:
            opens = words[-1] == "{"
            directive = Directive(words[:-1] if opens else words)
            open_blocks[-1].block.append(directive)
            if opens:
                open_blocks.append(directive)
    assert open_blocks == [whole], "a block is not closed"
    return whole


def matches(patterns: list[str], path: str) -> bool:
    """Tell whether Caddy's `path` takes an address: a star at the end stands for anything."""
    return any(fnmatchcase(path.lower(), pattern.lower()) for pattern in patterns)


@pytest.fixture(scope="module")
def site(root: Path) -> Directive:
    """Give the one site of the Caddyfile."""
    return read_caddyfile((root / "deploy" / "Caddyfile").read_text(encoding="utf-8")).only("{$KARTA_NAME}")


@pytest.fixture(scope="module")
def compose(root: Path) -> dict[str, Any]:
    """Give the compose file."""
    return dict(yaml.safe_load((root / "deploy" / "compose.yaml").read_text(encoding="utf-8")))


def test_the_proxy_denies_the_inside_and_lets_pages_through(site: Directive) -> None:
    """Metrics, the agent and whatever a later Streamlit adds below `/_stcore` are denied; what pages need is not."""
    internal, unused = site.only("@internal"), site.only("@unused").words[2:]
    inside, spared = internal.only("path").words[1:], internal.only("not", "path").words[2:]
    refused = {words[1] for words in (line.words for line in site.named("error")) if words[2] == "404"}
    assert refused == {"@internal", "@unused"}

    def is_denied(path: str) -> bool:
        return (matches(inside, path) and not matches(spared, path)) or matches(unused, path)

    # Caddy itself undoes codes, dots and double slashes; `make deploy-check` tries those.
    plain = [path for path in deploy_check.DENIED if not re.search(r"%|//|/\.", path)]
    assert {"/_stcore/metrics", "/_stcore/agent/mcp", "/media/x.png"} <= set(plain)
    assert [path for path in plain if not is_denied(path)] == []
    assert [path for path in NEEDED if is_denied(path)] == []


def test_the_proxys_log_holds_no_key(site: Directive, root: Path) -> None:
    """Each folder whose addresses are keys is left out of the access log; its filter takes keys and questions away."""
    folders = set(headers.LIGHT_FOLDERS) - {"/light/", "/api/"}  # a program's key is in a header
    quiet = site.only("@keys").words[2:]
    assert {f"{folder}*" for folder in folders} <= set(quiet)
    assert {" ".join(line.words) for line in site.only("vars", "@keys").block} == {
        "skip_log true",
        "log_skip true",
    }
    fields = site.only("log").only("format", "filter").only("fields")
    (_, _, pattern, replacement) = fields.only("request>uri", "regexp").words
    for folder in folders:
        written = re.sub(pattern, replacement.replace("$", "\\"), f"{folder}secret/anmal?a=secret")
        assert written == folder
    assert re.sub(pattern, r"\1", "/luckor?plats=secret") == "/luckor"
    assert {"request>headers", "resp_headers"} <= {
        line.words[0] for line in fields.named() if line.words[1] == "delete"
    }
    whole = read_caddyfile((root / "deploy" / "Caddyfile").read_text(encoding="utf-8"))
    errors = whole.block[0].only("log", "default").only("format", "filter").only("fields")
    assert [line.words for line in errors.block] == [["request", "delete"]]


def test_the_proxy_bounds_and_marks_what_it_answers(site: Directive, root: Path) -> None:
    """TLS for a year, no policy of the app overwritten, a file of 50 MB comes through, browsers keep their process."""
    said = {line.words[0]: line.words[1:] for line in site.only("header").block}
    assert said["Strict-Transport-Security"] == ["max-age=31536000"]
    assert "Content-Security-Policy" not in said
    assert "?Content-Security-Policy" in said
    sizes = {line.words[-1]: line.only("max_size").words[1] for line in site.named("request_body")}
    assert sizes == {"@forms": "256KB", "request_body": "60MB"}
    assert site.only("reverse_proxy").only("lb_policy").words[1:3] == ["cookie", proxied.STICKY]
    errors = site.only("handle_errors")
    assert [line for line in errors.named("respond") if "{" in "".join(line.words)] == []
    limits = read_caddyfile((root / "deploy" / "Caddyfile").read_text(encoding="utf-8")).block[0]
    assert {line.words[0] for line in limits.only("servers").only("timeouts").block} >= {
        "read_header",
        "read_body",
    }


def test_the_compose_file_opens_the_proxy_alone(compose: dict[str, Any]) -> None:
    """Only the proxy has ports and is believed; the database lies on an inner network; nothing gains rights."""
    services = compose["services"]
    apps = [name for name in services if name.startswith("app-")]
    assert len(apps) >= 2
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["database"]["networks"] == ["back"]
    assert compose["networks"]["back"]["internal"] is True
    assert services["proxy"]["environment"]["KARTA_APPS"].split() == [f"{name}:8501" for name in apps]
    believed = services["proxy"]["networks"]["front"]["ipv4_address"]
    assert ip_address(believed) in ip_network(compose["networks"]["front"]["ipam"]["config"][0]["subnet"])
    for name in apps:
        options = cli._parser().parse_args(services[name]["command"])
        assert (options.host, options.port) == ("0.0.0.0", 8501)
        assert options.proxy == [believed]
        assert not options.closed_test
    for name in (*apps, "proxy"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    for service in services.values():
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "healthcheck" in service or service is services["proxy"]


def test_no_secret_stands_in_the_compose_file(compose: dict[str, Any], root: Path) -> None:
    """Passwords and secrets come from the surroundings; the example names each setting and fills in no secret."""
    for service in compose["services"].values():
        for name, content in service["environment"].items():
            if re.search("PASSWORD|SECRET|STICKY", name):
                assert VARIABLE.fullmatch(content), name
    asked = {
        name for name, _ in VARIABLE.findall((root / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    }
    lines = (root / "deploy" / "env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(example) == asked
    assert {name for name in example if re.search("PASSWORD|SECRET|STICKY", name) and example[name]} == set()


def test_the_unit_starts_karta_in_a_box(root: Path) -> None:
    """Its command is understood and listens to this machine alone; the secret is a file; the box is shut."""
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign,assignment]
    text = (root / "deploy" / "karta.service").read_text(encoding="utf-8")
    unit.read_string(text)
    service = unit["Service"]
    options = cli._parser().parse_args(shlex.split(service["ExecStart"])[1:])
    assert (options.host, options.proxy) == ("127.0.0.1", ["127.0.0.1"])
    assert "KARTA_OIDC_SECRET=" not in text
    assert service["LoadCredential"].startswith("oidc:")
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces"):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["UMask"] == "0077"
    # Code is compiled while it runs, and processes that read files set bounds of their own.
    assert "MemoryDenyWriteExecute" not in service
    assert "@resources" not in service["SystemCallFilter"]


def test_the_image_is_built_of_what_the_package_needs(root: Path, tracked: tuple[Path, ...]) -> None:
    """The list of what comes into the image has all that the build reads, and no folder of a workspace."""
    lines = (root / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    taken = {line[1:] for line in lines if line.startswith("!")}
    assert lines[0] == "*"
    assert taken >= {
        "karta",
        "data",
        "streamlit_app.py",
        ".streamlit",
        "setup.py",
        "pyproject.toml",
        "README.md",
    }
    first = {path.relative_to(root).parts[0] for path in tracked}
    assert taken <= first


def test_the_commands_of_running_are_understood(root: Path) -> None:
    """Each `karta` command in docs/running.md is one that the command line takes."""
    text = (root / "docs" / "running.md").read_text(encoding="utf-8")
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines]
    bare = [[word for word in words if not re.match(r"[A-Z_]+=", word)] for words in split]
    commands = [words[1:] for words in bare if words[:1] == ["karta"] and "--help" not in words]
    for words in commands:
        cli._parser().parse_args(words)
    assert {"run", "demo", "backup", "retain", "members", "move", "audit"} <= {
        word for words in commands for word in words
    }
