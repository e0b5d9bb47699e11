# Wegwijzer langdurige zorg. `make help` lists what there is; `make run` and `make test` need nothing before them.
SHELL := /bin/bash
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export PYTHONWARNINGS := ignore
# keep what Python compiled, also where a machine says not to: Rasa's libraries take 8 seconds to compile, and
# the tests start them dozens of times
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python
READY := .venv/.klaar
# tests side by side, those of one file one after another (docs/decisions/021-tests-side-by-side.md);
# SAMEN=0: all one after another
SAMEN := auto
BY_FILE := --dist loadfile --no-loadscope-reorder
SIDE_BY_SIDE := -n $(SAMEN) --maxprocesses 4 $(BY_FILE)
# REIZEN_SAMEN=2: journeys too, and behind them those that want the machine for themselves
REIZEN_SAMEN :=
# seven hundred journeys beside whatever else a machine does: one that fails must pass when it runs once more with
# the others that failed; both runs stay in the output, so that it is mended and not forgotten
AGAIN := { echo "FAILED JOURNEYS, ONCE MORE:"; .venv/bin/pytest -m journey --last-failed --last-failed-no-failures none; }
FAST := .venv/bin/pytest $(SIDE_BY_SIDE) -m "not model and not journey"

.DEFAULT_GOAL := help
.PHONY: help content-check stale preview nlu-report run chat train check test test-fast test-model test-journey bench soak-whatsapp whatsapp-demo clean wachtrij oordelen format validate debian docs paden paden-opnieuw bezoek account bench-desk inhoud bad-requests sbom inzage vergeet bewaartermijn sleutel maskeren chaos backup restore

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(READY): uv.lock pyproject.toml .python-version scripts/setup.sh scripts/taalmodel.py
	@bash scripts/setup.sh
	@touch $(READY)

run: $(READY) ## start the assistant on http://localhost:5005 (trains first when something changed)
	@exec $(PY) -m bot.server

chat: train ## talk to it in this terminal
	@exec .venv/bin/rasa shell --model models

train: $(READY) ## train a model when data, settings or components changed
	@$(PY) -m bot.server.training

check: $(READY) ## ruff, mypy, Rasa's own validation and the fast tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(FAST)

validate: $(READY) ## Rasa's own validation of the data, warnings are failures
	.venv/bin/rasa data validate --fail-on-warnings

test: check paden validate test-model test-journey ## everything that CI runs

test-fast: $(READY) ## the fast tests alone
	$(FAST)

test-model: train ## understanding and conversations, on the trained model
	.venv/bin/pytest $(SIDE_BY_SIDE) -m "model and not journey"
	.venv/bin/rasa test core --e2e --no-plot --stories tests/conversations --fail-on-prediction-errors --out results

test-journey: train debian ## the real server, real databases, and the widget and desk in a browser
	.venv/bin/pytest $(if $(REIZEN_SAMEN),-n $(REIZEN_SAMEN) $(BY_FILE) -m "journey and not alone",-m journey) || $(AGAIN)
	$(if $(REIZEN_SAMEN),.venv/bin/pytest -m "journey and alone")

debian: # Debian's Chromium, PostgreSQL, Redis and RabbitMQ for the journeys, where these may be installed
	@bash scripts/debian.sh

bench: train debian ## speed and memory against Rasa's own starter pipeline, in one run
	$(PY) -m bench

whatsapp-demo: train ## the assistant on WhatsApp without an account: a phone page on http://localhost:5006
	@exec $(PY) -m scripts.whatsapp_demo

soak-whatsapp: train ## WhatsApp under pressure: 2,000 people, kills, a database that goes away (docs/generated/whatsapp.md); DATABASE=postgres for that one alone, MENSEN=40 SECONDEN=20 to try it
	$(PY) -m bench.whatsapp $(if $(DATABASE),--database $(DATABASE)) $(if $(MENSEN),--people $(MENSEN)) $(if $(SECONDEN),--seconds $(SECONDEN))
	$(if $(DATABASE)$(MENSEN),,$(PY) -m bench.whatsapp.rasa)

