package stdlib

import (
	"math"
	"strconv"
	"strings"
)

// A spec is one directive of string.format: %[flags][width][.precision]verb.
// It means what it means in C, which Go's fmt does not.
type spec struct {
	minus, plus, blank, sharp, zero bool

	width     int
	precision int  // -1 when there is none
	verb      byte // 0 when the format ends before it
}

func (s spec) hasPrecision() bool { return s.precision >= 0 }

// parseSpec reads the directive that f begins with, after its %.
func parseSpec(f string) (s spec, rest, problem string) {
	i := 0
flags:
	for ; i < len(f); i++ {
		switch f[i] {
		case '-':
			s.minus = true
		case '+':
			s.plus = true
		case ' ':
			s.blank = true
		case '#':
			s.sharp = true
		case '0':
			s.zero = true
		default:
			break flags
		}
	}
	if i > 5 {
		return s, "", "invalid format (repeated flags)"
	}
	s.width, f = twoDigits(f[i:])
	s.precision = -1
	if strings.HasPrefix(f, ".") {
		s.precision, f = twoDigits(f[1:])
	}
	if f == "" {
		return s, "", ""
	}
	if isDigit(f[0]) {
		return s, "", "invalid format (width or precision too long)"
	}
	s.verb = f[0]
	return s, f[1:], ""
}

func twoDigits(f string) (n int, rest string) {
	i := 0
	for i < 2 && i < len(f) && isDigit(f[i]) {
		n = n*10 + int(f[i]-'0')
		i++
	}
	return n, f[i:]
}

// pad fills prefix and text up to the width: with blanks, or with zeros
// between the two if s.zero is set.
func pad(s spec, prefix, text string) string {
	fill := s.width - len(prefix) - len(text)
	switch {
	case fill <= 0:
		return prefix + text
	case s.minus:
		return prefix + text + strings.Repeat(" ", fill)
	case s.zero:
		return prefix + strings.Repeat("0", fill) + text
	}
	return strings.Repeat(" ", fill) + prefix + text
}

// sign returns what stands in front of a number.
func (s spec) sign(negative bool) string {
	switch {
	case negative:
		return "-"
	case s.plus:
		return "+"
	case s.blank:
		return " "
	}
	return ""
}

func formatInt(s spec, n int64) string {
	magnitude := uint64(n)
	if n < 0 {
		magnitude = -magnitude
	}
	return s.integer(s.sign(n < 0), strconv.FormatUint(magnitude, 10))
}

func formatUint(s spec, n uint64) string {
	prefix, digits := "", ""
	switch s.verb {
	case 'o':
		digits = strconv.FormatUint(n, 8)
		if s.sharp && n != 0 {
			// C wants a 0 in front, where precision may put one anyway.
			digits = "0" + digits
		}
	case 'x', 'X':
		digits = strconv.FormatUint(n, 16)
		if s.sharp && n != 0 {
			prefix = "0x"
		}
		if s.verb == 'X' {
			prefix, digits = strings.ToUpper(prefix), strings.ToUpper(digits)
		}
	default:
		digits = strconv.FormatUint(n, 10)
	}
	return s.integer(prefix, digits)
}

// integer applies precision and width to the digits of a whole number.
func (s spec) integer(prefix, digits string) string {
	if s.hasPrecision() {
		s.zero = false
		if s.precision == 0 && digits == "0" {
			digits = ""
			if s.verb == 'o' && s.sharp {
				digits = "0"
			}
		}
		if fill := s.precision - len(digits); fill > 0 {
			digits = strings.Repeat("0", fill) + digits
		}
	}
	return pad(s, prefix, digits)
}

func formatFloat(s spec, f float64) string {
	sign := s.sign(math.Signbit(f))
	f = math.Abs(f)
	if !s.hasPrecision() {
		s.precision = 6
	}
	var text string
	switch {
	case math.IsInf(f, 0):
		text, s.zero = "inf", false
	case math.IsNaN(f):
		text, s.zero = "nan", false
	case s.verb == 'g' || s.verb == 'G':
		text = general(f, s.precision, s.sharp)
	default:
		text = s.point(strconv.FormatFloat(f, s.verb|0x20, s.precision, 64))
	}
	if isUpper(s.verb) {
		text = strings.ToUpper(text)
	}
	return pad(s, sign, text)
}

// point adds the decimal point that the flag # demands.
func (s spec) point(text string) string {
	if !s.sharp || strings.Contains(text, ".") {
		return text
	}
	mantissa, exponent, found := strings.Cut(text, "e")
	if found {
		return mantissa + ".e" + exponent
	}
	return text + "."
}

// general is the style of %g: precision counts significant digits, the
// exponent chooses between %e and %f, trailing zeros go unless keep is set.
// strconv's own 'g' chooses otherwise.
func general(f float64, precision int, keep bool) string {
	precision = max(precision, 1)
	text := strconv.FormatFloat(f, 'e', precision-1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	suffix := "e" + exponent
	if x, _ := strconv.Atoi(exponent); -4 <= x && x < precision {
		mantissa = strconv.FormatFloat(f, 'f', precision-1-x, 64)
		suffix = ""
	}
	if keep {
		return spec{sharp: true}.point(mantissa) + suffix
	}
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	return mantissa + suffix
}
