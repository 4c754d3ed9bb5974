package line

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5<<20)
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"lines", "a\nb\n", []string{"a", "b"}},
		{"no newline at the end", "a\nb", []string{"a", "b"}},
		{"CR LF", "a\r\nb\r\n", []string{"a", "b"}},
		{"empty lines", "\n\na\n", []string{"", "", "a"}},
		{"nothing", "", nil},
		{"continuation", "f(\n1)\nb\n", []string{"f(\n1)", "b"}},
		{"continuation cut by the end", "f(\n1", []string{"f(\n1"}},
		{"nothing after an open entry", "f(\n", []string{"f("}},
		{"bytes", "a\x00\xff\x1b[A\n", []string{"a\x00\xff\x1b[A"}},
		{"very long", long + "\nb\n", []string{long, "b"}},
	} {
		for _, in := range []io.Reader{strings.NewReader(c.in), iotest.HalfReader(strings.NewReader(c.in))} {
			var out bytes.Buffer
			r := NewPlain(in, &out, Options{Incomplete: incompleteTest})
			var got []string
			for {
				e, err := r.ReadLine("> ")
				if err == io.EOF {
					break
				}
				check(t, err)
				got = append(got, e)
			}
			if _, err := r.ReadLine("> "); err != io.EOF {
				t.Errorf("%s: after the end: %v", c.name, err)
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") || len(got) != len(c.want) {
				t.Errorf("%s: %.100q, want %.100q", c.name, got, c.want)
			}
			if out.Len() > 0 {
				t.Errorf("%s: wrote %.100q", c.name, out.String())
			}
			check(t, r.Close())
		}
	}
}

func TestPlainEcho(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := NewPlain(strings.NewReader("f(\n1)\nx"), &out, Options{Incomplete: incompleteTest, Echo: true})
	for {
		e, err := r.ReadLine("> ")
		if err != nil {
			break
		}
		io.WriteString(r, strings.ToUpper(e)+"\n")
	}
	if want := "> f(\n.. 1)\nF(\n1)\n> x\nX\n> "; out.String() != want {
		t.Errorf("transcript %q, want %q", out.String(), want)
	}
	check(t, r.Close())
}

func TestPlainError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	r := NewPlain(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), io.Discard, Options{})
	for _, want := range []string{"a", "b"} {
		if e, err := r.ReadLine(""); e != want || err != nil {
			t.Errorf("%q, %v", e, err)
		}
	}
	if _, err := r.ReadLine(""); err != broken {
		t.Errorf("error %v", err)
	}
	check(t, r.Close())
}

// TestPlainClose: Close ends a ReadLine that waits, and leaves nothing (see
// goleak in TestMain).
func TestPlainClose(t *testing.T) {
	t.Parallel()
	in, w, err := os.Pipe()
	check(t, err)
	defer in.Close()
	defer w.Close()
	r, err := Open(Options{In: in, Out: w})
	check(t, err)
	if _, ok := r.(*plain); !ok {
		t.Fatalf("a pipe is read by a %T", r)
	}
	_, err = w.WriteString("a\n")
	check(t, err)
	if e, err := r.ReadLine("> "); e != "a" || err != nil {
		t.Errorf("%q, %v", e, err)
	}
	got := make(chan error)
	go func() {
		_, err := r.ReadLine("> ")
		got <- err
	}()
	check(t, r.Close())
	check(t, r.Close())
	if err := <-got; err != io.EOF {
		t.Errorf("ReadLine after Close: %v", err)
	}
	if _, err := r.ReadLine("> "); err != io.EOF {
		t.Errorf("ReadLine after Close: %v", err)
	}
	if r.Width() < 1 {
		t.Error("no width")
	}
}

func TestOpenWithoutFiles(t *testing.T) {
	t.Parallel()
	if _, err := Open(Options{}); err == nil {
		t.Error("Open takes no files")
	}
}
