package line

import (
	"errors"
	"io"
	"os"
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

// TestTTYClosed: nobody makes the terminal raw after it has been given back.
func TestTTYClosed(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	check(t, err)
	defer master.Close()
	defer slave.Close()
	mode, err := newTTY(int(slave.Fd()))
	check(t, err)
	check(t, mode.raw())
	check(t, mode.close())
	if err := mode.raw(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("raw after close: %v", err)
	}
	check(t, mode.run())
	now, err := unix.IoctlGetTermios(int(slave.Fd()), getTermios)
	check(t, err)
	if *now != mode.found {
		t.Error("the terminal is not as it was found")
	}
}
