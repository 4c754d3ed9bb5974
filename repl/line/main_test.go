package line

import (
	"os"
	"os/signal"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// roleVar says what the test binary is to be when it starts itself again.
const roleVar = "SOCKPIT_LINE_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVar) {
	case "":
		heedHangUp()
		goleak.VerifyTestMain(m)
	case "program":
		os.Exit(program())
	case "shell":
		os.Exit(miniShell())
	case "history":
		os.Exit(historyWriter())
	default:
		os.Exit(99)
	}
}

// heedHangUp makes the programs that the tests start hear SIGHUP also when the
// tests run under nohup: what is ignored stays so across exec(2), what is caught
// does not.
func heedHangUp() {
	if signal.Ignored(unix.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), unix.SIGHUP)
	}
}
