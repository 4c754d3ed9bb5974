// Package atomicfile writes files whole or not at all, and lets programs take
// turns at one.
//
// A file is first written under another name beside the one it shall have, and
// then put in its place in one step: a disk that is full, a process that is
// killed and a machine that is switched off leave what was there before, or the
// new file, and nothing between.
package atomicfile

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// Create writes a file that is not there yet; if there is one, it stays as it is
// and the error is fs.ErrExist. perm is cut by the umask.
func Create(name string, data []byte, perm fs.FileMode) error {
	if _, err := os.Lstat(name); err == nil {
		return failed(name, fs.ErrExist)
	}
	temp, err := beside(name, data, perm)
	if err != nil {
		return failed(name, err)
	}
	err = os.Link(temp, name) // as rename, but it replaces nothing
	os.Remove(temp)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return failed(name, err)
	}
	return failed(name, writeNew(name, data, perm)) // a file system without links
}

// Replace writes a file anew, or makes it. One that is there keeps its mode; a
// link is followed.
func Replace(name string, data []byte, perm fs.FileMode) error {
	to := name
	if real, err := filepath.EvalSymlinks(name); err == nil {
		to = real
	}
	temp, err := beside(to, data, perm)
	if err != nil {
		return failed(name, err)
	}
	return failed(name, take(temp, to))
}

// take gives temp the place of the file called to.
func take(temp, to string) error {
	var err error
	if info, statErr := os.Stat(to); statErr == nil {
		err = os.Chmod(temp, info.Mode().Perm())
	}
	if err == nil {
		err = os.Rename(temp, to)
	}
	if err != nil {
		os.Remove(temp)
	}
	return err
}

// beside writes a file with a name of its own in the folder of name.
func beside(name string, data []byte, perm fs.FileMode) (temp string, err error) {
	for {
		temp = filepath.Join(filepath.Dir(name), ".sockpit-"+strconv.FormatUint(rand.Uint64(), 36))
		if err = writeNew(temp, data, perm); !errors.Is(err, fs.ErrExist) {
			return temp, err
		}
	}
}

// writeNew makes a file and writes it to the disk; where that fails it takes the
// file away again.
func writeNew(name string, data []byte, perm fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(name)
	}
	return err
}

// failed says of which file an error is: who reads it has not heard of the name
// that was written under.
func failed(name string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: "write", Path: name, Err: Reason(err)}
}

// Reason is what the system says of a file, without the call and the path.
func Reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return Reason(path.Err)
	case errors.As(err, &link):
		return Reason(link.Err)
	}
	return err
}
