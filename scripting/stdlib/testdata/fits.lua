-- Each is true: strings of up to 1,000 bytes. big has 1,000 x, small has 600 y.

return #("x"):rep(1000) == 1000
return #(small .. ("z"):rep(400)) == 1000
return #big:upper() == 1000 and #big:reverse() == 1000
return #big:gsub("x", "y") == 1000
return #("%s"):format(big) == 1000
return #table.concat({small, ("z"):rep(400)}) == 1000
return #pack("c1000", "") == 1000
return (""):rep(1e10) == ""
return ("x"):rep(-1e10) == ""
