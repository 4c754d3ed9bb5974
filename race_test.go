//go:build race

package main

// raceEnabled says that times and memory mean nothing.
const raceEnabled = true
