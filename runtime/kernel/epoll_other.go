//go:build unix && !linux

package kernel

import (
	"errors"

	"sockpit/runtime/stack"
)

// Group gives none: each endpoint is waited for by itself.
func (Stack) Group() (stack.Group, error) { return nil, errors.ErrUnsupported }
