package stack

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// RealPath gives the path that the kernel would arrive at: links followed, also
// the last one, as connect does, and ".." taken after that. The path is not
// cleaned first: "link/.." is not the folder that link is in. Of a path whose
// end is not there yet, the part that is there counts.
func RealPath(path string) (string, error) {
	if !filepath.IsAbs(path) {
		wd, err := os.Getwd()
		if err != nil {
			return "", err
		}
		path = wd + "/" + path
	}
	real, err := filepath.EvalSymlinks(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return real, err
	}
	cut := strings.LastIndexByte(path, '/')
	dir, name := path[:cut+1], path[cut+1:]
	if real, err = filepath.EvalSymlinks(dir); err == nil && name != ".." {
		return filepath.Join(real, name), nil
	}
	return filepath.Clean(path), nil // the kernel will not find the folder either
}
