package stdlib

import (
	"math"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"
)

func TestInt(t *testing.T) {
	t.Parallel()
	const low, high = math.MinInt64, math.MaxInt64
	L := lua.NewState()
	t.Cleanup(L.Close)
	for _, c := range []struct {
		v        lua.LValue
		min, max int64
		want     int64
		err      string
	}{
		{lua.LNumber(5), 0, 10, 5, ""},
		{lua.LNumber(0), 0, 10, 0, ""},
		{lua.LNumber(10), 0, 10, 10, ""},
		{lua.LNumber(-3), -5, -1, -3, ""},
		{lua.LString("8080"), 0, 65535, 8080, ""},
		{lua.LString(" 010 "), 0, 65535, 10, ""},
		{lua.LString("0x10"), 0, 65535, 16, ""},
		{lua.LString("1e3"), 0, 65535, 1000, ""},
		{lua.LNumber(math.MinInt64), low, high, math.MinInt64, ""},
		{lua.LNumber(1 << 62), low, high, 1 << 62, ""},
		{lua.LNumber(11), 0, 10, 0, "got 11, want 0 to 10"},
		{lua.LNumber(-1), 0, 10, 0, "got -1, want 0 to 10"},
		{lua.LNumber(0), 1, high, 0, "got 0, want 1 or more"},
		{lua.LNumber(1), low, 0, 0, "got 1, want 0 or less"},
		{lua.LNumber(1 << 63), 0, high, 0, "got 9.2233720368548e+18, want 0 or more"},
		{lua.LNumber(1e300), 0, 10, 0, "got 1e+300, want 0 to 10"},
		{lua.LNumber(-1e300), 0, 10, 0, "got -1e+300, want 0 to 10"},
		{lua.LNumber(1e300), low, high, 0, "got 1e+300, want a smaller number"},
		{lua.LNumber(1.5), 0, 10, 0, "got 1.5, want a whole number"},
		{lua.LNumber(math.NaN()), 0, 10, 0, "got nan, want a whole number"},
		{lua.LNumber(math.Inf(1)), 0, 10, 0, "got inf, want a whole number"},
		{lua.LNumber(math.Inf(-1)), low, high, 0, "got -inf, want a whole number"},
		{lua.LString("x"), 0, 10, 0, `got "x", want a whole number`},
		{lua.LString(""), 0, 10, 0, `got "", want a whole number`},
		{lua.LString("\x1b[2J"), 0, 10, 0, `got "\x1b[2J", want a whole number`},
		{lua.LString(strings.Repeat("9", 400)), 0, 10, 0, `got "` + strings.Repeat("9", 32) + `"..., want a whole number`},
		{lua.LNil, 0, 10, 0, "got nil, want a whole number"},
		{nil, 0, 10, 0, "got no value, want a whole number"},
		{lua.LTrue, 0, 10, 0, "got true, want a whole number"},
		{L.NewTable(), 0, 10, 0, "got table, want a whole number"},
	} {
		got, err := Int(c.v, c.min, c.max)
		if got != c.want || errString(err) != c.err {
			t.Errorf("Int(%v, %d, %d) = %d, %v, want %d, %q", c.v, c.min, c.max, got, err, c.want, c.err)
		}
	}
}

func errString(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestPort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    lua.LValue
		want uint16
		err  string
	}{
		{lua.LNumber(0), 0, ""},
		{lua.LNumber(65535), 65535, ""},
		{lua.LString("8080"), 8080, ""},
		{lua.LNumber(65536), 0, "got 65536, want 0 to 65535"},
		{lua.LNumber(70000), 0, "got 70000, want 0 to 65535"},
		{lua.LNumber(-1), 0, "got -1, want 0 to 65535"},
		{lua.LNumber(80.5), 0, "got 80.5, want a whole number"},
		{lua.LString("http"), 0, `got "http", want a whole number`},
	} {
		got, err := Port(c.v)
		if got != c.want || errString(err) != c.err {
			t.Errorf("Port(%v) = %d, %v, want %d, %q", c.v, got, err, c.want, c.err)
		}
	}
}

func TestSeconds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    lua.LValue
		want time.Duration
		err  string
	}{
		{lua.LNumber(0), 0, ""},
		{lua.LNumber(1), time.Second, ""},
		{lua.LNumber(0.3), 300 * time.Millisecond, ""},
		{lua.LNumber(1.1), 1100 * time.Millisecond, ""},
		{lua.LString("0.5"), 500 * time.Millisecond, ""},
		{lua.LNumber(1e-9), 1, ""},
		{lua.LNumber(1e-20), 1, ""},
		{lua.LNumber(5e-324), 1, ""},
		{lua.LNumber(math.Copysign(0, -1)), 0, ""},
		{lua.LNumber(math.Inf(1)), NoLimit, ""},
		{lua.LNumber(1e300), NoLimit, ""},
		{lua.LNumber(9223372036.854775807), NoLimit, ""},
		{lua.LNumber(-1), 0, "got -1, want seconds, 0 or more"},
		{lua.LNumber(-1e-20), 0, "got -1e-20, want seconds, 0 or more"},
		{lua.LNumber(math.Inf(-1)), 0, "got -inf, want seconds, 0 or more"},
		{lua.LNumber(math.NaN()), 0, "got nan, want seconds, 0 or more"},
		{lua.LString("soon"), 0, `got "soon", want seconds, 0 or more`},
		{lua.LNil, 0, "got nil, want seconds, 0 or more"},
	} {
		got, err := Seconds(c.v)
		if got != c.want || errString(err) != c.err {
			t.Errorf("Seconds(%v) = %v, %v, want %v, %q", c.v, got, err, c.want, c.err)
		}
	}
}

// FuzzConvert checks that a converted value is in range and is the value
// given, and that nothing else is converted.
func FuzzConvert(f *testing.F) {
	for _, n := range []float64{0, 1, -1, 1.5, 65535, 65536, 1 << 53, 1 << 63, -1 << 63, 1e300, math.Inf(1), math.NaN()} {
		f.Add(n, int64(0), int64(65535))
		f.Add(n, int64(math.MinInt64), int64(math.MaxInt64))
	}
	f.Fuzz(func(t *testing.T, x float64, min, max int64) {
		for _, v := range []lua.LValue{lua.LNumber(x), lua.LString(formatFloat(spec{verb: 'g', precision: 17}, x))} {
			if n, err := Int(v, min, max); err == nil && (float64(n) != x || n < min || n > max) {
				t.Errorf("Int(%v, %d, %d) = %d", v, min, max, n)
			} else if err != nil && x == math.Trunc(x) && math.Abs(x) < 1<<53 && int64(x) >= min && int64(x) <= max {
				t.Errorf("Int(%v, %d, %d): %v", v, min, max, err)
			}
			if p, err := Port(v); err == nil && float64(p) != x {
				t.Errorf("Port(%v) = %d", v, p)
			}
			d, err := Seconds(v)
			if (err == nil) != (x >= 0) || d < 0 || x > 0 && d == 0 {
				t.Errorf("Seconds(%v) = %d, %v", v, d, err)
			}
			if err == nil && x < 1e9 && math.Abs(d.Seconds()-x) > 1e-6 {
				t.Errorf("Seconds(%v) = %v", v, d)
			}
		}
	})
}
