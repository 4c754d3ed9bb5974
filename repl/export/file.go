package export

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"sockpit/runtime/atomicfile"
)

// Create writes a file that a command was asked for. One that is there stays
// as it is, unless it is a picture of the same kind: mark is what only ours
// have in them, "" if none is to be replaced.
func Create(command, name, text, mark string) error {
	err := atomicfile.Create(name, []byte(text), 0o666)
	if errors.Is(err, fs.ErrExist) && mark != "" && holds(name, mark) {
		err = atomicfile.Replace(name, []byte(text), 0o666)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %s is there already and stays as it is: choose another name, or remove it first", command, name)
	case err != nil:
		return fmt.Errorf("%s: can't write %s: %s", command, name, atomicfile.Reason(err))
	}
	return nil
}

// Rewrite writes a file anew that the same command has just made.
func Rewrite(command, name, text string) error {
	if err := atomicfile.Replace(name, []byte(text), 0o666); err != nil {
		return fmt.Errorf("%s: can't write %s: %s", command, name, atomicfile.Reason(err))
	}
	return nil
}

// holds reports whether a plain file begins with something that has mark in it.
func holds(name, mark string) bool {
	f, err := atomicfile.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	if atomicfile.Regular(f) != nil {
		return false
	}
	head := make([]byte, 1<<10)
	n, _ := f.Read(head)
	return strings.Contains(string(head[:n]), mark)
}
