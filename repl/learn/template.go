package learn

import (
	_ "embed"
	"fmt"
	"path/filepath"
	"strings"

	"sockpit/runtime/lazy"
)

// template is an exercise that is complete and sound, to be made into another.
//
//go:embed template.lua
var template string

var nameForm = lazy.Regexp(`^[a-z0-9-]+$`)

// Template gives a commented exercise of that name.
func Template(name string) (string, error) {
	base := filepath.Base(name)
	if !nameForm().MatchString(base) {
		return "", fmt.Errorf("new: got %q, want a name of small letters, digits and -: greeting, two-clients", base)
	}
	return strings.ReplaceAll(template, "NAME", base), nil
}
