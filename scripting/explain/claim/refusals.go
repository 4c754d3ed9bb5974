package claim

// Why a call was refused: who listens, and who did.
const (
	OtherFamily     Kind = "other-family"
	OtherAddress    Kind = "other-address"
	NobodyListens   Kind = "nobody-listens"
	ListenerClosed  Kind = "listener-closed"
	ListenerShut    Kind = "listener-shut"
	ListensSince    Kind = "listens-since"
	ListenerAt      Kind = "listener-at"
	ListeningNow    Kind = "listening-now"
	NoneListens     Kind = "none-listens"
	DatagramRefused Kind = "datagram-refused"
	NobodyHasUDP    Kind = "nobody-has-udp"
	NobodyCalls     Kind = "nobody-takes-calls"
	UnixPeerClosed  Kind = "unix-peer-closed"
	UnixPeerGone    Kind = "unix-peer-gone"

	DialFamily  Kind = "try-dial-family"
	DialOrEvery Kind = "try-dial-or-every"
	StartOrLose Kind = "try-start-or-lose"
)

var refusals = map[Kind]Meaning{
	OtherFamily: {
		EN: "{who} listens on {address} ({family}); you dialled {want} ({wantfamily}).",
		VI: "{who} lắng nghe ở {address} ({family}), còn bạn gọi đến {want} ({wantfamily}).",
	},
	OtherAddress: {
		EN: "{who} has port {port}, but on {ip} only; you dialled {wantip}.",
		VI: "{who} giữ cổng {port} nhưng chỉ ở {ip}, còn bạn gọi đến {wantip}.",
	},
	NobodyListens: {
		EN: "The machine answered: nothing listens on port {port}.",
		VI: "Máy đã trả lời: không có gì lắng nghe ở cổng {port}.",
	},
	ListenerClosed: {
		EN: "The machine answered: nothing listens on port {port} any more: {by} closed its listener.",
		VI: "Máy đã trả lời: không còn gì lắng nghe ở cổng {port}: {by} đã đóng socket lắng nghe của nó.",
	},
	ListenerShut: {
		EN: "The machine answered: nothing listens on port {port} any more: {by} called shutdown on {who}, which ends a listener.",
		VI: "Máy đã trả lời: không còn gì lắng nghe ở cổng {port}: {by} đã gọi shutdown trên {who}, việc đó chấm dứt lắng nghe.",
	},
	ListensSince: {
		EN: "The machine answered: nothing listened on port {port} then. {who} does now: {by} called listen after that.",
		VI: "Máy đã trả lời: lúc ấy không có gì lắng nghe ở cổng {port}. Nay có {who}: {by} gọi listen sau đó.",
	},
	ListenerAt: {
		EN: "{who} on {address}",
		VI: "{who} ở {address}",
	},
	ListeningNow: {
		EN: "Listening now: {list}.",
		VI: "Đang lắng nghe: {list}.",
	},
	NoneListens: {
		EN: "No TCP socket of this session listens: the server must listen before a client dials.",
		VI: "Không socket TCP nào của phiên này lắng nghe: máy chủ phải listen trước khi máy khách dial.",
	},
	DatagramRefused: {
		EN: "Nobody has {address}. UDP does not know whether anyone listens: the datagram that was sent{by:at} still \"worked\", and the machine's answer to it is this error.",
		VI: "Không ai giữ {address}. UDP không biết có ai lắng nghe hay không: gói tin gửi{by:at} vẫn \"thành công\", và lỗi này là câu trả lời của máy cho gói tin ấy.",
	},
	NobodyHasUDP: {
		EN: "Nobody has {address}. UDP does not know whether anyone listens; a connected socket learns it late, from the answer to an earlier datagram.",
		VI: "Không ai giữ {address}. UDP không biết có ai lắng nghe hay không; socket đã connect chỉ biết muộn, từ câu trả lời cho một gói tin trước đó.",
	},
	NobodyCalls: {
		EN: "Nobody takes calls there: the kernel says so at the call itself.",
		VI: "Không ai nhận lời gọi ở đó: nhân hệ điều hành báo ngay tại lời gọi.",
	},
	UnixPeerClosed: {
		EN: "{peer}, to which {who} is connected, is closed: {by} closed it. A Unix datagram socket is told so at the send itself.",
		VI: "{peer}, nơi {who} kết nối đến, đã đóng: {by} đóng nó. Socket datagram Unix được báo ngay lúc gửi.",
	},
	UnixPeerGone: {
		EN: "The socket to which {who} is connected is closed. A Unix datagram socket is told so at the send itself.",
		VI: "Socket mà {who} kết nối đến đã đóng. Socket datagram Unix được báo ngay lúc gửi.",
	},

	DialFamily: {
		Sort: Advice,
		EN:   "Dial {address}. localhost may be either family.",
		VI:   "Hãy dial {address}. localhost có thể thuộc họ nào cũng được.",
	},
	DialOrEvery: {
		Sort: Advice,
		EN:   "Dial {address}, or listen on 0.0.0.0 to accept both.",
		VI:   "Hãy dial {address}, hoặc lắng nghe ở 0.0.0.0 để nhận cả hai.",
	},
	StartOrLose: {
		Sort: Advice,
		EN:   "Start who should listen, or treat it as a lost datagram.",
		VI:   "Hãy khởi động bên phải lắng nghe, hoặc coi đó là gói tin bị mất.",
	},
}
