package repl

import (
	"slices"
	"testing"
)

// Tab completes names, fields, methods, options and words in quotes, each where
// it may stand. | is where Tab is pressed.
func TestComplete(t *testing.T) {
	t.Parallel()
	s := newStage(t, 1)
	s.types("l = listen(0)")
	for entry, want := range map[string]string{
		"lis":                              "listen",
		"l.local_po":                       "local_port",
		"l:acc":                            "accept",
		"listen(9000, {ba":                 "backlog",
		"listen(9000, {":                   "reuseaddr",
		"listen(9000, {backlog = 1, reuse": "reuseaddr",
		"s = l:accept{time":                "timeout",
		"r = wait{l, time":                 "timeout",
		"r = wait{l, lis":                  "listen",
		"fault(s, {del":                    "delay",
		`dial("127.0.0.1:1", {fr`:          "from",
		"listen(9000, {backlog = tos":      "tostring",
		"x = {lis":                         "listen",
		`setopt(l, "reusea`:                "reuseaddr",
		"print(l.loc":                      "local_address",
		":wat":                             "watch",
	} {
		if names, _ := (completer{s.REPL}).complete(entry, len(entry)); !slices.Contains(names, want) {
			t.Errorf("%s: no %s in %v", entry, want, names)
		}
	}
	for entry, not := range map[string]string{
		"listen(9000, {backlog = ba": "backlog", "listen(9000, {ba": "bind", "listen(ba": "backlog",
		"listen(9000, {}, ba": "backlog", `listen(9000, "{ba`: "backlog",
	} {
		if names, _ := (completer{s.REPL}).complete(entry, len(entry)); slices.Contains(names, not) {
			t.Errorf("%s: %s in %v", entry, not, names)
		}
	}
}
