package claim

// Connections that one side has and the other has not.
const (
	HalfOpenAtOwnSide Kind = "half-open-queue-full"
	HalfOpenWaits     Kind = "half-open-not-accepted"
	HalfOpenNothing   Kind = "half-open-nothing-there"
	GotTheAnswer      Kind = "got-the-syn-ack"
	ACKNotTaken       Kind = "ack-not-taken"
	ACKDropped        Kind = "ack-dropped-queue-full"
	HalfOpenForgotten Kind = "half-open-forgotten"
	QueueIsFullNow    Kind = "queue-full-now"
	AcceptWaitsForIt  Kind = "try-accept-and-wait"
	AcceptForRoom     Kind = "try-accept-for-the-handshake"
	DialAgainLater    Kind = "try-dialling-again"
)

var halfOpens = map[Kind]Meaning{
	HalfOpenAtOwnSide: {
		EN: `connected at its own side only: the queue of {l} is full`,
		VI: `chỉ kết nối ở phía của nó: hàng đợi của {l} đã đầy`,
	},
	HalfOpenWaits: {
		EN: `connected, but not accepted yet by {l}`,
		VI: `đã kết nối, nhưng {l} chưa accept`,
	},
	HalfOpenNothing: {
		EN: `connected at its own side only: the kernel has no other end of it at {l}`,
		VI: `chỉ kết nối ở phía của nó: nhân không có đầu bên kia của nó tại {l}`,
	},
	GotTheAnswer: {
		EN: `{who} counts as connected: it got the SYN,ACK, and sent the ACK.`,
		VI: `{who} được coi là đã kết nối: nó đã nhận SYN,ACK và đã gửi ACK.`,
	},
	ACKNotTaken: {
		EN: `The server's kernel has not taken that ACK yet, and has the connection half open (SYN_RECV): it drops an ACK while the accept queue is full.`,
		VI: `Nhân phía máy chủ chưa nhận ACK ấy, và giữ kết nối ở trạng thái nửa mở (SYN_RECV): nó bỏ ACK khi hàng đợi accept đầy.`,
	},
	ACKDropped: {
		EN: `The server's kernel drops that ACK while the accept queue of {l} is full ({n} of {backlog}+1), and has the connection half open (SYN_RECV).`,
		VI: `Nhân phía máy chủ bỏ ACK ấy khi hàng đợi accept của {l} còn đầy ({n} trên {backlog}+1), và giữ kết nối ở trạng thái nửa mở (SYN_RECV).`,
	},
	HalfOpenForgotten: {
		Sort: Knowledge, Source: "tcp(7)",
		EN: `The server's kernel drops that ACK while the accept queue is full, and forgets a half open connection when it has sent the SYN,ACK again a few times in vain.`,
		VI: `Nhân phía máy chủ bỏ ACK ấy khi hàng đợi accept đầy, và quên kết nối nửa mở sau khi đã gửi lại SYN,ACK vài lần vô ích.`,
	},
	QueueIsFullNow: {
		EN: `The accept queue of {l} is full ({n} of {backlog}+1).`,
		VI: `Hàng đợi accept của {l} đã đầy ({n} trên {backlog}+1).`,
	},
	AcceptWaitsForIt: {
		Sort: Advice,
		EN:   `accept({l:arg}) waits for it: what {who} sends, which carries the ACK again, or the SYN,ACK sent again‹ in {left:s}›, finishes the handshake.`,
		VI:   `accept({l:arg}) đợi nó: những gì {who} gửi, vốn mang lại ACK, hoặc SYN,ACK gửi lại‹ sau {left:s}›, sẽ hoàn tất bắt tay.`,
	},
	AcceptForRoom: {
		Sort: Advice,
		EN:   `accept({l:arg}), or a larger backlog. Once there is room, what {who} sends, which carries the ACK again, or the SYN,ACK sent again‹ in {left:s}›, finishes the handshake.`,
		VI:   `accept({l:arg}), hoặc backlog lớn hơn. Khi có chỗ, những gì {who} gửi, vốn mang lại ACK, hoặc SYN,ACK gửi lại‹ sau {left:s}›, sẽ hoàn tất bắt tay.`,
	},
	DialAgainLater: {
		Sort: Advice,
		EN:   `close({who:arg}), and dial again when accept({l:arg}) or a larger backlog has made room: what {who} sends is answered by a reset. Only if the SYN,ACK was a SYN cookie does it finish the handshake, once there is room.`,
		VI:   `close({who:arg}), rồi dial lại khi accept({l:arg}) hoặc backlog lớn hơn đã tạo chỗ: những gì {who} gửi sẽ bị đáp lại bằng reset. Chỉ khi SYN,ACK là một SYN cookie thì nó mới hoàn tất bắt tay, khi đã có chỗ.`,
	},
}
