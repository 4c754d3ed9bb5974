package line

import (
	"strings"
	"testing"
)

func BenchmarkLay(b *testing.B) {
	f := &folds{}
	text := []rune(strings.Repeat("a", 16_000))
	for b.Loop() {
		lay(content{prompt: "> ", more: ".. ", text: text, pos: len(text), label: f.label}, 80, 0, 0)
	}
}
