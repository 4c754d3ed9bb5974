package scripts

import "testing"

// TestNetworks: every scenario on a virtual network passes, leaves nothing open, and does
// the same each time, packet by packet.
func TestNetworks(t *testing.T) {
	for _, s := range Networks() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			first := playVirtual(s, s.Text)
			for _, f := range first.Failures {
				t.Error(f)
			}
			if len(first.Open) > 0 {
				t.Errorf("%d sockets were left open", len(first.Open))
			}
			if first.packets == 0 || first.Met == 0 {
				t.Errorf("%d packets, %d expectations", first.packets, first.Met)
			}
			if again := playVirtual(s, s.Text); again.digest != first.digest {
				t.Errorf("a second time it has %d packets, the first time %d, or others", again.packets, first.packets)
			}
		})
	}
}
