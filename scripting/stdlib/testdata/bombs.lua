-- Each is true, after at most ten million steps.

return #("a"):rep(5e6):match("a*") == 5e6
return #("a"):rep(2e5):match("(a-)$") == 2e5
return ("a"):rep(1e6):find(".-b") == nil
return ("a"):rep(2e5):find("(.-)\r\n") == nil
return ("a"):rep(2e5):gsub(".-b", "") == ("a"):rep(2e5)
local n = 0 for _ in ("a"):rep(2e5):gmatch(".-b") do n = n + 1 end return n == 0
return select(2, ("a"):rep(1e5):gsub(".", "xx")) == 1e5
return select(2, ("a"):rep(1e5):gsub("", "-")) == 1e5 + 1
return #("("):rep(1e5):gsub("%(", "%%") == 1e5
return (("("):rep(1e5) .. (")"):rep(1e5)):find("%b()") == 1
local t = {} for i = 1, 2e5 do t[i] = i end while #t > 0 do table.remove(t) end return true
local t = {} for i = 1, 1e5 do t[i] = "x" end return #table.concat(t, ",") == 199999
return select("#", unpack({}, 1, 1e5)) == 1e5
return select("#", ("x"):rep(1e5):byte(1, -1)) == 1e5
