package line

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// roleVar says what the test binary is to be when it starts itself again.
const roleVar = "SOCKPIT_LINE_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVar) {
	case "":
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
