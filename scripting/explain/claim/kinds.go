package claim

import "maps"

// Kinds is everything that can be stated, by kind: the words of each subject stand in
// a file of their own.
var Kinds = join(
	waits,
	faults,
	streams,
	addresses,
	paths,
	errnos,
	refusals,
)

func join(tables ...map[Kind]Meaning) map[Kind]Meaning {
	all := map[Kind]Meaning{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}
