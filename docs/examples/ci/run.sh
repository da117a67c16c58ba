# A server on a free port, its address in LMAPI_URL, for as long as the tests run.
lmapi-mock run --strict warning -- node --test docs/examples/ci/lead.test.mjs
