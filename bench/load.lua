-- What wrk sends; bench/load.py says it in environment variables.
local method = os.getenv("LOAD_METHOD")
local path = os.getenv("LOAD_PATH")
local files = tonumber(os.getenv("LOAD_FILES"))
local body = os.getenv("LOAD_BODY")
local size = tonumber(os.getenv("LOAD_SIZE"))
local salt = os.getenv("LOAD_SALT")
local number = 0

local headers = {}
if os.getenv("LOAD_AUTHORIZATION") ~= "" then
   headers["Authorization"] = os.getenv("LOAD_AUTHORIZATION")
end
for name, value in string.gmatch(os.getenv("LOAD_HEADERS"), "([^:\n]+): ([^\n]+)") do
   headers[name] = value
end
local padding = string.rep("The quick brown fox jumps over the lazy dog.\n", size / 45 + 1)

function request()
   number = number + 1
   local name, sent = tostring(number), body
   if files > 0 then
      name = tostring((number - 1) % files + 1)
   else
      name = salt .. "-" .. name
   end
   if size > 0 then
      sent = string.sub(salt .. number .. "\n" .. padding, 1, size)
   end
   if sent == "" then sent = nil end
   return wrk.format(method, (string.gsub(path, "{n}", name)), headers, sent)
end

function done(summary, latency, requests)
   local e = summary.errors
   io.write(string.format(
      '\n{"requests": %d, "seconds": %f, "errors": %d}\n',
      summary.requests, summary.duration / 1e6,
      e.connect + e.read + e.write + e.status + e.timeout))
end
