-- add_lead with a number, list and name of its own for each request; the rest of the query is
-- LMAPI_BENCH_QUERY. Numbers begin anywhere, so that a second run adds other leads.
local query = os.getenv("LMAPI_BENCH_QUERY") or ""
local lists = { 101, 102, 999 }
local first = { "Ann", "Bob", "Carla", "Dmitri", "Eve", "Farouk", "Grace", "Heinz" }
local last = { "Adams", "Baker", "Clark", "Diaz", "Evans", "Foster", "Garcia", "Hill" }
local areas = { 212, 305, 415, 617, 727, 808, 907, 972 }

function setup(thread)
  started = (started or 0) + 1
  thread:set("number", started)
end

function init()
  math.randomseed(os.time() * 100 + number)
  count = math.random(0, 9999999)
end

function request()
  count = (count + 7919) % 10000000
  local path = string.format(
    "/API/lmapi.php?source=bench&user=6666&pass=1234&function=add_lead&phone_number=%d%07d"
      .. "&list_id=%d&first_name=%s&last_name=%s%s",
    areas[count % 8 + 1], count, lists[count % 3 + 1], first[count % 8 + 1],
    last[math.floor(count / 8) % 8 + 1], query)
  return wrk.format("GET", path)
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
    'JSON {"requests": %d, "seconds": %.6f, "p50_ms": %.4f, "p90_ms": %.4f, '
      .. '"p99_ms": %.4f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
