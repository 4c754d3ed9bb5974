package claim

// Where bytes and datagrams are.
const (
	BytesWait        Kind = "bytes-wait"
	InTheKernel      Kind = "in-the-kernel"
	KeptInObject     Kind = "bytes-kept"
	NotReceived      Kind = "sent-and-not-received"
	SendOnlyCopies   Kind = "send-only-copies"
	ReceivedOfSent   Kind = "received-of-what-was-sent"
	WaitThere        Kind = "bytes-wait-there"
	WaitThereSince   Kind = "bytes-wait-there-since"
	WaitHere         Kind = "bytes-wait-here"
	UnreadAtAnother  Kind = "unread-at-another-program"
	RecvThere        Kind = "try-recv-there"
	DatagramsWait    Kind = "datagrams-wait"
	DatagramsDropped Kind = "datagrams-dropped"
	Unheard          Kind = "nobody-acknowledges"
	SomeDropped      Kind = "some-datagrams-dropped"
	DeafToGroup      Kind = "deaf-to-its-group"
	ReadFaster       Kind = "try-receiving-sooner"
	EOFAgain         Kind = "eof-again"
	EOFForEver       Kind = "eof-for-ever"
	LeaveLoop        Kind = "try-leaving-the-loop"
	OneRecvOfSends   Kind = "one-recv-of-several-sends"
	NoMessages       Kind = "tcp-has-no-messages"
	FrameThem        Kind = "try-framing"
	PartOfSend       Kind = "part-of-a-send"
	WhatIsThereNow   Kind = "recv-gives-what-is-there"
	LessThanAsked    Kind = "less-than-asked"
	SentSince        Kind = "sent-since"
	LoopForWhole     Kind = "try-looping"
	DatagramCut      Kind = "datagram-cut"
	CutForGood       Kind = "cut-for-good"
	AskForMore       Kind = "try-asking-for-more"
	RepliesTook      Kind = "replies-took"
	NagleWaits       Kind = "nagle-waits"
	SendOnce         Kind = "try-nodelay"
)

