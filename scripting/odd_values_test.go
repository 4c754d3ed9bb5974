package scripting

import "testing"

// TestOptionTimes sets every option that is a time to what its kernel type does
// not hold: it is refused, and never another time.
func TestOptionTimes(t *testing.T) {
	t.Parallel()
	passOn(t, Config{}, `
local odd = {-1, 0/0, 1/0, 0.5, 0.0001, 2^31, 2^32, 2^32 + 1, 2^53, 1e300}
local s = socket("tcp")
for name, was in pairs(options(s)) do
  local kept, err = try(setopt, s, name, 2)
  if not err and getopt(s, name) == 2 and name ~= "ttl" then -- of it -1 is the usual one
    for _, value in ipairs(odd) do
      local _, refused = try(setopt, s, name, value)
      local now = getopt(s, name)
      expect(refused or now == value, name .. " = " .. tostring(value) .. " became " .. tostring(now))
      setopt(s, name, 2)
    end
  end
end
for _, name in ipairs{"linger", "user_timeout", "keepidle", "keepintvl"} do
  local _, err = try(setopt, s, name, 2^40)
  expect(not err or err.code == "MISUSE" or err.code == "ARGUMENT", name .. ": " .. tostring(err))
end
expect.error("ARGUMENT", listen, 0, {linger = 0.5})
setopt(s, "linger", 2^31 - 1)
expect.equal(getopt(s, "linger"), 2^31 - 1)`)
}

// TestAddressOfAnotherKind gives sockets of every network addresses of every
// other one, to each function that takes both.
func TestAddressOfAnotherKind(t *testing.T) {
	t.Parallel()
	passOn(t, Config{Dir: t.TempDir()}, `
local address = {
  tcp4 = "tcp4://127.0.0.1:0", tcp6 = "tcp6://[::1]:0", udp4 = "udp4://127.0.0.1:0", udp6 = "udp6://[::1]:0",
  unix = "unix://@of-another-kind", unixgram = "unixgram://@of-another-kind",
}
local function kind(network) return network:match("^unix") or network:match("%a+") end
local function fits(network, of) return kind(network) == kind(of) and not (network:find("4") and of:find("6")) end
local function sendTo(s, addr) return sendto(s, "x", addr) end
local tried = 0
for network in pairs(address) do
  for of, addr in pairs(address) do
    if not fits(network, of) then
      for name, f in pairs{bind = bind, connect = connect, sendto = sendTo} do
        local s, none = try(socket, network)
        if s then
          local ok, err = try(f, s, addr)
          expect(err and err.code == "ARGUMENT", name .. " of a " .. network .. " socket took " .. addr .. ": " .. tostring(ok or err))
          expect(not tostring(err):find("allow"), tostring(err))
          tried = tried + 1
          close(s)
        end
      end
      if kind(network) ~= "unix" then expect.error("ARGUMENT", dial, address[network], {from = addr}) end
    end
  end
end
expect(tried >= 20, tried)`)
}
