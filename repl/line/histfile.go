package line

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"unicode/utf8"

	"sockpit/runtime/atomicfile"
	"sockpit/runtime/printable"
)

// A histFile is the history on disk: one JSON string a line (or, for an entry
// that is not UTF-8, an object with its bytes in base64). Each entry is one
// write to the end under a lock, so that processes do not lose each other's
// entries. A write that was cut, by a full disk or by kill -9 in the middle of
// it, leaves a last line without its end: the next to come takes it off.
type histFile struct {
	path string
}

const (
	histRead    = 8 << 20  // how much of the end of the file is read
	histCompact = 32 << 20 // a longer file is cut to what would be read
	histEntry   = 1 << 20  // a longer entry is not written
)

// unkept says that entries are not written to the history, and why.
func unkept(why string) string {
	return printable.Line("what you type is not kept for the next time: "+why) + "\n"
}

// unwritten is unkept for what is wrong with the file.
func (o *Options) unwritten(err error) string {
	return unkept(o.History + ": " + atomicfile.Reason(err).Error())
}

// openHistory makes the file when there is none, makes it private, and reads
// the last entries. A device, as /dev/null, is the usual way to have no history:
// then there is no file.
func openHistory(path string) (*histFile, []string, error) {
	h := &histFile{path}
	if st, err := os.Stat(path); err == nil && st.Mode()&os.ModeCharDevice != 0 {
		return nil, nil, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	f, err := h.lock()
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	if err := f.Chmod(0o600); err != nil {
		return nil, nil, err
	}
	if f.Alone {
		if _, err := dropCut(f.File); err != nil {
			return nil, nil, err
		}
	}
	data, size, err := tail(f.File, histRead)
	if err != nil {
		return nil, nil, err
	}
	entries := decodeEntries(data)
	if size > histCompact {
		err = compact(f, entries)
	}
	return h, entries, err
}

// lock opens the file and locks it. Closing unlocks. It is not alone with the
// file when the lock could not be had: its holder may be stopped, and some file
// systems have no locks. An append without it is still one write, and lost only
// if the file is compacted in that moment.
func (h *histFile) lock() (*atomicfile.Locked, error) { return atomicfile.Lock(h.path, 0o600) }

// append adds one entry to the file.
func (h *histFile) append(entry string) error {
	if len(entry) > histEntry {
		return nil
	}
	f, err := h.lock()
	if err != nil {
		return err
	}
	defer f.Close()
	open := !ended(f.File)
	if open && f.Alone {
		if open, err = dropCut(f.File); err != nil {
			return err
		}
	}
	b := append(encodeEntry(entry), '\n')
	if open {
		b = append([]byte{'\n'}, b...)
	}
	_, err = f.Write(b)
	return err
}

// ended tells whether f is empty or its last line has its end.
func ended(f *os.File) bool {
	st, err := f.Stat()
	if err != nil || st.Size() == 0 {
		return true
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], st.Size()-1)
	return err != nil || last[0] == '\n'
}

// dropCut takes a last line off that is the beginning of an entry only. What
// else has no end, such as a line of an editor's, stays: then open is true.
// The caller holds the lock, without which that could be an entry on its way.
func dropCut(f *os.File) (open bool, err error) {
	if ended(f) {
		return false, nil
	}
	data, size, err := tail(f, histRead) // more than the longest entry, escaped
	if err != nil {
		return true, err
	}
	line := data[bytes.LastIndexByte(data, '\n')+1:]
	if len(line) == 0 || line[0] != '"' && line[0] != '{' {
		return true, nil
	}
	if _, ok := decodeEntry(line); ok {
		return true, nil
	}
	return false, f.Truncate(size - int64(len(line)))
}

// compact replaces the file by one with entries.
func compact(f *atomicfile.Locked, entries []string) error {
	var b bytes.Buffer
	for _, e := range entries {
		b.Write(encodeEntry(e))
		b.WriteByte('\n')
	}
	return f.Replace(b.Bytes())
}

// tail reads the last n bytes of f, from the beginning of a line.
func tail(f *os.File, n int64) (data []byte, size int64, err error) {
	st, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	from := max(st.Size()-n, 0)
	data = make([]byte, st.Size()-from)
	if _, err := f.ReadAt(data, from); err != nil && err != io.EOF {
		return nil, 0, err
	}
	if from > 0 {
		_, data, _ = bytes.Cut(data, []byte{'\n'})
	}
	return data, st.Size(), nil
}

func encodeEntry(entry string) []byte {
	var v any = entry
	if !utf8.ValidString(entry) {
		v = map[string]string{"base64": base64.StdEncoding.EncodeToString([]byte(entry))}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // a < should be readable
	if err := enc.Encode(v); err != nil {
		return []byte(`""`) // cannot happen for these types
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

// decodeEntries reads the last entries of data; lines that are none are left
// out.
func decodeEntries(data []byte) []string {
	lines := bytes.Split(data, []byte{'\n'})
	var entries []string
	for i := len(lines) - 1; i >= 0 && len(entries) < historyMax; i-- {
		if e, ok := decodeEntry(lines[i]); ok {
			entries = append(entries, e)
		}
	}
	for i, j := 0, len(entries)-1; i < j; i, j = i+1, j-1 {
		entries[i], entries[j] = entries[j], entries[i]
	}
	return entries
}

func decodeEntry(b []byte) (string, bool) {
	// What is written here is quoted as Go does it too, which is read faster.
	if len(b) > 0 && b[0] == '"' && utf8.Valid(b) {
		if s, err := strconv.Unquote(string(b)); err == nil {
			return s, s != ""
		}
	}
	var s string
	if json.Unmarshal(b, &s) == nil {
		return s, s != ""
	}
	var o struct {
		Base64 []byte `json:"base64"`
	}
	if json.Unmarshal(b, &o) == nil {
		return string(o.Base64), len(o.Base64) > 0
	}
	return "", false
}
