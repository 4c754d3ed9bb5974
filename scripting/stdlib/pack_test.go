package stdlib

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting/luatest"
)

func numbers(values ...float64) []lua.LValue {
	var out []lua.LValue
	for _, v := range values {
		out = append(out, lua.LNumber(v))
	}
	return out
}

// packCases are pairs of values and bytes, from the manual of Lua 5.3 or
// computed by it.
var packCases = []struct {
	format string
	values []lua.LValue
	bytes  string
}{
	{"", nil, ""},
	{" < > = ! ", nil, ""},
	{"b", numbers(-1), "\xff"},
	{"b", numbers(-128), "\x80"},
	{"B", numbers(255), "\xff"},
	{"<h", numbers(-2), "\xfe\xff"},
	{">H", numbers(258), "\x01\x02"},
	{"<H", numbers(258), "\x02\x01"},
	{">I4", numbers(0xdeadbeef), "\xde\xad\xbe\xef"},
	{"<I4", numbers(0xdeadbeef), "\xef\xbe\xad\xde"},
	{">i4", numbers(-2), "\xff\xff\xff\xfe"},
	{">i", numbers(1), "\x00\x00\x00\x01"},
	{">I3", numbers(0x010203), "\x01\x02\x03"},
	{"<i3", numbers(-2), "\xfe\xff\xff"},
	{">i5", numbers(-1), "\xff\xff\xff\xff\xff"},
	{">l", numbers(1 << 40), "\x00\x00\x01\x00\x00\x00\x00\x00"},
	{">j", numbers(-1), "\xff\xff\xff\xff\xff\xff\xff\xff"},
	{">J", numbers(1 << 53), "\x00\x20\x00\x00\x00\x00\x00\x00"},
	{"<T", numbers(5), "\x05\x00\x00\x00\x00\x00\x00\x00"},
	{">i7", numbers(-1 << 53), "\xe0\x00\x00\x00\x00\x00\x00"},
	{">i16", numbers(-2), strings.Repeat("\xff", 15) + "\xfe"},
	{"<I16", numbers(2), "\x02" + strings.Repeat("\x00", 15)},
	{">f", numbers(1.5), "\x3f\xc0\x00\x00"},
	{"<f", numbers(1.5), "\x00\x00\xc0\x3f"},
	{">d", numbers(-2), "\xc0\x00\x00\x00\x00\x00\x00\x00"},
	{"<n", numbers(1), "\x00\x00\x00\x00\x00\x00\xf0\x3f"},
	{">s1", []lua.LValue{lua.LString("abc")}, "\x03abc"},
	{">s2", []lua.LValue{lua.LString("a\x00c")}, "\x00\x03a\x00c"},
	{"<s", []lua.LValue{lua.LString("hi")}, "\x02\x00\x00\x00\x00\x00\x00\x00hi"},
	{"z", []lua.LValue{lua.LString("abc")}, "abc\x00"},
	{"c3", []lua.LValue{lua.LString("abc")}, "abc"},
	{"c5", []lua.LValue{lua.LString("abc\x00\x00")}, "abc\x00\x00"},
	{"c0", []lua.LValue{lua.LString("")}, ""},
	{"BxB", numbers(1, 2), "\x01\x00\x02"},
	{">BhB", numbers(1, 2, 3), "\x01\x00\x02\x03"},
	{">!BhB", numbers(1, 2, 3), "\x01\x00\x00\x02\x03"},
	{">!4Bi4", numbers(1, 2), "\x01\x00\x00\x00\x00\x00\x00\x02"},
	{">!2Bi4", numbers(1, 2), "\x01\x00\x00\x00\x00\x02"},
	{">!4BXi4", numbers(1), "\x01\x00\x00\x00"},
	{">!4BXi2B", numbers(1, 2), "\x01\x00\x02"},
	{">!Bd", numbers(1, 1), "\x01\x00\x00\x00\x00\x00\x00\x00\x3f\xf0\x00\x00\x00\x00\x00\x00"},
	{"!4Bs2", []lua.LValue{lua.LNumber(1), lua.LString("")}, "\x01\x00\x00\x00"},
	{">B<H>H", numbers(1, 2, 3), "\x01\x02\x00\x00\x03"},
}

