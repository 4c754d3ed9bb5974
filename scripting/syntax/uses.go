package syntax

// CallsGlobal reports whether a text calls a global function of that name: name(…) or
// name{…}, and no method or field of it.
func CallsGlobal(text, name string) bool {
	before := ""
	for i, tokens := 0, Tokens(text); i+1 < len(tokens); i++ {
		next := tokens[i+1].Text
		if tokens[i].Text == name && before != "." && before != ":" && before != "function" && (next == "(" || next == "{") {
			return true
		}
		before = tokens[i].Text
	}
	return false
}
