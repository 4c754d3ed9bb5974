package claim

// How connections end.
const (
	WasResetBy        Kind = "reset-on-purpose"
	ClosedUnread      Kind = "closed-with-bytes-unread"
	ClosedLingering   Kind = "closed-with-linger-0"
	AnsweredClosed    Kind = "sent-to-who-had-closed"
	AnsweredShut      Kind = "sent-to-who-had-shut-down"
	QueueWasClosed    Kind = "listener-closed-with-a-queue"
	ClosedBy          Kind = "other-end-was-closed"
	MayHaveReset      Kind = "reset-by-whom"
	MayHaveResetThis  Kind = "reset-by-what"
	MayHaveClosedPipe Kind = "closed-by-whom"
	ToldBefore        Kind = "error-told-before"
	SentAfterClose    Kind = "sent-after-close"
	UnixSaysAtOnce    Kind = "unix-says-at-once"
	UnixShutReading   Kind = "unix-shut-reading"
	OwnShutdown       Kind = "own-shutdown"
	NeverConnected    Kind = "never-connected"
	ConnectFailed     Kind = "connect-failed"
	BothFinished      Kind = "both-finished"
	OverUnknown       Kind = "over-by-what"
	Over              Kind = "over"
	StateClosed       Kind = "state-closed"
	OverClose         Kind = "try-closing-what-is-over"
	OverNow           Kind = "try-closing-what-was-given-up"
	GivesBack         Kind = "try-giving-back"
	ConnectFirst      Kind = "try-connecting-first"
	SendBefore        Kind = "try-sending-before-shutdown"
	ReceiveToEOF      Kind = "try-receiving-to-eof"
	StopSending       Kind = "try-stopping-at-eof"
	Incomplete        Kind = "incomplete-message"
	IncompleteBy      Kind = "incomplete-message-closed-by"
	IncompleteShut    Kind = "incomplete-message-shut-down-by"
	RecvGivesWhatCame Kind = "try-recv-for-what-came"
	WokenByClose      Kind = "woken-by-close"
	CloseWakesNobody  Kind = "close-wakes-nobody"
	YouClosedIt       Kind = "closed-by-the-caller"
	ClosedByTask      Kind = "closed-by-another"
	MakeAnother       Kind = "try-another-socket"
)

