package repl

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// writeFile writes a file that a command was asked for. One that is there stays
// as it is, unless it is a picture of the same kind: mark is what only ours
// have in them, "" if none is to be replaced.
func writeFile(command, name, text, mark string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) && mark != "" && holds(name, mark) {
		f, err = os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %s is there already and stays as it is: choose another name, or remove it first", command, name)
	case err != nil:
		return fmt.Errorf("%s: can't write %s: %s", command, name, cause(err))
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %s is not whole: %w", command, name, err)
	}
	return nil
}

// rewriteFile writes a file anew that the same command has just made.
func rewriteFile(command, name, text string) error {
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		return fmt.Errorf("%s: can't write %s: %s", command, name, cause(err))
	}
	return nil
}

// holds reports whether a plain file begins with something that has mark in it.
func holds(name, mark string) bool {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 1<<10)
	n, _ := f.Read(head)
	return strings.Contains(string(head[:n]), mark)
}
