// Package transcript makes text of what was typed at a prompt: a scenario that states
// what came of each line, or the lines of an exercise. It is given plain data, runs
// nothing, and knows of no Lua state: what it is to know of a value or a task is
// written down before.
package transcript
