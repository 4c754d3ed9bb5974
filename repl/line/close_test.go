package line

import (
	"io"
	"sync"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// TestCloseRace: Close in every moment of a ReadLine ends it, and gives the
// terminal back; nothing is left (goleak in TestMain).
func TestCloseRace(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	check(t, err)
	var drain sync.WaitGroup
	drain.Go(func() { io.Copy(io.Discard, master) })
	before, err := unix.IoctlGetTermios(int(slave.Fd()), getTermios)
	check(t, err)
	for i := range 300 {
		r, err := newTerminal(Options{In: slave, Out: slave})
		check(t, err)
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				if _, err := r.ReadLine("> "); err == io.EOF {
					return
				}
			}
		})
		wg.Go(func() {
			for range i % 7 {
				io.WriteString(r, "event")
			}
		})
		if i%3 > 0 {
			master.WriteString("abc\r"[:i%5])
		}
		wg.Go(func() { r.Close() })
		wg.Go(func() { r.Close() })
		wg.Wait()
		if _, err := r.ReadLine("> "); err != io.EOF {
			t.Fatalf("ReadLine after Close: %v", err)
		}
		now, err := unix.IoctlGetTermios(int(slave.Fd()), getTermios)
		check(t, err)
		if *now != *before {
			t.Fatalf("round %d: the terminal is not given back", i)
		}
	}
	slave.Close()
	drain.Wait()
	master.Close()
}
