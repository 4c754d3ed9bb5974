// Package luavm is what gopher-lua does not export, does at a greater cost than need
// be, or does in another way than Lua 5.1. It knows nothing of sockpit: no host, no
// tasks.
//
// Three of its files are tricks, which rely on how the library lies in memory:
// frame.go, template.go and thread.go. Each looks at the library's types when the
// program starts, and where they are not as assumed it asks the library by what that
// exports; a test tells. A build with the tag plain does without all three and must
// pass the same tests:
//
//	go test -tags plain ./scripting/...
//	go test ./scripting/luavm -run '^$' -bench . -benchmem
package luavm
