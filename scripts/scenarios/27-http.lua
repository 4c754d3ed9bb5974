-- A small HTTP server: a browser's request and answer, on plain sockets
--
-- HTTP is a line protocol: a request line, header lines, an empty line. The
-- answer looks the same and says how long its body is. This server closes after
-- each answer and shows the visitor the two end-points of the connection.
-- Watch: HEAD, unknown paths and broken requests get correct answers too.
-- Run:   sockpit run http           tries itself and ends
--        sockpit run http 8080      open http://127.0.0.1:8080/ in a browser

local MOST_LINE, MOST_HEADERS, PATIENCE = 4096, 100, 10 -- bytes, lines, seconds
local TOKEN = "([%w!#$%%&'*+.^_`|~-]+)" -- what a method or the name of a header may consist of
local REASON = {[200] = "OK", [400] = "Bad Request", [404] = "Not Found", [405] = "Method Not Allowed",
  [414] = "URI Too Long", [431] = "Request Header Fields Too Large"}

-- What comes from outside must not become part of the page's own HTML.
local function escape(text)
  return (text:gsub("[&<>\"']", {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;"}))
end

local function page(title, body)
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" .. title ..
    "</title></head>\n<body><h1>" .. title .. "</h1>\n" .. body .. "\n</body></html>\n"
end

local function home(conn)
  return page("Two ends of a socket", "<p>Your end: <b>" .. escape(conn.remote_address) .. "</b>. The port is one that your"
    .. " system lent your browser.</p>\n<p>My end: <b>" .. escape(conn.local_address) .. "</b>.</p>\n"
    .. "<p>Reload, and look which of the ports has changed.</p>")
end

-- read_request gives {method =, path =}; or nil and the status to answer with;
-- or nil alone if there is nobody to answer.
local function read_request(conn)
  local give_up = now() + PATIENCE -- for the whole request, or a slow client could stay for ever
  local function read_line()
    return try(recv_line, conn, {limit = MOST_LINE, timeout = math.max(0, give_up - now())})
  end

  local first, err = read_line()
  if not first then
    return nil, err ~= "eof" and err.code == "LIMIT" and 414 or nil
  end
  local hosts, count = 0, 0
  for line in function() local line; line, err = read_line(); return line ~= "" and line or nil end do
    local name = line:match("^" .. TOKEN .. ":")
    count = count + 1
    if not name or count > MOST_HEADERS then
      return nil, name and 431 or 400
    end
    hosts = hosts + (name:lower() == "host" and 1 or 0)
  end
  if err then -- it was not the empty line that ended the loop
    return nil, err ~= "eof" and err.code == "LIMIT" and 431 or nil
  end

  local method, target, minor = first:match("^" .. TOKEN .. " (%S+) HTTP/1%.(%d)$")
  if not method or hosts > 1 or hosts == 0 and minor ~= "0" then
    return nil, 400 -- HTTP/1.1 wants exactly one Host line
  end
  target = target:gsub("^[hH][tT][tT][pP]://[^/?]*", "") -- http://host/path is allowed as well
  local path = target:match("^[^?]*") -- what follows a question mark is not the path
  return {method = method, path = path == "" and "/" or path}
end

-- answer decides: a status, a body, header lines of its own.
local function answer(conn, request, status)
  if not request then
    return status, page(status .. " " .. REASON[status], "<p>I did not understand the request.</p>"), ""
  elseif request.method ~= "GET" and request.method ~= "HEAD" then
    return 405, page("405 Method Not Allowed", "<p>Only GET and HEAD.</p>"), "Allow: GET, HEAD\r\n"
  elseif request.path ~= "/" then
    return 404, page("404 Not Found", "<p>There is no " .. escape(request.path) .. " here.</p>"), ""
  end
  return 200, home(conn), ""
end

local function serve(conn)
  local request, failed = read_request(conn)
  if request or failed then
    local status, body, headers = answer(conn, request, failed)
    local head = "HTTP/1.1 " .. status .. " " .. REASON[status] .. "\r\n"
      .. "Date: " .. os.date("!%a, %d %b %Y %H:%M:%S GMT") .. "\r\n"
      .. "Content-Type: text/html; charset=utf-8\r\n"
      .. "Content-Length: " .. #body .. "\r\n" .. headers .. "Connection: close\r\n\r\n"
    if request and request.method == "HEAD" then
      body = "" -- the head alone, with the length that the body would have
    end
    if try(send, conn, head .. body, {timeout = PATIENCE}) then
      -- close would send a reset if the client is still sending, and the client
      -- might never see the answer: end our direction, then read what comes.
      try(shutdown, conn, "write")
      local until_when = now() + 2
      while now() < until_when and try(recv, conn, {timeout = 1}) do
      end
    end
  end
  close(conn)
end

local listener = listen(arg[1] or 0)
local function accept_all()
  while true do
    spawn(serve, accept(listener))
  end
end

if arg[1] then
  print("http://" .. listener.local_address .. "/   Ctrl-C stops the server")
  accept_all()
end

local server = spawn(accept_all)

-- ask sends a request as it is and gives status, headers, body of the answer.
local function ask(request)
  local conn = dial(listener.local_port)
  send(conn, request)
  local status = recv_line(conn):match("^HTTP/1%.1 (%d%d%d) ")
  local headers = {}
  for line in function() local line = recv_line(conn); return line ~= "" and line or nil end do
    local name, value = line:match("^([^:]+): (.*)$")
    headers[name:lower()] = value
  end
  local body = recv_all(conn)
  local address = conn.local_address
  close(conn)
  return tonumber(status), headers, body, address
end

step("GET / shows the two ends of the connection it came by")
local status, headers, body, mine = ask("GET / HTTP/1.1\r\nHost: me\r\n\r\n")
expect.equal(status, 200)
expect.equal(headers["content-length"], tostring(#body), "the length is of the body alone")
expect.equal(headers["connection"], "close")
expect(body:find(mine, 1, true), "the client's own end-point stands in the page")
expect(body:find(listener.local_address, 1, true), "and the server's")
local length = #body

step("HEAD is the same without the body")
status, headers, body = ask("HEAD /?why=because HTTP/1.1\r\nHost: me\r\n\r\n")
expect.equal(status, 200)
expect.equal(headers["content-length"], tostring(length), "as long as the body would be")
expect.equal(body, "")

step("a path that is not there; what it is called is not taken for HTML")
status, headers, body = ask("GET /<script> HTTP/1.1\r\nHost: me\r\n\r\n")
expect.equal(status, 404)
expect(body:find("/&lt;script&gt;", 1, true) and not body:find("<script>", 1, true), "escaped")

step("another method: the answer arrives though its body is still on the way")
status, headers = ask("POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 100000\r\n\r\n" .. ("x"):rep(100000))
expect.equal(status, 405)
expect.equal(headers["allow"], "GET, HEAD", "the answer says what would be allowed")

step("requests that are no requests")
expect.equal((ask("hello\r\n\r\n")), 400)
expect.equal((ask("GET / HTTP/1.1\r\n\r\n")), 400, "HTTP/1.1 wants a Host line")
expect.equal((ask("GET / HTTP/2.0\r\nHost: me\r\n\r\n")), 400, "a version it does not speak")
expect.equal((ask("GET /" .. ("a"):rep(10000) .. " HTTP/1.1\r\nHost: me\r\n\r\n")), 414)
expect.equal((ask("GET / HTTP/1.0\n\n")), 200, "older clients need no Host, and plain newlines will do")

step("a client that says nothing and goes: no answer, and no harm")
close(dial(listener.local_port))
expect.equal((ask("GET / HTTP/1.1\r\nHost: me\r\n\r\n")), 200)
expect.eventually(function() return #sockets{kind = "stream"} == 0 end, 5, "the server has closed every connection")

cancel(server)
close(listener)
