package luavm

import (
	"slices"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestTemplate looks whether copied tables are as if filled in one by one, and
// share nothing that a script could see.
func TestTemplate(t *testing.T) {
	t.Parallel()
	if tricks && !tableIsKnown {
		t.Error("gopher-lua makes tables in another way than tableParts says: rows are made the slow way")
	}
	vm := lua.NewState()
	defer vm.Close()
	m := NewTemplate([]string{"a", "b", "c"}, []lua.LValue{lua.LNumber(1), lua.LString("x"), lua.LTrue})
	one, two := m.Table([]lua.LValue{lua.LNumber(1), lua.LString("y"), lua.LFalse}), m.Table(m.values)
	vm.SetGlobal("one", one)
	vm.SetGlobal("two", two)
	if err := vm.DoString(`
		function text(t)
			local parts = {}
			for k, v in pairs(t) do parts[#parts + 1] = k .. "=" .. tostring(v) end
			return table.concat(parts, " ")
		end
		before = text(one) .. "; " .. text(two)
		one.z = "new"
		one.b = nil
		one[1] = "first"
		two.y = 5
		two.z = 6
		two.c = "z"
		setmetatable(one, {__index = function() return "none" end})
		after = text(one) .. "; " .. text(two) .. "; " .. one.nothing .. " " .. tostring(two.nothing)`); err != nil {
		t.Fatal(err)
	}
	third := m.Table([]lua.LValue{lua.LNumber(7), lua.LString("x"), lua.LTrue})
	var keys []string
	for k, v := third.Next(lua.LNil); k != lua.LNil; k, v = third.Next(k) {
		keys = append(keys, k.String()+"="+v.String())
	}
	for _, test := range []struct{ what, got, want string }{
		{"as made", vm.GetGlobal("before").String(), "a=1 b=y c=false; a=1 b=x c=true"},
		{"changed", vm.GetGlobal("after").String(), "1=first a=1 c=false z=new; a=1 b=x c=z y=5 z=6; none nil"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, test.got, test.want)
		}
	}
	if want := []string{"a=7", "b=x", "c=true"}; !slices.Equal(keys, want) {
		t.Errorf("made later: got %q, want %q", keys, want)
	}
}

// Rows of 20 fields, copied, against filled in field by field.
func BenchmarkTemplate(b *testing.B) {
	vm := lua.NewState()
	defer vm.Close()
	var names []string
	var values []lua.LValue
	for i := range 20 {
		names, values = append(names, "field_"+string(rune('a'+i))), append(values, lua.LNumber(i))
	}
	t := NewTemplate(names, values)
	other := slices.Clone(values)
	other[3], other[7] = lua.LString("x"), lua.LTrue
	b.Run("copied", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			t.Table(other)
		}
	})
	b.Run("filled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			t.filled(other)
		}
	})
}
