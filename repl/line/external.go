package line

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// external edits the entry in the editor of the user's choice, and hands in what
// they have written. If the editor fails or leaves nothing, nothing is handed in.
func (t *terminal) external() (entry string, done bool, err error) {
	text, err := t.editText(t.edit.entry())
	if err != nil {
		t.say("edit: " + typedText(err.Error(), false))
		t.ring(false)
		return "", false, nil
	}
	t.edit.set(t.folds.shorten(text))
	if strings.TrimSpace(text) == "" {
		return "", false, nil
	}
	return t.submit()
}

// editText lets the user edit text. Meanwhile the terminal is the editor's, and
// what others write is held back.
func (t *terminal) editText(text string) (string, error) {
	t.screen.end(t.content())
	t.screen.hold(true)
	t.setReading(false)
	t.tty.restore()
	text, err := EditText(t.opt.In, t.opt.Out, text)
	rawErr := t.tty.raw()
	t.setReading(true)
	t.screen.hold(false)
	t.screen.fresh()
	return text, errors.Join(err, rawErr)
}

// readEdited reads what an editor has left.
func readEdited(file string) (string, error) {
	data, err := os.ReadFile(file)
	if len(data) > maxPaste {
		return "", fmt.Errorf("the text is longer than %d MB", maxPaste>>20)
	}
	return cleanPaste(string(data)), err
}

// setReading says whose Ctrl-C is: while an editor has the terminal it is the
// editor's, and nobody is to be told of it.
func (t *terminal) setReading(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reading, t.intr = on && !t.closed, false
	for len(t.ints) > 0 {
		<-t.ints
	}
}

// RunEditor runs the editor that the environment names on a file. Its value is a
// command of the shell, as it is for other programs: EDITOR="code -w".
func RunEditor(in *os.File, out File, file string) error {
	screen, err := duplicate(out)
	if err != nil {
		return err
	}
	defer screen.Close()
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if editor == "" {
		editor = "vi"
	}
	var complaint bytes.Buffer
	cmd := exec.Command("/bin/sh", "-c", editor+` "$1"`, "sh", file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, screen, &complaint
	if err := cmd.Run(); err != nil {
		said, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return fmt.Errorf("%s ended with %w, so nothing is run: %s", editor, err, said)
	}
	return nil
}
