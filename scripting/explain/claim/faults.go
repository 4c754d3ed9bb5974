package claim

// What faults did, and are set to do.
const (
	FaultReset     Kind = "fault-reset"
	FaultHolds     Kind = "fault-holds"
	FaultHoldsEnd  Kind = "fault-holds-the-end"
	FaultHoldsSend Kind = "fault-holds-a-send"
	FaultSlows     Kind = "fault-slows"
	FaultDrops     Kind = "fault-drops"
	FaultGlues     Kind = "fault-glues"
	FaultGlued     Kind = "fault-glued"
	FaultCuts      Kind = "fault-cuts"
	FaultHeld      Kind = "fault-held"
	FaultSet       Kind = "fault-set"
	FaultThere     Kind = "fault-there"
	Faults         Kind = "faults"
	NoUnixReset    Kind = "no-unix-reset"
	TakeFaultAway  Kind = "try-taking-the-fault-away"
	WholeNetwork   Kind = "try-network-whole"
)

// A fault is named by what it is, who has it, and who set it.
const (
	aFault = `The fault on {who} ({fault}‹, set by {by}›‹, of the network setting {network}›)`
	motLoi = `Lỗi giả lập trên {who} ({fault}‹, do {by} đặt›‹, theo thiết lập mạng {network}›)`
)

var faults = map[Kind]Meaning{
	FaultReset: {
		EN: aFault + ` reset the connection.`,
		VI: motLoi + ` đã đặt lại kết nối (reset).`,
	},
	FaultHolds: {
		EN: aFault + ` holds back what has come: {n} in the queue of {who}.`,
		VI: motLoi + ` giữ lại những gì đã đến: {n} trong hàng đợi của {who}.`,
	},
	FaultHoldsEnd: {
		EN: aFault + ` holds back the end of the stream, which has come.`,
		VI: motLoi + ` giữ lại dấu hết luồng, vốn đã đến.`,
	},
	FaultHoldsSend: {
		EN: aFault + ` holds back what {who} sends.`,
		VI: motLoi + ` giữ lại những gì {who} gửi.`,
	},
	FaultSlows: {
		EN: aFault + ` lets what passes there come late.`,
		VI: motLoi + ` làm những gì đi qua đó đến muộn.`,
	},
	FaultDrops: {
		EN: aFault + ` threw {n} away.`,
		VI: motLoi + ` đã vứt bỏ {n}.`,
	},
	FaultGlues: {
		EN: aFault + ` holds small sends back, to send them together: some have not left yet.`,
		VI: motLoi + ` giữ các lần gửi nhỏ lại để gửi chung: có lần vẫn chưa đi.`,
	},
	FaultGlued: {
		EN: aFault + ` held {n:small send} back, to send them together.`,
		VI: motLoi + ` đã giữ {n:lần gửi nhỏ} lại để gửi chung.`,
	},
	FaultCuts: {
		EN: aFault + ` cut what passed: {n} so far, in pieces.`,
		VI: motLoi + ` đã cắt những gì đi qua: đến nay {n}, thành từng mảnh.`,
	},
	FaultHeld: {
		EN: aFault + ` held bytes back for a while.`,
		VI: motLoi + ` đã giữ byte lại một lúc.`,
	},
	Faults: {
		EN: `what its faults did`,
		VI: `những gì lỗi giả lập đã làm`,
	},
	FaultThere: {
		EN: aFault + ` is there.`,
		VI: motLoi + ` đang có đó.`,
	},
	FaultSet: {
		EN: aFault + ` is there, and has done nothing yet.`,
		VI: motLoi + ` đang có đó, và chưa làm gì.`,
	},
	NoUnixReset: {
		Sort: Knowledge, Source: "unix(7)",
		EN: `A Unix socket has no reset: both its directions ended instead.`,
		VI: `Socket Unix không có reset: thay vào đó cả hai chiều của nó đều kết thúc.`,
	},
	TakeFaultAway: {
		Sort: Advice,
		EN:   `fault({who:arg}) takes it away.`,
		VI:   `fault({who:arg}) gỡ nó đi.`,
	},
	WholeNetwork: {
		Sort: Advice,
		EN:   `:set network whole makes the streams to come good ones; fault({who:arg}) mends this one.`,
		VI:   `:set network whole làm các luồng sau này lành lặn; fault({who:arg}) chữa luồng này.`,
	},
}
