package stdlib

import (
	"fmt"
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"
)

func (l *Library) osFuncs() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"clock":    l.clock,
		"date":     l.date,
		"difftime": difftime,
		"time":     l.time,
	}
}

// clock is the time that the processor has worked for the program, as C's is.
func (l *Library) clock(L *lua.LState) int {
	worked, ok := processorTime()
	if !ok || l.env.Now != nil {
		worked = l.now().Sub(l.began)
	}
	L.Push(lua.LNumber(worked.Seconds()))
	return 1
}

func difftime(L *lua.LState) int {
	a := args{L, "difftime"}
	later, earlier := a.int(1), 0
	if !a.missing(2) {
		earlier = a.int(2)
	}
	L.Push(lua.LNumber(float64(later) - float64(earlier)))
	return 1
}

// date is os.date(format, time): a text, or a table for "*t".
func (l *Library) date(L *lua.LState) int {
	a := args{L, "date"}
	format, t := a.optStr(1, "%c"), l.now()
	if !a.missing(2) {
		t = time.Unix(int64(a.int(2)), 0)
	}
	if len(format) > 0 && format[0] == '!' {
		format = format[1:]
		t = t.In(greenwich)
	}
	switch {
	case !fitsInt(t.Year() - 1900): // C's struct tm has no room for it
		L.Push(lua.LNil)
	case format == "*t":
		L.Push(dateTable(L, t))
	default:
		L.Push(lua.LString(l.strftime(L, format, t)))
	}
	return 1
}

// greenwich is UTC under the name that gmtime gives it.
var greenwich = time.FixedZone("GMT", 0)

func fitsInt(n int) bool { return n >= math.MinInt32 && n <= math.MaxInt32 }

func dateTable(L *lua.LState, t time.Time) *lua.LTable {
	tab := L.CreateTable(0, 9)
	for name, n := range map[string]int{
		"year": t.Year(), "month": int(t.Month()), "day": t.Day(), "hour": t.Hour(), "min": t.Minute(), "sec": t.Second(),
		"wday": int(t.Weekday()) + 1, "yday": t.YearDay(),
	} {
		tab.RawSetString(name, lua.LNumber(n))
	}
	tab.RawSetString("isdst", lua.LBool(t.IsDST()))
	return tab
}

// strftime writes t as C's function of that name does in the C locale, one
// conversion at a time as Lua asks for them: % and one letter. What C does not
// know stands as it is.
func (l *Library) strftime(L *lua.LState, format string, t time.Time) string {
	var out []byte
	for i := 0; i < len(format); i++ {
		l.poll(L, i)
		if format[i] != '%' || i+1 == len(format) {
			out = append(out, format[i])
			continue
		}
		i++
		out = appendConversion(out, format[i], t)
		l.fit(L, len(out))
	}
	return string(out)
}

func appendConversion(out []byte, c byte, t time.Time) []byte {
	if longer, ok := combined[c]; ok {
		for i := 0; i < len(longer); i++ {
			if longer[i] != '%' {
				out = append(out, longer[i])
				continue
			}
			i++
			out = appendConversion(out, longer[i], t)
		}
		return out
	}
	if f, ok := conversions[c]; ok {
		return append(out, f(t)...)
	}
	return append(out, '%', c)
}

// combined are the conversions that stand for several. The C locale is that of
// POSIX.
var combined = map[byte]string{
	'c': "%a %b %e %H:%M:%S %Y",
	'D': "%m/%d/%y",
	'F': "%Y-%m-%d",
	'h': "%b",
	'R': "%H:%M",
	'r': "%I:%M:%S %p",
	'T': "%H:%M:%S",
	'X': "%H:%M:%S",
	'x': "%m/%d/%y",
}

