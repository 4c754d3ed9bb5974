// Package scripts holds the Lua files that come with sockpit, as text:
// scenarios, each a flow of socket calls that states what must be true, and
// plugins.
//
// Files are numbered in teaching order, 01-end-point.lua; the name of a script
// is what follows the number, "end-point", and is unique in its folder.
package scripts

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed scenarios/*.lua networks/*.lua plugins/*.lua
var files embed.FS

// A Script is one embedded file.
type Script struct {
	Name  string // "end-point": what sockpit run takes
	Title string // the first comment line
	Text  string // the Lua source
	File  string // "scripts/scenarios/01-end-point.lua"
}

// Scenarios gives the scenarios in teaching order.
func Scenarios() []Script { return folder("scenarios") }

// Networks gives the scenarios on virtual networks, in teaching order.
func Networks() []Script { return folder("networks") }

// ScenarioNames gives the names of the scenarios of both kinds, without reading their
// text.
func ScenarioNames() []string {
	var names []string
	for _, file := range append(filesOf("scenarios"), filesOf("networks")...) {
		names = append(names, nameOf(file))
	}
	return names
}

// Scenario finds a scenario of either kind by its name.
func Scenario(name string) (Script, bool) {
	if s, ok := find("scenarios", name); ok {
		return s, true
	}
	return find("networks", name)
}

// Plugins gives the plugins in order of file name.
func Plugins() []Script { return folder("plugins") }

// Plugin finds a plugin by its name.
func Plugin(name string) (Script, bool) { return find("plugins", name) }

func find(dir, name string) (Script, bool) {
	for _, file := range filesOf(dir) {
		if nameOf(file) == name {
			return read(file), true
		}
	}
	return Script{}, false
}

// folder reads an embedded folder.
func folder(dir string) []Script {
	names := filesOf(dir)
	list := make([]Script, 0, len(names))
	for _, name := range names {
		list = append(list, read(name))
	}
	return list
}

// filesOf gives the paths of an embedded folder's files. Only a bad pattern is
// an error.
func filesOf(dir string) []string {
	names, _ := fs.Glob(files, dir+"/*.lua")
	return names
}

// read reads an embedded file. What was embedded can be read.
func read(file string) Script {
	content, _ := files.ReadFile(file)
	text := string(content)
	return Script{Name: nameOf(file), Title: titleOf(text), Text: text, File: path.Join("scripts", file)}
}

// nameOf gives the file's name without folder, number and ".lua".
func nameOf(file string) string {
	name := strings.TrimSuffix(path.Base(file), ".lua")
	return strings.TrimLeft(strings.TrimLeft(name, "0123456789"), "-")
}

// titleOf gives the first line without its "-- ".
func titleOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(strings.TrimLeft(line, "-"))
}
