package claim

// What is to be seen at one socket.
const (
	IsClosed      Kind = "is-closed"
	HasClosedIt   Kind = "closed-by"
	KernelHas     Kind = "kernel-has"
	KernelRests   Kind = "kernel-rests"
	InQueue       Kind = "in-accept-queue"
	QueuedByOS    Kind = "queued-by-os"
	AcceptedSoFar Kind = "accepted-so-far"
	NotAcceptedBy Kind = "not-accepted-by"
	NotAcceptedAt Kind = "not-accepted-at-one-of"
	DialIsOver    Kind = "dial-is-over"
	AcceptTells   Kind = "accept-tells-which"
	SharesPort    Kind = "shares-port"
	SharesPorts   Kind = "shares-ports"
	TalksWith     Kind = "talks-with"
	AlsoTalks     Kind = "also-talks-with"
	CloseWait     Kind = "close-wait"
	CloseWaitEOF  Kind = "close-wait-eof"
	OtherFinished Kind = "other-finished"
	FinishedBy    Kind = "finished-by"
	MoreCloseWait Kind = "more-close-wait"
	FinWait2      Kind = "fin-wait-2"
	YouFinished   Kind = "you-finished"
	TimeWait      Kind = "time-wait"
	TimeWaitRests Kind = "time-wait-rests"
	OtherEndIs    Kind = "other-end-is"
	OtherEndSelf  Kind = "other-end-is-itself"
	EndsMirror    Kind = "ends-mirror"
	PortByOS      Kind = "port-by-os"
	PortByBind    Kind = "port-by-bind"
	SelfConnected Kind = "self-connected"

	KernelsNow     Kind = "try-sockets-of-kernel"
	Harmless       Kind = "try-harmless"
	AcceptOne      Kind = "try-accept-one"
	TakesOut       Kind = "try-accept-takes-out"
	ReadThenClose  Kind = "try-read-then-close"
	TheyMustClose  Kind = "try-they-must-close"
	OtherMustClose Kind = "try-other-must-close"
)

