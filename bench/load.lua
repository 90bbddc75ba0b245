-- The requests that wrk sends, and its report.
--
--   wrk … -s load.lua URL -- [FILE FIRST [once]]
--
-- Without a file it requests the URL alone. Each line of a file is a request: method, path and
-- body between tabs; each comes from another visitor, and those before FIRST have been here.
-- With `once`, each line is sent once, and the load ends with the last response.

local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(arguments)
  if not arguments[1] then
    return
  end
  local lines, posts = {}, false
  for line in io.lines(arguments[1]) do
    local method, path, body = line:match("^(%u+)\t([^\t]+)\t(.*)$")
    lines[#lines + 1] = { method, path, body ~= "" and body or nil }
    posts = posts or body ~= ""
  end
  local visitor, at = tonumber(arguments[2]) + id * 2000000, 0
  local once, answered = arguments[3] == "once", 0
  if once then
    at = -1 -- wrk tries the first request without sending it
    response = function()
      answered = answered + 1
      if answered == #lines then
        wrk.thread:stop()
        -- wrk itself waits for its duration: who started it interrupts it
        io.write("answered\n")
        io.flush()
      end
    end
  end
  request = function()
    at = at + 1
    if once and at > #lines then
      return "" -- the connection waits for the others
    end
    -- A form is sent once.
    if posts and at >= #lines then
      wrk.thread:stop()
    end
    local line = lines[(math.max(at, 1) - 1) % #lines + 1]
    visitor = visitor + 1
    local address = string.format(
      "%d.%d.%d.%d", 11 + math.floor(visitor / 16777216) % 100,
      math.floor(visitor / 65536) % 256, math.floor(visitor / 256) % 256, visitor % 256
    )
    wrk.headers["X-Forwarded-For"] = address
    return wrk.format(line[1], line[2], wrk.headers, line[3])
  end
end

function done(summary, latency, _requests)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "refused": %d, "broken": %d, '
      .. '"p50": %d, "p99": %d}\n',
    summary.requests, summary.duration, summary.bytes, e.status,
    e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)
  ))
end
