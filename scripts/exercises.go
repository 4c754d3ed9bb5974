package scripts

import (
	"embed"
	"io/fs"
)

//go:embed exercises/*.lua
var exercises embed.FS

// Exercises gives the files of the course: exercises in order, and pack.lua.
func Exercises() fs.FS {
	sub, _ := fs.Sub(exercises, "exercises") // it can't fail: the folder was embedded
	return sub
}
