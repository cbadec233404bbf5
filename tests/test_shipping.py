"""What is shipped: the image, its start, where it is deployed, and what is written of it, held to the code.

There is no container engine here; continuous integration builds the image itself.
"""

import json
import os
import re
import shlex
import subprocess
import tomllib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from bot.bot_api import BotApi, InMemoryRequest
from bot.cli import COMMANDS
from bot.metrics import Metrics
from bot.serving import AFTER_DRAINING_SECONDS, DRAINING_SECONDS, STOPPING_SECONDS, _wired
from bot.settings import PREFIX, Settings
from bot.settings_report import variable
from bot.web.app import PROXY_HEADERS
from bot.web.webhook_watch import DELETED, REPLACED, UNDELIVERED, UNTOLD
from tests.bot.served import SECRET, ServedServices, settings_of

ROOT = Path(__file__).parents[1]
DOCS = ("docs/deploy.md", "docs/operations.md")
SHIPPED = (
    "Dockerfile",
    "compose.yaml",
    "fly.toml",
    "litestream.yml",
    "docker/fly-start.sh",
    *DOCS,
    "README.md",
)
STOP_SECONDS = 20
CLOSED_SECONDS = 3  # for what is closed after the deadline: the database, the processes that draw and train
SETTINGS = {variable(name) for name in Settings.model_fields}


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


@dataclass
class Stage:
    """A stage of the Dockerfile: what it stands on, and its instructions as (word, rest) in order."""

    name: str
    base: str
    instructions: list


def stages():
    lines = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^\s*#.*\n", "", text_of("Dockerfile"))).splitlines()
    found = []
    for line in filter(None, map(str.strip, lines)):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(name, base, []))
        else:
            found[-1].instructions.append((word, rest))
    return found


def instructions(stage_name):
    """What holds in a stage: the instructions of those it stands on, then its own."""
    by_name = {stage.name: stage for stage in stages()}
    stage = by_name[stage_name]
    inherited = instructions(stage.base) if stage.base in by_name else []
    return inherited + stage.instructions


def last(stage_name, word):
    return next(rest for found, rest in reversed(instructions(stage_name)) if found == word)


def variables(stage_name):
    pairs = [
        part.partition("=")
        for word, rest in instructions(stage_name)
        if word == "ENV"
        for part in shlex.split(rest)
    ]
    return {name: value for name, _, value in pairs}


def test_every_base_is_pinned_to_a_version():
    names = {stage.name for stage in stages()}
    bases = [stage.base for stage in stages() if stage.base not in names]
    assert bases
    assert all(re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+[\w.-]*", base) for base in bases)


def test_every_stage_has_the_python_that_the_packages_are_pinned_for():
    (pinned,) = re.findall(r"--python-version (\S+)", text_of("Makefile"))
    pythons = {stage.base for stage in stages() if stage.base.startswith("python:")}
    (python,) = pythons
    assert python.startswith(f"python:{pinned}.")


def test_what_is_built_by_default_is_never_root():
    assert stages()[-1].name == "bot"
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last("bot", "USER"))


@pytest.mark.parametrize("stage", ["bot", "fly"])
def test_commands_are_in_exec_form_so_that_signals_reach_the_bot(stage):
    command = json.loads(last(stage, "ENTRYPOINT")) + json.loads(last(stage, "CMD"))
    assert command[-2:] == ["sermadrid", "run"]
    health = last(stage, "HEALTHCHECK")
    assert json.loads(health.partition("CMD ")[2]) == ["sermadrid", "health"]
    assert last(stage, "STOPSIGNAL") == "SIGTERM"


def test_the_image_holds_no_secrets_and_takes_none_to_be_built():
    names = set().union(*(variables(stage.name) for stage in stages()))
    names |= {
        rest.partition("=")[0] for stage in stages() for word, rest in stage.instructions if word == "ARG"
    }
    assert not [name for name in names if re.search(r"TOKEN|SECRET|PASSWORD|KEY|DSN", name)]


def test_packages_are_checked_against_their_hashes_and_nothing_is_compiled():
    (download,) = (rest for word, rest in instructions("build") if "pip download" in rest)
    assert {"--require-hashes", "--only-binary=:all:"} <= set(shlex.split(download))
    installs = [rest for _, rest in instructions("build") if re.search(r"pip\S* .*install", rest)]
    assert all(
        "--no-index" in command for rest in installs for command in rest.split("&&") if "install" in command
    )


