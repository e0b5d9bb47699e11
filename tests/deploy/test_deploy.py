"""What stands in deploy/ is valid, and names what there is: metrics, settings, paths, commands."""

import ast
import functools
import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana/wegwijzer.json").read_text())
ALERTS = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())
MANIFESTS = [
    one
    for path in sorted((DEPLOY / "kubernetes").glob("*.yml"))
    for one in yaml.safe_load_all(path.read_text())
]
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text())
#: made by Prometheus and its client for every program
OF_ALL = {"up", "process_resident_memory_bytes"}
MADE = re.compile(r"(?:wegwijzer|whatsapp)_[a-z_]+")
WORDS = re.compile(r"[a-z_]+")


@functools.lru_cache(maxsize=1)
def ours():
    """Return the names of every metric that the code makes, read from the code."""
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        code = path.read_text()
        for node in ast.walk(ast.parse(code)) if "prometheus_client" in code else ():
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if not call or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name, kind = str(node.args[0].value), node.func.id
            if MADE.fullmatch(name) and kind in ("Counter", "Gauge", "GaugeMetricFamily", "_gauge"):
                found.add(name)
            elif MADE.fullmatch(name) and kind == "Histogram":
                found |= {f"{name}_{part}" for part in ("bucket", "sum", "count")}
    return found


def named(expression):
    """Return the metrics that an expression names."""
    bare = re.sub(r"\{[^}]*\}|by \([^)]*\)|\"[^\"]*\"", "", expression)
    return {
        name
        for name in WORDS.findall(bare)
        if MADE.fullmatch(name) or name.startswith("process_") or name == "up"
    }


def expressions():
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield pytest.param(target["expr"], id=f"paneel {panel['title']} {target['refId']}")
    for rule in rules():
        yield pytest.param(rule["expr"], id=f"alarm {rule['alert']}")


def rules():
    return [rule for group in ALERTS["groups"] for rule in group["rules"]]


def test_the_code_makes_metrics_of_every_kind_that_operators_were_promised():
    parts = "beurten beurt bedoelingen misverstaan overdrachten wachtrij wachttijd gemaskeerd"
    for part in [*(f"wegwijzer_{x}" for x in parts.split()), "whatsapp_inbox", "whatsapp_outbox"]:
        assert any(name.startswith(part) for name in ours()), part


@pytest.mark.parametrize("expression", expressions())
def test_every_metric_in_dashboard_and_alerts_exists(expression):
    assert named(expression), expression
    assert named(expression) <= ours() | OF_ALL
    assert expression.count("(") == expression.count(")")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_how_long_how_bad_what_and_where_to_read_on(rule):
    assert re.fullmatch(r"\d+[mh]", rule["for"])
    assert rule["labels"]["severity"] in ("page", "ticket")
    path, anchor = rule["annotations"]["runbook"].split("#")
    heads = re.findall(r"^## (\w+)", (ROOT / path).read_text(), re.MULTILINE)
    assert rule["alert"] in heads
    assert anchor == rule["alert"].lower()
    assert rule["annotations"]["summary"]


def test_the_runbook_has_at_least_ten_faults_each_with_what_one_sees_and_does():
    parts = re.split(r"^## ", (ROOT / "docs/runbook.md").read_text(), flags=re.MULTILINE)[1:]
    assert len(parts) >= 10
    for part in parts:
        assert "**Seen**" in part, part[:30]
        assert "**Do**" in part, part[:30]


def test_dashboard_panels_have_their_own_number_and_place():
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


def of_kind(kind):
    return [one for one in MANIFESTS if one["kind"] == kind]


def pods():
    for one in MANIFESTS:
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield one["metadata"]["name"], spec["template"]


def test_kubernetes_knows_each_kind_by_its_version_and_name():
    versions = {
        "ConfigMap": "v1",
        "Service": "v1",
        "Deployment": "apps/v1",
        "PodDisruptionBudget": "policy/v1",
        "HorizontalPodAutoscaler": "autoscaling/v2",
        "Ingress": "networking.k8s.io/v1",
        "Job": "batch/v1",
        "CronJob": "batch/v1",
    }
    assert {one["kind"] for one in MANIFESTS} == set(versions)
    for one in MANIFESTS:
        assert one["apiVersion"] == versions[one["kind"]]
        assert re.fullmatch(r"[a-z0-9-]{1,63}", one["metadata"]["name"])


