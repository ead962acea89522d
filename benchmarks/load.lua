-- Requests for wrk, one thread. LOAD_REQUESTS: a file with METHOD <tab> PATH <tab> BODY in each line, sent in turn;
-- "@@" in a body becomes a number that no other request has. LOAD_HEADERS: a file with "Name: value" in each line.
local headers, lines, sent = {}, {}, 0
local unique = tonumber(os.getenv("LOAD_FIRST_NUMBER") or "0")

for line in io.lines(os.getenv("LOAD_HEADERS")) do
  local name, value = line:match("^([^:]+): (.*)$")
  headers[name] = value
end
for line in io.lines(os.getenv("LOAD_REQUESTS")) do
  local method, path, body = line:match("^(%S+)\t(%S+)\t?(.*)$")
  lines[#lines + 1] = { method = method, path = path, body = body ~= "" and body or nil }
end

function init()
  for _, line in ipairs(lines) do
    line.changes = line.body ~= nil and line.body:find("@@", 1, true) ~= nil
    if not line.changes then line.text = wrk.format(line.method, line.path, headers, line.body) end
  end
end

function request()
  local line = lines[sent % #lines + 1]
  sent = sent + 1
  if not line.changes then return line.text end
  unique = unique + 1
  return wrk.format(line.method, line.path, headers, (line.body:gsub("@@", string.format("%010d", unique))))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), latency.max, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
