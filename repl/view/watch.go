package view

import (
	"fmt"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/scripting"
)

// Watch draws the table of the sockets for a screen of that size, with what has
// changed since the picture before, nil if there is none, and the latest calls
// below.
func Watch(before *scripting.World, now scripting.World, calls Calls, columns, rows int, st Style) string {
	title := fmt.Sprintf(" %s, %s. Any key ends.", counted(len(now.Sockets), "socket"), counted(len(now.Tasks), "task"))
	head := st.Head(printable.Fit(title, columns)) + "\n"
	g := fittingGrid(now, columns, st)
	if before != nil {
		markChanges(fittingGrid(*before, columns, Plain()), &g, st)
	}
	room := max(1, rows-2)
	table := lines(indent(renderSockets(g, columns)))
	if len(now.Sockets)+len(now.Others) == 0 {
		table = lines("  no sockets yet\n")
	}
	if len(table) > room {
		left := len(table) - room + 1
		table = append(table[:room-1], st.Soft(fmt.Sprintf("  … and %d lines more", left)))
	}
	text := head + strings.Join(table, "\n") + "\n"
	if free := rows - 2 - len(table); free > 2 && len(calls.Events) > 0 {
		calls.Events = calls.Events[max(0, len(calls.Events)-free+1):]
		text += "\n" + strings.Join(lastLines(lines(Events(calls, columns, st)), free-1), "\n")
	}
	return text
}

func lines(text string) []string { return strings.Split(strings.TrimRight(text, "\n"), "\n") }

func lastLines(all []string, n int) []string { return all[max(0, len(all)-n):] }

// markChanges makes the cells of rows that were there before, and say something
// else now, stand out; and new rows whole.
func markChanges(before grid, now *grid, st Style) {
	old := map[string][]cell{}
	for _, row := range before.rows[1:] {
		old[rowKey(row)] = row
	}
	for _, row := range now.rows[1:] {
		was, had := old[rowKey(row)]
		for i := range row {
			if i == aboutColumn || had && was[i].text == row[i].text {
				continue // how long something has waited always changes
			}
			paint := row[i].paint
			row[i].paint = func(s string) string {
				if paint != nil {
					s = paint(s)
				}
				return st.Head(s)
			}
		}
	}
}

// rowKey tells which socket a row of the table is about.
func rowKey(row []cell) string {
	if id := row[1].text; id != "–" {
		return id
	}
	return row[3].text + " " + row[4].text
}
