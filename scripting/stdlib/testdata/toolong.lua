-- Each makes a string longer than 1,000 bytes. big has 1,000 x, small has 600 y.

return ("x"):rep(1001)
return ("xyz"):rep(334)
return ("x"):rep(math.huge)
return ("xx"):rep(2^62)
return small .. small
return big .. 1
return "a" .. (small .. "b") .. "c" .. small
return ("%s%s"):format(small, small)
return ("%q"):format(big)
return ("%99d"):rep(10):format(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) .. "12345678901"
return table.concat({small, small})
return table.concat({big, ""}, ",")
return big:gsub("x", "xx")
return big:gsub("", "-")
return big:gsub("x", {x = "xx"})
return big:gsub("x", function() return "xx" end)
return ("x"):gsub("x", ("%0"):rep(499) .. ("%0"):rep(1) .. small)
return big:gsub(".*", "%0%0")
return tohex(small)
return tohex(("x"):rep(400), ", ")
return pack("zz", small, small)
return pack("c1001", "")
return pack(("x"):rep(900) .. "s", small)
return string.char(unpack({}, 1, 0)) .. big .. "x"
