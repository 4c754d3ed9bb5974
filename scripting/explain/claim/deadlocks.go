package claim

// Who waits for whom, when nothing goes on.
const (
	Deadlock        Kind = "deadlock"
	DeadlockOfOne   Kind = "deadlock-of-one"
	DeadlockOfSome  Kind = "deadlock-of-some"
	MoreTasks       Kind = "more-tasks"
	OneWaits        Kind = "one-waits"
	OneForTask      Kind = "one-waits-for-a-task"
	OneForValue     Kind = "one-waits-for-a-value"
	OneForTaker     Kind = "one-waits-for-a-taker"
	OneForClient    Kind = "one-waits-for-a-client"
	OneAtFault      Kind = "one-waits-at-a-fault"
	OneForSender    Kind = "one-waits-for-a-sender"
	OneForAccepter  Kind = "one-waits-for-an-accepter"
	OneForOther     Kind = "one-waits-for-the-other-end"
	OneForReceiver  Kind = "one-waits-for-a-receiver"
	OneForAReader   Kind = "one-waits-for-the-other-end-to-receive"
	OneForRoom      Kind = "one-waits-for-an-accepter-to-receive"
	AllReceive      Kind = "all-receive"
	AllSend         Kind = "all-send"
	EachOthersEnd   Kind = "each-others-end"
	SpeakOrEnd      Kind = "try-speaking-or-ending"
	PutForEachGet   Kind = "try-put-for-each-get"
	NotJoinEach     Kind = "try-not-joining-each-other"
	SomebodyReceive Kind = "try-somebody-receiving"
	SomebodySend    Kind = "try-somebody-sending"
	GiveFirst       Kind = "try-giving-first"

	EverythingWaits Kind = "everything-waits"
	AnotherMayEnd   Kind = "another-program-may-end"
	AnotherMayDial  Kind = "another-program-may-dial"
	AnotherMaySend  Kind = "another-program-may-send"
	ForForeignEnd   Kind = "for-a-foreign-end"
	KeepaliveEnds   Kind = "keepalive-may-end"
	ResendingEnds   Kind = "retransmission-may-end"
	WaitsNamed      Kind = "a-wait"
)

// A wait is named by its task, its call and its line.
const (
	oneWaits = `task {task} waits in {call}‹ on {who}›{place}`
	motDoi   = `tác vụ {task} đang đợi trong {call}‹ trên {who}›{place}`
	aWait    = `{call}‹ on {who}›{place}`
	lanDoi   = `{call}‹ trên {who}›{place}`
)

