package limit

import (
	"os"
	"runtime/debug"
)

// Go's collector begins when there is as much garbage as there are values in
// use. Scripts use little and make much: one that receives 64 KB at a time would
// have it begin every few milliseconds.
const (
	garbagePercent = 400
	beyondScripts  = 128 << 20 // bytes of memory that are not a script's
)

// TuneCollector lets four times as much garbage lie as there are values in use,
// as long as the memory of the process stays near what scripts may use. It is
// for a process that has one host.
func TuneCollector(l Limits) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	debug.SetMemoryLimit(l.WithDefaults().Memory + beyondScripts)
}

// AllowMemory raises the bound that TuneCollector has set, if it has set one and
// scripts may now use more.
func AllowMemory(scripts int64) {
	if debug.SetMemoryLimit(-1) < scripts+beyondScripts {
		debug.SetMemoryLimit(scripts + beyondScripts)
	}
}
