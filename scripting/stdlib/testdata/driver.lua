-- Runs the snippets of the files named as arguments in lua5.1 and writes one
-- answer a line. The Go test does the same for this package: see answer there.
dofile("testdata/answer.lua")
dofile(arg[1])

for i = 2, #arg do
  for line in io.lines(arg[i]) do
    if line:find("^%s*$") or line:find("^%-%-") then print("")
    else print(answer(line)) end
  end
end
