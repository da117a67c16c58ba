#!/bin/sh
# The whole CI of this project: types, the Python suite, the Node suite with a server of its own.
set -eu
cd "$(dirname "$0")"
mypy --strict crm_push.py test_crm_push.py
pytest -q
lmapi-mock run --strict warning -- node --test crm_push.test.mjs
