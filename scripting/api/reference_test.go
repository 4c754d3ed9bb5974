package api

import (
	"errors"
	"flag"
	"os"
	goruntime "runtime"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/reference.md and golden files anew")

const referencePage = "../../docs/reference.md"

// The page that is checked in is the one that the tables give.
func TestReference(t *testing.T) {
	t.Parallel()
	if goruntime.GOOS != "linux" {
		t.Skip("the table of socket options is another one here")
	}
	page := Reference()
	if *update {
		if err := errors.Join(os.MkdirAll("../../docs", 0o755), os.WriteFile(referencePage, []byte(page), 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) == page {
		return
	}
	old := strings.Split(string(have), "\n")
	for i, line := range strings.Split(page, "\n") {
		if i >= len(old) || old[i] != line {
			t.Fatalf("docs/reference.md is stale from line %d on: want %q\nrun go test ./scripting/api -run TestReference -update", i+1, line)
		}
	}
	t.Fatal("docs/reference.md has lines too many: run go test ./scripting/api -run TestReference -update")
}

// Each code that the page lists is one that scripts can meet or that the kernel
// has.
func TestErrorCodesAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range errorCodes {
		if seen[c[0]] || c[1] == "" {
			t.Errorf("code %s is listed twice, or says nothing", c[0])
		}
		seen[c[0]] = true
	}
}
