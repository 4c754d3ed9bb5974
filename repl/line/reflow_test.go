package line

// resize changes the size. Without re-wrapping, rows are cut or filled.
func (m *model) resize(cols, rows int) {
	if m.reflows && cols != m.cols {
		m.reflow(cols)
	}
	for i := range m.screen {
		r := &m.screen[i].cells
		for len(*r) < cols {
			*r = append(*r, modelCell{text: " "})
		}
		*r = (*r)[:cols]
	}
	m.cols = cols
	m.cur.col = min(m.cur.col, cols-1)
	for len(m.screen) > rows && m.cur.row < len(m.screen)-1 {
		m.screen = m.screen[:len(m.screen)-1]
	}
	for len(m.screen) > rows {
		m.above = append(m.above, m.screen[0])
		m.screen = m.screen[1:]
		m.cur.row--
	}
	m.screen = append(m.screen, m.blank(rows-len(m.screen))...)
	m.rows = rows
}

// reflow lays the rows out anew; the cursor stays on its letter.
func (m *model) reflow(cols int) {
	var out []modelRow
	cur := point{}
	for i := 0; i < len(m.screen); {
		var line []modelCell
		at := -1
		for {
			if i == m.cur.row {
				at = len(line) + min(m.cur.col, m.cols-1)
			}
			soft := m.screen[i].soft
			line = append(line, m.screen[i].cells...)
			i++
			if !soft || i == len(m.screen) {
				break
			}
		}
		n := len(line)
		for n > 0 && line[n-1] == (modelCell{text: " "}) && n-1 > at {
			n--
		}
		if n == 1 && at == 0 && line[0].text == " " {
			n = 0
		}
		line = line[:n]
		if at >= 0 {
			cur = point{len(out) + at/cols, at % cols}
		}
		for {
			k := min(cols, len(line))
			row := modelRow{append([]modelCell(nil), line[:k]...), k < len(line)}
			out, line = append(out, row), line[k:]
			if len(line) == 0 {
				break
			}
		}
	}
	for len(out) > cur.row+1 && len(out) > m.rows && len(out[len(out)-1].cells) == 0 {
		out = out[:len(out)-1]
	}
	if n := len(out) - m.rows; n > 0 {
		m.above = append(m.above, out[:n]...)
		out = out[n:]
		cur.row -= n
	}
	m.screen, m.cur = out, point{max(cur.row, 0), cur.col}
	m.cols = cols
	for i := range m.screen {
		for len(m.screen[i].cells) < cols {
			m.screen[i].cells = append(m.screen[i].cells, modelCell{text: " "})
		}
	}
	m.screen = append(m.screen, m.blank(m.rows-len(m.screen))...)
}
