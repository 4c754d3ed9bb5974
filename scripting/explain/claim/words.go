package claim

import (
	"fmt"
	"strings"
	"time"

	"sockpit/runtime/event"
	"sockpit/runtime/lazy"
	"sockpit/runtime/printable"
)

// A Lang is a language that claims are worded in.
type Lang string

// The languages.
const (
	English    Lang = "en"
	Vietnamese Lang = "vi"
)

// A Speaker puts claims into words: it knows what things are called.
type Speaker struct {
	Lang   Lang
	Socket func(id int) string           // "s", "#3", "#3 (s)"
	Arg    func(id int) string           // a socket as an argument of Lua: "s" or "3"
	Place  func(event.Place) string      // "chat.lua:12", "[prompt]:1 `dial(7000)`"; "" for none
	Since  func(time.Time) time.Duration // since the session began
}

// A template is text with {name}, {name:verb} and ‹optional parts›, which are left out
// if a value in them is missing. Values are written by their type; the verbs are
//
//	arg   a socket as an argument of Lua
//	at    a call: " at chat.lua:12", or nothing
//	s     a duration in seconds, or a number of them
//	ms    a duration in milliseconds
//	|a|b  a for one, b for any other number of them, as verbs and pronouns need
//
// Any other verb is a noun, and the value how many there are of it: {n:client} is "2
// clients". In Vietnamese nouns have no plural.
var (
	optional = lazy.Regexp(`‹[^›]*›`)
	slot     = lazy.Regexp(`\{([a-z_0-9]+)(?::([^}]+))?\}`)
)

// Text gives the words of a claim.
func (sp Speaker) Text(c Claim) string {
	m := Kinds[c.Kind]
	text := m.EN
	if sp.Lang == Vietnamese && m.VI != "" {
		text = m.VI
	}
	text = optional().ReplaceAllStringFunc(text, func(part string) string {
		for _, s := range slot().FindAllStringSubmatch(part, -1) {
			if missing(c.Values[s[1]]) {
				return ""
			}
		}
		return strings.Trim(part, "‹›")
	})
	return slot().ReplaceAllStringFunc(text, func(s string) string {
		name := slot().FindStringSubmatch(s)
		return sp.value(c.Values[name[1]], name[2])
	})
}

func missing(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case Sockets:
		return len(v) == 0
	case By:
		return v.Seq == 0
	case Socket:
		return v == 0
	case event.Place:
		return v == event.Place{}
	case time.Duration:
		return v <= 0
	}
	return false
}

// value writes one value.
func (sp Speaker) value(v any, verb string) string {
	if one, many, ok := strings.Cut(strings.TrimPrefix(verb, "|"), "|"); ok {
		if amount(v) == 1 {
			return one
		}
		return many
	}
	switch v := v.(type) {
	case Socket:
		if verb == "arg" {
			return sp.Arg(int(v))
		}
		return sp.Socket(int(v))
	case Sockets:
		return sp.list(v)
	case By:
		if verb == "at" {
			return sp.at(v.Place)
		}
		return sp.task(v.Task) + sp.at(v.Place)
	case event.Place:
		return sp.at(v)
	case Bytes:
		return sp.count(int64(v), "byte")
	case time.Duration:
		return duration(v, verb)
	case int:
		return sp.number(int64(v), verb)
	case int64:
		return sp.number(v, verb)
	}
	return fmt.Sprint(v)
}

// amount gives how many a value is, 0 for one that is no number.
func amount(v any) int64 {
	switch v := v.(type) {
	case Bytes:
		return int64(v)
	case int:
		return int64(v)
	case int64:
		return v
	}
	return 0
}

// maxListed is how many sockets a sentence names.
const maxListed = 8

func (sp Speaker) list(ids []int) string {
	var names []string
	for i, id := range ids {
		if i == maxListed {
			more := "and %d more"
			if sp.Lang == Vietnamese {
				more = "và %d socket nữa"
			}
			names = append(names, fmt.Sprintf(more, len(ids)-i))
			break
		}
		names = append(names, sp.Socket(id))
	}
	return strings.Join(names, ", ")
}

func (sp Speaker) task(n int) string {
	if sp.Lang == Vietnamese {
		return fmt.Sprintf("tác vụ %d", n)
	}
	return fmt.Sprintf("task %d", n)
}

// at names a script line: " at chat.lua:12", or nothing.
func (sp Speaker) at(p event.Place) string {
	text := sp.Place(p)
	switch {
	case text == "":
		return ""
	case sp.Lang == Vietnamese:
		return " tại " + text
	}
	return " at " + text
}

func (sp Speaker) number(n int64, verb string) string {
	switch verb {
	case "":
		return fmt.Sprint(n)
	case "s":
		return fmt.Sprintf("%d s", n)
	}
	return sp.count(n, verb)
}

// count writes how many there are of a noun.
func (sp Speaker) count(n int64, noun string) string {
	if sp.Lang == Vietnamese {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return printable.Plural(int(n), noun)
}

// duration writes a time as a person would: 50 ms, 2.04 s, 41 s.
func duration(d time.Duration, verb string) string {
	switch {
	case verb == "ms" || verb == "" && d < time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// Proof words a piece of evidence: "event 17: close by task 2 at chat.lua:12 at 0.402 s",
// "state of s: CLOSED at 0.402 s".
func (sp Speaker) Proof(e Evidence) string {
	text := ""
	switch {
	case e.Seq != 0:
		text = fmt.Sprintf("event %d: %s by %s%s", e.Seq, e.Call, sp.task(e.Task), sp.at(e.Place))
		if sp.Lang == Vietnamese {
			text = fmt.Sprintf("sự kiện %d: %s do %s gọi%s", e.Seq, e.Call, sp.task(e.Task), sp.at(e.Place))
		}
	case e.Socket != 0 && sp.Lang == Vietnamese:
		text = fmt.Sprintf("%s của %s: %s", e.Field, sp.Socket(e.Socket), e.Value)
	case e.Socket != 0:
		text = fmt.Sprintf("%s of %s: %s", e.Field, sp.Socket(e.Socket), e.Value)
	default:
		text = fmt.Sprintf("%s: %s", e.Field, e.Value)
	}
	if e.At.IsZero() {
		return text
	}
	when := ", %.3f s"
	if sp.Lang == Vietnamese {
		when = ", lúc %.3f s"
	} else {
		when = ", at %.3f s"
	}
	return text + fmt.Sprintf(when, sp.Since(e.At).Seconds())
}
