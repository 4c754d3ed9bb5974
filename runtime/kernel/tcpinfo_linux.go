package kernel

import (
	"time"

	"golang.org/x/sys/unix"

	"sockpit/runtime/stack"
)

// tcpInfo takes over the fields that sockpit shows; the kernel counts times in
// microseconds, and the last… ones in milliseconds.
func tcpInfo(i *unix.TCPInfo) *stack.TCPInfo {
	us := func(n uint32) time.Duration { return time.Duration(n) * time.Microsecond }
	ms := func(n uint32) time.Duration { return time.Duration(n) * time.Millisecond }
	return &stack.TCPInfo{
		RTT: us(i.Rtt), RTTVar: us(i.Rttvar), MinRTT: us(i.Min_rtt), RTO: us(i.Rto),
		Cwnd: i.Snd_cwnd, Ssthresh: i.Snd_ssthresh, SendMSS: i.Snd_mss, RecvMSS: i.Rcv_mss, PathMTU: i.Pmtu,
		Unacked: i.Unacked, Lost: i.Lost, Retransmits: i.Retransmits, TotalRetrans: i.Total_retrans, Probes: i.Probes,
		BytesAcked: i.Bytes_acked, BytesReceived: i.Bytes_received,
		SegmentsOut: i.Segs_out, SegmentsIn: i.Segs_in, SendWindow: i.Snd_wnd,
		LastSent: ms(i.Last_data_sent), LastReceived: ms(i.Last_data_recv),
	}
}
