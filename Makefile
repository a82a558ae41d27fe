# Every command of the project. `make` or `make help` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PAGES ?= 1000
export PYTHONUTF8 := 1

.PHONY: help
help: ## 显示这份说明
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## 安装并启动网站（第一次会载入示例内容），PORT=8000
	@$(PYTHON) scripts/run.py

.PHONY: identity
identity: install ## 启动试用的统一身份认证（另一个进程），IDENTITY_PORT=8001
	@$(BIN)/python scripts/identity/start.py

.PHONY: install
install: ## 安装开发所需的依赖到 .venv
	@$(PYTHON) scripts/install.py

.PHONY: test
test: ## 在 SQLite 和 PostgreSQL 上运行全部测试
	@$(PYTHON) scripts/test.py $(ARGS)

.PHONY: soak
soak: ## 办件引擎的随机测试，走五十倍的步数（约半小时以上）
	@SOAK=50 $(PYTHON) scripts/test.py tests/casework/test_machine.py $(ARGS)

.PHONY: test-next
test-next: ## 用下一版 Wagtail（8.0.1）在 .venv-next 中运行全部测试
	@$(PYTHON) scripts/test.py --next $(ARGS)

.PHONY: lint
lint: install ## 检查格式、常见错误、迁移、系统检查和误提交的密钥
	@$(BIN)/python scripts/lint.py

.PHONY: fmt
fmt: install ## 整理代码格式
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

.PHONY: bench
bench: install ## 运行性能测试，结果写入 bench/RESULTS.md
	@$(BIN)/python -m bench $(ARGS)

.PHONY: seed
seed: install ## 载入示例网站（可重复运行）
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_sample_site

.PHONY: bulk
bulk: install ## 再造 PAGES 篇示例文件，供性能测试用，PAGES=1000
	@$(MANAGE) make_bulk_site --pages $(PAGES)

.PHONY: backup
backup: install ## 备份数据库和文件
	@$(MANAGE) backup

.PHONY: restore-check
restore-check: install ## 把最近的备份恢复到空处并核对
	@$(MANAGE) restore_check

.PHONY: readiness
readiness: install ## 列出上线前还缺什么
	@$(MANAGE) check_readiness

.PHONY: clean
clean: ## 删除虚拟环境和下载的依赖（数据保留在 var/）
	@rm -rf .venv .venv-next node_modules .ruff_cache
