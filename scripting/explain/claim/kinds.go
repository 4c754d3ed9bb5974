package claim

import "maps"

// Kinds is everything that can be stated, by kind: the words of each subject stand in
// a file of their own.
var Kinds = join(
	waits,
	faults,
	streams,
	deadlocks,
	halfOpens,
	amounts,
	addresses,
	paths,
	errnos,
	refusals,
	sessions,
	sockets,
)

func join(tables ...map[Kind]Meaning) map[Kind]Meaning {
	all, n := map[Kind]Meaning{}, 0
	for _, t := range tables {
		maps.Copy(all, t)
		n += len(t)
	}
	if n != len(all) {
		panic("claim: two kinds have the same name")
	}
	return all
}
