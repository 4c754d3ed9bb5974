package stdlib

import (
	"fmt"
	"math"
	"strconv"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// NoLimit is the Duration that Seconds makes of infinity: the longest there
// is, about 292 years.
const NoLimit time.Duration = math.MaxInt64

// Int returns v as an integer between min and max. Like all of Lua, it takes
// a string that reads as a number.
//
// The error says what was got and what was wanted; the caller puts the name of
// the function and the parameter in front.
func Int(v lua.LValue, min, max int64) (int64, error) {
	f, ok := toNumber(v)
	// NaN is not equal to itself; infinity is, but is no whole number either.
	if !ok || f != math.Trunc(f) || math.IsInf(f, 0) {
		return 0, fmt.Errorf("got %s, want a whole number", Describe(v))
	}
	// math.MaxInt64 as a float64 is 2^63, one too many.
	if f >= math.MinInt64 && f < math.MaxInt64 {
		if n := int64(f); min <= n && n <= max {
			return n, nil
		}
	}
	return 0, fmt.Errorf("got %s, want %s", Describe(v), rangeText(min, max))
}

func rangeText(min, max int64) string {
	switch {
	case min == math.MinInt64 && max == math.MaxInt64:
		return "a smaller number"
	case max == math.MaxInt64:
		return fmt.Sprintf("%d or more", min)
	case min == math.MinInt64:
		return fmt.Sprintf("%d or less", max)
	}
	return fmt.Sprintf("%d to %d", min, max)
}

// Port returns v as a port number, 0 to 65535.
func Port(v lua.LValue) (uint16, error) {
	n, err := Int(v, 0, math.MaxUint16)
	return uint16(n), err
}

// Seconds returns v, a number of seconds, as a Duration. Infinity and what is
// beyond a Duration become NoLimit; a time above zero never becomes zero.
func Seconds(v lua.LValue) (time.Duration, error) {
	f, ok := toNumber(v)
	if !ok || !(f >= 0) {
		return 0, fmt.Errorf("got %s, want seconds, 0 or more", Describe(v))
	}
	ns := math.Round(f * float64(time.Second))
	if ns == 0 && f > 0 {
		ns = 1
	}
	if ns >= math.MaxInt64 {
		return NoLimit, nil
	}
	return time.Duration(ns), nil
}

// Describe says in an error what v is: the number, the beginning of the
// string in quotes, or the type.
func Describe(v lua.LValue) string {
	switch v := v.(type) {
	case nil:
		return "no value"
	case lua.LNumber:
		return FormatNumber(float64(v))
	case lua.LString:
		const most = 32
		if len(v) > most {
			return strconv.QuoteToASCII(string(v[:most])) + "..."
		}
		return strconv.QuoteToASCII(string(v))
	case lua.LBool:
		return v.String()
	}
	return v.Type().String()
}
