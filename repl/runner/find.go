package runner

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sockpit/repl/term"
	"sockpit/repl/usage"
	"sockpit/runtime"
	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/syntax"
	"sockpit/scripts"
)

// FindScript finds a script: a file, or a built-in scenario by its name.
func FindScript(name string) (scripting.Script, error) {
	text, dir, err := readScript(name)
	if err == nil {
		return scripting.Script{Name: name, Text: text, Dir: dir}, nil
	}
	if s, ok := scripts.Scenario(name); ok {
		return scripting.Script{Name: s.File, Text: s.Text, Dir: scripting.NoFolder}, nil
	}
	if strings.ContainsAny(name, "/.") {
		return scripting.Script{}, &usage.Error{Text: fmt.Sprintf("can't read %s: %s", name, atomicfile.Reason(err))}
	}
	text2 := fmt.Sprintf("no scenario called %s", name)
	if near := syntax.Nearest(name, ScriptNames()); near != "" {
		return scripting.Script{}, &usage.Error{Text: text2 + ". Did you mean " + near + "?"}
	}
	return scripting.Script{}, &usage.Error{Text: text2 + ": sockpit list names them"}
}

// maxScript bounds what is read of a file that was named; --max-source bounds what
// is run.
const maxScript = 256 << 20

// readScript reads a file that a person named, and gives the folder that its code
// belongs to. A pipe is waited for; it has no folder.
func readScript(name string) (text, dir string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	data, err := atomicfile.ReadFrom(f, maxScript)
	if dir = filepath.Dir(name); atomicfile.Regular(f) != nil || isDescriptor(name) {
		dir = scripting.NoFolder
	}
	return string(data), dir, err
}

// ReadInput reads a script from an open file to its end.
func ReadInput(f *os.File) (string, error) {
	data, err := atomicfile.ReadFrom(f, maxScript)
	if err != nil {
		return "", &usage.Error{Text: fmt.Sprintf("can't read the standard input: %s", atomicfile.Reason(err))}
	}
	return string(data), nil
}

// isDescriptor reports whether a name stands for a file that is open already:
// /dev/stdin, /dev/fd/3. Where that file lies is not known.
func isDescriptor(name string) bool {
	abs, err := filepath.Abs(name)
	return err == nil && (runtime.Below(abs, "/dev") || runtime.Below(abs, "/proc"))
}

// ScriptNames gives the names of the built-in scenarios.
func ScriptNames() []string { return scripts.ScenarioNames() }

// BuiltinPlugins gives the plugins that come with sockpit.
func BuiltinPlugins() []scripting.Script {
	var out []scripting.Script
	for _, p := range scripts.Plugins() {
		out = append(out, scripting.Script{Name: p.File, Text: p.Text, Dir: scripting.NoFolder})
	}
	return out
}

// CollectScripts finds the scripts below paths, or all built-in ones. Find gives
// the script that a path names.
func CollectScripts(paths []string, find func(name string) (scripting.Script, error)) ([]scripting.Script, error) {
	var out []scripting.Script
	if len(paths) == 0 {
		for _, s := range slices.Concat(scripts.Scenarios(), scripts.Networks()) {
			out = append(out, scripting.Script{Name: s.Name, Text: s.Text, Dir: scripting.NoFolder})
		}
		return out, nil
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil || !info.IsDir() {
			s, err := find(path)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
			continue
		}
		err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(p, ".lua") {
				return err
			}
			if info, err := os.Stat(p); err == nil && !info.Mode().IsRegular() {
				return nil // a pipe, which nobody named, would be waited for
			}
			s, err := find(p)
			out = append(out, s)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, &usage.Error{Text: "no .lua files below " + strings.Join(paths, ", ")}
	}
	return out, nil
}

// List names the built-in scenarios with their titles.
func List(out *term.Output) {
	p := term.NewPrinter(out)
	width := 0
	for _, s := range slices.Concat(scripts.Scenarios(), scripts.Networks()) {
		width = max(width, len(s.Name))
	}
	for _, s := range scripts.Scenarios() {
		p.Line("  " + p.Style.Name(printable.Pad(s.Name, width)) + "  " + s.Title)
	}
	p.Line("  on a virtual network:")
	for _, s := range scripts.Networks() {
		p.Line("  " + p.Style.Name(printable.Pad(s.Name, width)) + "  " + s.Title)
	}
	p.Line(p.Style.Soft("  sockpit run NAME runs one, sockpit list NAME shows its text"))
}

// ShowScript writes the text of a built-in scenario.
func ShowScript(out *term.Output, name string) error {
	s, err := FindScript(name)
	if err == nil {
		term.NewPrinter(out).Print(s.Text)
	}
	return err
}
