package repl

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
	"sockpit/scripting"
	"sockpit/scripting/limit"
)

// maxInit bounds what is read of the init file.
const maxInit = 1 << 20

// runInit runs the user's init file, if there is one, in the world of the prompt.
// What is wrong with it is told, and the prompt goes on.
func (r *REPL) runInit() {
	file := r.config.Init
	if file == "" || r.learn != nil {
		return
	}
	text, err := atomicfile.Read(file, maxInit)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return
	case err != nil:
		r.failed.Store(true)
		r.print.Refuse(fmt.Errorf("can't read %s: %s", file, atomicfile.Reason(err)))
		return
	}
	r.plugins() // it may use what they add
	s := Script{Name: file, Text: string(text), Dir: filepath.Dir(file)}
	r.foreground(func() scripting.Result { return r.host.RunInit(s, r.setUnlessGiven) })
}

// setUnlessGiven is set for what the command line does not say: that is of today, the
// init file of every day.
func (r *REPL) setUnlessGiven(name, value string) error {
	flag := name
	for _, m := range limit.All() {
		if m.Name == name {
			flag = strings.TrimPrefix(m.Flag, "--")
		}
	}
	if slices.Contains(r.config.Given, flag) {
		return nil
	}
	return r.set(name, value)
}

// keepSetting writes a setting into the init file: in the place of the line that set
// it there, or behind the last line.
func (r *REPL) keepSetting(name, value string) error {
	file := r.config.Init
	if file == "" && r.config.NoFolder != nil {
		return fmt.Errorf("set: nothing is kept: %w", r.config.NoFolder)
	}
	if file == "" {
		return fmt.Errorf("set: nothing is kept: sockpit was started with --no-init")
	}
	old, err := atomicfile.Read(file, maxInit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set: can't read %s: %s", file, atomicfile.Reason(err))
	}
	text := withSetting(string(old), name, value)
	if err = os.MkdirAll(filepath.Dir(file), 0o700); err == nil {
		err = atomicfile.Replace(file, []byte(text), 0o600)
	}
	if err != nil {
		return fmt.Errorf("set: can't write %s: %s", file, atomicfile.Reason(err))
	}
	r.print.Say("kept in " + file)
	return nil
}

// withSetting gives the text of an init file with a setting in it. Only lines that
// are as this function writes them are changed.
func withSetting(text, name, value string) string {
	begin := "set(" + printable.Quote(name) + ", "
	line := begin + printable.Quote(value) + ")"
	var lines []string
	if text = strings.TrimSuffix(text, "\n"); text != "" {
		lines = strings.Split(text, "\n")
	}
	for i := len(lines) - 1; i >= 0; i-- { // the last one holds
		if strings.HasPrefix(lines[i], begin) {
			lines[i] = line
			return strings.Join(lines, "\n") + "\n"
		}
	}
	return strings.Join(append(lines, line), "\n") + "\n"
}