var amounts = map[Kind]Meaning{
	BytesWait: {
		EN: `{n} {n:|waits|wait} to be received`,
		VI: `{n} đang đợi được nhận`,
	},
	InTheKernel: {
		EN: `They are in this machine's kernel; recv takes them out.`,
		VI: `Chúng nằm trong nhân của máy này; recv lấy chúng ra.`,
	},
	KeptInObject: {
		EN: `{n} came for a call that failed, and {n:|is|are} kept in the socket object: the next receive gives {n:|it|them} first.`,
		VI: `{n} đã đến cho một lời gọi thất bại, và được giữ trong đối tượng socket: lần nhận sau sẽ đưa chúng ra trước.`,
	},
	NotReceived: {
		EN: `{n} of what was sent {n:|has|have} not been received`,
		VI: `{n} trong những gì đã gửi chưa được nhận`,
	},
	SendOnlyCopies: {
		Sort: Knowledge, Source: "send(2)",
		EN: `send only copies to the OS.`,
		VI: `send chỉ sao chép vào hệ điều hành.`,
	},
	ReceivedOfSent: {
		EN: `Of {sent} sent {got} {got:|has|have} been received.`,
		VI: `Trong {sent} đã gửi, {got} đã được nhận.`,
	},
	WaitThere: {
		EN: `{n} {n:|waits|wait} in the queue of {far}, which has not called recv.`,
		VI: `{n} đang đợi trong hàng đợi của {far}, vốn chưa gọi recv.`,
	},
	WaitThereSince: {
		EN: `{n} {n:|waits|wait} in the queue of {far}, which last received {ago} ago{place}.`,
		VI: `{n} đang đợi trong hàng đợi của {far}, vốn nhận lần cuối {ago} trước{place}.`,
	},
	WaitHere: {
		EN: `{n} {n:|has|have} not left the queue of {who}, or {n:|is on its|are on their} way.`,
		VI: `{n} chưa rời hàng đợi của {who}, hoặc còn đang trên đường đi.`,
	},
	UnreadAtAnother: {
		EN: `{n} {n:|lies|lie} unread in the queue of the other end‹, {holder}›.`,
		VI: `{n} nằm chưa đọc trong hàng đợi của đầu bên kia‹, {holder}›.`,
	},
	RecvThere: {
		Sort: Advice,
		EN:   `recv({far:arg})`,
		VI:   `recv({far:arg})`,
	},
	DatagramsWait: {
		EN: `{n:datagram} in its queue: each recv takes one`,
		VI: `{n:datagram} trong hàng đợi: mỗi recv lấy một`,
	},
	DatagramsDropped: {
		EN: `{n:datagram} came to {who} and went to nobody: the kernel threw {n:|it|them} away, for its receive buffer was full.`,
		VI: `{n:datagram} đã đến {who} mà không ai nhận được: nhân đã vứt bỏ vì bộ đệm nhận của nó đầy.`,
	},
	Unheard: {
		EN: `nobody acknowledges what was sent`,
		VI: `không ai xác nhận những gì đã gửi`,
	},
	SomeDropped: {
		EN: `datagrams were thrown away`,
		VI: `có datagram bị vứt bỏ`,
	},
	DeafToGroup: {
		EN: `it does not get what is sent to its group`,
		VI: `nó không nhận được những gì gửi cho nhóm của nó`,
	},
	ReadFaster: {
		Sort: Advice,
		EN:   `Receive sooner, or give {who} a larger rcvbuf: UDP tells no sender.`,
		VI:   `Hãy nhận sớm hơn, hoặc cho {who} một rcvbuf lớn hơn: UDP không báo cho người gửi.`,
	},
	EOFAgain: {
		EN: `recv said "eof" {n:time}, last{place}`,
		VI: `recv đã báo "eof" {n:lần}, lần cuối{place}`,
	},
	EOFForEver: {
		Sort: Knowledge, Source: "recv(2)",
		EN: `It will say so for ever: nothing comes any more.`,
		VI: `Nó sẽ báo như vậy mãi: không còn gì đến nữa.`,
	},
	LeaveLoop: {
		Sort: Advice,
		EN:   `Leave the loop when recv gives nil.`,
		VI:   `Hãy ra khỏi vòng lặp khi recv trả nil.`,
	},
	OneRecvOfSends: {
		EN: `one recv{place} took the bytes of {n:send}`,
		VI: `một recv{place} đã lấy byte của {n:lần send}`,
	},
	NoMessages: {
		Sort: Knowledge, Source: "RFC 9293 2.2",
		EN: `A stream has no messages: it is bytes in their order.`,
		VI: `Luồng không có thông điệp: nó chỉ là các byte theo thứ tự.`,
	},
	FrameThem: {
		Sort: Advice,
		EN:   `Frame your messages: end them with a newline (recv_line), or put their length in front (recv_exactly).`,
		VI:   `Hãy đóng khung thông điệp: kết thúc bằng dấu xuống dòng (recv_line), hoặc đặt độ dài lên trước (recv_exactly).`,
	},
	PartOfSend: {
		EN: `recv{place} gave {n} of a send of {all}`,
		VI: `recv{place} cho {n} của một lần send {all}`,
	},
	WhatIsThereNow: {
		Sort: Knowledge, Source: "recv(2)",
		EN: `recv gives what is there now, up to what was asked; the rest waits.`,
		VI: `recv cho những gì đang có, không quá số đã hỏi; phần còn lại đợi.`,
	},
	LessThanAsked: {
		EN: `recv{place} gave {n} of up to {asked}`,
		VI: `recv{place} cho {n} trong tối đa {asked}`,
	},
	SentSince: {
		EN: `recv gives what is there now: those {n}; it does not wait for more. {more} more have been sent since.`,
		VI: `recv cho những gì đang có: {n} byte ấy; nó không đợi thêm. Từ đó đã có thêm {more} được gửi.`,
	},
	LoopForWhole: {
		Sort: Advice,
		EN:   `Loop until you have a whole message, or use recv_exactly, recv_line or recv_until.`,
		VI:   `Hãy lặp đến khi có trọn một thông điệp, hoặc dùng recv_exactly, recv_line hay recv_until.`,
	},
	DatagramCut: {
		EN: `a datagram of {all} was cut to {n}{place}`,
		VI: `một datagram {all} bị cắt còn {n}{place}`,
	},
	CutForGood: {
		Sort: Knowledge, Source: "recv(2)",
		EN: `A datagram is received whole or cut: the rest is thrown away. A stream keeps the rest, datagrams do not.`,
		VI: `Một datagram được nhận trọn hoặc bị cắt: phần còn lại bị vứt bỏ. Luồng giữ lại phần còn lại, datagram thì không.`,
	},
	AskForMore: {
		Sort: Advice,
		EN:   `Ask for as many bytes as a datagram may have: 65507.`,
		VI:   `Hãy hỏi đủ số byte mà một datagram có thể có: 65507.`,
	},
	RepliesTook: {
		EN: `{n} replies took {least} to {most} ms each`,
		VI: `{n} câu trả lời mất từ {least} đến {most} ms mỗi câu`,
	},
	NagleWaits: {
		Sort: Knowledge, Source: "tcp(7), RFC 9293 3.7.4",
		EN: `Two small sends in a row: the second waits for the acknowledgement of the first (Nagle), and the other side delays that, by 40 ms and more.`,
		VI: `Hai lần gửi nhỏ liên tiếp: lần sau đợi xác nhận của lần trước (Nagle), và phía bên kia trì hoãn xác nhận đó từ 40 ms trở lên.`,
	},
	SendOnce: {
		Sort: Advice,
		EN:   `Send once, or setopt({who:arg}, "nodelay", true).`,
		VI:   `Hãy gửi một lần, hoặc setopt({who:arg}, "nodelay", true).`,
	},
}
