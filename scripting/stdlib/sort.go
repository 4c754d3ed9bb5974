package stdlib

import lua "github.com/yuin/gopher-lua"

// A sorter is one table.sort in progress.
type sorter struct {
	l      *Library
	L      *lua.LState
	less   *lua.LFunction // nil for <
	values []lua.LValue
	steps  int // since the host was asked
}

// sort is the quicksort of Lua 5.1, step by step: the order of equal elements
// and what an inconsistent order function leads to are the same.
func (s *sorter) sort(low, high int) {
	v := s.values
	for low < high {
		s.swapUnordered(low, high)
		if high-low == 1 {
			return
		}
		middle := (low + high) / 2
		if s.before(v[middle], v[low]) {
			v[middle], v[low] = v[low], v[middle]
		} else {
			s.swapUnordered(middle, high)
		}
		if high-low == 2 {
			return
		}
		pivot := v[middle]
		v[middle], v[high-1] = v[high-1], v[middle]
		i := s.partition(low, high, pivot)
		// The smaller half recursively, the larger in this loop.
		if i-low < high-i {
			s.sort(low, i-1)
			low = i + 1
		} else {
			s.sort(i+1, high)
			high = i - 1
		}
	}
}

// partition puts pivot, which is at high-1, in its place and returns that.
func (s *sorter) partition(low, high int, pivot lua.LValue) int {
	v := s.values
	i, j := low, high-1
	for {
		for i++; s.before(v[i], pivot); i++ {
			if i >= high {
				s.invalid()
			}
		}
		for j--; s.before(pivot, v[j]); j-- {
			if j <= low {
				s.invalid()
			}
		}
		if j < i {
			break
		}
		v[i], v[j] = v[j], v[i]
	}
	v[high-1], v[i] = v[i], v[high-1]
	return i
}

func (s *sorter) invalid() { raise(s.L, "invalid order function for sorting") }

func (s *sorter) swapUnordered(i, j int) {
	if v := s.values; s.before(v[j], v[i]) {
		v[i], v[j] = v[j], v[i]
	}
}

func (s *sorter) before(a, b lua.LValue) bool {
	s.l.spend(s.L, &s.steps, 1+min(size(a), size(b))/bytesPerStep)
	if s.less != nil {
		return lua.LVAsBool(call(s.L, s.less, a, b))
	}
	return lessThan(s.L, a, b)
}

// size is how many bytes a comparison may look at.
func size(v lua.LValue) int {
	s, _ := v.(lua.LString)
	return len(s)
}

// lessThan is a < b, with Lua 5.1's error.
func lessThan(L *lua.LState, a, b lua.LValue) bool {
	switch x := a.(type) {
	case lua.LNumber:
		if y, ok := b.(lua.LNumber); ok {
			return x < y
		}
	case lua.LString:
		if y, ok := b.(lua.LString); ok {
			return x < y
		}
	}
	if a.Type() != b.Type() {
		raise(L, "attempt to compare %s with %s", a.Type(), b.Type())
	}
	meta := L.GetMetaField(a, "__lt")
	if meta == lua.LNil || meta != L.GetMetaField(b, "__lt") {
		raise(L, "attempt to compare two %s values", a.Type())
	}
	return lua.LVAsBool(call(L, meta, a, b))
}
