package scripting

import "testing"

// require gives the standard tables, what a script has put into package.loaded,
// and what package.preload makes, once.
func TestRequireWithoutFiles(t *testing.T) {
	t.Parallel()
	pass(t, `
for _, name in ipairs{"_G", "string", "table", "math", "coroutine", "os", "debug", "bit", "package"} do
  expect(require(name) == _G[name] and package.loaded[name] == _G[name], name)
end
local string = require "string"
expect.equal(string.rep("x", 3), "xxx")
_G.math = nil
expect.equal(require("math").floor(1.5), 1)
local made = 0
package.preload.mine = function(name) made = made + 1 return {name = name} end
expect(require("mine") == require("mine") and require("mine").name == "mine" and made == 1, "once")
package.loaded.yours = {1}
expect.equal(require("yours"), {1})
package.preload.none = function() end
expect.equal(require("none"), true)
package.preload.bad = function() error("in it") end
expect.equal(select(2, pcall(require, "bad")), "t.lua:16: in it")
local _, err = try(require, "missing.module")
expect(err.message:find("^require: no module missing.module: looked for "), err.message)
package = nil
expect.equal(require("string").rep("x", 2), "xx")
`)
}