bench-desk: $(READY) ## how soon a message is on the desk: 200 conversations, 20 advisers (docs/generated/desk.md)
	$(PY) -m bench.desk

chaos: train debian ## 300 people while workers, PostgreSQL, Redis and the network are taken away (docs/generated/chaos.md)
	$(PY) -m bench.chaos

backup: $(READY) ## a copy of the database: BESTAND=kopie.gz
	@$(PY) -m bot.server.maintenance backup $(BESTAND)

restore: $(READY) ## put a copy into an empty database: BESTAND=kopie.gz
	@$(PY) -m bot.server.maintenance restore $(BESTAND)

nlu-report: train ## how well people are understood, on sets of their own (docs/generated/begrijpen.md)
	$(PY) -m bench.begrijpen

maskeren: $(READY) ## how much that is personal is masked, and what rightly stays (docs/generated/maskeren.md)
	@$(PY) -m bench.maskeren

paden: $(READY) ## how many paths of the flows changed their outcome since the record, and which
	@$(PY) -m bench.stromen paden

paden-opnieuw: $(READY) ## write the record of all paths anew (docs/generated/paden)
	@$(PY) -m bench.stromen paden-opnieuw

docs: $(READY) ## for the jurist: each flow drawn (docs/generated/stroom), all content as a site (build/site)
	@$(PY) -m bench.stromen docs
	@$(PY) -m bench.gegevens
	@$(PY) -m bench.site

bad-requests: train ## ten thousand bad requests: no 5xx, no memory rise (docs/generated/slechte_verzoeken.md)
	$(PY) -m bench.bad_requests

inhoud: $(READY) ## reports on the texts: coverage, reading level, facts to check (docs/generated)
	@$(PY) -m bench.inhoud

bezoek: train ## 500 talks of a simulated visitor with the real assistant, and what went wrong
	@$(PY) -m bench.bezoek

account: $(READY) ## an account for the desk: NAAM=anna ROL=adviseur [TOON=Anna TEAM=noord CAPACITEIT=4], or NAAM=anna WEG=ja
	@$(PY) -m bot.server.account

inzage: $(READY) ## all that is kept about a person: OVERDRACHT=, CODE=, NUMMER= or GESPREK= (docs/privacy.md)
	@$(PY) -m bot.server.gegevens inzage

vergeet: $(READY) ## delete all that is kept about a person, with a receipt; the same names
	@$(PY) -m bot.server.gegevens vergeet

bewaartermijn: $(READY) ## delete what is older than BEWAARDAGEN and show what is left; fails when something stayed
	@$(PY) -m bot.server.gegevens bewaartermijn

sleutel: $(READY) ## after a new key was put first in GEHEIM: seal what is kept with it (docs/beveiliging.md)
	@$(PY) -m bot.server.gegevens sleutel

content-check: $(READY) ## all texts, facts, tables and words: file, line and what to write instead
	@$(PY) -m bot.server.inhoud check

stale: $(READY) ## what is due for review within 60 days: sources, facts that end, changes of the law
	@$(PY) -m bot.server.inhoud stale

preview: $(READY) ## what people read differently on a day: make preview PEILDATUM=2027-01-01
	@PEILDATUM=$(PEILDATUM) $(PY) -m bot.server.inhoud preview

wachtrij: $(READY) ## the open call-back requests, for a klantadviseur
	@$(PY) -m bot.server.wachtrij

oordelen: $(READY) ## what visitors of the website thought of the answers
	@$(PY) -m bot.server.oordelen

sbom: $(READY) ## what the project is made of, with hashes (docs/generated/sbom.json, docs/afhankelijkheden.md)
	$(PY) -m scripts.sbom

format: $(READY) ## let ruff put the code in order
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .

clean: ## remove what was made (environment, models, database)
	rm -rf .venv .uv .rasa models results var build bench/uit .pytest_cache .mypy_cache .ruff_cache .hypothesis