@pytest.mark.parametrize(("name", "template"), pods(), ids=lambda part: str(part)[:24])
def test_a_pod_has_limits_no_rights_and_what_it_needs_of_settings(name, template):
    spec = template["spec"]
    assert spec["securityContext"]["runAsNonRoot"]
    assert not spec["automountServiceAccountToken"]
    for container in spec["containers"]:
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        kinds = {kind for source in container["envFrom"] for kind in source}
        assert kinds == {"configMapRef", "secretRef"}


def test_the_workers_are_asked_whether_they_live_and_are_ready_on_paths_that_exist():
    (worker,) = of_kind("Deployment")[0]["spec"]["template"]["spec"]["containers"]
    paths = {
        probe: worker[probe]["httpGet"]["path"]
        for probe in ("startupProbe", "readinessProbe", "livenessProbe")
    }
    assert paths == {
        "startupProbe": "/gereed",
        "readinessProbe": "/gereed",
        "livenessProbe": "/gezond",
    }
    code = (ROOT / "bot/server/health.py").read_text()
    assert all(f'"{path}"' in code for path in paths.values())
    ports = {port["name"] for port in worker["ports"]}
    assert {worker[probe]["httpGet"]["port"] for probe in paths} <= ports


def test_a_stop_has_time_for_the_turn_in_hand_and_for_open_streams():
    code = (ROOT / "bot/channels/website_turns.py").read_text()  # importing it would import Rasa
    finishing = float(re.search(r"^FINISHING = ([0-9.]+)", code, re.MULTILINE)[1])
    open_streams = 15  # seconds; Sanic's own GRACEFUL_SHUTDOWN_TIMEOUT
    spec = of_kind("Deployment")[0]["spec"]["template"]["spec"]
    before = int(spec["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert spec["terminationGracePeriodSeconds"] >= before + finishing + open_streams
    grace = int(COMPOSE["services"]["werker-1"]["stop_grace_period"].rstrip("s"))
    assert grace >= finishing + open_streams


def test_what_selects_the_workers_selects_them():
    deployment = of_kind("Deployment")[0]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    chosen = [
        deployment["spec"]["selector"]["matchLabels"],
        of_kind("Service")[0]["spec"]["selector"],
        of_kind("PodDisruptionBudget")[0]["spec"]["selector"]["matchLabels"],
    ]
    for selector in chosen:
        assert selector.items() <= labels.items()
    assert of_kind("Job")[0]["spec"]["template"]["metadata"]["labels"]["onderdeel"] != "werker"


def test_more_workers_come_on_turns_in_flight():
    (scaler,) = of_kind("HorizontalPodAutoscaler")
    assert scaler["spec"]["scaleTargetRef"]["name"] == of_kind("Deployment")[0]["metadata"]["name"]
    assert scaler["spec"]["minReplicas"] >= 2
    named = [m["pods"]["metric"]["name"] for m in scaler["spec"]["metrics"] if m["type"] == "Pods"]
    assert named == ["wegwijzer_beurten_bezig"]
    assert set(named) <= ours()


def commands():
    for name, template in pods():
        for container in template["spec"]["containers"]:
            if "command" in container:
                yield name, container["command"]
    yield "compose migratie", COMPOSE["services"]["migratie"]["command"]


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda part: str(part)[:24])
def test_jobs_call_a_work_that_exists(name, command):
    module, work = command[-2:]
    path = ROOT / f"{module.replace('.', '/')}.py"
    assert f'"{work}"' in path.read_text()


def settings_read():
    code = "".join((ROOT / f"bot/{name}.py").read_text() for name in ("settings", "clock"))
    return set(re.findall(r'"([A-Z_]{4,})"', code))


def test_only_settings_that_exist_are_set():
    known = settings_read()
    given = set(of_kind("ConfigMap")[0]["data"])
    given |= set(COMPOSE["services"]["werker-1"]["environment"])
    given |= set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "voorbeeld.env").read_text(), re.MULTILINE))
    assert given - {"POSTGRES_PASSWORD"} <= known


def test_compose_starts_what_it_needs_and_gives_no_secret_of_its_own():
    services = COMPOSE["services"]
    assert {"werker-1", "werker-2", "postgres", "redis", "nginx", "migratie"} <= set(services)
    for name, service in services.items():
        assert "image" in service or "build" in service, name
        assert set(service.get("depends_on", {})) <= set(services), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            there = (DEPLOY / source).exists() if source.startswith(".") else None
            assert there or source in COMPOSE["volumes"], volume
    text = (DEPLOY / "compose.yml").read_text()
    assert "${GEHEIM:?}" in text
    assert "${POSTGRES_PASSWORD:?}" in text


