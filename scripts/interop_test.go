package scripts

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"sockpit/scripting"
)

// These tests let other programs talk to the scenarios, in both roles: nc,
// curl and python3. A program that this machine lacks is skipped.

var endPoint = regexp.MustCompile(`127\.0\.0\.1:(\d+)`)

// program finds a program, or skips the test.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s here", name)
	}
	if name == "nc" {
		if help, _ := exec.Command(path, "-h").CombinedOutput(); !bytes.Contains(help, []byte("OpenBSD")) {
			t.Skip("the nc here is not OpenBSD's")
		}
	}
	return path
}

// serve runs a scenario as a server for as long as the test goes on, and gives
// the port that it prints.
func serve(t *testing.T, name string, args ...string) (port string) {
	t.Helper()
	s, ok := Scenario(name)
	if !ok {
		t.Fatalf("no scenario called %s", name)
	}
	r := start(t, args...)
	ended := make(chan scripting.Outcome, 1)
	go func() { ended <- r.host.Run(s.File, s.Text) }()
	for {
		if m := endPoint.FindStringSubmatch(r.out.text()); m != nil {
			t.Cleanup(func() {
				r.host.Interrupt(scripting.ErrInterrupted) // as Ctrl-C does
				if o := <-ended; len(o.Failures) != 1 {
					t.Errorf("%s: want it to end by the interrupt alone, got %v", name, o.Failures)
				}
			})
			return m[1]
		}
		select {
		case <-r.out.changed:
		case o := <-ended:
			t.Fatalf("%s ended: %v", name, o.Failures)
		}
	}
}

// client runs the client scenario against a port and gives what it printed.
func client(t *testing.T, port, text string) string {
	t.Helper()
	s, _ := Scenario("client")
	r := start(t, port, text)
	if o := r.host.Run(s.File, s.Text); !o.OK() || len(o.Open) > 0 {
		t.Errorf("client: %v, open:%s", o.Failures, table(o.Open))
	}
	return r.out.text()
}

// call runs a program with that input and gives its output.
func call(t *testing.T, input, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), maxRun)
	defer cancel()
	cmd := exec.CommandContext(ctx, program(t, name), args...)
	cmd.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %q: %v\n%s%s", name, args, err, out.String(), errs.String())
	}
	return out.String()
}

const pythonClient = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=20)
text = sys.stdin.buffer.read()
s.sendall(text)
s.shutdown(socket.SHUT_WR)
while True:
    data = s.recv(4096)
    if not data:
        break
    sys.stdout.buffer.write(data)
s.close()
`

func TestEchoServesOthers(t *testing.T) {
	port := serve(t, "echo", "0")
	text := strings.Repeat("hello, echo\n", 10000)
	t.Run("nc", func(t *testing.T) {
		// -N: nc ends its direction when its input ends
		if got := call(t, text, "nc", "-N", "127.0.0.1", port); got != text {
			t.Errorf("got %d bytes, want the %d that were sent", len(got), len(text))
		}
	})
	t.Run("python3", func(t *testing.T) {
		if got := call(t, text, "python3", "-c", pythonClient, port); got != text {
			t.Errorf("got %d bytes, want the %d that were sent", len(got), len(text))
		}
	})
	t.Run("client", func(t *testing.T) {
		if got := client(t, port, "hello"); got != "hello\n\n" { // print ends the line once more
			t.Errorf("got %q", got)
		}
	})
}

func TestProxyServesOthers(t *testing.T) {
	target := serve(t, "echo", "0")
	port := serve(t, "proxy", "0", target)
	text := strings.Repeat("hello, proxy\n", 10000)
	if got := call(t, text, "nc", "-N", "127.0.0.1", port); got != text {
		t.Errorf("got %d bytes, want the %d that were sent", len(got), len(text))
	}
}

const pythonChat = `
import socket, sys
port = int(sys.argv[1])
def enter(name):
    s = socket.create_connection(("127.0.0.1", port), timeout=20)
    s.sendall(name.encode() + b"\n")
    return s.makefile("rwb")
ann = enter("ann")
assert ann.readline() == b"* ann joined\n"
bob = enter("bob")
assert ann.readline() == b"* bob joined\n"
assert bob.readline() == b"* bob joined\n"
bob.write(b"hello\r\n")
bob.flush()
assert ann.readline() == b"bob: hello\n"
print("ok")
`

func TestChatServesOthers(t *testing.T) {
	port := serve(t, "chat", "0")
	if got := call(t, "", "python3", "-c", pythonChat, port); got != "ok\n" {
		t.Errorf("got %q", got)
	}
}

const pythonHTTP = `
import http.client, sys
for method, path in (("GET", "/"), ("HEAD", "/"), ("GET", "/none"), ("DELETE", "/"), ("POST", "/")):
    c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
    c.request(method, path, body=b"x" * 200000 if method == "POST" else None)
    r = c.getresponse()
    body = r.read()
    length = int(r.getheader("Content-Length"))
    print(method, path, r.version, r.status, r.reason, r.getheader("Connection"), len(body) == (0 if method == "HEAD" else length))
    c.close()
