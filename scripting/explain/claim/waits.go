package claim

// What a call waits for, or waited for in vain.
const (
	WaitsForClient        Kind = "accept-waits"
	WaitsForAnotherClient Kind = "accept-waits-again"
	DialIt                Kind = "try-dial"
	WaitsSince            Kind = "waits-since"
	WaitedFor             Kind = "waited-for"

	NothingCame    Kind = "nothing-came"
	NothingThere   Kind = "nothing-there"
	PartCame       Kind = "part-came"
	NoClientCame   Kind = "no-client-came"
	NotAllSent     Kind = "not-all-sent"
	AcceptAgain    Kind = "try-accept-again"
	WaitLonger     Kind = "try-waiting-longer"
	Silent         Kind = "silence-tells-nothing"
	NothingArrived Kind = "nothing-has-arrived"
	NoDatagram     Kind = "no-datagram"
	NoConnection   Kind = "udp-has-no-connection"
	WaitWithLimit  Kind = "try-a-timeout"
	LastSent       Kind = "peer-last-sent"
	SentNothing    Kind = "peer-has-sent-nothing"
	SentLately     Kind = "other-end-last-heard"
	NeverHeard     Kind = "other-end-never-heard"
	HeldBy         Kind = "other-end-of-another-program"
	PeerClosed     Kind = "peer-was-closed"
	BothWait       Kind = "both-wait"
	NotAccepted    Kind = "nobody-accepted"
	Corked         Kind = "corked"
	Uncork         Kind = "try-uncorking"
	InTheirQueue   Kind = "bytes-in-the-senders-queue"
	HereAlready    Kind = "bytes-are-here"
	Unacknowledged Kind = "unacknowledged"
	KeepaliveRuns  Kind = "keepalive-asks"
	AskForLife     Kind = "try-keepalive"
	SenderMust     Kind = "try-sending"
	OneSpeaksFirst Kind = "try-speaking-first"
	ShutdownSays   Kind = "try-shutdown"

	BufferFull    Kind = "buffer-full"
	BuffersFull   Kind = "buffers-full"
	FullAtAnother Kind = "buffers-full-at-another"
	QueueFullThen Kind = "datagram-queue-full"
	BothSend      Kind = "both-send"
	PeerMustRecv  Kind = "try-receiving-there"
	TheyMustRecv  Kind = "try-receiving-at-the-other-end"
	ReceiveFirst  Kind = "try-receiving-first"

	AcceptQueueFull   Kind = "accept-queue-full"
	NoAnswer          Kind = "no-answer"
	RefusedOrTimeout  Kind = "refused-or-timeout"
	CallAccept        Kind = "try-accept"
	KeepalivesFailed  Kind = "keepalives-failed"
	NobodyAcked       Kind = "nobody-acknowledged"
	WindowStayedShut  Kind = "window-stayed-closed"
	NoAnswerToSYN     Kind = "no-answer-to-syn"
	KernelGaveUp      Kind = "kernel-gave-up"
	VerdictNotLimit   Kind = "verdict-not-limit"
	GroupNotAddressed Kind = "bound-beside-the-group"
	ListenOnGroup     Kind = "try-listening-on-the-group"

	CloseLingers Kind = "close-lingers"
	PausesAt     Kind = "pauses-at"
	ForEndOfTask Kind = "for-the-end-of-a-task"
	ForAValue    Kind = "for-a-value"
	ForATaker    Kind = "for-a-taker"
	GoesOnBy     Kind = "goes-on-by"
	WhyOfThat    Kind = "try-why-of-that"
	MustPut      Kind = "try-put"
	MustGet      Kind = "try-get"
)

