package stack

import (
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// The table of names has every error number that the system's has.
func TestErrnoNames(t *testing.T) {
	t.Parallel()
	differ := map[syscall.Errno]string{unix.EUCLEAN: "EUCLEAN"} // x/sys has the name that file systems give it
	for e := syscall.Errno(1); e < 200; e++ {
		want := unix.ErrnoName(e)
		if name, ok := differ[e]; ok {
			want = name
		}
		if got := ErrnoName(e); got != want {
			t.Errorf("%d is %q, want %q", e, got, want)
		}
		if back, ok := ErrnoNamed(want); want != "" && (!ok || back != e) {
			t.Errorf("%s is %d, %t, want %d", want, back, ok, e)
		}
	}
}
