package syntax

import "testing"

func TestCallsGlobal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"net = network()":               true,
		"network{seed = 7}":             true,
		"local n = network {seed = 7}":  true,
		"-- network()":                  false,
		"x = 'network()'":               false,
		"a.network()":                   false,
		"a:network()":                   false,
		"function network() end":        false,
		"network = 5":                   false,
		"sleep(1) networks()":           false,
		"--[[ network{} ]] network\n{}": true,
	} {
		if got := CallsGlobal(text, "network"); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}
