package stepper

import (
	"strings"
	"testing"
)

// The keys that ask for something are told as what they do on the full screen,
// where nothing is listed.
func TestKeyHelp(t *testing.T) {
	t.Parallel()
	help := keyHelp(2000)
	for _, want := range []string{"takes away the one that is there", "Enter alone is the next one that stands", "held by no variable"} {
		if !strings.Contains(help, want) {
			t.Errorf("want %q in\n%s", want, help)
		}
	}
	if strings.Contains(help, "lists") {
		t.Errorf("nothing is listed, but help says\n%s", help)
	}
}
