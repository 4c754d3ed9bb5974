package stdlib

import "strings"

const (
	maxCaptures = 32
	// maxDepth bounds the Go stack. A pattern needs a level for each
	// parenthesis and each repeated item, never one for a byte of the subject.
	maxDepth = 10000

	// bytesPerStep is how many bytes may be compared in one step.
	bytesPerStep = 32

	openCapture     = -1 // length of a capture not yet closed
	positionCapture = -2 // length of a ()
	noMatch         = -1
)

// A patternError says what is wrong with a pattern, in Lua 5.1's words.
type patternError string

func (e patternError) Error() string { return string(e) }

// A capture is src[start:start+length], or a position when length says so.
type capture struct{ start, length int }

// A matcher tries one pattern on one subject. It is the backtracking matcher
// of Lua 5.1 with three changes: a NUL in the pattern is a byte like any other,
// the depth of recursion is bounded, and check is asked every pollEvery steps.
//
// The first error is kept in err. From then on nothing matches, so the search
// unwinds by itself.
type matcher struct {
	src, pat string
	check    func() error
	err      error

	level    int
	captures [maxCaptures]capture
	depth    int
	steps    int // since check was asked
}

// run tries the pattern, from p on, at s and returns the end of the match, or
// noMatch.
func (m *matcher) run(s, p int) int {
	m.level, m.depth = 0, 0
	return m.match(s, p)
}

// fail records an error of the pattern.
func (m *matcher) fail(text string) int {
	if m.err == nil {
		m.err = patternError(text)
	}
	return noMatch
}

// step counts n steps and reports whether to go on.
func (m *matcher) step(n int) bool {
	m.steps += n
	if m.steps >= pollEvery && m.err == nil && m.check != nil {
		m.steps = 0
		m.err = m.check()
	}
	return m.err == nil
}

// at returns the byte of the pattern at p, or 0 at its end.
func (m *matcher) at(p int) byte {
	if p < len(m.pat) {
		return m.pat[p]
	}
	return 0
}

// match matches the pattern from p at s. It loops over items that match in
// one way only and recurses at those with a choice.
func (m *matcher) match(s, p int) int {
	if m.depth++; m.depth > maxDepth {
		return m.fail("pattern too complex")
	}
	defer func() { m.depth-- }()
	for p < len(m.pat) {
		if !m.step(1) {
			return noMatch
		}
		switch m.pat[p] {
		case '(':
			if m.at(p+1) == ')' {
				return m.open(s, p+2, positionCapture)
			}
			return m.open(s, p+1, openCapture)
		case ')':
			return m.close(s, p+1)
		case '$':
			if p+1 == len(m.pat) {
				if s == len(m.src) {
					return s
				}
				return noMatch
			}
		case '%':
			if end, next := m.special(s, p); next != p {
				if end == noMatch {
					return noMatch
				}
				s, p = end, next
				continue
			}
		}
		var end int
		if s, end, p = m.item(s, p); end != undecided {
			return end
		}
	}
	return s
}

// undecided is what item returns instead of an end when the match goes on.
const undecided = -2

// item matches one single-byte item with its suffix. Either it decides the
// match, or the match goes on at the subject and pattern positions returned.
func (m *matcher) item(s, p int) (nextS, end, nextP int) {
	ep := m.classEnd(p)
	if m.err != nil {
		return s, noMatch, p
	}
	one := s < len(m.src) && m.single(m.src[s], p, ep)
	switch m.at(ep) {
	case '?':
		if one {
			if end := m.match(s+1, ep+1); end != noMatch || m.err != nil {
				return s, end, p
			}
		}
		return s, undecided, ep + 1
	case '*':
		return s, m.longest(s, p, ep), p
	case '+':
		if !one {
			return s, noMatch, p
		}
		return s, m.longest(s+1, p, ep), p
	case '-':
		return s, m.shortest(s, p, ep), p
	}
	if !one {
		return s, noMatch, p
	}
	return s + 1, undecided, ep
}

// special matches the items %b, %f and %1 to %9. It returns p as the next
// position when the item at p is none of them.
func (m *matcher) special(s, p int) (end, next int) {
	switch c := m.at(p + 1); {
	case c == 'b':
		return m.balance(s, p+2), p + 4
	case c == 'f':
		return m.frontier(s, p+2)
	case isDigit(c):
		return m.backReference(s, c), p + 2
	}
	return noMatch, p
}

// longest matches as many of the item at p as it can, then the rest.
func (m *matcher) longest(s, p, ep int) int {
	n := 0
	for s+n < len(m.src) && m.single(m.src[s+n], p, ep) {
		if n++; !m.step(1) {
			return noMatch
		}
	}
	for ; n >= 0; n-- {
		if end := m.match(s+n, ep+1); end != noMatch || !m.step(1) {
			return end
		}
	}
	return noMatch
}

// shortest matches as few of the item at p as it can, then the rest.
func (m *matcher) shortest(s, p, ep int) int {
	for m.step(1) {
		if end := m.match(s, ep+1); end != noMatch {
			return end
		}
		if s == len(m.src) || !m.single(m.src[s], p, ep) {
			return noMatch
		}
		s++
	}
	return noMatch
}

func (m *matcher) open(s, p, length int) int {
	if m.level == maxCaptures {
		return m.fail("too many captures")
	}
	m.captures[m.level] = capture{s, length}
	m.level++
	end := m.match(s, p)
	if end == noMatch {
		m.level--
	}
	return end
}

func (m *matcher) close(s, p int) int {
	i := m.level - 1
	for i >= 0 && m.captures[i].length != openCapture {
		i--
	}
	if i < 0 {
		return m.fail("invalid pattern capture")
	}
	m.captures[i].length = s - m.captures[i].start
	end := m.match(s, p)
	if end == noMatch {
		m.captures[i].length = openCapture
	}
	return end
}

func (m *matcher) backReference(s int, digit byte) int {
	i := int(digit) - '1'
	if i < 0 || i >= m.level || m.captures[i].length == openCapture {
		return m.fail("invalid capture index")
	}
	c := m.captures[i]
	if c.length == positionCapture || !m.step(1+c.length/bytesPerStep) {
		return noMatch
	}
	if !strings.HasPrefix(m.src[s:], m.src[c.start:c.start+c.length]) {
		return noMatch
	}
	return s + c.length
}

// balance matches %bxy, whose x is at p.
func (m *matcher) balance(s, p int) int {
	if p+1 >= len(m.pat) {
		return m.fail("unbalanced pattern")
	}
	left, right := m.pat[p], m.pat[p+1]
	if s == len(m.src) || m.src[s] != left {
		return noMatch
	}
	depth := 1
	for i := s + 1; i < len(m.src) && m.step(1); i++ {
		switch m.src[i] {
		case right:
			if depth--; depth == 0 {
				return i + 1
			}
		case left:
			depth++
		}
	}
	return noMatch
}

// frontier matches %f[set], whose [ is at p. Both ends of the subject count
// as a NUL.
func (m *matcher) frontier(s, p int) (end, next int) {
	if m.at(p) != '[' {
		return m.fail("missing '[' after '%f' in pattern"), p + 1
	}
	ep := m.classEnd(p)
	if m.err != nil {
		return noMatch, ep
	}
	var before, after byte
	if s > 0 {
		before = m.src[s-1]
	}
	if s < len(m.src) {
		after = m.src[s]
	}
	if m.inSet(before, p, ep-1) || !m.inSet(after, p, ep-1) {
		return noMatch, ep
	}
	return s, ep
}
