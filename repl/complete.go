package repl

import (
	"sort"
	"strings"

	"sockpit/runtime/stack"
)

// A completer gives the words that may stand at a place of an entry.
type completer struct{ *REPL }

// complete gives the words that may stand at byte pos of an entry, and where
// they begin.
func (r completer) complete(entry string, pos int) (candidates []string, from int) {
	r.plugins()
	text := entry[:min(pos, len(entry))]
	if strings.HasPrefix(strings.TrimSpace(text), ":") {
		return r.completeCommand(text)
	}
	if r.learn != nil && r.learn.mode && !strings.ContainsAny(text, luaSigns) {
		if names, from := r.completeLearn(text); len(names) > 0 {
			return names, from
		}
	}
	if quote := openQuote(text); quote >= 0 {
		return r.completeString(text, quote)
	}
	from = len(text)
	for from > 0 && (isNameByte(text[from-1]) || text[from-1] == '.' || text[from-1] == ':') {
		from--
	}
	word := text[from:]
	if i := strings.LastIndexAny(word, ".:"); i >= 0 {
		return withPrefix(r.host.FieldsAt(word[:i]), word[i+1:]), from + i + 1
	}
	if options := withPrefix(r.host.OptionsAt(text), word); len(options) > 0 {
		return options, from
	}
	return withPrefix(r.host.Names(), word), from
}

// completeString completes names of options and kinds inside quotes.
func (r completer) completeString(text string, quote int) ([]string, int) {
	word := text[quote+1:]
	before := text[:quote]
	var names []string
	switch {
	case strings.Contains(before, "setopt"), strings.Contains(before, "getopt"):
		for _, o := range stack.Options() {
			names = append(names, o.Name)
		}
	case strings.Contains(before, "socket("), strings.Contains(before, "pair("):
		for _, n := range stack.Networks() {
			names = append(names, string(n))
		}
	case strings.Contains(before, "shutdown("):
		names = []string{"write", "read", "both"}
	case strings.Contains(before, "require"), strings.Contains(before, "read_file"):
		names = fileNames(word, ".lua")
	}
	return withPrefix(names, word), quote + 1
}

// openQuote finds the quote that is open at the end of the text, or -1.
func openQuote(text string) int {
	open := -1
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case open >= 0 && c == '\\':
			i++
		case open >= 0 && c == quote:
			open = -1
		case open < 0 && (c == '"' || c == '\''):
			open, quote = i, c
		}
	}
	return open
}

func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func withPrefix(names []string, prefix string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if strings.HasPrefix(n, prefix) && !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	sort.Strings(out)
	return out
}

// incomplete reports whether an entry goes on in the next line.
func (r *REPL) incomplete(entry string) bool {
	t := strings.TrimSpace(entry)
	return t != "" && !strings.HasPrefix(t, ":") && !strings.HasSuffix(t, "&") && !r.isLearn(t) && r.host.Incomplete(entry)
}
