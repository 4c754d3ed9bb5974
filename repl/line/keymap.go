package line

import (
	"strings"

	"github.com/chzyer/readline"
)

// control is the key of a control byte. Those without a meaning are dropped,
// among them NUL (Ctrl-Space, and what a cooked terminal makes of Ctrl-D).
func (d *decoder) control(c byte) key {
	switch c {
	case readline.CharEsc:
		d.state = escape
	case readline.CharLineStart:
		return key{do: home}
	case readline.CharLineEnd:
		return key{do: end}
	case readline.CharBackward:
		return key{do: left}
	case readline.CharForward:
		return key{do: right}
	case readline.CharInterrupt:
		return key{do: interrupt}
	case readline.CharDelete:
		return key{do: deleteOrEnd}
	case readline.CharBell:
		return key{do: cancel}
	case readline.CharCtrlH, readline.CharBackspace:
		return key{do: backspace}
	case readline.CharTab:
		return key{do: tab}
	case readline.CharEnter, readline.CharCtrlJ:
		return key{do: enter}
	case readline.CharKill:
		return key{do: killEnd}
	case readline.CharCtrlL:
		return key{do: redraw}
	case readline.CharNext:
		return key{do: down}
	case readline.CharPrev:
		return key{do: up}
	case readline.CharBckSearch:
		return key{do: searchBack}
	case readline.CharFwdSearch:
		return key{do: searchForward}
	case readline.CharTranspose:
		return key{do: transpose}
	case readline.CharCtrlU:
		return key{do: killHome}
	case readline.CharCtrlW:
		return key{do: killWordLeft}
	case readline.CharCtrlY:
		return key{do: yank}
	case readline.CharCtrlZ:
		return key{do: suspend}
	}
	return key{}
}

// finalKey is the key of a sequence without parameters, by its last byte.
func finalKey(c byte) key {
	switch c {
	case 'A':
		return key{do: up}
	case 'B':
		return key{do: down}
	case 'C':
		return key{do: right}
	case 'D':
		return key{do: left}
	case 'H':
		return key{do: home}
	case 'F':
		return key{do: end}
	case 'M': // Enter of a keypad in application mode
		return key{do: enter}
	}
	return key{}
}

// csiKey is the key of ESC [ params c. The second parameter, when there is
// one, says which of Shift, Alt and Ctrl were held.
func csiKey(params string, c byte) key {
	number, held, _ := strings.Cut(params, ";")
	k := finalKey(c)
	switch {
	case c == 'M', strings.ContainsAny(params, "<=>?"):
		return key{} // the mouse, answers to questions
	case c == '~':
		switch number {
		case "1", "7":
			k = key{do: home}
		case "4", "8":
			k = key{do: end}
		case "3":
			k = key{do: deleteRight}
		}
	case number != "" && number != "1":
		return key{}
	}
	if held == "" || held == "2" { // alone, or with Shift
		return k
	}
	switch k.do {
	case left:
		k.do = wordLeft
	case right:
		k.do = wordRight
	case deleteRight:
		k.do = killWordRight
	case up, down:
		k.do = nothing
	}
	return k
}
