package stdlib

// classEnd returns the position after the single-byte item at p: a byte, %x or
// a [set].
func (m *matcher) classEnd(p int) int {
	c := m.pat[p]
	p++
	switch c {
	case '%':
		if p == len(m.pat) {
			m.fail("malformed pattern (ends with '%')")
			return p
		}
		return p + 1
	case '[':
		return m.setEnd(p)
	}
	return p
}

// setEnd returns the position after the ] of the set whose contents begin at
// p. A ] that comes first belongs to the set.
func (m *matcher) setEnd(p int) int {
	begin := p
	defer func() { m.steps += (p - begin) / bytesPerStep }()
	if m.at(p) == '^' {
		p++
	}
	for first := true; p < len(m.pat); first = false {
		c := m.pat[p]
		if c == ']' && !first {
			return p + 1
		}
		if p++; c == '%' && p < len(m.pat) {
			p++
		}
	}
	m.fail("malformed pattern (missing ']')")
	return p
}

// single reports whether c matches the single-byte item pat[p:ep].
func (m *matcher) single(c byte, p, ep int) bool {
	switch m.pat[p] {
	case '.':
		return true
	case '%':
		return inClass(c, m.pat[p+1])
	case '[':
		return m.inSet(c, p, ep-1)
	}
	return m.pat[p] == c
}

// inSet reports whether c is in the set whose [ is at p and whose ] is at end.
func (m *matcher) inSet(c byte, p, end int) bool {
	m.steps += (end - p) / bytesPerStep
	in := true
	if p++; m.pat[p] == '^' {
		in = false
		p++
	}
	for ; p < end; p++ {
		switch {
		case m.pat[p] == '%':
			if p++; inClass(c, m.pat[p]) {
				return in
			}
		case p+2 < end && m.pat[p+1] == '-':
			if m.pat[p] <= c && c <= m.pat[p+2] {
				return in
			}
			p += 2
		case m.pat[p] == c:
			return in
		}
	}
	return !in
}
