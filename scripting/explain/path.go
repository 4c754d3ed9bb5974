package explain

import (
	"fmt"
	"path"
	"strings"

	"sockpit/runtime/printable"
	"sockpit/runtime/stack"
	"sockpit/scripting/explain/claim"
)

// pathInUse: something is at the path of a Unix socket, or a socket has its name.
func pathInUse(f *Facts, w *wish) (r Report) {
	values := claim.Values{"path": w.Address.String()}
	if w.Path == "" || w.call != "bind" {
		return r
	}
	if strings.HasPrefix(w.Path, "@") {
		h, found := f.socketAt(w.Path, stack.PathFacts{})
		if !found || !f.pathOf(&r, &h, values) {
			return f.nobodyHas(w, claim.PortOfNobody)
		}
		return r
	}
	at := f.stack().At(w.Path)
	proof := claim.Setting(w.Path, pathText(at))
	switch {
	case at.Link:
		f.why(&r, claim.Of(claim.PathLink, values, proof))
	case at.Kind == stack.SocketFile && at.Has == stack.No:
		f.why(&r, claim.Of(claim.PathDead, values, proof))
		f.try(&r, claim.Of(claim.RemoveDead, nil))
		return r
	case at.Kind == stack.SocketFile && at.Has == stack.Yes:
		h, _ := f.socketAt(w.Path, at)
		if !f.pathOf(&r, &h, values) {
			f.why(&r, claim.Of(claim.PathOfProgram, values, proof))
			f.try(&r, claim.Of(claim.AnotherPath, nil))
		}
		return r
	case at.Kind == stack.FolderFile:
		f.why(&r, claim.Of(claim.PathFolder, values, proof))
	case at.Kind == stack.NoFile:
		f.why(&r, claim.Of(claim.PathNothing, values, proof))
		f.try(&r, claim.Of(claim.CallAgain, nil))
		return r
	case at.Kind == stack.PlainFile, at.Kind == stack.SpecialFile:
		f.why(&r, claim.Of(claim.PathNoSocket, values, proof))
	default:
		f.why(&r, claim.Of(claim.PathHidden, values, proof))
	}
	f.try(&r, claim.Of(claim.AnotherPath, nil))
	return r
}

// pathOf says whose the socket at a path is; false if that is not known.
func (f *Facts) pathOf(r *Report, h *holder, values claim.Values) bool {
	switch {
	case h.socket != nil:
		values["who"], values["made"] = claim.Socket(h.socket.ID), h.socket.Made
		f.why(r, claim.Of(claim.PathOfOurs, values, f.rowProof(h)))
		f.try(r, claim.Of(claim.CloseOrPath, nil))
	case h.Inode != 0:
		values["program"] = h.program
		f.why(r, claim.Of(claim.PathOfProgram, values, f.rowProof(h)))
		f.try(r, claim.Of(claim.AnotherPath, nil))
	default:
		return false
	}
	return true
}

// socketAt finds the socket that is bound to a file, or to an abstract name.
func (f *Facts) socketAt(name string, at stack.PathFacts) (h holder, found bool) {
	rows, _ := f.stack().Dump(stack.DumpQuery{Unix: true, Files: true})
	for i := range rows {
		row := &rows[i]
		if row.Inode == 0 || !boundTo(row, name, at.ID) || found && row.Name != stack.Listen {
			continue // what accept gives has the listener's name as well
		}
		h, found = holder{Row: *row, socket: f.withInode(row.Inode)}, true
	}
	if found && h.socket == nil {
		if p, ok := f.stack().Holders(map[uint64]bool{h.Inode: true})[h.Inode]; ok {
			h.program = fmt.Sprintf("%s, process %d", printable.Line(p.Name), p.PID)
		}
	}
	return h, found
}

// boundTo reports whether a socket has an abstract name, or that very file: by the
// lower half of its number, and the file system's or its name (the kernel's number of a
// file system is not that of stat(2) everywhere).
func boundTo(row *stack.Row, name string, file stack.FileID) bool {
	if strings.HasPrefix(name, "@") {
		return row.Local.Path == name
	}
	if row.File == (stack.FileID{}) {
		return row.Local.Path == name
	}
	return row.File.Ino == uint64(uint32(file.Ino)) && (row.File.Dev == file.Dev || path.Base(row.Local.Path) == path.Base(name))
}

// pathText says what was found at a path, for evidence.
func pathText(at stack.PathFacts) string {
	text := string(at.Kind)
	if at.Kind == stack.NoFile {
		text = "no file"
	}
	switch {
	case at.Has == stack.Yes:
		text += ", which a process has"
	case at.Has == stack.No:
		text += ", which no process has (connect: ECONNREFUSED)"
	}
	if at.Link {
		text = "symbolic link to: " + text
	}
	return text
}
