package line

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/sys/unix"
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
	f, err := os.CreateTemp("", "sockpit-*.lua")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	t.screen.end(t.content())
	t.screen.hold(true)
	t.setReading(false)
	t.tty.restore()
	err = runEditor(t.opt.In, int(t.opt.Out.Fd()), f.Name())
	rawErr := t.tty.raw()
	t.setReading(true)
	t.screen.hold(false)
	t.screen.fresh()
	if err = errors.Join(err, rawErr); err != nil {
		return "", err
	}
	data, err := os.ReadFile(f.Name())
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

// runEditor runs the editor that the environment names. Its value is a command of
// the shell, as it is for other programs: EDITOR="code -w".
func runEditor(in *os.File, outFD int, file string) error {
	fd, err := unix.FcntlInt(uintptr(outFD), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("dup", err)
	}
	out := os.NewFile(uintptr(fd), "terminal")
	defer out.Close()
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if editor == "" {
		editor = "vi"
	}
	var complaint bytes.Buffer
	cmd := exec.Command("/bin/sh", "-c", editor+` "$1"`, "sh", file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, &complaint
	if err := cmd.Run(); err != nil {
		said, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return fmt.Errorf("%s ended with %w, so nothing is run: %s", editor, err, said)
	}
	return nil
}
