# Two commands for a newcomer: `make demo` and `make test`. Everything else is for people who work here.
# Each target first makes the checkout ready (scripts/bootstrap.py); that costs nothing when nothing changed.

PYTHON ?= python3
DEV := $(PYTHON) scripts/bootstrap.py dev --
UV := $(DEV) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test mutation lint schema bench docs locks test-deploy test-deploy-full

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Run everything with a demo practice; Ctrl-C stops it (PORT=8000 chooses the port)
	@exec $(PYTHON) scripts/bootstrap.py demo -- vantrexia dev demo

demo-reset: ## Forget the demo's data and keys
	@$(DEV) vantrexia dev reset

test: ## Install what is needed and run every test (SUITES="backend words failure ops sim frontend browser")
	@exec $(DEV) python scripts/testing/suites.py $(SUITES)

mutation: ## Change the rules of triage and thresholds and see whether a test notices (MUTATION=write keeps the survivors)
	@$(DEV) uv pip install --quiet --target build/mutation/tool --require-hashes --no-deps -r requirements/mutation.txt
	@exec $(DEV) python scripts/testing/mutation.py $(MUTATION)

lint: ## Formatting, types, import contracts, migrations, schema, shell, YAML
	@exec $(DEV) python scripts/testing/lint.py $(CHECKS)

schema: ## Write the OpenAPI schema and the TypeScript types made from it
	@exec $(DEV) python scripts/testing/schema.py write

bench: ## Measure; writes docs/figures/*.json
	@exec $(DEV) python -m bench $(BENCH)

docs: ## Build the documentation into site/
	@exec $(DEV) mkdocs build --strict --quiet

locks: ## Compile the hashed locks again (add UPGRADE=--upgrade to move versions)
	@$(UV) $(UPGRADE) requirements/dev.in -o requirements/dev.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt requirements/demo.in -o requirements/demo.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt requirements/bootstrap.in -o requirements/bootstrap.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt backend/requirements.in -o backend/requirements.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt ops/requirements.in -o ops/requirements.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt backend/requirements-otel.in -o backend/requirements-otel.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt requirements/tool.in -o requirements/tool.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt requirements/sbom.in -o requirements/sbom.txt
	@$(UV) $(UPGRADE) -c requirements/dev.txt requirements/mutation.in -o requirements/mutation.txt

# Both need a container engine; scripts/airgap/engine.sh gets one running on Debian, as root.
test-deploy: ## One good deploy, one broken, one rollback, under load, on real containers
	@exec $(DEV) python scripts/testing/suites.py deploy

# CI calls `test-deploy` by itself, and has no half hour for ten deploys in a row.
test-deploy-full: ## Every container test, and ten deploys with every accident; writes docs/figures/deploy.json
	@exec $(DEV) python scripts/testing/suites.py containers $(if $(CI),,deploy accidents ten-deploys)
