//go:build !unix

package stdlib

import "time"

func processorTime() (time.Duration, bool) { return 0, false }
