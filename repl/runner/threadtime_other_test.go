//go:build !linux

package runner

import "time"

// threadTime is known of no thread here.
func threadTime() (time.Duration, bool) { return 0, false }
