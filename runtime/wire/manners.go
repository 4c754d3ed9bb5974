package wire

// A Manner is a way in which a network, or who is at the other end of it, may
// treat a stream. All are lawful: a program that works must bear each of them.
type Manner struct {
	Name   string
	Means  string // in the third person
	Faults Faults
}

// Manners gives the manners, the kindest first.
func Manners() []Manner {
	return []Manner{
		{"whole", "hands on what comes as it comes", Faults{}},
		{"halves", "hands everything on in two pieces", Faults{Halves: true}},
		{"dribble", "hands on one byte at a time", Faults{Slice: 1}},
		{"glued", "sends small messages together", Faults{Glued: true}},
		{"slow", "takes its time: 20,000 bytes a second", Faults{Rate: 20000}},
		{"reset", "ends the connection in the middle, after 64 bytes", Faults{Reset: After(64)}},
	}
}

// FindManner gives the manner of that name.
func FindManner(name string) (Manner, bool) {
	for _, m := range Manners() {
		if m.Name == name {
			return m, true
		}
	}
	return Manner{}, false
}

// MannerWith gives the manner that has a fault of that name, as scripts write it.
func MannerWith(fault string) (Manner, bool) {
	for _, m := range Manners() {
		if m.Faults.Glued && fault == "glued" {
			return m, true
		}
		for _, f := range m.Faults.list(nil) {
			if f.name() == fault {
				return m, true
			}
		}
	}
	return Manner{}, false
}
