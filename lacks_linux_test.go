//go:build linux

package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// inNamespace runs a shell script in namespaces of its own, as unshare's flags say;
// $0 is the program. It skips the test where a machine does not allow that, or where
// the script says "no" and why.
func inNamespace(t *testing.T, flags, script string) string {
	t.Helper()
	cmd := program(t, map[string]string{"x.lua": "print('it runs')\n", "l.lua": "local l = listen(0)\nprint('it listens')\nclose(l)\n"})
	if out, err := exec.Command("unshare", flags, "true").CombinedOutput(); err != nil {
		t.Skipf("unshare %s: %v %s", flags, err, out)
	}
	in := exec.Command("unshare", flags, "sh", "-c", script, cmd.Path)
	in.Dir, in.Env = cmd.Dir, cmd.Env
	out, _ := run(t, in, "")
	if strings.HasPrefix(out, "no ") {
		t.Skip(out)
	}
	return out
}

// wantAll reports what of a list is not in what was shown, however it is wrapped.
func wantAll(t *testing.T, out string, want ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(out), " ")
	for _, w := range want {
		if !strings.Contains(flat, w) {
			t.Errorf("want %q in\n%s", w, out)
		}
	}
}

// Without IPv6, what needs it is skipped and says so: it is neither a failure nor
// a success.
func TestWithoutIPv6(t *testing.T) {
	t.Parallel()
	out := inNamespace(t, "-rn", `
ip link set lo up && sysctl -qw net.ipv6.conf.all.disable_ipv6=1 || { echo "no ip or sysctl"; exit; }
"$0" test ipv6 listen; echo "test: $?"
"$0" run --quiet ipv6; echo "run: $?"
"$0" learn prove families -n 1; echo "prove: $?"
for lang in en vi; do
  "$0" learn solution families >/dev/null
  cat > sockpit-exercises/42-families.lua <<'END'
local c = try(dial, "127.0.0.1:" .. PORT) or dial("[::1]:" .. PORT)
send(c, "hello\n")
recv(c)
END
  "$0" learn check families --lang $lang; echo "check $lang: $?"
done
"$0" learn --list | grep families
`)
	wantAll(t, out,
		"skip scripts/scenarios/14-ipv6.lua this machine has no IPv6 address ::1 (EADDRNOTAVAIL)", "1 passed, 0 failed, 1 skipped", "test: 0",
		"skipped: this machine has no IPv6 address ::1 (EADDRNOTAVAIL) run: 0",
		"name/families skipped 0 check runs", "this exercise needs IPv6, and this machine has no address ::1", "1 exercise, 0 not proved, 1 skipped", "prove: 0",
		"it can be neither solved nor failed check en: 1", "không thể chấm bài là đúng hay sai check vi: 1")
	for _, bad := range []string{"Solved", "solved:", "✓ a server", "✗"} {
		if strings.Contains(out, bad) {
			t.Errorf("%q is said in\n%s", bad, out)
		}
	}
}

// With few descriptors the program says so, or goes on as far as they reach: Go's own
// crash when it can't make its poller is never seen.
func TestFewDescriptors(t *testing.T) {
	t.Parallel()
	for n := 3; n <= 20; n++ {
		for _, c := range []struct{ args, stdin string }{
			{`run l.lua`, ""}, {"", "l = listen(0)\n"}, {"test l.lua x.lua", ""}, {"learn --list", ""},
		} {
			cmd := program(t, map[string]string{"x.lua": "print('it runs')\n", "l.lua": "local l = listen(0)\nprint('it listens')\nclose(l)\n"})
			in := exec.Command("sh", "-c", fmt.Sprintf(`ulimit -n %d && exec "$0" %s`, n, c.args), cmd.Path)
			in.Dir, in.Env = cmd.Dir, cmd.Env
			out, status := run(t, in, c.stdin)
			switch {
			case strings.Contains(out, "loading shared libraries"): // before anything of ours runs
			case strings.Contains(out, "goroutine ") || strings.Contains(out, "fatal error") || strings.Contains(out, "panic"):
				t.Errorf("%d descriptors, %q: crash\n%.300s", n, c.args, out)
			case status != 0 && !strings.Contains(out, "too many open files"), status == 0 && n == 4:
				t.Errorf("%d descriptors, %q: status %d\n%s", n, c.args, status, out)
			}
		}
	}
}
