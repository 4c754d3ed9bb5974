//go:build unix && !linux

package runtime

import "errors"

// Group gives none: each endpoint is waited for by itself.
func (Kernel) Group() (Group, error) { return nil, errors.ErrUnsupported }