`

func TestHTTPServesOthers(t *testing.T) {
	port := serve(t, "http", "0")
	url := "http://127.0.0.1:" + port
	curl := func(args ...string) string {
		return call(t, "", "curl", append([]string{"--noproxy", "*", "--silent", "--show-error", "--max-time", "20"}, args...)...)
	}
	t.Run("curl", func(t *testing.T) {
		program(t, "curl")
		many := []string{url + "/"}
		for i := range 110 {
			many = append(many, "--header", fmt.Sprintf("X-%d: 1", i))
		}
		if got := curl(url + "/"); !strings.Contains(got, "127.0.0.1:"+port) || !strings.HasSuffix(got, "</html>\n") {
			t.Errorf("GET: got %s", got)
		}
		for _, c := range []struct {
			args []string
			want string
		}{
			{[]string{url + "/?query"}, "200"},
			{[]string{"--head", url + "/"}, "200"},
			{[]string{url + "/none"}, "404"},
			{[]string{"--request", "PUT", "--data", strings.Repeat("x", 100000), "--header", "Expect:", url + "/"}, "405"},
			{[]string{url + "/" + strings.Repeat("a", 5000)}, "414"},
			{[]string{"--header", "X: " + strings.Repeat("a", 5000), url + "/"}, "431"},
			{many, "431"},
			{[]string{"--header", "Host:", url + "/"}, "400"},
			{[]string{"--http1.0", "--header", "Host:", url + "/"}, "200"},
			{[]string{"--proxy", url, "--noproxy", "", "http://elsewhere.invalid/"}, "200"}, // absolute form
		} {
			args := append([]string{"--output", "/dev/null", "--write-out", "%{http_code}"}, c.args...)
			if got := curl(args...); got != c.want {
				t.Errorf("curl %.100q: got %s, want %s", c.args, got, c.want)
			}
		}
		if got := curl("--head", url+"/"); !strings.HasPrefix(got, "HTTP/1.1 200 OK\r\nDate: ") || !strings.HasSuffix(got, "\r\n\r\n") {
			t.Errorf("HEAD: got %q", got)
		}
	})
	t.Run("nc", func(t *testing.T) { // what a person types: plain newlines
		if got := call(t, "GET / HTTP/1.0\n\n", "nc", "-N", "127.0.0.1", port); !strings.HasPrefix(got, "HTTP/1.1 200 OK\r\n") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("python3", func(t *testing.T) {
		want := `GET / 11 200 OK close True
HEAD / 11 200 OK close True
GET /none 11 404 Not Found close True
DELETE / 11 405 Method Not Allowed close True
POST / 11 405 Method Not Allowed close True
`
		if got := call(t, "", "python3", "-c", pythonHTTP, port); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
	t.Run("client", func(t *testing.T) {
		if got := client(t, port, "GET / HTTP/1.0\r\n\r"); !strings.HasPrefix(got, "HTTP/1.1 200 OK\r\n") {
			t.Errorf("got %q", got)
		}
	})
}

const pythonServer = `
import socket, sys
l = socket.create_server(("127.0.0.1", 0))
print(l.getsockname()[1], flush=True)
s, _ = l.accept()
data = b""
while True:
    piece = s.recv(4096)
    if not piece:
        break
    data += piece
s.sendall(b"python heard " + data)
s.close()
`

// TestClientTalksToOthers: their servers, our client.
func TestClientTalksToOthers(t *testing.T) {
	t.Run("python3", func(t *testing.T) {
		cmd := exec.Command(program(t, "python3"), "-c", pythonServer)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		begin(t, cmd)
		var port int
		if _, err := fmt.Fscan(out, &port); err != nil {
			t.Fatal(err)
		}
		if got := client(t, fmt.Sprint(port), "hello"); got != "python heard hello\n\n" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("python3 http.server", func(t *testing.T) {
		cmd := exec.Command(program(t, "python3"), "-u", "-m", "http.server", "0", "--bind", "127.0.0.1")
		cmd.Dir = t.TempDir()
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		begin(t, cmd)
		var port string
		if _, err := fmt.Fscanf(out, "Serving HTTP on 127.0.0.1 port %s", &port); err != nil {
			t.Fatal(err)
		}
		if got := client(t, port, "GET /none HTTP/1.0\r\n\r"); !strings.HasPrefix(got, "HTTP/1.0 404 File not found\r\n") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("nc", func(t *testing.T) {
		// nc says nothing of the port that the OS gave it (its -v writes
		// "Listening on", with the port that was asked for), so the port is chosen
		// here; another program could take it in between, and then it is tried again.
		for range 5 {
			port := freePort(t)
			cmd := exec.Command(program(t, "nc"), "-l", "-N", "-v", "127.0.0.1", port)
			cmd.Stdin = strings.NewReader("hello from nc\n")
			var heard bytes.Buffer
			cmd.Stdout = &heard
			errs, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			stop := begin(t, cmd)
			said := make([]byte, 100)
			n, err := errs.Read(said)
			if err != nil || !strings.HasPrefix(string(said[:n]), "Listening") {
				stop()
				continue
			}
			go func() { _, _ = io.Copy(io.Discard, errs) }()
			if got := client(t, port, "hello from sockpit"); got != "hello from nc\n\n" {
				t.Errorf("got %q", got)
			}
			if err := cmd.Wait(); err != nil || heard.String() != "hello from sockpit\n" {
				t.Errorf("nc heard %q, %v", heard.String(), err)
			}
			return
		}
		t.Error("nc could not listen on five free ports")
	})
}

// begin starts a program that ends with the test at the latest.
func begin(t *testing.T, cmd *exec.Cmd) (stop func()) {
	t.Helper()
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	t.Cleanup(stop)
	return stop
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
