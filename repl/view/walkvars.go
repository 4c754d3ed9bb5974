package view

import (
	"slices"

	"sockpit/scripting"
)

// Variables lists the variables of a line, a sign before those that the line before
// it has made (+) or changed (~).
func Variables(vars []scripting.Variable, width int, st Style) string {
	if len(vars) == 0 {
		return Sentence(noVariables, width, st)
	}
	g := variableGrid(vars, st)
	return indent(g.render(width-2, give{3, variableLeast}, give{1, nameColumnMost}))
}

// variableLeast is how wide a value stays before names give way.
const variableLeast = 24

const noVariables = "no variables yet"

func variableGrid(vars []scripting.Variable, st Style) *grid {
	g := &grid{gap: 1, prose: true}
	for _, v := range vars {
		sign := plain(" ")
		switch v.News {
		case "+":
			sign = painted(v.News, st.Good)
		case "~":
			sign = painted(v.News, st.Wait)
		}
		kind := v.Kind
		if kind == "local" {
			kind = "" // most are
		}
		g.add(sign, painted(v.Name, st.Name), painted(kind, st.Soft), plain(v.Value))
	}
	return g
}

// variableRows are the same for a pane of so many rows. Where not all have a
// row, those that have changed come first.
func (v *WalkView) variableRows(n int, st Style) []strip {
	vars := v.Variables
	if len(vars) == 0 {
		return []strip{{painted("  "+noVariables, st.Soft)}}
	}
	if len(vars) > n {
		quiet := func(one scripting.Variable) bool { return one.News == "" }
		loud := func(one scripting.Variable) bool { return one.News != "" }
		vars = slices.Concat(slices.DeleteFunc(slices.Clone(vars), quiet), slices.DeleteFunc(slices.Clone(vars), loud))
	}
	g := variableGrid(vars, st)
	widths := g.widths()
	var rows []strip
	for _, cells := range g.rows {
		var row strip
		for i, c := range cells {
			row = append(row, cell{text: c.text + spaces(widths[i]-c.width()+g.gap), paint: c.paint})
		}
		rows = append(rows, row)
	}
	return cut(rows, n)
}