var streams = map[Kind]Meaning{
	WasResetBy: {
		EN: `{who}, the other end, was reset on purpose by {by}.`,
		VI: `{who}, đầu bên kia, bị {by} chủ động đặt lại (reset).`,
	},
	ClosedUnread: {
		EN: `{who}, the other end, was closed by {by} with {n} unread: the kernel answers that with a reset instead of an end.`,
		VI: `{who}, đầu bên kia, bị {by} đóng khi còn {n} chưa đọc: nhân đáp lại bằng reset thay vì kết thúc luồng.`,
	},
	ClosedLingering: {
		EN: `{who}, the other end, was closed by {by} with the option linger at 0‹, which {set} gave it›: close sends RST then, instead of FIN (socket(7)).`,
		VI: `{who}, đầu bên kia, bị {by} đóng với tùy chọn linger bằng 0‹, do {set} đặt›: khi ấy close gửi RST thay vì FIN (socket(7)).`,
	},
	AnsweredClosed: {
		EN: `{who}, the other end, was closed by {by}; what you sent after that‹ ({sent})› was answered with a reset.`,
		VI: `{who}, đầu bên kia, bị {by} đóng; những gì bạn gửi sau đó‹ ({sent})› bị đáp lại bằng reset.`,
	},
	AnsweredShut: {
		EN: `{who}, the other end, was shut down in both directions by {by}; what you sent after that‹ ({sent})› was answered with a reset.`,
		VI: `{who}, đầu bên kia, bị {by} shutdown cả hai chiều; những gì bạn gửi sau đó‹ ({sent})› bị đáp lại bằng reset.`,
	},
	QueueWasClosed: {
		EN: `The listener was closed ({by}) while this connection waited in its accept queue: the kernel resets those.`,
		VI: `Socket lắng nghe bị đóng ({by}) khi kết nối này còn đợi trong hàng đợi accept của nó: nhân đặt lại những kết nối như vậy.`,
	},
	ClosedBy: {
		EN: `{who}, the other end, was closed by {by}‹, {ago} before›.`,
		VI: `{who}, đầu bên kia, bị {by} đóng‹, {ago} trước đó›.`,
	},
	MayHaveReset: {
		Sort: Possibility,
		EN:   `The other end‹, {holder},› ended the connection with a reset (RST). It is not of this session, and which of these it was can't be seen from here: closed with bytes unread, closed with linger 0, its program died with bytes unread, or it was gone when your bytes came.`,
		VI:   `Đầu bên kia‹, {holder},› đã kết thúc kết nối bằng reset (RST). Nó không thuộc phiên này, nên từ đây không thể biết là trường hợp nào: đóng khi còn byte chưa đọc, đóng với linger 0, chương trình của nó chết khi còn byte chưa đọc, hoặc nó đã không còn khi byte của bạn đến.`,
	},
	MayHaveResetThis: {
		Sort: Possibility,
		EN:   `The connection was reset, and the log does not show by what: perhaps by bytes that came for who had closed, or by a setting of the machine.`,
		VI:   `Kết nối đã bị đặt lại, và nhật ký không cho thấy vì sao: có thể do byte đến khi đầu nhận đã đóng, hoặc do một thiết lập của máy.`,
	},
	MayHaveClosedPipe: {
		Sort: Possibility,
		EN:   `The other end‹, {holder},› takes no bytes any more. It is not of this session, and which of these it was can't be seen from here: it closed, its program died, or it reset the connection.`,
		VI:   `Đầu bên kia‹, {holder},› không nhận byte nữa. Nó không thuộc phiên này, nên từ đây không thể biết là trường hợp nào: nó đã đóng, chương trình của nó chết, hoặc nó đã đặt lại kết nối.`,
	},
	ToldBefore: {
		EN: `The connection was over already: {call}{told:at} met {code}. An error is told once; after it recv gives "eof", and send EPIPE.`,
		VI: `Kết nối đã kết thúc từ trước: {call}{told:at} đã gặp {code}. Lỗi chỉ được báo một lần; sau đó recv trả "eof", còn send báo EPIPE.`,
	},
	SentAfterClose: {
		EN: `Your send{sent:at} still "worked": it only filled your own queue; the other side answered it with RST. This was the next one.`,
		VI: `Lần send của bạn{sent:at} vẫn "thành công": nó chỉ đổ vào hàng đợi của chính bạn; phía bên kia đáp lại bằng RST. Đây là lần kế tiếp.`,
	},
	UnixSaysAtOnce: {
		Sort: Knowledge, Source: "unix(7)",
		EN: `A Unix stream has no reset on the way: send says at once that the other end is closed.`,
		VI: `Luồng Unix không có reset trên đường đi: send báo ngay rằng đầu bên kia đã đóng.`,
	},
	UnixShutReading: {
		EN: `{who}, the other end, ended its receiving: {by} called shutdown. A Unix stream says so at once.`,
		VI: `{who}, đầu bên kia, đã ngừng nhận: {by} gọi shutdown. Luồng Unix báo điều đó ngay.`,
	},
	OwnShutdown: {
		EN: `You ended its sending side yourself: {by} called shutdown.`,
		VI: `Chính bạn đã kết thúc chiều gửi của nó: {by} gọi shutdown.`,
	},
	NeverConnected: {
		EN: `{who} was never connected: there is no other end. Linux says EPIPE for bytes on such a TCP socket.`,
		VI: `{who} chưa từng được kết nối: không có đầu bên kia. Linux báo EPIPE khi gửi byte trên một socket TCP như vậy.`,
	},
	ConnectFailed: {
		EN: `{who} is not connected: {by} called connect, and it failed ({code}). There is no other end.`,
		VI: `{who} không được kết nối: {by} gọi connect và thất bại ({code}). Không có đầu bên kia.`,
	},
	BothFinished: {
		EN: `Both sides have finished: {here} ended {who}'s direction, {by} that of {far}.`,
		VI: `Cả hai phía đã xong: {here} kết thúc chiều của {who}, {by} kết thúc chiều của {far}.`,
	},
	OverUnknown: {
		Sort: Possibility,
		EN:   `It was reset, or both sides have finished, or the kernel gave it up: neither log nor kernel shows which.`,
		VI:   `Nó đã bị đặt lại, hoặc cả hai phía đã xong, hoặc nhân đã bỏ nó: cả nhật ký lẫn nhân đều không cho biết là trường hợp nào.`,
	},
	StateClosed: {
		EN: `CLOSED`,
		VI: `CLOSED`,
	},
	Over: {
		EN: `The connection is over for the kernel: nothing can be sent or received any more, but what had arrived.`,
		VI: `Với nhân, kết nối đã kết thúc: không gửi hay nhận được gì nữa, ngoài những gì đã đến.`,
	},
	OverClose: {
		Sort: Advice,
		EN:   `A connection that was reset is over: close the socket.`,
		VI:   `Kết nối đã bị đặt lại là kết thúc: hãy đóng socket.`,
	},
	OverNow: {
		Sort: Advice,
		EN:   `The connection is over: close the socket.`,
		VI:   `Kết nối đã kết thúc: hãy đóng socket.`,
	},
	GivesBack: {
		Sort: Advice,
		EN:   `close({who:arg}) gives the descriptor back.`,
		VI:   `close({who:arg}) trả lại descriptor.`,
	},
	ConnectFirst: {
		Sort: Advice,
		EN:   `Connect it first: connect({who:arg}, addr), or dial(addr) makes one that is.`,
		VI:   `Hãy kết nối trước: connect({who:arg}, addr), hoặc dial(addr) tạo một socket đã kết nối.`,
	},
	SendBefore: {
		Sort: Advice,
		EN:   `Send before shutdown.`,
		VI:   `Hãy gửi trước khi shutdown.`,
	},
	ReceiveToEOF: {
		Sort: Advice,
		EN:   `Let the other side receive until "eof" before it closes.`,
		VI:   `Hãy để phía bên kia nhận cho đến "eof" rồi mới đóng.`,
	},
	StopSending: {
		Sort: Advice,
		EN:   `Stop sending when recv says "eof", or catch the error with try(send, s, data).`,
		VI:   `Hãy thôi gửi khi recv báo "eof", hoặc bắt lỗi bằng try(send, s, data).`,
	},
	Incomplete: {
		EN: `The other end finished after ‹{got}›‹{n} of the {asked:byte} you wanted›: an incomplete message.`,
		VI: `Đầu bên kia kết thúc sau ‹{got}›‹{n} trong {asked:byte} bạn muốn›: một thông điệp chưa trọn.`,
	},
	IncompleteBy: {
		EN: `{who}, the other end, was closed by {by} after ‹{got}›‹{n} of the {asked:byte} you wanted›: an incomplete message.`,
		VI: `{who}, đầu bên kia, bị {by} đóng sau ‹{got}›‹{n} trong {asked:byte} bạn muốn›: một thông điệp chưa trọn.`,
	},
	IncompleteShut: {
		EN: `{who}, the other end, has finished sending ({by} called shutdown) after ‹{got}›‹{n} of the {asked:byte} you wanted›: an incomplete message.`,
		VI: `{who}, đầu bên kia, đã gửi xong ({by} gọi shutdown) sau ‹{got}›‹{n} trong {asked:byte} bạn muốn›: một thông điệp chưa trọn.`,
	},
	RecvGivesWhatCame: {
		Sort: Advice,
		EN:   `recv gives what came.`,
		VI:   `recv cho những gì đã đến.`,
	},
	WokenByClose: {
		EN: `close{by:at}, by task {task}, woke this {call}.`,
		VI: `close{by:at}, của tác vụ {task}, đã đánh thức {call} này.`,
	},
	CloseWakesNobody: {
		Sort: Knowledge, Source: "close(2)",
		EN: `In C it would not: there close in another thread wakes nobody (close(2)).`,
		VI: `Trong C thì không: ở đó close trong một luồng khác không đánh thức ai (close(2)).`,
	},
	YouClosedIt: {
		EN: `You closed it{by:at}.`,
		VI: `Bạn đã đóng nó{by:at}.`,
	},
	ClosedByTask: {
		EN: `Task {task} closed it{by:at}.`,
		VI: `Tác vụ {task} đã đóng nó{by:at}.`,
	},
	MakeAnother: {
		Sort: Advice,
		EN:   `Make another socket: what is left of this one is the kernel's.`,
		VI:   `Hãy tạo socket khác: những gì còn lại của socket này thuộc về nhân.`,
	},
}
