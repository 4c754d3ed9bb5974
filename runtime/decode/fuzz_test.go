package decode

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// seeds are whole payloads of each decoder.
var seeds = map[string][]string{
	"http": {"GET / HTTP/1.1\r\nHost: me\r\n\r\n", "POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\n\n", chunked},
	"dns":  {query, answer},
	"u16":  {"\x00\x02hi\x00\x00\x00\x01a"},
	"u32":  {"\x00\x00\x00\x02hi"},
	"line": {"one\r\ntwo\n\n"},
}

// inBounds fails unless each part lies inside the one it is part of.
func inBounds(t *testing.T, data []byte, p Part, from, to int) {
	t.Helper()
	if p.From < from || p.To < p.From || p.To > to {
		t.Fatalf("%q: %s is %d…%d, outside of %d…%d", data, p.Name, p.From, p.To, from, to)
	}
	for _, q := range p.Parts {
		inBounds(t, data, q, p.From, p.To)
	}
}

// tame decodes and checks what must hold of any payload.
func tame(t *testing.T, d *Decoder, data []byte) (Result, error) {
	t.Helper()
	kept := bytes.Clone(data)
	r, err := d.Decode(data)
	at := 0
	for _, m := range r.Messages {
		if m.From != at {
			t.Fatalf("%s %q: a message begins at %d, the last one ended at %d", d.Name, data, m.From, at)
		}
		at = m.To
		inBounds(t, data, m, m.From, len(data))
	}
	if err == nil && at+r.Rest != len(data) {
		t.Fatalf("%s %q: %d of %d bytes are in messages, rest %d", d.Name, data, at, len(data), r.Rest)
	}
	if !bytes.Equal(kept, data) {
		t.Fatalf("%s wrote to the payload %q", d.Name, kept)
	}
	return r, err
}

func FuzzDecode(f *testing.F) {
	for _, list := range seeds {
		for _, s := range list {
			f.Add([]byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for i := range decoders {
			_, _ = tame(t, &decoders[i], data)
		}
		Guess(data)
	})
}

// Payloads that were whole and then damaged, by every decoder.
func TestHostilePayloads(t *testing.T) {
	t.Parallel()
	rounds := 20_000
	if os.Getenv("SOCKPIT_LONG") != "" {
		rounds = 5_000_000
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	var all []string
	for _, list := range seeds {
		all = append(all, list...)
	}
	for range rounds {
		data := []byte(all[r.IntN(len(all))])
		for range r.IntN(6) {
			at := r.IntN(len(data))
			switch r.IntN(4) {
			case 0:
				data[at] = byte(r.Uint32())
			case 1:
				data = data[:at+1]
			case 2:
				data = append(data, data[at:]...)
			default:
				data = append(data[:at:at], append([]byte{0xc0, byte(r.IntN(64))}, data[at:]...)...)
			}
		}
		for i := range decoders {
			_, _ = tame(t, &decoders[i], data)
		}
	}
}

// Every beginning of a whole payload says that something is missing, except
// where one of its messages ends.
func TestBeginnings(t *testing.T) {
	t.Parallel()
	for name, list := range seeds {
		d := Find(name)
		for _, whole := range list {
			r, err := tame(t, d, []byte(whole))
			if err != nil || r.Missing != "" {
				t.Fatalf("%s %q is not whole: %v, %s", name, whole, err, r.Missing)
			}
			ends := map[int]bool{0: true}
			for _, m := range r.Messages {
				ends[m.To] = true
			}
			for n := range len(whole) {
				r, err := tame(t, d, []byte(whole[:n]))
				if err != nil || (r.Missing == "") != ends[n] {
					t.Errorf("%s %q: %v, missing %q", name, whole[:n], err, r.Missing)
				}
			}
		}
	}
}

// Time and memory stay in proportion to the payload, whatever it is.
func TestLargePayloads(t *testing.T) {
	t.Parallel()
	const size = 4 << 20
	pointers := answer[:12] + strings.Repeat("\xc0\x0c", 32000)
	long := strings.Replace(pointers, "\x00\x01\x00\x04", "\xff\xff\xff\xff", 1)
	for _, data := range []string{
		strings.Repeat("\n", size), strings.Repeat("\x00", size), strings.Repeat("a", size), strings.Repeat("\r", size),
		"GET / HTTP/1.1\r\n" + strings.Repeat("a:b\r\n", size/5), "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\na\r\n", size/6),
		strings.Repeat("GET / HTTP/1.1\r\n\r\n", size/18), "GET / HTTP/1.1\r\n" + strings.Repeat("a", size), long, dnsChain(),
	} {
		for i := range decoders {
			began := time.Now()
			_, _ = tame(t, &decoders[i], []byte(data))
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("%s takes %s for %d bytes of %.20q", decoders[i].Name, took, len(data), data)
			}
		}
	}
}

// dnsChain is a message whose records' names are the longest chain of pointers.
func dnsChain() string {
	var b strings.Builder
	b.WriteString("\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00")
	for i := 13; i < 16000; i += 2 {
		to := max(12, i-2)
		b.WriteByte(0xc0 | byte(to>>8))
		b.WriteByte(byte(to))
	}
	for b.Len() < 65000 {
		b.WriteString("\xfe\x80\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00")
	}
	return b.String()
}