var waits = map[Kind]Meaning{
	WaitsForClient: {
		EN: "accept waits for a client, and the queue of {who} is empty.",
		VI: "accept đang đợi một máy khách, và hàng đợi của {who} đang trống.",
	},
	WaitsForAnotherClient: {
		EN: "accept waits for another client: {n:client} came through {who} so far, and its queue is empty.",
		VI: "accept đang đợi máy khách tiếp theo: đã có {n:máy khách} qua {who}, và hàng đợi của nó đang trống.",
	},
	DialIt: {
		Sort: Advice,
		EN:   "Dial {address} from another task or program.",
		VI:   "Hãy dial {address} từ một tác vụ hoặc chương trình khác.",
	},
	WaitsSince: {
		EN: "task {task} waits in {call}‹ on {who}› since {since:s}{place}",
		VI: "tác vụ {task} đang đợi trong {call}‹ trên {who}› từ {since:s}{place}",
	},
	WaitedFor: {
		EN: "task {task} waited in {call}‹ on {who}› for {since:s}{place}",
		VI: "tác vụ {task} đã đợi trong {call}‹ trên {who}› suốt {since:s}{place}",
	},
	NothingCame: {
		EN: "Nothing came in {took}, the limit of this call.",
		VI: "Không có gì đến trong {took}, giới hạn của lời gọi này.",
	},
	NothingThere: {
		EN: "Nothing was there, and the call did not wait.",
		VI: "Không có gì ở đó, và lời gọi không đợi.",
	},
	PartCame: {
		EN: "Only {n} came in {took}; the socket keeps {n:|it|them}, and the next receive gives {n:|it|them} first.",
		VI: "Chỉ có {n} đến trong {took}; socket giữ chúng lại, và lần nhận sau sẽ đưa chúng ra trước.",
	},
	NoClientCame: {
		EN: "No client came in {took}. The listener goes on listening.",
		VI: "Không có máy khách nào đến trong {took}. Socket lắng nghe vẫn tiếp tục lắng nghe.",
	},
	NotAllSent: {
		EN: "The kernel took {n} of {asked} within {took}, the limit of this call.",
		VI: "Nhân đã nhận {n} trong {asked} trong {took}, giới hạn của lời gọi này.",
	},
	AcceptAgain: {
		Sort: Advice,
		EN:   "Call accept again, or dial from another task.",
		VI:   "Hãy gọi accept lần nữa, hoặc dial từ một tác vụ khác.",
	},
	WaitLonger: {
		Sort: Advice,
		EN:   "Call again, with a longer timeout if you like.",
		VI:   "Hãy gọi lại, với timeout dài hơn nếu muốn.",
	},
	Silent: {
		Sort: Knowledge, Source: "RFC 9293 3.8.4",
		EN: "Silence does not tell whether anybody is there: a TCP connection on which nothing is sent looks the same.",
		VI: "Im lặng không cho biết có ai ở đó hay không: một kết nối TCP không ai gửi gì trông vẫn như vậy.",
	},
	NothingArrived: {
		EN: "Nothing has arrived, and {far}, the other end, is still open.",
		VI: "Chưa có gì đến, và {far}, đầu bên kia, vẫn còn mở.",
	},
	NoDatagram: {
		EN: "No datagram has come to {address}.",
		VI: "Chưa có datagram nào đến {address}.",
	},
	NoConnection: {
		Sort: Knowledge, Source: "udp(7)",
		EN: "UDP loses datagrams without a word: whether one was sent can't be seen from here.",
		VI: "UDP làm mất datagram mà không báo: từ đây không thể biết có datagram nào đã được gửi hay không.",
	},
	WaitWithLimit: {
		Sort: Advice,
		EN:   "Wait with a timeout.",
		VI:   "Hãy đợi với timeout.",
	},
	LastSent: {
		EN: "{far} last sent {ago} ago{place}.",
		VI: "{far} gửi lần cuối {ago} trước{place}.",
	},
	SentNothing: {
		EN: "{far} has sent nothing yet.",
		VI: "{far} chưa gửi gì.",
	},
	SentLately: {
		EN: "Its last bytes came {ago} ago.",
		VI: "Những byte cuối của nó đến {ago} trước.",
	},
	NeverHeard: {
		EN: "No byte has come from it yet.",
		VI: "Chưa có byte nào đến từ nó.",
	},
	HeldBy: {
		EN: "The other end, {address}, is of another program‹: {holder}›.",
		VI: "Đầu bên kia, {address}, thuộc một chương trình khác‹: {holder}›.",
	},
	PeerClosed: {
		EN: "{far}, which had the other end, is closed ({by}).",
		VI: "{far}, socket giữ đầu bên kia, đã đóng ({by}).",
	},
	BothWait: {
		EN: "It is itself waiting in {call} (task {task}{place}): both wait, and nobody sends.",
		VI: "Chính nó cũng đang đợi trong {call} (tác vụ {task}{place}): cả hai đều đợi, và không ai gửi.",
	},
	NotAccepted: {
		EN: "Nobody has accepted this connection yet: it waits in the accept queue of {l}, and no script has the other end.",
		VI: "Chưa ai accept kết nối này: nó đang đợi trong hàng đợi accept của {l}, và chưa có script nào giữ đầu bên kia.",
	},
	Corked: {
		EN: "{far} holds {n} back: it is corked‹, by {by}›.",
		VI: "{far} đang giữ lại {n}: nó bị cork‹, do {by} đặt›.",
	},
	Uncork: {
		Sort: Advice,
		EN:   "setopt({far:arg}, \"cork\", false) lets them go; the kernel waits 200 ms at most to fill a packet.",
		VI:   "setopt({far:arg}, \"cork\", false) cho chúng đi; nhân đợi nhiều nhất 200 ms để đầy một gói.",
	},
	InTheirQueue: {
		EN: "{n} that {far} sent {n:|is|are} still in its own queue.",
		VI: "{n} mà {far} đã gửi vẫn còn trong hàng đợi của chính nó.",
	},
	HereAlready: {
		EN: "{n} {n:|is|are} in the queue of {who}: the call waits for more.",
		VI: "{n} đang ở trong hàng đợi của {who}: lời gọi đợi thêm.",
	},
	Unacknowledged: {
		EN: "{n} that {who} sent {n:|has|have} not been acknowledged: the kernel sent {n:|it|them} again {times:time} so far‹, and will in {left}›.",
		VI: "{n} mà {who} đã gửi chưa được xác nhận: đến nay nhân đã gửi lại {times:lần}‹, và sẽ gửi lại sau {left}›.",
	},
	KeepaliveRuns: {
		EN: "keepalive is on‹ (set by {by})›: the kernel asks the other end, and gives the connection up if {n:probe} {n:|gets|get} no answer.",
		VI: "keepalive đang bật‹ (do {by} đặt)›: nhân hỏi đầu bên kia, và bỏ kết nối nếu {n:lần hỏi} không được trả lời.",
	},
	AskForLife: {
		Sort: Advice,
		EN:   "setopt({who:arg}, \"keepalive\", true) asks a silent other end; user_timeout says how long bytes may stay unacknowledged.",
		VI:   "setopt({who:arg}, \"keepalive\", true) hỏi thăm đầu bên kia khi nó im lặng; user_timeout đặt hạn cho byte chưa được xác nhận.",
	},
	SenderMust: {
		Sort: Advice,
		EN:   "The other end must send, or close.",
		VI:   "Đầu bên kia phải gửi, hoặc đóng.",
	},
	OneSpeaksFirst: {
		Sort: Advice,
		EN:   "One side must speak first.",
		VI:   "Một bên phải nói trước.",
	},
	ShutdownSays: {
		Sort: Advice,
		EN:   "If one of them waits for the end of the stream: shutdown({far:arg}) says that no more comes.",
		VI:   "Nếu một trong hai đợi hết luồng: shutdown({far:arg}) báo rằng không còn gì nữa.",
	},
	BufferFull: {
		EN: "The buffer here is full‹: {here}›. What the other end has can't be seen from here.",
		VI: "Bộ đệm ở đây đã đầy‹: {here}›. Từ đây không thể biết đầu bên kia có gì.",
	},
	BuffersFull: {
		EN: "Both buffers are full: ‹{here} here, ›{there} at {far}, which does not receive‹: it last did {ago} ago›.",
		VI: "Cả hai bộ đệm đều đầy: ‹{here} ở đây, ›{there} ở {far}, nơi không nhận‹: lần nhận cuối là {ago} trước›.",
	},
	FullAtAnother: {
		EN: "The buffer here is full‹: {here}›, and {there} {there:|lies|lie} unread at the other end‹, {holder}›.",
		VI: "Bộ đệm ở đây đã đầy‹: {here}›, và {there} nằm chưa đọc ở đầu bên kia‹, {holder}›.",
	},
	QueueFullThen: {
		EN: "The queue of {far} is full: a Unix datagram waits until there is room in it (unix(7)).",
		VI: "Hàng đợi của {far} đã đầy: datagram Unix đợi đến khi có chỗ trong đó (unix(7)).",
	},
	BothSend: {
		EN: "Deadlock: {who} and {far} both send, and nobody receives.",
		VI: "Bế tắc: {who} và {far} cùng gửi, và không ai nhận.",
	},
	PeerMustRecv: {
		Sort: Advice,
		EN:   "{far} must call recv.",
		VI:   "{far} phải gọi recv.",
	},
	TheyMustRecv: {
		Sort: Advice,
		EN:   "The other end must call recv.",
		VI:   "Đầu bên kia phải gọi recv.",
	},
	ReceiveFirst: {
		Sort: Advice,
		EN:   "One side must receive before it sends on; or receive in a task of its own.",
		VI:   "Một bên phải nhận trước khi gửi tiếp; hoặc nhận trong một tác vụ riêng.",
	},
	AcceptQueueFull: {
		EN: "No answer at all: the accept queue of {l} is full ({n} of {backlog}+1).",
		VI: "Không có trả lời nào: hàng đợi chấp nhận của {l} đã đầy ({n} trên {backlog}+1).",
	},
	NoAnswer: {
		Sort: Possibility,
		EN:   "No answer at all‹ in {took}›. It can't be seen why: perhaps a full accept queue, a firewall that drops packets, or a machine that is down.",
		VI:   "Không có trả lời nào‹ trong {took}›. Không thể biết vì sao: có thể do hàng đợi accept đầy, tường lửa bỏ gói, hoặc máy kia đã tắt.",
	},
	RefusedOrTimeout: {
		Sort: Knowledge, Source: "connect(2)",
		EN: "Refused means that someone said no; a timeout, that nobody said anything.",
		VI: "Bị từ chối nghĩa là có ai đó nói không; hết giờ nghĩa là không ai nói gì.",
	},
	CallAccept: {
		Sort: Advice,
		EN:   "Call accept({l:arg}).",
		VI:   "Hãy gọi accept({l:arg}).",
	},
	KeepalivesFailed: {
		EN: "{n:keepalive} got no answer, and so the kernel gave the connection up‹ (keepalive set by {by})›.",
		VI: "{n:keepalive} không được trả lời, nên nhân đã bỏ kết nối‹ (keepalive do {by} đặt)›.",
	},
	NobodyAcked: {
		EN: "Nobody acknowledged what {who} sent: the kernel sent it again {n:time}, and then gave the connection up‹ (user_timeout is {limit}, set by {by})›.",
		VI: "Không ai xác nhận những gì {who} đã gửi: nhân đã gửi lại {n:lần}, rồi bỏ kết nối‹ (user_timeout là {limit}, do {by} đặt)›.",
	},
	WindowStayedShut: {
		EN: "The other end had no room, and {n:probe} for it got no answer: so the kernel gave the connection up.",
		VI: "Đầu bên kia không còn chỗ, và {n:lần dò} không được trả lời: nên nhân đã bỏ kết nối.",
	},
	NoAnswerToSYN: {
		EN: "Nobody answered: the kernel sent the SYN again and again, as often as tcp_syn_retries says, and gave up.",
		VI: "Không ai trả lời: nhân đã gửi SYN lại nhiều lần, đủ số lần tcp_syn_retries quy định, rồi bỏ cuộc.",
	},
	KernelGaveUp: {
		Sort: Possibility,
		EN:   "The kernel gave the connection up. It can't be seen any more why: bytes that nobody acknowledged (tcp_retries2, user_timeout), or keepalives without an answer.",
		VI:   "Nhân đã bỏ kết nối. Không còn thấy được vì sao: byte không ai xác nhận (tcp_retries2, user_timeout), hoặc keepalive không được trả lời.",
	},
	VerdictNotLimit: {
		Sort: Knowledge, Source: "tcp(7)",
		EN: "ETIMEDOUT is the kernel's verdict; the limit of a call is TIMEOUT.",
		VI: "ETIMEDOUT là phán quyết của nhân; giới hạn của lời gọi là TIMEOUT.",
	},
	GroupNotAddressed: {
		EN: "{who} has joined {group} ({by}), and is bound to {address}: what is sent to the group goes to sockets that are bound to it, or to every address.",
		VI: "{who} đã tham gia {group} ({by}), nhưng được bind vào {address}: những gì gửi cho nhóm chỉ đến các socket bind vào chính nhóm, hoặc vào mọi địa chỉ.",
	},
	ListenOnGroup: {
		Sort: Advice,
		EN:   "Listen on udp://{group}:{port}.",
		VI:   "Hãy lắng nghe trên udp://{group}:{port}.",
	},
	CloseLingers: {
		EN: "close waits until what {who} sent has been acknowledged, {limit} at most: linger was set by {by} (socket(7)).",
		VI: "close đợi đến khi những gì {who} đã gửi được xác nhận, nhiều nhất {limit}: linger do {by} đặt (socket(7)).",
	},
	PausesAt: {
		EN: "{task}{place} since {since:s}",
		VI: "{task}{place} từ {since:s}",
	},
	ForEndOfTask: {
		EN: "It waits for the end of task {task}: {what}.",
		VI: "Nó đợi tác vụ {task} kết thúc: {what}.",
	},
	WhyOfThat: {
		Sort: Advice,
		EN:   "why(t) of task {task} tells what that one waits for.",
		VI:   "why(t) của tác vụ {task} cho biết tác vụ ấy đợi gì.",
	},
	ForAValue: {
		EN: "The channel is empty, and no task has put a value since.",
		VI: "Kênh đang trống, và từ đó chưa có tác vụ nào put giá trị.",
	},
	MustPut: {
		Sort: Advice,
		EN:   "Another task must put a value, or close the channel.",
		VI:   "Một tác vụ khác phải put một giá trị, hoặc đóng kênh.",
	},
	ForATaker: {
		EN: "The channel is full, and no task has taken a value since.",
		VI: "Kênh đã đầy, và từ đó chưa có tác vụ nào lấy giá trị.",
	},
	MustGet: {
		Sort: Advice,
		EN:   "Another task must get one; channel(n) holds n values.",
		VI:   "Một tác vụ khác phải get một giá trị; channel(n) chứa n giá trị.",
	},
	GoesOnBy: {
		EN: "It goes on by itself in {left:s} at the latest.",
		VI: "Nó tự đi tiếp chậm nhất sau {left:s}.",
	},
}