var deadlocks = map[Kind]Meaning{
	Deadlock: {
		EN: `deadlock: every task waits, and none of them can wake another`,
		VI: `bế tắc: mọi tác vụ đều đợi, và không tác vụ nào đánh thức được tác vụ khác`,
	},
	DeadlockOfOne: {
		EN: `deadlock: the only task waits, and nobody is left to wake it`,
		VI: `bế tắc: tác vụ duy nhất đang đợi, và không còn ai đánh thức nó`,
	},
	DeadlockOfSome: {
		EN: `deadlock: the tasks that wait can't wake each other`,
		VI: `bế tắc: các tác vụ đang đợi không thể đánh thức nhau`,
	},
	MoreTasks: {
		EN: `and so do {n} more tasks`,
		VI: `và {n} tác vụ nữa cũng vậy`,
	},
	OneWaits:     {EN: oneWaits, VI: motDoi},
	OneForTask:   {EN: oneWaits + ` for the end of task {for}`, VI: motDoi + ` cho đến khi tác vụ {for} kết thúc`},
	OneForValue:  {EN: oneWaits + ` for a value that nobody puts`, VI: motDoi + ` một giá trị mà không ai put`},
	OneForTaker:  {EN: oneWaits + ` for somebody to get`, VI: motDoi + ` ai đó get`},
	OneForClient: {EN: oneWaits + ` for a client`, VI: motDoi + ` một máy khách`},
	OneAtFault:   {EN: oneWaits + `, which a fault holds back`, VI: motDoi + `, vốn bị một lỗi giả lập giữ lại`},
	OneForSender: {EN: oneWaits + ` for {far} to send`, VI: motDoi + ` {far} gửi`},
	OneForAccepter: {
		EN: oneWaits + ` for whoever accepts it from {l} to send`,
		VI: motDoi + ` người nào accept nó từ {l} sẽ gửi`,
	},
	OneForOther: {EN: oneWaits + ` for the other end to send`, VI: motDoi + ` đầu bên kia gửi`},
	OneForReceiver: {
		EN: oneWaits + ` for {far} to receive: both buffers are full, ‹{here} here, ›{there} at {far}`,
		VI: motDoi + ` {far} nhận: cả hai bộ đệm đều đầy, ‹{here} ở đây, ›{there} ở {far}`,
	},
	OneForAReader: {
		EN: oneWaits + ` for the other end to receive: the buffer here is full‹, {here}›`,
		VI: motDoi + ` đầu bên kia nhận: bộ đệm ở đây đã đầy‹, {here}›`,
	},
	OneForRoom: {
		EN: oneWaits + ` for whoever accepts it from {l} to receive: the buffer here is full‹, {here}›`,
		VI: motDoi + ` người nào accept nó từ {l} sẽ nhận: bộ đệm ở đây đã đầy‹, {here}›`,
	},
	AllReceive:    {EN: `All receive, and nobody sends.`, VI: `Tất cả đều nhận, và không ai gửi.`},
	AllSend:       {EN: `All send, and nobody receives.`, VI: `Tất cả đều gửi, và không ai nhận.`},
	EachOthersEnd: {EN: `They wait for each other's end.`, VI: `Chúng đợi nhau kết thúc.`},
	SpeakOrEnd: {
		Sort: Advice,
		EN:   `One side must speak first; or, if one waits for the end of the stream, the other must end it with shutdown(s) or close(s).`,
		VI:   `Một bên phải nói trước; hoặc, nếu một bên đợi hết luồng, bên kia phải kết thúc nó bằng shutdown(s) hoặc close(s).`,
	},
	PutForEachGet: {
		Sort: Advice,
		EN:   `Some task must put for each get, or close the channel.`,
		VI:   `Với mỗi get phải có tác vụ nào đó put, hoặc đóng kênh.`,
	},
	NotJoinEach: {
		Sort: Advice,
		EN:   `A task must not join one that waits for it.`,
		VI:   `Một tác vụ không được join tác vụ đang đợi nó.`,
	},
	SomebodyReceive: {
		Sort: Advice,
		EN:   `Somebody must receive what is sent.`,
		VI:   `Phải có ai nhận những gì được gửi.`,
	},
	SomebodySend: {
		Sort: Advice,
		EN:   `Somebody must send to who receives, or end the stream with shutdown(s) or close(s).`,
		VI:   `Phải có ai gửi cho bên nhận, hoặc kết thúc luồng bằng shutdown(s) hay close(s).`,
	},
	GiveFirst: {
		Sort: Advice,
		EN:   `One of them must give the others what they wait for first.`,
		VI:   `Một trong số đó phải đưa cho các tác vụ khác thứ chúng đợi trước.`,
	},
	EverythingWaits: {EN: `everything waits: `, VI: `mọi thứ đều đợi: `},
	WaitsNamed:      {EN: aWait, VI: lanDoi},
	AnotherMayEnd:   {EN: aWait + `, which another program may still end`, VI: lanDoi + `, một chương trình khác vẫn có thể kết thúc lần đợi này`},
	AnotherMayDial: {
		EN: aWait + ` for a client: another program may still dial {address}`,
		VI: lanDoi + ` đợi máy khách: một chương trình khác vẫn có thể dial {address}`,
	},
	AnotherMaySend: {
		EN: aWait + ` for a datagram: another program may still send one to {address}`,
		VI: lanDoi + ` đợi datagram: một chương trình khác vẫn có thể gửi đến {address}`,
	},
	ForForeignEnd: {
		EN: aWait + ` for its other end‹, {address}›, which is not of this session`,
		VI: lanDoi + ` đợi đầu bên kia‹, {address}›, vốn không thuộc phiên này`,
	},
	KeepaliveEnds: {
		EN: aWait + `: the kernel asks its other end‹ in {left}› (keepalive), and ends the wait if nobody answers`,
		VI: lanDoi + `: nhân sẽ hỏi đầu bên kia‹ sau {left}› (keepalive), và kết thúc lần đợi nếu không ai trả lời`,
	},
	ResendingEnds: {
		EN: aWait + `: the kernel sends again what nobody has acknowledged‹, in {left}›, and gives up at last`,
		VI: lanDoi + `: nhân gửi lại những gì chưa ai xác nhận‹, sau {left}›, và cuối cùng sẽ bỏ cuộc`,
	},
}