func TestPack(t *testing.T) {
	t.Parallel()
	for _, c := range packCases {
		got, err := Pack(c.format, c.values, 1000)
		if err != nil || got != c.bytes {
			t.Errorf("Pack(%q, %v) = %q, %v, want %q", c.format, c.values, got, err, c.bytes)
		}
		values, next, err := Unpack(c.format, "\x99"+c.bytes+"\x99", 2)
		if strings.Contains(c.format, "!") {
			// Alignment counts from the beginning.
			values, next, err = Unpack(c.format, c.bytes, 1)
			next++
		}
		if diff := cmp.Diff(c.values, values); diff != "" || err != nil || next != len(c.bytes)+2 {
			t.Errorf("Unpack(%q, %q) = %v, %d, %v: %s", c.format, c.bytes, values, next, err, diff)
		}
	}
}

func TestPackErrors(t *testing.T) {
	t.Parallel()
	str := func(s string) []lua.LValue { return []lua.LValue{lua.LString(s)} }
	for _, c := range []struct {
		format string
		values []lua.LValue
		want   string
	}{
		{"I1", numbers(300), "value 300 does not fit I1 (0 to 255)"},
		{"B", numbers(-1), "value -1 does not fit B (0 to 255)"},
		{"b", numbers(128), "value 128 does not fit b (-128 to 127)"},
		{"b", numbers(-129), "value -129 does not fit b (-128 to 127)"},
		{">I2", numbers(65536), "value 65536 does not fit I2 (0 to 65535)"},
		{"i4", numbers(1 << 31), "value 2147483648 does not fit i4 (-2147483648 to 2147483647)"},
		{"I6", numbers(1 << 48), "value 2.8147497671066e+14 does not fit I6 (0 to 281474976710655)"},
		{"J", numbers(1 << 54), "value 1.8014398509482e+16 does not fit J (0 to 2^53, beyond which numbers lose digits)"},
		{"J", numbers(-1), "value -1 does not fit J (0 to 2^53, beyond which numbers lose digits)"},
		{"j", numbers(-1 << 60), "value -1.1529215046068e+18 does not fit j (-2^53 to 2^53, beyond which numbers lose digits)"},
		{"j", numbers(1e300), "value 1e+300 does not fit j (-2^53 to 2^53, beyond which numbers lose digits)"},
		{"B", numbers(1.5), "got 1.5, want a whole number for B"},
		{"B", numbers(math.NaN()), "got nan, want a whole number for B"},
		{"B", numbers(math.Inf(1)), "got inf, want a whole number for B"},
		{"B", str("x"), `got "x", want a whole number for B`},
		{"d", str("x"), `got "x", want a number for d`},
		{"B", nil, "got no value for B"},
		{"BB", numbers(1), "got no value for B"},
		{"z", []lua.LValue{lua.LTrue}, "got true, want a string for z"},
		{"z", str("a\x00b"), "string for z contains a zero byte at position 2"},
		{"c2", str("abc"), "string of 3 bytes does not fit c2"},
		{"s1", str(strings.Repeat("x", 256)), "string of 256 bytes does not fit s1 (its length has 1)"},
		{"c", str("abc"), "format: c wants a size, as in c10"},
		{"i0", numbers(1), "format: got i0, want i1 to i16"},
		{"I17", numbers(1), "format: got I17, want I1 to I16"},
		{"!17", nil, "format: got !17, want !1 to !16"},
		{"y", numbers(1), "format: got 'y', want one of < > = ! b B h H l L j J T i I f d n s z x X c"},
		{"X", nil, "format: X wants an option to align to, as in Xi4"},
		{"X<", nil, "format: X wants an option to align to, as in Xi4"},
		{"Xz", nil, "format: X wants an option to align to, as in Xi4"},
		{"Xc1", nil, "format: X wants an option to align to, as in Xi4"},
		{"!4i3", numbers(1), "format: an alignment of 3 bytes is no power of 2"},
		{"c99999999999999999999", str("x"), "format: a size is larger than 1073741824"},
		{"c500c501", append(str("x"), str("y")...), "string longer than 1000 bytes"},
		{"s", str(strings.Repeat("x", 993)), "string longer than 1000 bytes"},
	} {
		got, err := Pack(c.format, c.values, 1000)
		if err == nil || err.Error() != c.want {
			t.Errorf("Pack(%q, %v) = %q, %v, want %s", c.format, c.values, got, err, c.want)
		}
	}
	if _, err := Pack("c5", str("x"), 4); !errors.As(err, new(*TooLongError)) {
		t.Errorf("got %v, want a TooLongError", err)
	}
}

func TestUnpackErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format, data string
		pos          int
		want         string
	}{
		{"I4", "abcd", 3, "want 4 bytes at position 3, data has 2 left"},
		{"c10", "abc", 1, "want 10 bytes at position 1, data has 3 left"},
		{"x", "", 1, "want 1 bytes at position 1, data has 0 left"},
		{"!4BXi4", "a", 1, "want 3 bytes at position 2, data has 0 left"},
		{">s1", "\x05ab", 1, "want 5 bytes at position 2, data has 2 left"},
		{">s8", "\xff\xff\xff\xff\xff\xff\xff\xff", 1, "the length at position 1 is larger than the data"},
		{">s4", "\xff\xff\xff\xff", 1, "want 4294967295 bytes at position 5, data has 0 left"},
		{"z", "abc", 2, "want a zero byte at position 2 or after, data has none"},
		{">J", "\x00\x20\x00\x00\x00\x00\x00\x01", 1, "the 8-byte integer at position 1 is beyond 2^53, where numbers lose digits"},
		{">J", "\xff\xff\xff\xff\xff\xff\xff\xff", 1, "the 8-byte integer at position 1 is beyond 2^53, where numbers lose digits"},
		{">j", "\x80\x00\x00\x00\x00\x00\x00\x00", 1, "the 8-byte integer at position 1 is beyond 2^53, where numbers lose digits"},
		{">i9", "\x00\xff\xff\xff\xff\xff\xff\xff\xff", 1, "the 9-byte integer at position 1 is beyond 2^53, where numbers lose digits"},
		{">i9", "\x01\x00\x00\x00\x00\x00\x00\x00\x00", 1, "the 9-byte integer at position 1 is beyond 2^53, where numbers lose digits"},
		{"B", "abc", 5, "position: got 5, want 1 to 4"},
		{"B", "abc", 0, "position: got 0, want 1 to 4"},
		{"B", "abc", -4, "position: got -4, want 1 to 4"},
	} {
		got, _, err := Unpack(c.format, c.data, c.pos)
		if err == nil || err.Error() != c.want {
			t.Errorf("Unpack(%q, %q, %d) = %v, %v, want %s", c.format, c.data, c.pos, got, err, c.want)
		}
	}
}

// TestPackFromLua checks the functions scripts call.
func TestPackFromLua(t *testing.T) {
	t.Parallel()
	v := newVM(t, Env{})
	for _, c := range luatest.Lines(t, "testdata/pack.lua") {
		if text := c.Text("error"); text != "" {
			wantError(t, v, c.Source, "snippet:1: "+text)
		} else {
			wantTrue(t, v, c.Source)
		}
	}
}

// FuzzPack checks that what Unpack reads Pack writes back the same, and that
// neither panics on any format.
func FuzzPack(f *testing.F) {
	for _, c := range packCases {
		f.Add(c.format, c.bytes)
	}
	f.Add("!16i16Xi8z", "abc")
	f.Fuzz(func(t *testing.T, format, data string) {
		values, next, err := Unpack(format, data, 1)
		if err != nil {
			return
		}
		packed, err := Pack(format, values, 1<<20)
		if err != nil {
			t.Fatalf("Unpack(%q, %q) = %v, which Pack refuses: %v", format, data, values, err)
		}
		if len(packed) != next-1 {
			t.Fatalf("Pack(%q, %v) makes %d bytes of %d", format, values, len(packed), next-1)
		}
		again, _, err := Unpack(format, packed, 1)
		if diff := cmp.Diff(values, again, cmp.Comparer(sameValue)); diff != "" || err != nil {
			t.Fatalf("Unpack(%q, %q): %v %s", format, packed, err, diff)
		}
	})
}

func sameValue(a, b lua.LNumber) bool { return a == b || a != a && b != b }
