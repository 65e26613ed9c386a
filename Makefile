# make demo        create the environment and read the samples
# make test        create the environment and run all checks and tests
# make lint        run the formatter check, the linter, the type checker and the import contracts
# make train       build the corpus and train all shipped models
# make claims      train only the models of claims in running text
# make evaluate    score the models in use on samples that they were not trained on
# make bench       measure speed, memory, and accuracy compared with other tools (COMPARED samples)
# make dictionary  write the dictionary of the tokenizer, after a change of domain.txt or jieba
# make soak        run the slow tests: killed runs, heavy files, memory growth, and fuzzing
# make explore     run the property tests on new inputs, ROUNDS times
# make fuzz        fuzz the readers of text, HTML and Word for FUZZ_SECONDS seconds each
# make pictures    draw the pictures of the READMEs (needs Chromium and fonts-noto-cjk)
# make lock        pin all dependencies of pyproject.toml with hashes
# make ranges      test both ends of the version ranges, on each supported Python that is installed
# make clean       delete build output and caches
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SEED := 20211
FUZZ_SECONDS ?= 300
ROUNDS ?= 10
COMPARED ?= 5

.PHONY: demo test lint train claims evaluate bench dictionary soak explore fuzz pictures lock ranges clean
.DELETE_ON_ERROR:

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	# pip takes the newest lxml for a requirement without the extra: the constraints have no extras.
	sed 's/\[.*\]==/==/' requirements.lock > $(VENV)/constraints.txt
	$(PIP) install --require-hashes -r requirements.lock -c $(VENV)/constraints.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

demo: $(STAMP)
	rm -rf build/demo
	$(BIN)/gouji run data/samples -o build/demo
	@echo
	@echo "看其中一份 / look at one:  $(BIN)/gouji show build/demo 03-bar-lines-contradiction.txt"

test: lint
	$(BIN)/pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy docs/images/draw_pictures.py
	$(BIN)/mypy tests --explicit-package-bases
	$(BIN)/lint-imports --no-cache

train: $(STAMP)
	$(BIN)/gouji corpus build --seed $(SEED)
	$(BIN)/gouji train --seed $(SEED) -o models/artefacts

claims: $(STAMP)
	$(BIN)/gouji train --only-claims --seed $(SEED) -o models/artefacts

evaluate: $(STAMP)
	$(BIN)/gouji evaluate

bench: $(STAMP)
	$(BIN)/python tests/benchmarks/speed.py
	$(BIN)/python tests/benchmarks/pdf.py
	$(BIN)/python tests/benchmarks/scans.py
	$(BIN)/python tests/benchmarks/cell_boxes.py
	$(BIN)/python tests/benchmarks/scan_claims.py
	$(BIN)/python tests/benchmarks/review.py
	-$(PYTHON) -m venv build/others
	-build/others/bin/python -m pip install --quiet --disable-pip-version-check \
		"camelot-py==2.0.0" "pdfplumber==0.11.10" "python-docx==1.2.0"
	-$(PYTHON) -m venv build/rapidocr
	-build/rapidocr/bin/python -m pip install --quiet --disable-pip-version-check \
		"rapidocr==3.10.0" "onnxruntime==1.32.0" "opencv-python-headless==5.0.0.93" "pypdfium2==5.15.2"
	-$(PYTHON) -m venv build/img2table
	-build/img2table/bin/python -m pip install --quiet --disable-pip-version-check \
		"img2table==2.0.0" "rapidocr==3.10.0" "onnxruntime==1.32.0" "pypdfium2==5.15.2"
	$(BIN)/python tests/benchmarks/compare.py --count $(COMPARED)

dictionary: $(STAMP)
	$(BIN)/python -m gouji.training.dictionary

soak: explore fuzz
	$(BIN)/pytest -m soak

explore: $(STAMP)
	for round in $$(seq $(ROUNDS)); do \
		$(BIN)/pytest -q --hypothesis-profile explore $$(grep -rl "from hypothesis import.*given" tests) \
			|| exit 1; \
	done

fuzz: $(STAMP)
	-$(PIP) install "atheris==3.0.0"
	$(BIN)/python tests/hostile/fuzz.py text $(FUZZ_SECONDS)
	$(BIN)/python tests/hostile/fuzz.py html $(FUZZ_SECONDS)
	$(BIN)/python tests/hostile/fuzz.py docx $(FUZZ_SECONDS)

pictures: $(STAMP)
	$(BIN)/python docs/images/draw_pictures.py

lock:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --no-strip-extras \
		--extra pandas --extra scan --extra review --extra postgresql --extra train --extra test --generate-hashes --no-header --no-annotate \
		--output-file requirements.lock
	sed -i 's/^lxml\[html-clean\]/lxml[html_clean]/' requirements.lock  # pip 23 stops at the other spelling

ranges: $(STAMP)
	-$(PIP) install uv
	$(BIN)/python -P tests/ranges.py

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
