package claim

// What is to be seen over a whole session.
const (
	QueueTakesNone  Kind = "queue-takes-none"
	QueueOf         Kind = "queue-of"
	QueueUnserved   Kind = "queue-unserved"
	NobodyAccepts   Kind = "nobody-accepts"
	BufferTakesNone Kind = "buffer-takes-none"
	NobodyReceives  Kind = "nobody-receives"
	SendsAgain      Kind = "sends-again"
	SentAgain       Kind = "sent-again"
	Dropped         Kind = "dropped"
	DroppedWhy      Kind = "dropped-why"
	Unheld          Kind = "unheld"
	UnheldMany      Kind = "unheld-many"
	StaysOpen       Kind = "stays-open"
	PeersClosed     Kind = "peers-closed"
	InCloseWait     Kind = "in-close-wait"
	UnixPeersClosed Kind = "unix-peers-closed"
	NotClosed       Kind = "not-closed"
	NothingToSee    Kind = "nothing-to-see"
	Caught          Kind = "caught"

	AcceptOrBacklog  Kind = "try-accept-or-backlog"
	ReceiveThere     Kind = "try-recv"
	RoomOrSlower     Kind = "try-room-or-slower"
	CloseByNumber    Kind = "try-close-by-number"
	ReceiveThenClose Kind = "try-receive-then-close"
)

var sessions = map[Kind]Meaning{
	QueueTakesNone: {
		EN: "{who}: its accept queue is full",
		VI: "{who}: hàng đợi chấp nhận của nó đã đầy",
	},
	QueueOf: {
		EN: "{n} of {backlog}+1 wait: who dials now gets no answer until there is room.",
		VI: "{n} trên {backlog}+1 đang đợi: ai dial lúc này sẽ không được trả lời cho đến khi có chỗ.",
	},
	QueueUnserved: {
		EN: "{who}: {n:client} in its accept queue, and no task waits in accept",
		VI: "{who}: {n:máy khách} trong hàng đợi chấp nhận, và không tác vụ nào đợi trong accept",
	},
	NobodyAccepts: {
		EN: "The OS has finished their handshakes: they are connected, and nobody talks with them.‹ accept was last called{by:at}.›",
		VI: "Hệ điều hành đã hoàn tất bắt tay cho họ: họ đã kết nối mà không ai nói chuyện với họ.‹ accept được gọi lần cuối{by:at}.›",
	},
	BufferTakesNone: {
		EN: "{who}: its receive buffer is full",
		VI: "{who}: bộ đệm nhận của nó đã đầy",
	},
	NobodyReceives: {
		EN: "{n} wait, and no task receives: the other end can't send more.",
		VI: "{n} đang đợi, và không tác vụ nào nhận: đầu kia không gửi thêm được.",
	},
	SendsAgain: {
		EN: "{who}: nobody acknowledges what it sends",
		VI: "{who}: không ai xác nhận những gì nó gửi",
	},
	SentAgain: {
		EN: "‹{n} wait for an acknowledgement; ›the kernel has sent again {times:time}‹, and does so next in {left}›.",
		VI: "‹{n} đang đợi xác nhận; ›nhân hệ điều hành đã gửi lại {times:lần}‹, lần tới sau {left}›.",
	},
	Dropped: {
		EN: "{who}: {n:datagram} thrown away",
		VI: "{who}: {n:gói tin} bị bỏ đi",
	},
	DroppedWhy: {
		EN: "They came to {address} and found no room in its receive buffer. UDP tells nobody.",
		VI: "Chúng đến {address} mà bộ đệm nhận không còn chỗ. UDP không báo cho ai.",
	},
	Unheld: {
		EN: "{n:socket} in {state}, made{made}: no variable holds it",
		VI: "{n:socket} ở {state}, tạo{made}: không biến nào giữ nó",
	},
	UnheldMany: {
		EN: "{n:socket} in {state}, made{made}: no variable holds them",
		VI: "{n:socket} ở {state}, tạo{made}: không biến nào giữ chúng",
	},
	StaysOpen: {
		EN: "Open until the session ends or close is called: {all}.",
		VI: "Còn mở cho đến khi phiên kết thúc hoặc close được gọi: {all}.",
	},
	PeersClosed: {
		EN: "The other end has closed, this one has not.",
		VI: "Đầu kia đã đóng, đầu này thì chưa.",
	},
	InCloseWait: {
		EN: "{n:socket} in CLOSE_WAIT",
		VI: "{n:socket} ở CLOSE_WAIT",
	},
	UnixPeersClosed: {
		EN: "{n:socket} whose other end is closed",
		VI: "{n:socket} có đầu kia đã đóng",
	},
	NotClosed: {
		EN: "The other end has finished sending, and you have not closed: {all}.",
		VI: "Đầu kia đã gửi xong, còn bạn thì chưa đóng: {all}.",
	},
	NothingToSee: {
		EN: "nothing has failed, nothing waits, and no socket was left behind",
		VI: "không có gì thất bại, không có gì đang đợi, và không socket nào bị bỏ quên",
	},
	Caught: {
		EN: "It was caught, by try or pcall.",
		VI: "Lỗi này đã được bắt, bởi try hoặc pcall.",
	},

	AcceptOrBacklog: {
		Sort: Advice,
		EN:   "accept({who:arg}), or a larger backlog.",
		VI:   "accept({who:arg}), hoặc backlog lớn hơn.",
	},
	ReceiveThere: {
		Sort: Advice,
		EN:   "recv({who:arg})",
		VI:   "recv({who:arg})",
	},
	RoomOrSlower: {
		Sort: Advice,
		EN:   "Receive sooner, make rcvbuf larger, or let the sender wait for an answer.",
		VI:   "Hãy nhận sớm hơn, tăng rcvbuf, hoặc để bên gửi đợi trả lời.",
	},
	CloseByNumber: {
		Sort: Advice,
		EN:   "close({who:arg}) closes one by its number, sockets({who:arg}) gives it to a variable. Keep sockets in a variable or a table, or close them where the last variable goes.",
		VI:   "close({who:arg}) đóng một socket theo số, sockets({who:arg}) đưa nó vào một biến. Hãy giữ socket trong biến hoặc bảng, hoặc đóng chúng ở nơi biến cuối cùng mất đi.",
	},
	ReceiveThenClose: {
		Sort: Advice,
		EN:   "Receive until \"eof\", then close({who:arg}).",
		VI:   "Hãy nhận cho đến \"eof\", rồi close({who:arg}).",
	},
}
