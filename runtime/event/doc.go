// Package event is what happens to the sockets of a session: an [Event] is one call,
// with who made it, from which [Place] of a script, when it began and ended, and
// what it moved. A [Log] keeps the latest ones.
package event
