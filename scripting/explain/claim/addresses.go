package claim

// Who has an address, and whose it can be.
const (
	PortOfListener Kind = "port-of-listener"
	PortOfBound    Kind = "port-of-bound"
	PortOfDialler  Kind = "port-of-dialler"
	PortOfAccepted Kind = "port-of-accepted"
	PortWasOf      Kind = "port-was-of"
	PortAlsoOf     Kind = "port-also-of"
	PortOfProgram  Kind = "port-of-program"
	PortOfKernel   Kind = "port-of-kernel"
	RestOfOurs     Kind = "rest-of-ours"
	RestWithout    Kind = "rest-without-reuseaddr"
	RestWith       Kind = "rest-with-reuseaddr"
	PortOfNobody   Kind = "port-of-nobody"
	PortUntold     Kind = "port-untold"
	EveryAddress   Kind = "every-address"
	BothFamilies   Kind = "both-families"
	BothListen     Kind = "both-listen"
	RangeTaken     Kind = "range-taken"
	WholePorts     Kind = "whole-ports"
	NoPortTowards  Kind = "no-port-towards"
	SameEnds       Kind = "same-ends"
	NotOwnAddress  Kind = "not-own-address"
	NoIPv6Here     Kind = "no-ipv6"

	CloseIt         Kind = "try-close-it"
	AnotherPort     Kind = "try-another-port"
	LeaveClientPort Kind = "try-leave-client-port"
	ResetAccepted   Kind = "try-reset-accepted"
	WaitOrOther     Kind = "try-wait-or-other"
	ReuseHelps      Kind = "try-reuseaddr"
	ReuseMayHelp    Kind = "try-reuseaddr-perhaps"
	V6OnlyThere     Kind = "try-v6only-there"
	V6OnlyHere      Kind = "try-v6only-here"
	CallAgain       Kind = "try-again"
	NoFrom          Kind = "try-no-from"
	FreePorts       Kind = "try-free-ports"
	UseAgain        Kind = "try-use-again"
	OwnAddresses    Kind = "try-own-addresses"
	OSChooses       Kind = "try-os-chooses"
)

