// Package wire is a bad cable before a stream: an Endpoint that delays, cuts, holds
// back or loses what passes, or resets the connection, as its [Faults] say. What the
// stack says of the socket stays true. A [Manner] is a set of faults with a name.
package wire