def test_no_log_of_the_database_holds_what_people_said():
    command = COMPOSE["services"]["postgres"]["command"]
    assert "log_min_error_statement=panic" in command
    assert "log_parameter_max_length_on_error=0" in command


def test_the_proxy_knows_every_worker_hides_what_is_inside_and_lets_streams_through():
    conf = (DEPLOY / "nginx/wegwijzer.conf").read_text()
    assert conf.count("{") == conf.count("}")
    workers = {name for name in COMPOSE["services"] if name.startswith("werker-")}
    assert set(re.findall(r"server (werker-\d):5005", conf)) == workers
    for path in ("/metrics", "/webhooks/rest/"):
        assert re.search(rf"location =? ?{path} {{ return 403; }}", conf), path
    assert "proxy_buffering off;" in conf
    assert "non_idempotent" in conf


def steps():
    """Return the steps of the Dockerfile, each on one line."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def step_with(words):
    """Return the one step that holds some words."""
    (found,) = [step for step in steps() if words in step]
    return found


def ignored():
    return (ROOT / ".dockerignore").read_text().split()


def test_the_image_holds_a_trained_model_and_checked_content_and_runs_as_nobody():
    kinds = [step.split()[0] for step in steps()]
    made = steps().index(step_with("bot.server.training"))
    assert "bot.server.maintenance inhoud" in steps()[made]
    assert made < kinds.index("USER") < kinds.index("CMD")
    assert "--uid 10001" in step_with("useradd")
    assert step_with("USER") == "USER 10001"
    assert (
        step_with('CMD [".venv/bin/python", "-m"') == 'CMD [".venv/bin/python", "-m", "bot.server"]'
    )


def test_a_library_that_cannot_be_installed_ends_the_build():
    assert "||" not in step_with("uv sync")
    assert "||" not in step_with("bot.server.training")


def test_a_file_without_a_checksum_in_the_tree_never_gets_into_an_image():
    # elsewhere the first machine that fetches it writes the checksum down, and a build would forget it
    assert step_with("scripts.taalmodel").startswith("RUN [ ! -f scripts/taalmodel.sha256 ] || ")


def test_the_runbook_says_when_memory_is_an_alarm_as_the_alarm_does():
    (rule,) = [rule for rule in rules() if rule["alert"] == "GeheugenVol"]
    most = float(rule["expr"].split(">")[1]) / 1e9
    part = (ROOT / "docs/runbook.md").read_text().split("## GeheugenVol")[1]
    assert f"above {most:g} GB" in part
    (container,) = of_kind("Deployment")[0]["spec"]["template"]["spec"]["containers"]
    limit = container["resources"]["limits"]["memory"].removesuffix("Mi")
    assert f"limit of {int(limit) / 1000:g} GB" in part


def test_everything_that_is_copied_into_the_image_is_there():
    copied = [step.split()[1:-1] for step in steps() if step.startswith("COPY")]
    own = [path for paths in copied for path in paths if not paths[0].startswith("--from")]
    assert own
    for path in own:
        assert (ROOT / path).exists(), path
        assert path.rstrip("/") not in ignored(), path


def test_no_secret_and_nothing_of_this_machine_gets_into_the_image():
    assert {".venv", "var", "models", ".git", "**/.env"} <= set(ignored())
    # training reads the settings, which make a key where there is none
    made = step_with("bot.server.training")
    assert made.index("maintenance inhoud") < made.index("rm -f var/geheim")
    # compose reads deploy/.env, which is of one place and not of the project
    assert "deploy/.env" in (ROOT / ".gitignore").read_text().split()


def test_a_worker_in_a_container_can_write_where_it_must_and_nowhere_else():
    worker = COMPOSE["services"]["werker-1"]
    (container,) = of_kind("Deployment")[0]["spec"]["template"]["spec"]["containers"]
    assert worker["read_only"] is True
    assert worker["tmpfs"] == ["/tmp"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
    # how a worker starts there: tests/journeys/test_read_only.py
    assert "HOME=/tmp" in step_with("ENV HOST")


def test_a_container_says_itself_whether_it_is_ready():
    check = step_with("HEALTHCHECK")
    assert "/gereed" in check
    code = json.loads(check[check.index("[") :])[-1]
    compile(code, "HEALTHCHECK", "exec")
    assert "PORT=5005" in step_with("ENV HOST")


def test_prometheus_looks_at_every_worker_of_compose():
    config = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    (job,) = config["scrape_configs"]
    assert job["job_name"] == "wegwijzer"
    workers = {f"{name}:5005" for name in COMPOSE["services"] if name.startswith("werker-")}
    assert set(job["static_configs"][0]["targets"]) == workers