var addresses = map[Kind]Meaning{
	PortOfListener: {
		EN: "Port {port} is taken by your own {who}‹ (made{made})›, which listens on {address} ({proto}).",
		VI: "Cổng {port} đã thuộc về {who} của chính bạn‹ (tạo{made})›: nó đang lắng nghe ở {address} ({proto}).",
	},
	PortOfBound: {
		EN: "Port {port} is taken by your own {who}‹ (made{made})›, which is bound to {address} ({proto}).",
		VI: "Cổng {port} đã thuộc về {who} của chính bạn‹ (tạo{made})›: nó được bind vào {address} ({proto}).",
	},
	PortOfDialler: {
		EN: "Port {port} is taken by your own {who}‹ (made{made})›, which talks from {address} to {remote} ({proto}, {state}).",
		VI: "Cổng {port} đã thuộc về {who} của chính bạn‹ (tạo{made})›: nó nối từ {address} đến {remote} ({proto}, {state}).",
	},
	PortOfAccepted: {
		EN: "Port {port} is taken by your own {who}‹ (made{made})›: accept took it from the listener {listener}, and it keeps the listener's port while it talks to {remote} ({proto}, {state}).",
		VI: "Cổng {port} đã thuộc về {who} của chính bạn‹ (tạo{made})›: accept lấy nó ra từ socket lắng nghe {listener}, và nó giữ cổng ấy trong lúc nối với {remote} ({proto}, {state}).",
	},
	PortWasOf: {
		EN: "Port {port} was taken by your own {who} ({address}, {proto}), which {by} has closed since.",
		VI: "Lúc ấy cổng {port} thuộc về {who} của chính bạn ({address}, {proto}); sau đó {by} đã đóng nó.",
	},
	PortAlsoOf: {
		EN: "Also on it: {all}.",
		VI: "Cũng ở trên cổng đó: {all}.",
	},
	PortOfProgram: {
		EN: "Another program‹ ({program})› has {proto} port {port}: {address}‹ to {remote}›, {state}.",
		VI: "Một chương trình khác‹ ({program})› đang giữ cổng {port} ({proto}): {address}‹ đến {remote}›, {state}.",
	},
	PortOfKernel: {
		EN: "No program has {proto} port {port} open, but the kernel keeps {n:closed connection} there: {states}‹, for up to {left:s} more›.",
		VI: "Không chương trình nào mở cổng {port} ({proto}), nhưng nhân hệ điều hành còn giữ ở đó {n:kết nối đã đóng}: {states}‹, thêm tối đa {left:s}›.",
	},
	RestOfOurs: {
		EN: "That is what is left of {all}.",
		VI: "Đó là phần còn lại của {all}.",
	},
	RestWithout: {
		EN: "What rests there was bound without reuseaddr, and so the port is blocked whatever the new socket sets: Linux wants SO_REUSEADDR on both.",
		VI: "Phần còn lại ấy được bind mà không có reuseaddr, nên cổng vẫn bị chặn dù socket mới đặt gì: Linux đòi SO_REUSEADDR ở cả hai bên.",
	},
	RestWith: {
		EN: "What rests there was bound with reuseaddr; the new socket has not set it. Linux wants SO_REUSEADDR on both.",
		VI: "Phần còn lại ấy được bind với reuseaddr, còn socket mới chưa đặt. Linux đòi SO_REUSEADDR ở cả hai bên.",
	},
	PortOfNobody: {
		Sort: Possibility,
		EN:   "The kernel's tables show nobody on {address} now ({proto}): perhaps who had it has gone since, or is bound and no more, which older kernels do not show.",
		VI:   "Bảng của nhân hệ điều hành hiện không cho thấy ai ở {address} ({proto}): có lẽ bên giữ nó đã thôi, hoặc chỉ mới bind, điều mà các nhân cũ không cho thấy.",
	},
	PortUntold: {
		Sort: Possibility,
		EN:   "Who has {address} ({proto}) can't be told: this system does not show its sockets. It is perhaps another program's.",
		VI:   "Không thể biết ai giữ {address} ({proto}): hệ thống này không cho xem các socket. Có lẽ là của một chương trình khác.",
	},
	EveryAddress: {
		EN: "{any} means every address, and {address} is already yours: {who}‹ (made{made})› ({proto}).",
		VI: "{any} nghĩa là mọi địa chỉ, mà {address} đã là của bạn: {who}‹ (tạo{made})› ({proto}).",
	},
	BothFamilies: {
		Sort: Knowledge, Source: "ipv6(7)",
		EN: "[::] takes IPv4 too, unless v6only is set on it.",
		VI: "[::] nhận cả IPv4, trừ khi nó được đặt v6only.",
	},
	BothListen: {
		EN: "With reuseaddr both could bind, but only one may listen.",
		VI: "Nhờ reuseaddr cả hai đều bind được, nhưng chỉ một socket được lắng nghe.",
	},
	RangeTaken: {
		EN: "The OS chooses from the ports {range} (ip_local_port_range), and {held} of these {n:port} are taken on {address} ({proto}).",
		VI: "Hệ điều hành chọn trong các cổng {range} (ip_local_port_range), mà {held} trong {n:cổng} đó đã bị chiếm ở {address} ({proto}).",
	},
	WholePorts: {
		Sort: Knowledge, Source: "ip(7)",
		EN: "A bind takes a whole port; a connect that chooses for itself shares one between destinations.",
		VI: "Một lần bind chiếm trọn một cổng; còn connect tự chọn thì dùng chung một cổng cho nhiều đích.",
	},
	NoPortTowards: {
		EN: "No free local port is left for {remote}: of the {n:port} {range} (ip_local_port_range) {there} have a connection to it, and {bound} belong to sockets that were bound before they connected, or listen: each of those takes a whole port.",
		VI: "Không còn cổng cục bộ nào cho {remote}: trong {n:cổng} {range} (ip_local_port_range), {there} đã có kết nối đến đó, và {bound} thuộc về các socket đã bind trước khi connect, hoặc đang lắng nghe: mỗi socket như thế chiếm trọn một cổng.",
	},
	SameEnds: {
		EN: "There is a connection from {address} to {remote} already‹: your own {who}›‹ (made{made})›‹: what is left of {left}› ({state}). Its two ends are what tells a connection from others.",
		VI: "Đã có một kết nối từ {address} đến {remote}‹: {who} của chính bạn›‹ (tạo{made})›‹: phần còn lại của {left}› ({state}). Hai đầu là thứ phân biệt một kết nối với các kết nối khác.",
	},
	NotOwnAddress: {
		EN: "{ip} is not an address of this machine.",
		VI: "{ip} không phải là địa chỉ của máy này.",
	},
	NoIPv6Here: {
		EN: "This machine has no IPv6 address: {ip} can't be had or reached.",
		VI: "Máy này không có địa chỉ IPv6 nào: không thể dùng hay đi đến {ip}.",
	},

	CloseIt: {
		Sort: Advice,
		EN:   "Close it, or use port 0 to let the OS choose.",
		VI:   "Hãy đóng nó, hoặc dùng cổng 0 để hệ điều hành chọn.",
	},
	AnotherPort: {
		Sort: Advice,
		EN:   "Choose another port, or 0 to let the OS choose.",
		VI:   "Hãy chọn cổng khác, hoặc 0 để hệ điều hành chọn.",
	},
	LeaveClientPort: {
		Sort: Advice,
		EN:   "A client rarely needs a fixed local port: leave it to the OS.",
		VI:   "Máy khách hiếm khi cần cổng cục bộ cố định: hãy để hệ điều hành chọn.",
	},
	ResetAccepted: {
		Sort: Advice,
		EN:   "reset({who:arg}) frees the port at once; close({who:arg}) does if the other end closes first. A listener that is bound with reuseaddr can be bound anew meanwhile.",
		VI:   "reset({who:arg}) trả cổng lại ngay; close({who:arg}) cũng vậy nếu đầu kia đóng trước. Socket lắng nghe được bind với reuseaddr thì có thể bind lại trong lúc đó.",
	},
	WaitOrOther: {
		Sort: Advice,
		EN:   "Wait‹ up to {left:s}›, or take another port. From now on bind with reuseaddr on both, then nobody has to wait.",
		VI:   "Hãy đợi‹ tối đa {left:s}›, hoặc dùng cổng khác. Từ nay hãy bind với reuseaddr ở cả hai, thì không ai phải đợi.",
	},
	ReuseHelps: {
		Sort: Advice,
		EN:   "Set reuseaddr before bind.",
		VI:   "Hãy đặt reuseaddr trước khi bind.",
	},
	ReuseMayHelp: {
		Sort: Advice,
		EN:   "Set reuseaddr before bind: that helps if what rests there was bound with it too. Else wait‹ up to {left:s}›, or take another port.",
		VI:   "Hãy đặt reuseaddr trước khi bind: việc đó có ích nếu phần còn lại kia cũng được bind với nó. Nếu không thì hãy đợi‹ tối đa {left:s}›, hoặc dùng cổng khác.",
	},
	V6OnlyThere: {
		Sort: Advice,
		EN:   "Make {who} with v6only=true, which leaves IPv4 free; or use another port.",
		VI:   "Hãy tạo {who} với v6only=true để IPv4 còn trống; hoặc dùng cổng khác.",
	},
	V6OnlyHere: {
		Sort: Advice,
		EN:   "Make this one with v6only=true, so that it takes IPv6 only; or close {who}.",
		VI:   "Hãy tạo socket này với v6only=true để nó chỉ nhận IPv6; hoặc đóng {who}.",
	},
	CallAgain: {
		Sort: Advice,
		EN:   "Call it again.",
		VI:   "Hãy gọi lại.",
	},
	NoFrom: {
		Sort: Advice,
		EN:   "Dial without from= (connect without bind), or close some that are no longer needed.",
		VI:   "Hãy dial không có from= (connect mà không bind), hoặc đóng bớt những socket không còn cần.",
	},
	FreePorts: {
		Sort: Advice,
		EN:   "Close sockets that are no longer needed, or name a port outside that range.",
		VI:   "Hãy đóng những socket không còn cần, hoặc chỉ định một cổng ngoài khoảng đó.",
	},
	UseAgain: {
		Sort: Advice,
		EN:   "Keep connections and use them again, or dial another address.",
		VI:   "Hãy giữ các kết nối để dùng lại, hoặc dial địa chỉ khác.",
	},
	OwnAddresses: {
		Sort: Advice,
		EN:   "You can only bind your own: {own}.",
		VI:   "Chỉ bind được địa chỉ của máy mình: {own}.",
	},
	OSChooses: {
		Sort: Advice,
		EN:   "Leave the local port to the OS, or use that connection.",
		VI:   "Hãy để hệ điều hành chọn cổng cục bộ, hoặc dùng chính kết nối đó.",
	},
}
