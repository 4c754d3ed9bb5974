// Package printable makes bytes and strangers' text safe to show.
//
// Whatever came over a socket or out of a script may hold escape sequences
// that move the cursor, retitle the window, or turn a line around. Nothing of
// that kind reaches a terminal, a log or a page unless it went through here:
//
//   - [Quote] shows bytes as a Lua string that can be pasted back;
//   - [Text] and [Line] show text, with what is unsafe made visible;
//   - [Width], [Pad], [Fit] and [Wrap] lay out text that is already safe.
//
// A rune is shown as it is when it is valid UTF-8, strconv.IsPrint allows it,
// it is not one of the runes that print as nothing, and it is not a third
// combining mark in a row or a mark with nothing to stand on. Control bytes,
// ESC, C1, bidi controls, zero-width runes, tags, private use, and every space
// but U+0020 are therefore escaped. Colours are added after this package, not
// before.
package printable
