package record

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sockpit/runtime/event"
	"sockpit/runtime/printable"
)

// A field of a line that is about a T.
type field[T any] struct {
	Field
	get func(*T) any                    // what is written; nil: the field is left out
	set func(*T, json.RawMessage) error // nil: it only says again what other fields say
}

func described[T any](fields []field[T]) []Field {
	out := make([]Field, 0, len(fields))
	for _, f := range fields {
		out = append(out, f.Field)
	}
	return out
}

// orNil leaves out what is zero.
func orNil[V comparable](v V) any {
	var zero V
	if v == zero {
		return nil
	}
	return v
}

// into reads a value, or says what was wanted.
func into(raw json.RawMessage, v any, want string) error {
	if string(raw) == "null" || json.Unmarshal(raw, v) != nil {
		return fmt.Errorf("got %s, want %s", printable.Fit(printable.Line(string(raw[:min(len(raw), 200)])), 60), want)
	}
	return nil
}

// natural reads a whole number, 0 to most.
func natural[N ~int | ~int64](raw json.RawMessage, n *N, most int64) error {
	if err := into(raw, n, "a whole number"); err != nil {
		return err
	}
	if *n < 0 || int64(*n) > most {
		return fmt.Errorf("got %d, want 0 to %d", *n, most)
	}
	return nil
}

// words reads a text and keeps at most so many bytes of it, the last of them
// saying how many more there were.
func words(raw json.RawMessage, s *string, most int) error {
	if err := into(raw, s, "a text"); err != nil {
		return err
	}
	*s = bounded(*s, most)
	return nil
}

// bounded cuts a text to that many bytes. A text that was cut is left alone when
// it is cut again.
func bounded(s string, most int) string {
	if len(s) <= most {
		return s
	}
	start := printable.Start(s, most-len("… (+ bytes)")-len(printable.Count(len(s))))
	return fmt.Sprintf("%s… (+%s bytes)", start, printable.Count(len(s)-len(start)))
}

// maxTook is the longest that a call can have taken, in seconds: 30 years.
const maxTook = 1e9

// seconds reads a time; its digits are read as they are, as a float would lose
// nanoseconds.
func seconds(raw json.RawMessage, to **time.Duration) error {
	var s float64
	if err := into(raw, &s, "seconds"); err != nil {
		return err
	}
	if s < 0 || s > maxTook {
		return fmt.Errorf("got %v, want 0 to %v seconds", s, float64(maxTook))
	}
	d, err := time.ParseDuration(string(raw) + "s")
	if err != nil { // it has an exponent
		d = time.Duration(s * float64(time.Second))
	}
	*to = &d
	return nil
}

func number[T any, N ~int | ~int64](name, means string, most int64, at func(*T) *N) field[T] {
	return field[T]{Field{name, "number", means},
		func(t *T) any { return orNil(*at(t)) },
		func(t *T, raw json.RawMessage) error { return natural(raw, at(t), most) }}
}

func text[T any](name, means string, most int, at func(*T) *string) field[T] {
	return field[T]{Field{name, "text", means},
		func(t *T) any { return orNil(clean(*at(t))) },
		func(t *T, raw json.RawMessage) error { return words(raw, at(t), most) }}
}

// timeForm is RFC 3339 with nanoseconds, and always as long.
const timeForm = "2006-01-02T15:04:05.000000000Z07:00"

func moment[T any](name, means string, at func(*T) *time.Time) field[T] {
	return field[T]{Field{name, "time", means + ", as RFC 3339 with nanoseconds"},
		func(t *T) any {
			if at(t).IsZero() {
				return nil
			}
			return at(t).UTC().Format(timeForm)
		},
		func(t *T, raw json.RawMessage) error {
			var s string
			if err := into(raw, &s, "a time"); err != nil {
				return err
			}
			when, err := time.Parse(time.RFC3339Nano, s)
			if err != nil || when.UTC().Year() < 1 || when.UTC().Year() > 9999 {
				return fmt.Errorf("got %s, want a time as 2006-01-02T15:04:05.000000000Z", printable.QuoteN(s, 60))
			}
			*at(t) = when.UTC()
			return nil
		}}
}

func place[T any](name, means string, at func(*T) *event.Place) field[T] {
	return field[T]{Field{name, "text", means + ", as file:number"},
		func(t *T) any { return orNil(clean(at(t).String())) },
		func(t *T, raw json.RawMessage) error {
			var s string
			if err := into(raw, &s, "a text"); err != nil {
				return err
			}
			colon := strings.LastIndexByte(s, ':')
			n, err := strconv.ParseUint(s[colon+1:], 10, 31)
			if colon < 1 || err != nil {
				return fmt.Errorf("got %s, want file:number", printable.QuoteN(s, 60))
			}
			*at(t) = event.Place{Source: bounded(s[:colon], maxName), Line: int(n)}
			return nil
		}}
}

// clean is for what should be UTF-8 and may not be: a path, a file name. JSON
// would put U+FFFD for a byte that is none; so the text is shown escaped.
func clean(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return printable.Line(s)
}
