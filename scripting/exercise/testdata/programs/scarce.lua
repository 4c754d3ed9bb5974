-- A world that has little of something.

--- few descriptors
exercise {
  id = "test/descriptors", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "few", function(t)
    t:limit{descriptors = 3}
    t:run()
    t:expect_print("EMFILE")
  end } },
}

--- it meets the limit
for i = 1, 4 do
  local s, err = try(listen, 0)
  if err then print(err.code) end
end

--- what is closed is given back
for i = 1, 40 do
  local s = listen(0)
  close(s)
end
print("EMFILE never")

--- few ports
exercise {
  id = "test/ports", title = "One", task = "Do it.", start = "", solution = "",
  checks = { { "few", function(t)
    local s = t:server()
    t:limit{ports = 2}
    t:run()
    t:expect_print("EADDRNOTAVAIL")
  end } },
}

--- it meets that limit
for i = 1, 4 do
  local s, err = try(dial, PORT)
  _G[i] = s
  if err then print(err.code) end
end