def test_what_is_copied_is_let_through_and_little_else():
    let_through = [line[1:] for line in text_of(".dockerignore").splitlines() if line.startswith("!")]
    copied = {
        source
        for stage in stages()
        for word, rest in stage.instructions
        if word == "COPY" and "--from" not in rest
        for source in [part for part in rest.split() if not part.startswith("--")][:-1]
    }
    assert all((ROOT / source).exists() for source in copied)
    assert {source.partition("/")[0] for source in copied} | {"Dockerfile"} == set(let_through)
    rules = [line for line in text_of(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {"**/.env", "**/.env.*"} <= set(rules)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_setting_that_is_named_exists(name):
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text_of(name))) - SETTINGS == set()


def test_the_image_serves_health_where_the_platforms_look_for_it():
    image, compose, fly = variables("bot"), compose_bot(), fly_toml()
    assert image["SERMADRID_HTTP_HOST"] == "0.0.0.0"  # noqa: S104 -- inside the container's own network
    ports = {image["SERMADRID_HTTP_PORT"], compose["environment"]["SERMADRID_HTTP_PORT"]}
    ports |= {str(check["port"]) for check in fly["checks"].values()} | {str(fly["metrics"]["port"])}
    assert ports == {"8080"} == {last("bot", "EXPOSE")}
    assert {check["path"] for check in fly["checks"].values()} == {"/healthz", "/readyz"}


def fly_toml():
    return tomllib.loads(text_of("fly.toml"))


def compose_bot():
    return yaml.safe_load(text_of("compose.yaml"))["services"]["bot"]


def test_fly_runs_one_machine_that_polls_and_is_given_time_to_stop():
    fly = fly_toml()
    assert fly["kill_signal"] == "SIGTERM"
    assert DRAINING_SECONDS + AFTER_DRAINING_SECONDS <= STOPPING_SECONDS
    assert STOPPING_SECONDS + CLOSED_SECONDS < STOP_SECONDS < fly["kill_timeout"]
    assert "http_service" not in fly
    assert "services" not in fly
    assert "release_command" not in fly.get("deploy", {})
    assert fly["mounts"]["destination"] == fly["env"]["SERMADRID_DATA_DIR"]
    assert fly["build"]["build-target"] in {stage.name for stage in stages()}


def test_compose_runs_the_plain_stage_with_nothing_to_spare():
    bot = compose_bot()
    assert bot["build"]["target"] == "bot"
    assert int(bot["stop_grace_period"].removesuffix("s")) > STOP_SECONDS
    assert (bot["read_only"], bot["cap_drop"]) == (True, ["ALL"])
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert bot["volumes"] == [f"data:{bot['environment']['SERMADRID_DATA_DIR']}"]
    assert not [name for name in bot["environment"] if re.search(r"TOKEN|SECRET|DSN", name)]


def test_compose_puts_the_volumes_folders_in_the_place_of_those_of_the_machines_env():
    inside, data = compose_bot()["environment"], Settings(data_dir="/data")
    folders = {
        variable(name)
        for name, field in Settings.model_fields.items()
        if re.search(r"\bPath\b", str(field.annotation)) or re.search(r"_(dir|file|folder)$", name)
    }
    assert {name: Path(inside[name]) for name in folders} == {
        "SERMADRID_DATA_DIR": data.data_dir,
        "SERMADRID_BACKUP_DIR": data.backups,
    }


def test_litestream_replicates_the_database_of_the_settings():
    (database,) = yaml.safe_load(text_of("litestream.yml"))["dbs"]
    file = database["path"].replace("${SERMADRID_DATA_DIR}", "/data")
    assert Path(file) == Settings(data_dir="/data").database_file
    secrets = set(re.findall(r"\$\{(\w+)\}", text_of("litestream.yml"))) - {"SERMADRID_DATA_DIR"}
    assert secrets == {"BUCKET_NAME", "AWS_ENDPOINT_URL_S3", "AWS_REGION"}


def test_litestream_writes_json_lines_as_the_bot_does():
    assert yaml.safe_load(text_of("litestream.yml"))["logging"]["type"] == "json"


@pytest.fixture
def started(tmp_path):
    """Runs the start on Fly as a user, with commands that only write down how they were called."""
    commands = tmp_path / "bin"
    commands.mkdir()
    calls = tmp_path / "calls"
    for name in ("sermadrid", "litestream", "setpriv", "chown"):
        (commands / name).write_text(f'#!/bin/sh\necho {name} "$@" >> {calls}\n')
    (commands / "id").write_text('#!/bin/sh\necho "$FAKE_USER"\n')
    for command in commands.iterdir():
        command.chmod(0o755)

    def started(*words, user="10001", **env):
        env |= {"PATH": f"{commands}:{os.environ['PATH']}", "SERMADRID_DATA_DIR": str(tmp_path)}
        subprocess.run(
            ["/bin/sh", str(ROOT / "docker/fly-start.sh"), *words], env={**env, "FAKE_USER": user}, check=True
        )
        return calls.read_text().splitlines()

    return started


