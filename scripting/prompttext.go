package scripting

import (
	"fmt"
	"sort"
	"strings"

	"github.com/yuin/gopher-lua/ast"
)

// maxTyped bounds the text of the prompt that is kept, in bytes: what is kept
// beside it, the parsed entries, takes some thirty times as much.
const maxTyped = 256 << 10

// typedFactor is how many bytes are kept for one that is typed.
const typedFactor = 30

// A promptText is what was typed at the prompt, the latest of it, by line. Each
// entry is parsed alone and its lines are counted on from those before it.
type promptText struct {
	dropped int // lines before the first that is kept
	lines   []string
	bytes   int
	tree    []ast.Stmt // of the lines that are kept
}

// count gives how many lines were typed.
func (p *promptText) count() int { return p.dropped + len(p.lines) }

// add appends an entry. Its lines begin after count.
func (p *promptText) add(entry string) {
	p.lines = append(p.lines, strings.Split(entry, "\n")...)
	p.bytes += len(entry) + 1
	if p.bytes <= maxTyped {
		return
	}
	n := 0 // half of it goes, so that it is copied seldom
	for ; n < len(p.lines)-1 && p.bytes > maxTyped/2; n++ {
		p.bytes -= len(p.lines[n]) + 1
	}
	p.dropped += n
	p.lines = append([]string(nil), p.lines[n:]...)
	first := 0
	for first < len(p.tree) && p.tree[first].Line() <= p.dropped {
		first++
	}
	p.tree = append([]ast.Stmt(nil), p.tree[first:]...)
}

// line gives a line by its number, "" if it is not kept.
func (p *promptText) line(n int) string {
	if n <= p.dropped || n > p.count() {
		return ""
	}
	return p.lines[n-p.dropped-1]
}

// around gives the statements that a line can be in: those that begin on it, and
// some before them.
func (p *promptText) around(line int) []ast.Stmt {
	end := sort.Search(len(p.tree), func(i int) bool { return p.tree[i].Line() > line })
	first := end
	for first > 0 && (end-first < aroundLine || p.tree[first-1].Line() == line) {
		first--
	}
	return p.tree[first:end]
}

// aroundLine is how many statements before a line may reach into it: they stand on
// one line with the end of another.
const aroundLine = 16

// all gives every line, those that are not kept as empty ones.
func (p *promptText) all() []string {
	lines := make([]string, p.dropped, p.count()+1)
	if p.dropped > 0 {
		lines[0] = fmt.Sprintf("-- the first %d lines that were typed are not kept", p.dropped)
	}
	return append(append(lines, p.lines...), "")
}

// typedText is what was typed, as one text; "" if nothing was. The lines have the
// numbers that places give.
func (s *sources) typedText() string {
	if s.typed.count() == 0 {
		return ""
	}
	return strings.Join(s.typed.all(), "\n")
}
