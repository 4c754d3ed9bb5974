//go:build !cgo

package term

// KnowsClosed says that StartedClosed can tell. Without C it cannot: see
// started_cgo.go.
const KnowsClosed = false

// StartedClosed reports whether the program was started without a standard output.
func StartedClosed() bool { return false }