def test_on_fly_root_hands_over_the_volume_and_starts_again_as_the_bots_user(started, tmp_path):
    handed, again = started("sermadrid", "run", user="0")[-2:]
    assert handed.startswith("chown 10001:10001 ")
    assert str(tmp_path) in handed.split()
    assert again.startswith("setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs -- ")
    assert again.endswith("fly-start.sh sermadrid run")


def test_on_fly_the_bot_runs_alone_without_a_bucket(started):
    assert started("sermadrid", "run") == ["sermadrid run"]


def test_on_fly_the_bot_runs_under_litestream_with_a_bucket(started, tmp_path):
    assert started("sermadrid", "run", BUCKET_NAME="b") == [
        f"litestream restore -if-db-not-exists -if-replica-exists {tmp_path}/sermadrid.db",
        "litestream replicate -exec sermadrid run",
    ]


def test_on_fly_any_other_command_runs_as_it_is(started):
    assert started("sermadrid", "db", "check", BUCKET_NAME="b") == ["sermadrid db check"]


@pytest.mark.parametrize("name", DOCS)
def test_every_command_that_is_told_of_exists(name):
    told = set(
        re.findall(r"\b(?:sermadrid|run --rm bot) ([a-z]+)\b(?! is\b)", "\n".join(code_in(text_of(name))))
    )
    assert told
    assert told <= set(COMMANDS)


def code_in(markdown):
    return re.findall(r"```.*?\n(.*?)```", markdown, re.DOTALL) + re.findall(r"`([^`\n]+)`", markdown)


@pytest.mark.parametrize("name", DOCS)
def test_every_file_that_is_linked_exists(name):
    links = re.findall(r"\]\(((?!https?:)[^)#]+)", text_of(name))
    assert all((ROOT / name).parent.joinpath(link).exists() for link in links)


@pytest.mark.parametrize("name", DOCS)
def test_every_passage_that_is_linked_exists(name):
    for page, anchor in re.findall(r"\]\(((?!https?:)[^)#]*)#([^)]+)\)", text_of(name)):
        linked = (ROOT / name).parent / page if page else ROOT / name
        assert anchor in anchors(linked.read_text(encoding="utf-8")), (page, anchor)


def anchors(markdown):
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"(?m)^#+ (.+)$", markdown)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def section(name, heading):
    """The text under a heading, up to the next one."""
    return re.search(rf"(?ms)^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text_of(name)).group(1)


def in_order(text, *commands):
    places = [text.find(command) for command in commands]
    return -1 not in places and places == sorted(places)


def test_a_bot_that_does_not_run_is_looked_at_without_it_on_either_platform():
    told = section("docs/operations.md", "With the bot stopped")
    assert in_order(told, '--command "sleep infinity"', "fly ssh console --user sermadrid", "fly deploy")
    assert in_order(told, "docker compose stop", "docker compose run --rm bot", "docker compose up --detach")
    for heading in ("It does not run", "Restore"):
        assert "(#with-the-bot-stopped)" in section("docs/operations.md", heading)


def test_a_webhook_after_a_first_deploy_gets_an_address_before_it_is_told_of():
    told = section("docs/deploy.md", "By webhook")
    given = (
        "[http_service]",
        "fly ips allocate-v6",
        "fly ips allocate-v4 --shared",
        "SERMADRID_WEBHOOK_URL=",
    )
    assert in_order(told, *given)


@pytest.mark.parametrize(
    ("command", "complete"),
    [
        ("fly machine destroy", r"fly machine destroy ID --force"),  # it runs
        ("fly volumes snapshots list", r"fly volumes snapshots list VOLUME"),
        (
            "chown",
            r"docker run .*--user 0 --entrypoint chown .* -R 10001:10001 /data",
        ),  # the bot's user may not
        ("--snapshot-id", r"fly volumes create data .*--snapshot-id SNAPSHOT"),
    ],
)
def test_commands_of_the_operations_page_are_whole(command, complete):
    told = [
        one for code in code_in(text_of("docs/operations.md")) for one in code.splitlines() if command in one
    ]
    assert told
    assert all(re.fullmatch(complete, one) for one in told)


def test_the_operations_page_gives_files_to_the_user_of_the_image():
    assert last("bot", "USER") in section("docs/operations.md", "The database")


WEBHOOK = {"http_port": 8080, "webhook_url": "https://bot.example", "webhook_secret": SECRET}


def wired(folder, **settings):
    """Every collector of metrics of a bot that is about to begin."""
    metrics, api = Metrics(), BotApi()
    _wired(ServedServices(), settings_of(folder, api.token, **settings), metrics, InMemoryRequest(api))
    return metrics.registry._collector_to_names


@pytest.fixture
def instruments(tmp_path):
    """The labels of every metric by its name in PromQL, of a bot that polls and of one with a webhook."""
    endings = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"], "gauge": [""]}
    names = {}
    for collector in {**wired(tmp_path), **wired(tmp_path, **WEBHOOK)}:
        labels = set(getattr(collector, "_labelnames", ()))
        for family in collector.collect():
            for ending in endings[family.type]:
                names[family.name + ending] = labels | ({"le"} if ending == "_bucket" else set())
    return names


def expressions():
    panels = json.loads(text_of("docs/grafana.json"))["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", [])]