var conversions = map[byte]func(time.Time) string{
	'%': func(time.Time) string { return "%" },
	'A': func(t time.Time) string { return t.Weekday().String() },
	'a': func(t time.Time) string { return t.Weekday().String()[:3] },
	'B': func(t time.Time) string { return t.Month().String() },
	'b': func(t time.Time) string { return t.Month().String()[:3] },
	'C': func(t time.Time) string { return fmt.Sprint(floorDiv(t.Year(), 100)) },
	'd': func(t time.Time) string { return fmt.Sprintf("%02d", t.Day()) },
	'e': func(t time.Time) string { return fmt.Sprintf("%2d", t.Day()) },
	'G': func(t time.Time) string { year, _ := t.ISOWeek(); return fmt.Sprint(year) },
	'g': func(t time.Time) string { year, _ := t.ISOWeek(); return inCentury(year) },
	'H': func(t time.Time) string { return fmt.Sprintf("%02d", t.Hour()) },
	'I': func(t time.Time) string { return fmt.Sprintf("%02d", twelve(t)) },
	'j': func(t time.Time) string { return fmt.Sprintf("%03d", t.YearDay()) },
	'k': func(t time.Time) string { return fmt.Sprintf("%2d", t.Hour()) },
	'l': func(t time.Time) string { return fmt.Sprintf("%2d", twelve(t)) },
	'M': func(t time.Time) string { return fmt.Sprintf("%02d", t.Minute()) },
	'm': func(t time.Time) string { return fmt.Sprintf("%02d", t.Month()) },
	'n': func(time.Time) string { return "\n" },
	'P': func(t time.Time) string { return t.Format("pm") },
	'p': func(t time.Time) string { return t.Format("PM") },
	'S': func(t time.Time) string { return fmt.Sprintf("%02d", t.Second()) },
	's': func(t time.Time) string { return fmt.Sprint(t.Unix()) },
	't': func(time.Time) string { return "\t" },
	'U': func(t time.Time) string { return weekOfYear(t, time.Sunday) },
	'u': func(t time.Time) string { return fmt.Sprint((int(t.Weekday())+6)%7 + 1) },
	'V': func(t time.Time) string { _, week := t.ISOWeek(); return fmt.Sprintf("%02d", week) },
	'W': func(t time.Time) string { return weekOfYear(t, time.Monday) },
	'w': func(t time.Time) string { return fmt.Sprint(int(t.Weekday())) },
	'Y': func(t time.Time) string { return fmt.Sprint(t.Year()) },
	'y': func(t time.Time) string { return inCentury(t.Year()) },
	'Z': func(t time.Time) string { name, _ := t.Zone(); return name },
	'z': func(t time.Time) string { return t.Format("-0700") },
}

func floorDiv(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

// inCentury is the year's last two digits.
func inCentury(year int) string { return fmt.Sprintf("%02d", year-100*floorDiv(year, 100)) }

func twelve(t time.Time) int { return (t.Hour()+11)%12 + 1 }

// weekOfYear counts the weeks from the first day of that name in the year.
func weekOfYear(t time.Time, first time.Weekday) string {
	sinceFirst := (int(t.Weekday()) - int(first) + 7) % 7
	return fmt.Sprintf("%02d", (t.YearDay()+6-sinceFirst)/7)
}

// time is os.time: now, or the time that a table tells, in local time. Fields
// out of their range are carried over, as mktime does.
func (l *Library) time(L *lua.LState) int {
	a := args{L, "time"}
	t := l.now()
	if !a.missing(1) {
		fields := a.table(1)
		field := func(name string, def int) int { return dateField(L, fields, name, def) }
		sec, min, hour := field("sec", 0), field("min", 0), field("hour", 12)
		day, month, year := field("day", -1), 1+wrap(field("month", -1)-1), 1900+wrap(field("year", -1)-1900)
		date := func(zone *time.Location) time.Time {
			return time.Date(year, time.Month(month), day, hour, min, sec, 0, zone)
		}
		t = date(time.Local)
		if isdst := L.GetField(fields, "isdst"); isdst != lua.LNil {
			t = inZone(date(time.UTC), t, lua.LVAsBool(isdst))
		}
	}
	if t.Unix() == -1 || !fitsInt(t.Year()-1900) { // what mktime calls an error
		L.Push(lua.LNil)
		return 1
	}
	L.Push(lua.LNumber(t.Unix()))
	return 1
}

// dateField is a number, or a string that reads as one. With a negative default
// it must be there.
func dateField(L *lua.LState, t *lua.LTable, name string, def int) int {
	f, ok := toNumber(L.GetField(t, name))
	if ok {
		if math.Abs(f) >= math.MaxInt64 {
			return 0 // as in C on the usual machines
		}
		return wrap(truncate(f))
	}
	if def < 0 {
		raise(L, "field '%s' missing in date table", name)
	}
	return def
}

// wrap is n in C's int.
func wrap(n int) int { return int(int32(n)) }

// inZone reads a clock as one of summer time, or not. The offset is that of such
// a time near t; where there is none, an hour beside that of t.
func inZone(clock, t time.Time, summer bool) time.Time {
	start, end := t.ZoneBounds()
	for _, near := range []time.Time{t, start.Add(-1), end} {
		if near.IsDST() == summer && !near.IsZero() {
			_, offset := near.Zone()
			return clock.Add(time.Duration(-offset) * time.Second)
		}
	}
	if summer {
		return t.Add(-time.Hour)
	}
	return t.Add(time.Hour)
}
