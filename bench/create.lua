-- A create with a number of its own for each request: LMAPI_BENCH_METHOD, LMAPI_BENCH_PATH and
-- LMAPI_BENCH_BODY, in which NUMBER stands for it.
local method = os.getenv("LMAPI_BENCH_METHOD")
local path = os.getenv("LMAPI_BENCH_PATH")
local body = os.getenv("LMAPI_BENCH_BODY")
if body == "" then body = nil end

function init()
  math.randomseed(os.time())
  count = math.random(0, 9999999)
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  count = (count + 7919) % 10000000
  local number = string.format("212%07d", count)
  local sent = body and body:gsub("NUMBER", number)
  return wrk.format(method, (path:gsub("NUMBER", number)), nil, sent)
end

-- With LMAPI_BENCH_MOST no more than so many are answered: a try of the measurement, no load.
local most = tonumber(os.getenv("LMAPI_BENCH_MOST") or "")
if most then
  function response()
    most = most - 1
    if most == 0 then wrk.thread:stop() end
  end
end

function done(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format(
    'JSON {"requests": %d, "seconds": %.6f, "p50_ms": %.4f, "p99_ms": %.4f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
