-- A scenario that skips ends there, whoever says it and whatever stands around it.

--- main part
skip("no x")

--- in pcall
pcall(skip, "no x")

--- in xpcall
xpcall(function() skip("no x") end, function(e) return e end)

--- in try
try(skip, "no x")

--- in expect.error
expect.error("", skip, "no x")

--- in expect.eventually
expect.eventually(function() skip("no x") end)

--- in a coroutine
coroutine.wrap(function() skip("no x") end)()

--- in a function that sorts
table.sort({3, 2, 1}, function() skip("no x") end)

--- in a task that is joined
join(spawn(skip, "no x"))

--- in a task while the main part waits
spawn(skip, "no x") accept(listen(0))

--- in a task while the main part computes
spawn(skip, "no x") while true do end

--- while another task waits
spawn(function() accept(listen(0)) end) sleep(0) skip("no x")
