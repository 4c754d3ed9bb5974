package exercise

import (
	"cmp"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockpit/scripting"
)

// A Lang is a language that exercises speak.
type Lang string

// The languages.
const (
	English    Lang = "en"
	Vietnamese Lang = "vi"
)

// known reports whether sockpit speaks it.
func (l Lang) known() bool { return l == English || l == Vietnamese }

// A Text is said in one of two languages.
type Text struct{ EN, VI string }

// In gives the text in a language, or in the other where it has none.
func (t Text) In(l Lang) string {
	if l == Vietnamese {
		return cmp.Or(t.VI, t.EN)
	}
	return cmp.Or(t.EN, t.VI)
}

// Empty reports whether nothing is said.
func (t Text) Empty() bool { return t == Text{} }

// Convert makes a Text a variable for Call.Args.
func (t *Text) Convert(v lua.LValue) (err error) {
	*t, err = textOf(v)
	return err
}

// textOf reads "text" or {en="text", vi="chữ"}.
func textOf(v lua.LValue) (Text, error) {
	switch v := v.(type) {
	case lua.LString:
		return Text{EN: string(v)}, nil
	case lua.LNumber:
		return Text{EN: v.String()}, nil
	case *lua.LTable:
		en, ok := v.RawGetString("en").(lua.LString)
		vi, okVI := v.RawGetString("vi").(lua.LString)
		if ok || okVI {
			return Text{string(en), string(vi)}, nil
		}
	}
	return Text{}, scripting.Got(v, `a text, or {en="...", vi="..."}`)
}

// Say writes a sentence of sockpit's own in both languages. The Vietnamese of a
// format is in the table vietnamese; arguments that are Texts are said in the
// language of the sentence.
func Say(format string, args ...any) Text {
	return Text{EN: fmt.Sprintf(format, in(English, args)...), VI: fmt.Sprintf(cmp.Or(vietnamese[format], format), in(Vietnamese, args)...)}
}

func in(l Lang, args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		if t, ok := a.(Text); ok {
			a = t.In(l)
		}
		out[i] = a
	}
	return out
}

// join puts texts behind each other, with a space where both say something.
func join(a, b Text) Text {
	put := func(a, b string) string {
		if a == "" || b == "" {
			return a + b
		}
		return a + " " + b
	}
	return Text{put(a.In(English), b.In(English)), put(a.In(Vietnamese), b.In(Vietnamese))}
}
