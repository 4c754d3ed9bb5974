package line

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A bash is one with readline at its defaults, on a terminal of its own, that
// says what its line is.
type bash struct {
	master *os.File
	lines  *bufio.Reader
}

var bashHistory = []string{"echo aa-b cc", "dd ee", "echo ff gg"}

// startBash starts one, if there is one.
func startBash(t *testing.T) *bash {
	path, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash to compare with: ", err)
	}
	master, slave, err := pty.Open()
	check(t, err)
	defer slave.Close()
	r, w, err := os.Pipe()
	check(t, err)
	cmd := exec.Command(path, "--norc", "--noprofile", "-i")
	cmd.Env = []string{"TERM=xterm", "PATH=" + os.Getenv("PATH"), "INPUTRC=/dev/null", "LC_ALL=C.UTF-8", "HISTFILE=", "HOME=" + t.TempDir()}
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = slave, slave, slave, []*os.File{w}
	cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	check(t, cmd.Start())
	w.Close()
	discarded := make(chan struct{})
	go func() {
		defer close(discarded)
		buf := make([]byte, 4096)
		for {
			if _, err := master.Read(buf); err != nil {
				return
			}
		}
	}()
	b := &bash{master, bufio.NewReader(r)}
	end := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	t.Cleanup(func() {
		end.Stop()
		cmd.Process.Kill()
		cmd.Wait()
		master.Close()
		r.Close()
		<-discarded
	})
	_, err = master.WriteString("set +o histexpand; bind '\"\\e[5~\": history-search-backward' '\"\\e[6~\": history-search-forward'\n" +
		"anew() { history -c; history -s '" + strings.Join(bashHistory, "'; history -s '") + "'; READLINE_LINE=; READLINE_POINT=0; }\n" +
		"bind -x '\"\\C-x\\C-t\": printf \"%s:%s\\n\" \"$READLINE_POINT\" \"$READLINE_LINE\" >&3'\n" +
		"bind -x '\"\\C-x\\C-n\": anew'; printf 'ready\\n' >&3\n")
	check(t, err)
	b.line(t)
	return b
}

func (b *bash) line(t *testing.T) string {
	text, err := b.lines.ReadString('\n')
	if err != nil {
		t.Fatalf("bash has ended: %v", err)
	}
	return strings.TrimSuffix(text, "\n")
}

// types presses keys in a new line, and gives the line and the cursor.
func (b *bash) types(t *testing.T, keys string) string {
	_, err := b.master.WriteString("\x07\x1b>\x18\x0e\x1b>" + keys + "\x18\x14")
	check(t, err)
	return b.line(t)
}

// likeBash are keys that readline has too. Words with _ are left out: in Lua it
// is part of a name.
var likeBash = []string{
	"aa bb cc\x17\x02\x17\x02\x17\x19\x1by\x1by\x1by", // first: bash keeps fewer cuts
	"aa bb cc\x17\x17\x19", "aa bb cc\x01\x1bd\x1bd\x05\x19", "aa bb cc\x1b\x7f\x1b\x7f\x19", "aa bb cc\x1bb\x0b\x15\x19",
	"aa bb\x1bb\x15\x0b\x19",
	"abc\x14", "abc\x02\x14", "abc\x01\x06\x14\x14", "a\x14", "aa bb cc\x1bt", "aa bb cc\x1bb\x1bt", "aa, bb\x01\x1bt", "aa bb cc\x01\x1bf\x1bt",
	"aa bb\x01\x1bu\x1bu", "AA BB\x01\x1bl", "aa bB\x01\x1bc\x1bc", "aa bb\x1b-\x1bu", "aa bb cc\x1b-2\x1bu", "aa bb\x01 \x1bc",
	"abc\x1f", "abc\x17\x1f", "abc def\x17\x17\x1f\x1f", "abc\x18\x15", "abc\x7f\x7f\x1f", "abcdefghijklmnopqrstuvwxyz\x1f",
	"x \x1b.", "x \x1b.\x1b.", "x \x1b_\x1b_\x1b_", "\x1b\x19", "\x1b0\x1b\x19", "\x1b2\x1b.",
	"\x10\x10\x0e", "\x1b<", "\x1b<\x1b>", "\x10\x10x\x10\x0e", "\x10\x7f\x7f\x10\x0e\x1f", "\x10\x17\x1br",
	"echo\x1b[5~", "echo\x1b[5~\x1b[5~", "echo\x1b[5~\x1b[5~\x1b[6~", "zz\x1b[5~",
	"\x12aa\x05", "\x12echo\x12\x05", "\x12ee\x07", "x\x12ff\x07",
	"\x1b3x", "\x1b1\x1b2y", "\x1b12z", "aa bb cc\x1b2\x02X", "aa bb cc\x1b-\x06X", "aa bb cc\x1b2\x17", "aa bb cc\x1b2\x1b\x7f\x19", "abc\x01\x1b2\x04", "abcd\x1b2\x7f",
	"a\x16\x01b\x01\x06\x04", "abcabc\x01\x1dcX", "abcabc\x1b\x1daX", "abcabc\x01\x1b2\x1dcX", "aa  bb\x02\x02\x1b\\\\",
	"abc\x02\x1b \x01\x18\x18X\x18\x18Y", "aa bb\x18\x7f\x19\x19",
	"aa-bb\x1bb\x1bd", "aa.bb cc\x17", "ế tiếng\x17", "tiếng việt\x1bb\x1bu",
}

// TestKeysLikeBash: the same keys give the same line in bash, for the keys that
// both have: those above, and such keys in random order.
func TestKeysLikeBash(t *testing.T) {
	t.Parallel()
	b := startBash(t)
	compare := func(keys string) {
		line, pos := newTypist(bashHistory...).types(keys)
		if got, want := fmt.Sprintf("%d:%s", pos, line), b.types(t, keys); got != want {
			t.Errorf("%q: %q, in bash %q", keys, got, want)
		}
	}
	for _, keys := range likeBash {
		compare(keys)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		keys := ""
		for range 2 + r.IntN(12) {
			keys += randomKeys[r.IntN(len(randomKeys))]
		}
		compare(keys)
	}
}

// randomKeys leaves out what depends on the lines before: in bash, undo and changed
// entries of the history do.
var randomKeys = []string{
	"a", "B", " ", "cd", "e f", "-", "gh ij", "\x01", "\x05", "\x02", "\x06", "\x1bb", "\x1bf", "\x1b[3~", "\x7f",
	"\x0b", "\x15", "\x17", "\x1b\x7f", "\x1bd", "\x1bu", "\x1bl", "\x1bc", "\x1bt", "\x14", "\x1b\\", "\x1da", "\x1b\x1de", "\x1b2\x02", "\x1b3\x1bf", "\x1b-\x1bb",
}
