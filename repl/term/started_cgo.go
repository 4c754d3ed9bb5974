//go:build cgo

package term

/*
#include <errno.h>
#include <fcntl.h>

int closed_at_start;

// Go puts /dev/null where one of the first three descriptors is closed, before
// any Go code runs, and that cannot be told from /dev/null that somebody wanted
// there. This runs before Go does.
__attribute__((constructor)) static void look_at_output(void) {
	closed_at_start = fcntl(1, F_GETFD) == -1 && errno == EBADF;
}
*/
import "C"

// KnowsClosed says that StartedClosed can tell.
const KnowsClosed = true

// StartedClosed reports whether the program was started without a standard output.
func StartedClosed() bool { return C.closed_at_start != 0 }
