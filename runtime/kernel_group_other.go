//go:build unix && !linux

package runtime

import (
	"errors"

	"sockpit/runtime/stack"
)

// Group gives none: each endpoint is waited for by itself.
func (Kernel) Group() (stack.Group, error) { return nil, errors.ErrUnsupported }
