package stdlib

import (
	"math"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// FormatNumber writes f as Lua 5.1 does, with the C format %.14g.
func FormatNumber(f float64) string {
	if math.Abs(f) < 1e14 && f == math.Trunc(f) && f != 0 {
		return strconv.FormatInt(int64(f), 10)
	}
	return formatFloat(spec{verb: 'g', precision: 14}, f)
}

// ParseNumber reads s as Lua 5.1 on Linux reads a number: decimal or
// hexadecimal, with a fraction and an exponent if wanted, "inf" and "nan", and
// space around it. Leading zeros mean nothing: "010" is ten.
func ParseNumber(s string) (f float64, ok bool) {
	s = strings.Trim(s, space)
	digits, sign := cutSign(s)
	lower := strings.ToLower(digits)
	switch {
	case lower == "inf", lower == "infinity":
		f = math.Inf(1)
	case lower == "nan":
		f = math.NaN()
	case strings.HasPrefix(lower, "0x"):
		if f, ok = parseHex(lower); !ok {
			return 0, false
		}
	case isDecimal(lower):
		// The only error left is the range, and then f is what C returns.
		f, _ = strconv.ParseFloat(lower, 64)
	default:
		return 0, false
	}
	return math.Copysign(f, sign), true
}

// space is what isspace accepts in the C locale.
const space = " \t\n\v\f\r"

func cutSign(s string) (rest string, sign float64) {
	switch {
	case strings.HasPrefix(s, "-"):
		return s[1:], -1
	case strings.HasPrefix(s, "+"):
		return s[1:], 1
	}
	return s, 1
}

// parseHex reads 0x with a whole number, or a C99 number with point and
// exponent, which the C library of lua5.1 accepts too.
func parseHex(lower string) (float64, bool) {
	rest := lower[2:]
	mantissa, exponent, hasExponent := strings.Cut(rest, "p")
	if !isMantissa(mantissa, isHexDigit) || hasExponent && !isExponent(exponent) {
		return 0, false
	}
	if !hasExponent {
		lower += "p0"
	}
	f, _ := strconv.ParseFloat(lower, 64)
	return f, true
}

// isDecimal guards strconv, which also accepts underscores and hexadecimal.
func isDecimal(lower string) bool {
	mantissa, exponent, hasExponent := strings.Cut(lower, "e")
	return isMantissa(mantissa, isDigit) && (!hasExponent || isExponent(exponent))
}

func isMantissa(s string, digit func(byte) bool) bool {
	digits, point := 0, false
	for i := range len(s) {
		switch {
		case digit(s[i]):
			digits++
		case s[i] == '.' && !point:
			point = true
		default:
			return false
		}
	}
	return digits > 0
}

func isExponent(s string) bool {
	s, _ = cutSign(s)
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// toNumber is the conversion Lua makes where it wants a number.
func toNumber(v lua.LValue) (float64, bool) {
	switch v := v.(type) {
	case lua.LNumber:
		return float64(v), true
	case lua.LString:
		return ParseNumber(string(v))
	}
	return 0, false
}

// toString is the conversion Lua makes where it wants a string.
func toString(v lua.LValue) (string, bool) {
	switch v := v.(type) {
	case lua.LString:
		return string(v), true
	case lua.LNumber:
		return FormatNumber(float64(v)), true
	}
	return "", false
}
