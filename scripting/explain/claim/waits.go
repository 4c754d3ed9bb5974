package claim

// What a call waits for.
const (
	WaitsForClient        Kind = "accept-waits"
	WaitsForAnotherClient Kind = "accept-waits-again"
	DialIt                Kind = "try-dial"
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
}