var sockets = map[Kind]Meaning{
	IsClosed: {
		EN: "{who} is closed",
		VI: "{who} đã đóng",
	},
	HasClosedIt: {
		EN: "Task {task} closed it{place}.",
		VI: "Tác vụ {task} đã đóng nó{place}.",
	},
	KernelHas: {
		EN: "The kernel still has it, in {state}.",
		VI: "Nhân hệ điều hành vẫn còn giữ nó, ở {state}.",
	},
	KernelRests: {
		EN: "Its side closed first, and so the kernel keeps {address} in TIME_WAIT for {left} s more, that late packets die.",
		VI: "Phía nó đóng trước, nên nhân hệ điều hành giữ {address} ở TIME_WAIT thêm {left} s, để các gói đến muộn tan đi.",
	},
	InQueue: {
		EN: "{n:client} in its accept queue",
		VI: "{n:máy khách} trong hàng đợi chấp nhận",
	},
	QueuedByOS: {
		EN: "The OS finishes the handshake and queues the connection: {n} of up to {backlog}+1 wait. That is why dial succeeds though nobody called accept.",
		VI: "Hệ điều hành hoàn tất bắt tay rồi xếp kết nối vào hàng đợi: {n} trên tối đa {backlog}+1 đang đợi. Vì thế dial thành công dù chưa ai gọi accept.",
	},
	AcceptedSoFar: {
		EN: "accept was called for {n:client} so far.",
		VI: "accept đã được gọi cho {n:máy khách}.",
	},
	NotAcceptedBy: {
		EN: "connected, but not accepted yet by {l}",
		VI: "đã kết nối, nhưng {l} chưa accept",
	},
	NotAcceptedAt: {
		EN: "connected, but not accepted yet: it waits in the accept queue of port {port}, at one of {all}",
		VI: "đã kết nối, nhưng chưa được accept: nó đợi trong hàng đợi chấp nhận của cổng {port}, ở một trong {all}",
	},
	DialIsOver: {
		EN: "The OS finished the handshake by itself and queued the connection‹ at {l}›: dial does not wait for accept. What is sent waits there too.",
		VI: "Hệ điều hành tự hoàn tất bắt tay rồi xếp kết nối vào hàng đợi‹ của {l}›: dial không đợi accept. Những gì gửi đi cũng đợi ở đó.",
	},
	AcceptTells: {
		Sort: Knowledge, Source: "socket(7), SO_REUSEPORT",
		EN: "Each of them has a queue of its own; which one has this connection accept tells.",
		VI: "Mỗi socket có hàng đợi riêng; kết nối này nằm ở đâu thì accept mới cho biết.",
	},
	SharesPort: {
		EN: "1 other socket shares its local port {port}",
		VI: "1 socket khác dùng chung cổng cục bộ {port}",
	},
	SharesPorts: {
		EN: "{n} other sockets share its local port {port}",
		VI: "{n} socket khác dùng chung cổng cục bộ {port}",
	},
	TalksWith: {
		EN: "That is normal: they share the local end-point, and the remote one differs: this one talks with {remote}{others}.",
		VI: "Đó là bình thường: chúng có chung điểm cuối cục bộ, còn điểm cuối xa thì khác: socket này nối với {remote}{others}.",
	},
	AlsoTalks: {
		EN: ", {who} with {remote}",
		VI: ", {who} với {remote}",
	},
	CloseWait: {
		EN: "CLOSE_WAIT",
		VI: "CLOSE_WAIT",
	},
	CloseWaitEOF: {
		EN: "CLOSE_WAIT: recv said \"eof\"",
		VI: "CLOSE_WAIT: recv đã báo \"eof\"",
	},
	OtherFinished: {
		EN: "The other end has finished sending (FIN); you have not closed. It stays so until you do.",
		VI: "Đầu kia đã gửi xong (FIN), còn bạn chưa đóng. Nó cứ như vậy cho đến khi bạn đóng.",
	},
	FinishedBy: {
		EN: "{peer}, the other end, has finished sending (FIN): {by} called {call}. You have not closed; it stays so until you do.",
		VI: "{peer}, đầu kia, đã gửi xong (FIN): {by} gọi {call}. Bạn chưa đóng; nó cứ như vậy cho đến khi bạn đóng.",
	},
	MoreCloseWait: {
		EN: "{n} sockets are in this state: their peers have closed, you have not. Such rows grow until you do.",
		VI: "{n} socket ở trạng thái này: đầu kia của chúng đã đóng, còn bạn thì chưa. Các dòng như thế cứ tăng cho đến khi bạn đóng.",
	},
	FinWait2: {
		EN: "FIN_WAIT2",
		VI: "FIN_WAIT2",
	},
	YouFinished: {
		EN: "You have finished sending, and the other end knows it; it has not closed yet. You can still receive.",
		VI: "Bạn đã gửi xong, và đầu kia biết điều đó; nó chưa đóng. Bạn vẫn nhận được.",
	},
	TimeWait: {
		EN: "TIME_WAIT",
		VI: "TIME_WAIT",
	},
	TimeWaitRests: {
		EN: "Both sides have finished, and this one was the first: it waits a minute so that late packets die. It is harmless.",
		VI: "Cả hai phía đã xong, và phía này xong trước: nó đợi một phút để các gói đến muộn tan đi. Điều đó vô hại.",
	},
	OtherEndIs: {
		EN: "its other end is {peer}",
		VI: "đầu kia của nó là {peer}",
	},
	OtherEndSelf: {
		EN: "it is connected to itself",
		VI: "nó được kết nối với chính nó",
	},
	EndsMirror: {
		EN: "The remote end of one is the local end of the other: {address} ↔ {remote}.",
		VI: "Đầu xa của socket này là đầu cục bộ của socket kia: {address} ↔ {remote}.",
	},
	PortByOS: {
		EN: "The OS chose the client's port, {port}.",
		VI: "Hệ điều hành đã chọn cổng của máy khách, {port}.",
	},
	PortByBind: {
		EN: "The client's port, {port}, was asked for: {by} bound it.",
		VI: "Cổng của máy khách, {port}, là do được yêu cầu: {by} đã bind nó.",
	},
	SelfConnected: {
		EN: "Its destination was its own address, {address}: its SYN came back to itself, and both crossed (simultaneous open, RFC 9293 3.5). Nobody listens there.",
		VI: "Đích của nó chính là địa chỉ của nó, {address}: SYN của nó quay về chính nó và hai bên bắt chéo (simultaneous open, RFC 9293 3.5). Không ai lắng nghe ở đó.",
	},

	KernelsNow: {
		Sort: Advice,
		EN:   "What is left of the connection belongs to the kernel now: sockets of the kernel are in :sockets.",
		VI:   "Phần còn lại của kết nối nay thuộc về nhân hệ điều hành: các socket của nhân có trong :sockets.",
	},
	Harmless: {
		Sort: Advice,
		EN:   "It is harmless. Let the other side close first if the port must be free at once, or bind with reuseaddr on both: what rests, and what comes after.",
		VI:   "Điều đó vô hại. Hãy để phía kia đóng trước nếu cần cổng trống ngay, hoặc bind với reuseaddr ở cả hai: socket để lại phần này và socket đến sau.",
	},
	AcceptOne: {
		Sort: Advice,
		EN:   "accept({who:arg}) takes one out; one accept per client.",
		VI:   "accept({who:arg}) lấy ra một; mỗi máy khách một lần accept.",
	},
	TakesOut: {
		Sort: Advice,
		EN:   "accept({l:arg}) takes it out of the queue.",
		VI:   "accept({l:arg}) lấy nó ra khỏi hàng đợi.",
	},
	ReadThenClose: {
		Sort: Advice,
		EN:   "Receive until \"eof\"; you may still send; then close({who:arg}).",
		VI:   "Hãy nhận cho đến \"eof\"; bạn vẫn gửi được; rồi close({who:arg}).",
	},
	TheyMustClose: {
		Sort: Advice,
		EN:   "{peer} must close.",
		VI:   "{peer} phải đóng.",
	},
	OtherMustClose: {
		Sort: Advice,
		EN:   "The other side must close.",
		VI:   "Phía kia phải đóng.",
	},
}
