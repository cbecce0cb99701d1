# presend: every target calls a script; `make` alone says what there is.

NODE ?= node

.PHONY: help setup demo test package bench lint clean

help: ## this list
	@echo 'presend: checks a picture before it is sent'
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'

setup: ## get this machine ready (Rust, tools, packages, a browser); quick when it is
	@$(NODE) scripts/setup.mjs

demo: ## build everything and serve the demo on this machine (PORT=8787)
	@$(NODE) scripts/setup.mjs build
	@$(NODE) scripts/demo.mjs

test: ## run every test; the last line is the count
	@$(NODE) scripts/test.mjs

package: ## build the npm package and pack it into target/package
	@$(NODE) scripts/setup.mjs build
	@$(NODE) scripts/package.mjs

bench: ## time presend and its peers side by side; writes benches/RESULTS.md
	@$(NODE) scripts/setup.mjs bench
	@$(NODE) benches/run.mjs

lint: ## formatting, clippy, types, dependency rules
	@$(NODE) scripts/setup.mjs build
	@$(NODE) scripts/lint.mjs

clean: ## remove what was built (not the packages, not the tools)
	rm -rf target www/dist
