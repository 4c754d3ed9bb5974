package judge

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// This test binary is also the other program of a situation.
const otherEnv = "SOCKPIT_JUDGE_OTHER"

// An other is another program, which does what it is told, a line at a time.
type other struct {
	in  io.WriteCloser
	out *bufio.Reader
	pid int
}

func newOther(t *testing.T) *other {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), otherEnv+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait(); cancel() })
	return &other{in, bufio.NewReader(out), cmd.Process.Pid}
}

// tell lets the program do something and gives its answer.
func (o *other) tell(line string) string {
	if _, err := fmt.Fprintln(o.in, line); err != nil {
		return "error " + err.Error()
	}
	answer, err := o.out.ReadString('\n')
	if err != nil {
		return "error " + err.Error()
	}
	return strings.TrimSpace(answer)
}

// beOther is the other program.
func beOther() {
	ends, n := map[string]any{}, 0
	keep := func(x any, err error) string {
		if err != nil {
			return "error " + err.Error()
		}
		n++
		name := fmt.Sprintf("o%d", n)
		ends[name] = x
		if l, ok := x.(net.Listener); ok {
			return name + " " + l.Addr().String()
		}
		return name
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		f := strings.Fields(in.Text())
		soon := time.Now().Add(20 * time.Millisecond)
		answer := "done"
		switch f[0] {
		case "listen":
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			answer = keep(l, err)
		case "dial":
			c, err := net.DialTimeout("tcp", f[1], 100*time.Millisecond)
			answer = keep(c, err)
		case "accept":
			l := ends[f[1]].(*net.TCPListener)
			_ = l.SetDeadline(soon)
			c, err := l.Accept()
			answer = keep(c, err)
		case "send":
			c := ends[f[1]].(net.Conn)
			_ = c.SetDeadline(soon)
			k := 0
			_, _ = fmt.Sscan(f[2], &k)
			_, _ = c.Write(make([]byte, k))
		case "recv":
			c := ends[f[1]].(net.Conn)
			_ = c.SetDeadline(soon)
			_, _ = c.Read(make([]byte, 100))
		case "reset":
			_ = ends[f[1]].(*net.TCPConn).SetLinger(0)
			_ = ends[f[1]].(io.Closer).Close()
			delete(ends, f[1])
		case "close":
			_ = ends[f[1]].(io.Closer).Close()
			delete(ends, f[1])
		case "forget": // a new situation
			for _, x := range ends {
				_ = x.(io.Closer).Close()
			}
			clear(ends)
		}
		fmt.Println(answer)
	}
}
