//go:build !race

package line

// raceEnabled says that times mean nothing.
const raceEnabled = false
