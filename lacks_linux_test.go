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
	step := 1
	if testing.Short() {
		step = 5
	}
	for n := 3; n <= 20; n += step {
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

// Without /proc (a container, a chroot) scripts, tests, the prompt and exercises do
// all the same: the kernel is asked by netlink and by descriptors.
func TestWithoutProc(t *testing.T) {
	t.Parallel()
	out := inNamespace(t, "-rmn", `
ip link set lo up && mount -t tmpfs none /proc || { echo "no mount of /proc"; exit; }
"$0" run --quiet l.lua; echo "run: $?"
"$0" test accept unix udp refused in-use | tail -1
printf 'l = listen(0)\nc = dial(l.local_port)\ns = accept(l)\nsend(c, "abc")\n:sockets --all\nu = listen("unix://" .. temp_folder() .. "/x")\nprint(u.state)\n' | "$0"; echo "prompt: $?"
"$0" learn prove one-port -n 1 | tail -1
`)
	wantAll(t, out, "it listens run: 0", "5 passed, 0 failed", "recv queue 0 → 3", "LISTEN", "prompt: 0", "1 exercise, 0 not proved;")
	if strings.Contains(out, "/proc") || strings.Contains(out, "panic") {
		t.Errorf("got\n%s", out)
	}
}

// What can't be written for want of a place is said once, with the reason of the
// system, and the rest goes on: a home that can't be written or is not there, and a
// full disk.
func TestNowhereToWrite(t *testing.T) {
	t.Parallel()
	out := inNamespace(t, "-rm", `
mkdir ro full && mount --bind ro ro && mount -o remount,ro,bind ro && mount -t tmpfs -o size=16k,nr_inodes=2 none full && cat /dev/zero > full/fill 2>/dev/null
[ -s full/fill ] || { echo "no mount"; exit; }
echo 'print(temp_folder())' > temp.lua
for place in ro full nowhere; do
  echo "<$place>"
  HOME=$PWD/$place XDG_CONFIG_HOME= "$0" run --quiet l.lua; echo "run: $?"
  echo 'print("it is typed")' | HOME=$PWD/$place XDG_CONFIG_HOME= "$0"; echo "prompt: $?"
  [ $place = nowhere ] && rm -rf nowhere
  TMPDIR=$PWD/$place "$0" run --quiet l.lua; echo "run: $?"
  TMPDIR=$PWD/$place "$0" run --quiet temp.lua; echo "temp: $?"
  (cd $place 2>/dev/null && "$0" learn check first --dir x; echo "learn: $?")
done
`)
	for place, why := range map[string]string{"ro": "read-only file system", "full": "no space left on device", "nowhere": "no such file or directory"} {
		_, part, _ := strings.Cut(out, "<"+place+">")
		part, _, _ = strings.Cut(part, "<")
		wantAll(t, part, "it listens run: 0 it is typed prompt: 0 it listens run: 0", "(TMPDIR names another): "+why, "temp: 1")
		if place != "nowhere" { // there is no such current folder
			wantAll(t, part, "can't make the folder for your files", why, "learn: 1")
		}
	}
	if strings.Contains(out, "panic") || strings.Contains(out, "goroutine") {
		t.Error(out)
	}
}
