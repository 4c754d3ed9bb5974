//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Checks at the same time in one folder are all counted: 20 programs, 200 checks
// each, with SOCKPIT_LONG=1.
func TestChecksTogether(t *testing.T) {
	t.Parallel()
	programs, times := 3, 1
	if os.Getenv("SOCKPIT_LONG") != "" {
		programs, times = 20, 200
	}
	dir := t.TempDir()
	ids := []string{"first", "port-zero", "which-address"}
	var all sync.WaitGroup
	for i := range programs {
		all.Go(func() {
			for range times {
				cmd := program(t, nil, "learn", "check", ids[i%len(ids)], "--dir", dir)
				if out, status := run(t, cmd, ""); status != exitFailed || strings.Contains(out, "progress") {
					t.Errorf("status %d:\n%s", status, out)
				}
			}
		})
	}
	all.Wait()
	text, err := os.ReadFile(filepath.Join(dir, "progress.txt"))
	if err != nil {
		t.Fatal(err)
	}
	tries := 0
	for line := range strings.Lines(string(text)) {
		for _, word := range strings.Fields(line) {
			var n int
			if _, err := fmt.Sscanf(word, "tries=%d", &n); err == nil {
				tries += n
			}
		}
	}
	if tries != programs*times {
		t.Errorf("%d checks, %d tries:\n%s", programs*times, tries, text)
	}
}