def test_every_panel_shows_metrics_that_exist_by_labels_that_they_have(instruments):
    assert expressions()
    for expression in expressions():
        used = set(re.findall(r"\b(?:sermadrid|process)_\w+", expression))
        assert used
        assert used <= instruments.keys(), expression
        grouped = {label for by in re.findall(r"by \(([^)]*)\)", expression) for label in by.split(", ")}
        assert grouped <= set().union(*(instruments[name] for name in used)), expression


def test_every_metric_of_the_bot_has_a_panel(instruments):
    shown = set(re.findall(r"\bsermadrid_\w+", "\n".join(expressions())))
    bare = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in shown}
    ours = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in instruments if name[0] == "s"}
    assert ours <= bare


def test_a_count_whose_labels_are_not_known_beforehand_is_shown_from_its_first_event(instruments):
    metrics = Metrics()
    metrics.job_expected("backup")
    begun = {sample.name for family in metrics.registry.collect() for sample in family.samples}
    for expression in expressions():
        for name in re.findall(r"increase\((\w+)\[5m\]\)", expression):
            first = f"({name} unless {name} offset 5m) or increase({name}[5m])"
            assert name in begun or first in expression, expression


def test_a_job_that_never_ended_well_is_shown_and_has_no_age():
    done = "sermadrid_job_done_timestamp_seconds"
    assert [one for one in expressions() if done in one] == [f"time() - ({done} > 0)", f"{done} == 0"]


def test_the_age_of_what_brings_updates_is_shown_either_way():
    assert "sermadrid_poll_age_seconds or sermadrid_webhook_age_seconds" in expressions()


def test_panels_do_not_lie_on_each_other():
    panels = json.loads(text_of("docs/grafana.json"))["panels"]
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(x < 24 for x, _ in cells)


def test_metrics_named_in_the_operations_page_exist(instruments):
    named = set(re.findall(r"\bsermadrid_\w+", "\n".join(code_in(text_of("docs/operations.md")))))
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in instruments}
    assert named
    assert named <= families


def test_panels_named_in_the_operations_page_exist():
    titles = {panel["title"] for panel in json.loads(text_of("docs/grafana.json"))["panels"]}
    named = set(re.findall(r'"([^"\n]+)" (?:on the \[dashboard|beside)', text_of("docs/operations.md")))
    assert named
    assert named <= titles


def test_loggers_named_in_the_operations_page_write_lines():
    named = {one for one in code_in(text_of("docs/operations.md")) if re.fullmatch(r"bot\.[\w.]+", one)}
    assert named
    assert all(import_module(name).log.name == name for name in named)


@pytest.mark.parametrize(
    "reason",
    [
        "no poll has succeeded for … (ConnectError)",
        f"{UNTOLD} for … (ConnectError)",
        f"{UNTOLD} for … (InvalidToken)",
        f"{UNDELIVERED} for … (…)",
        DELETED,
        REPLACED,
        "Telegram does not know the webhook yet",
    ],
)
def test_a_reason_of_the_updates_is_a_row_of_the_operations_page(reason):
    rows = [line for line in text_of("docs/operations.md").splitlines() if line.startswith("| `updates: ")]
    assert [row for row in rows if f"`updates: {reason}`" in row]


def test_fly_marks_what_comes_from_outside():
    assert "fly-client-ip" in PROXY_HEADERS
