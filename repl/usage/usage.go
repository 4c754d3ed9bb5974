// Package usage reads the usage text of a command, as help shows it, and tells
// which words may stand next: help and completion are one text.
//
// The text is what manual pages have: "[ends|tasks] [FILE]". Words in lower case
// and flags stand for themselves; words that begin with a capital, and single
// letters, name a kind of word. [ ] may be left out, | separates alternatives
// (words, when there is no blank around it), and ... behind a word or a bracket
// lets it be repeated.
package usage

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Usage is the text of one command, taken apart.
type Usage struct{ root node }

// A Word is a word that may stand next.
type Word struct {
	Text string
	Kind bool // Text names a kind of word
}

// Parse takes a usage text apart. A bracket that is not closed ends at the end.
func Parse(text string) Usage {
	p := parser{tokens: tokens(text)}
	return Usage{p.alternatives()}
}

// Next gives what may stand behind the words before.
func (u Usage) Next(before []string) []Word {
	var found []Word
	u.root.next(before, func(w Word) {
		if !slices.Contains(found, w) {
			found = append(found, w)
		}
	}, func([]string) {})
	return found
}

// Unknown gives the first of the words of a line that the usage has no place for;
// false if it has one for each.
func (u Usage) Unknown(words []string) (string, bool) {
	for n := 1; n <= len(words); n++ {
		fits := false
		u.root.next(words[:n], func(Word) { fits = true }, func(rest []string) { fits = fits || len(rest) == 0 })
		if !fits {
			return words[n-1], true
		}
	}
	return "", false
}

// A node is a part of a usage. Next calls offer with each word that may stand
// where the words end, and then with each rest that the part leaves.
type node interface {
	next(words []string, offer func(Word), then func(rest []string))
}

type (
	word   Word
	row    []node // one behind the other
	choice []node // one of them
	maybe  struct{ node }
	many   struct{ node } // once or more often
)

func (w word) next(words []string, offer func(Word), then func([]string)) {
	if len(words) == 0 {
		offer(Word(w))
		return
	}
	isFlag := strings.HasPrefix(words[0], "-") && words[0] != "-"
	if w.Text == words[0] || w.Kind && (!isFlag || w.Text == "ARGS") {
		then(words[1:])
	}
}

func (r row) next(words []string, offer func(Word), then func([]string)) {
	if len(r) == 0 {
		then(words)
		return
	}
	r[0].next(words, offer, func(rest []string) { r[1:].next(rest, offer, then) })
}

func (c choice) next(words []string, offer func(Word), then func([]string)) {
	for _, n := range c {
		n.next(words, offer, then)
	}
}

func (m maybe) next(words []string, offer func(Word), then func([]string)) {
	m.node.next(words, offer, then)
	then(words)
}

func (m many) next(words []string, offer func(Word), then func([]string)) {
	m.node.next(words, offer, func(rest []string) {
		if len(rest) < len(words) {
			m.next(rest, offer, then)
		}
		then(rest)
	})
}

// tokens cuts a text into words and the signs between them.
func tokens(text string) []string {
	text = strings.ReplaceAll(text, "…", "...")
	for _, sign := range []string{"[", "]", "..."} {
		text = strings.ReplaceAll(text, sign, " "+sign+" ")
	}
	return strings.Fields(text)
}

type parser struct{ tokens []string }

func (p *parser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *parser) alternatives() node {
	all := choice{p.sequence()}
	for p.peek() == "|" {
		p.tokens = p.tokens[1:]
		all = append(all, p.sequence())
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// sequence reads words up to a | or ].
func (p *parser) sequence() node {
	var out row
	for t := p.peek(); t != "" && t != "]" && t != "|"; t = p.peek() {
		p.tokens = p.tokens[1:]
		var n node
		switch t {
		case "[":
			n = maybe{p.alternatives()}
			if p.peek() == "]" {
				p.tokens = p.tokens[1:]
			}
		case "...":
			continue
		default:
			n = newWords(t)
		}
		if p.peek() == "..." {
			p.tokens = p.tokens[1:]
			n = many{n}
		}
		out = append(out, n)
	}
	return out
}

// newWords reads words that are alternatives: FILE.lua|NAME.
func newWords(text string) node {
	var all choice
	for _, t := range strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == ',' }) {
		first, size := utf8.DecodeRuneInString(t)
		all = append(all, word{Text: t, Kind: size == len(t) || unicode.IsUpper(first)})
	}
	return all
}
