package kernel

import (
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// tcpState gives a state by its number in include/net/tcp_states.h.
func tcpState(n uint8) stack.TCPState {
	states := [...]stack.TCPState{"", stack.Established, stack.SynSent, stack.SynRecv, stack.FinWait1, stack.FinWait2, stack.TimeWait,
		stack.Closed, stack.CloseWait, stack.LastAck, stack.Listen, stack.Closing, stack.SynRecv}
	if int(n) < len(states) {
		return states[n]
	}
	return ""
}

// tcpInfo takes over the fields that sockpit shows; the kernel counts times in
// microseconds, and the last… ones in milliseconds.
func tcpInfo(i *unix.TCPInfo) *stack.TCPInfo {
	us := func(n uint32) time.Duration { return time.Duration(n) * time.Microsecond }
	ms := func(n uint32) time.Duration { return time.Duration(n) * time.Millisecond }
	return &stack.TCPInfo{
		RTT: us(i.Rtt), RTTVar: us(i.Rttvar), MinRTT: us(i.Min_rtt), RTO: us(i.Rto),
		Cwnd: i.Snd_cwnd, Ssthresh: i.Snd_ssthresh, SendMSS: i.Snd_mss, RecvMSS: i.Rcv_mss, PathMTU: i.Pmtu,
		Unacked: i.Unacked, Lost: i.Lost, Retransmits: i.Retransmits, TotalRetrans: i.Total_retrans,
		BytesAcked: i.Bytes_acked, BytesReceived: i.Bytes_received,
		SegmentsOut: i.Segs_out, SegmentsIn: i.Segs_in, SendWindow: i.Snd_wnd,
		LastSent: ms(i.Last_data_sent), LastReceived: ms(i.Last_data_recv),
	}
}
