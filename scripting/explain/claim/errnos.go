package claim

// What the kernel's error numbers mean, by the call that gave them and the socket.
const (
	SaysNoMore       Kind = "says-no-more"
	SockpitRefuses   Kind = "sockpit-refuses"
	NeedsPrivileges  Kind = "needs-privileges"
	PathForbidden    Kind = "path-forbidden"
	BroadcastOff     Kind = "broadcast-off"
	BroadcastPerhaps Kind = "broadcast-perhaps"
	Forbidden        Kind = "forbidden"
	PriorityHigh     Kind = "priority-high"
	NotConnected     Kind = "not-connected"
	NoDestination    Kind = "no-destination"
	NothingToEnd     Kind = "nothing-to-end"
	EndsReceives     Kind = "shutdown-ends-receives"
	IsOver           Kind = "connection-is-over"
	OnlyAccepts      Kind = "only-accepts"
	ConnectedOnce    Kind = "connected-once"
	GoesToPeer       Kind = "goes-to-peer"
	ListensNow       Kind = "listens-now"
	NotListening     Kind = "not-listening"
	StoppedBy        Kind = "stopped-listening-by"
	NoConnections    Kind = "no-connections"
	HasMessages      Kind = "has-messages"
	BoundOnce        Kind = "bound-once"
	ConnectedNoBind  Kind = "connected-no-bind"
	ListenConnected  Kind = "listen-connected"
	ListenUnbound    Kind = "listen-unbound"
	NoZone           Kind = "no-zone"
	PortZero         Kind = "port-zero"
	NeverRead        Kind = "never-connected-read"
	OptionRange      Kind = "option-range"
	V6OnlyLate       Kind = "v6only-late"
	V6OnlyFamily     Kind = "v6only-family"
	NoGroup          Kind = "no-group"
	NotMember        Kind = "not-member"
	MemberAlready    Kind = "member-already"
	NoInterface      Kind = "no-interface"
	OptionUnknown    Kind = "option-unknown"
	TooLongUDP       Kind = "too-long-udp"
	TooLongUnix      Kind = "too-long-unix"
	NoDescriptor     Kind = "no-descriptor"
	StaysQueued      Kind = "stays-queued"
	StillConnecting  Kind = "still-connecting"
	NoMemory         Kind = "no-memory"
	NoFamily         Kind = "no-family"
	NoWay            Kind = "no-way"
	NoWayStream      Kind = "no-way-stream"
	NoWayGroup       Kind = "no-way-group"
	HostSilent       Kind = "host-silent"
	NetworkDown      Kind = "network-down"
	GoneInQueue      Kind = "gone-in-queue"
	QueueIsFull      Kind = "unix-queue-full"
	NoAutoPort       Kind = "no-auto-port"
	NotAFolder       Kind = "path-not-a-folder"
	LinkLoop         Kind = "path-link-loop"
	NameTooLong      Kind = "path-too-long"
	ReadOnly         Kind = "path-read-only"
	NameUnknown      Kind = "name-unknown"
	NobodyToAsk      Kind = "name-nobody-to-ask"

	PortFrom        Kind = "try-port-from"
	OwnFolder       Kind = "try-own-folder"
	SetBroadcast    Kind = "try-broadcast"
	UseSend         Kind = "try-send"
	UseSendto       Kind = "try-sendto"
	TalkThrough     Kind = "try-talk-through"
	AnotherSocket   Kind = "try-a-new-socket"
	ListenFirst     Kind = "try-listen-first"
	UseRecvfrom     Kind = "try-recvfrom"
	BindFirst       Kind = "try-bind-first"
	NameZone        Kind = "try-zone"
	PortOfReceiver  Kind = "try-port-of-receiver"
	ValueWithin     Kind = "try-value-within"
	V6OnlyBefore    Kind = "try-v6only-before"
	GroupFrom       Kind = "try-group-from"
	JoinFirst       Kind = "try-join-first"
	SendPieces      Kind = "try-pieces"
	CloseSockets    Kind = "try-close-sockets"
	CloseThoseFirst Kind = "try-close-those-first"
	WaitOrClose     Kind = "try-wait-or-close"
	CheckAddress    Kind = "try-check-address"
	CheckName       Kind = "try-check-name"
	CheckNetwork    Kind = "try-check-network"
	GroupByLoopback Kind = "try-multicast-interface"
	SendAgain       Kind = "try-send-again"
)

var errnos = map[Kind]Meaning{
	SaysNoMore: {
		EN: "The kernel's answer to {call} is {code}, and it gives no more than this‹; {page} lists what it can mean›.",
		VI: "Nhân hệ điều hành trả lời {call} bằng {code}, ngoài ra không cho biết gì thêm‹; {page} liệt kê các ý nghĩa có thể›.",
	},
	SockpitRefuses: {
		EN: "sockpit refuses this itself: the kernel was not asked.",
		VI: "Chính sockpit từ chối việc này: nhân hệ điều hành chưa được hỏi.",
	},
	NeedsPrivileges: {
		EN: "Port {port} needs privileges: on this machine, all below {first} do.",
		VI: "Cổng {port} cần đặc quyền: trên máy này mọi cổng dưới {first} đều vậy.",
	},
	PathForbidden: {
		Sort: Knowledge, Source: "unix(7)",
		EN: "This user may not do that with {path}: it takes the right to write to the socket's file (bind: to its folder), and to pass through all folders on the way.",
		VI: "Người dùng này không được làm thế với {path}: cần quyền ghi vào tệp của socket (với bind: vào thư mục chứa nó), và quyền đi qua mọi thư mục trên đường dẫn.",
	},
	BroadcastOff: {
		Sort: Knowledge, Source: "ip(7)",
		EN: "{to} is a broadcast address: the kernel sends there only with the option broadcast, and {who} does not have it.",
		VI: "{to} là địa chỉ broadcast: nhân hệ điều hành chỉ gửi đến đó khi có tùy chọn broadcast, mà {who} không có.",
	},
	BroadcastPerhaps: {
		Sort: Possibility,
		EN:   "Perhaps {to} is a broadcast address, to which the kernel sends only with the option broadcast, and {who} does not have it; or this system forbids it: a firewall, a route, a security module. The kernel does not say which.",
		VI:   "Có lẽ {to} là địa chỉ broadcast, mà nhân hệ điều hành chỉ gửi đến đó khi có tùy chọn broadcast, còn {who} không có; hoặc hệ thống này cấm: tường lửa, tuyến đường, mô-đun bảo mật. Nhân không nói rõ.",
	},
	Forbidden: {
		Sort: Possibility,
		EN:   "This system forbids it: perhaps a firewall, a security module or a container does. The kernel does not say which.",
		VI:   "Hệ thống này cấm việc đó: có lẽ do tường lửa, mô-đun bảo mật hoặc container. Nhân hệ điều hành không nói rõ.",
	},
	PriorityHigh: {
		Sort: Knowledge, Source: "socket(7)",
		EN: "A priority outside 0 to 6 needs privileges (CAP_NET_ADMIN).",
		VI: "Độ ưu tiên ngoài khoảng 0 đến 6 cần đặc quyền (CAP_NET_ADMIN).",
	},
	NotConnected: {
		EN: "{who} has no other end: it was never connected.",
		VI: "{who} không có đầu kia: nó chưa từng được kết nối.",
	},
	NoDestination: {
		EN: "The datagram has no destination: {who} is not connected to an address.",
		VI: "Gói tin không có đích: {who} chưa được kết nối đến địa chỉ nào.",
	},
	NothingToEnd: {
		EN: "There is no connection that shutdown could end: {who} is not connected.",
		VI: "Không có kết nối nào để shutdown chấm dứt: {who} chưa được kết nối.",
	},
	EndsReceives: {
		Sort: Knowledge, Source: "shutdown(2)",
		EN: "Linux says so, and ends the receives of a datagram socket all the same.",
		VI: "Linux báo như vậy, nhưng vẫn chấm dứt việc nhận của socket datagram.",
	},
	IsOver: {
		EN: "The connection of {who} is over ({state}).",
		VI: "Kết nối của {who} đã chấm dứt ({state}).",
	},
	OnlyAccepts: {
		EN: "{who} only accepts clients.",
		VI: "{who} chỉ để accept các máy khách.",
	},
	ConnectedOnce: {
		EN: "{who} is connected‹ to {remote}› already; a stream connects once.",
		VI: "{who} đã được kết nối‹ đến {remote}› rồi; một luồng chỉ kết nối một lần.",
	},
	GoesToPeer: {
		EN: "What {who} sends goes to its other end‹, {remote}›: it takes no address.",
		VI: "{who} gửi gì cũng đến đầu kia của nó‹, {remote}›: không kèm địa chỉ được.",
	},
	ListensNow: {
		EN: "{who} listens: it takes connections, and can't make one itself.",
		VI: "{who} đang lắng nghe: nó nhận kết nối chứ không thể tự tạo kết nối.",
	},
	NotListening: {
		EN: "{who} does not listen.",
		VI: "{who} không lắng nghe.",
	},
	StoppedBy: {
		EN: "{who} does not listen any more: {by} called shutdown on it.",
		VI: "{who} không còn lắng nghe nữa: {by} đã gọi shutdown trên nó.",
	},
	NoConnections: {
		EN: "{network} sockets have no connections: there is nothing to accept, and nothing to listen for.",
		VI: "Socket {network} không có kết nối: không có gì để accept, cũng không có gì để lắng nghe.",
	},
	HasMessages: {
		EN: "{network} sockets have messages, not a stream: each receive gives one whole.",
		VI: "Socket {network} có thông điệp chứ không có luồng: mỗi lần nhận cho trọn một thông điệp.",
	},
	BoundOnce: {
		EN: "{who} has a local address already, {address}: a socket is bound once.",
		VI: "{who} đã có địa chỉ cục bộ {address}: mỗi socket chỉ bind một lần.",
	},
	ConnectedNoBind: {
		EN: "{who} has its local address, {address}, from connect or accept: it can't be bound any more.",
		VI: "{who} đã nhận địa chỉ cục bộ {address} từ connect hoặc accept: không thể bind nữa.",
	},
	ListenConnected: {
		EN: "{who} is no socket that can listen: it is in {state}, {address} to {remote}.",
		VI: "{who} không phải là socket có thể lắng nghe: nó đang ở {state}, {address} đến {remote}.",
	},
	ListenUnbound: {
		EN: "{who} has no name yet: a Unix socket listens after bind only.",
		VI: "{who} chưa có tên: socket Unix chỉ lắng nghe được sau khi bind.",
	},
	NoZone: {
		Sort: Knowledge, Source: "ipv6(7)",
		EN: "{ip} is a link-local address, of which each interface has its own: without a zone the kernel does not know by which to go.",
		VI: "{ip} là địa chỉ link-local, mỗi giao diện mạng có địa chỉ riêng: thiếu zone thì nhân hệ điều hành không biết đi qua giao diện nào.",
	},
	PortZero: {
		Sort: Knowledge, Source: "ip(7)",
		EN: "Nobody can have port 0: in bind and listen it lets the OS choose, to send or dial there is not possible.",
		VI: "Không ai có thể giữ cổng 0: với bind và listen nó nghĩa là để hệ điều hành chọn, còn gửi hay dial đến đó thì không được.",
	},
	NeverRead: {
		EN: "{who} is a Unix stream that is not connected: there is nobody to receive from.",
		VI: "{who} là một luồng Unix chưa được kết nối: không có ai để nhận từ đó.",
	},
	OptionRange: {
		Sort: Knowledge, Source: "ip(7), ipv6(7), tcp(7)",
		EN: "The kernel takes {range} for {option}; {value} is outside.",
		VI: "Với {option} nhân hệ điều hành chỉ nhận {range}; {value} nằm ngoài khoảng đó.",
	},
	V6OnlyLate: {
		EN: "v6only can be set before bind only, and {who} has a port already‹ ({address})›.",
		VI: "v6only chỉ đặt được trước khi bind, mà {who} đã có cổng‹ ({address})›.",
	},
	V6OnlyFamily: {
		EN: "{ip} is IPv4, and {who} has v6only set.",
		VI: "{ip} là IPv4, mà {who} đã đặt v6only.",
	},
	NoGroup: {
		EN: "{ip} is no multicast group.",
		VI: "{ip} không phải là nhóm multicast.",
	},
	NotMember: {
		EN: "{who} is not a member of {ip} on the loopback interface.",
		VI: "{who} không phải thành viên của nhóm {ip} trên giao diện loopback.",
	},
	MemberAlready: {
		EN: "{who} is a member of {ip} already‹: {by} joined it›.",
		VI: "{who} đã là thành viên của nhóm {ip}‹: {by} đã cho nó gia nhập›.",
	},
	NoInterface: {
		EN: "No interface of this machine has the address {ip}.",
		VI: "Không giao diện mạng nào của máy này có địa chỉ {ip}.",
	},
	OptionUnknown: {
		EN: "{network} sockets have no option {option} here.",
		VI: "Ở đây socket {network} không có tùy chọn {option}.",
	},
	TooLongUDP: {
		EN: "You sent {n} in one datagram; UDP over {family} carries at most {most}.",
		VI: "Bạn gửi {n} trong một gói tin; UDP trên {family} chở được nhiều nhất {most} byte.",
	},
	TooLongUnix: {
		EN: "You sent {n} in one datagram; {who} takes at most what its send buffer (sndbuf) has room for.",
		VI: "Bạn gửi {n} trong một gói tin; {who} nhận nhiều nhất bằng chỗ trong bộ đệm gửi (sndbuf) của nó.",
	},
	NoDescriptor: {
		EN: "No descriptor is left‹, all {limit} of this program are in use›: this session holds {n:socket}, among them {listeners:listener} and {conns:connection}, of which {waiting} in CLOSE_WAIT.",
		VI: "Không còn descriptor nào‹, cả {limit} của chương trình này đều đang dùng›: phiên này giữ {n:socket}, trong đó {listeners:socket lắng nghe} và {conns:kết nối}, trong số này {waiting} ở CLOSE_WAIT.",
	},
	StaysQueued: {
		Sort: Knowledge, Source: "accept(2)",
		EN: "The client stays in the queue: wait(...) says at once again that the listener is ready.",
		VI: "Máy khách vẫn nằm trong hàng đợi: wait(...) lại báo ngay rằng socket lắng nghe đã sẵn sàng.",
	},
	StillConnecting: {
		Sort: Knowledge, Source: "connect(2)",
		EN: "The connection is still being made: the kernel goes on with it after a call has given up.",
		VI: "Kết nối vẫn đang được thiết lập: nhân hệ điều hành làm tiếp sau khi lời gọi đã thôi.",
	},
	NoMemory: {
		Sort: Knowledge, Source: "socket(2), send(2)",
		EN: "The kernel has no memory, or no buffers, left for it.",
		VI: "Nhân hệ điều hành không còn bộ nhớ hoặc bộ đệm cho việc đó.",
	},
	NoFamily: {
		Sort: Knowledge, Source: "socket(2), bind(2), connect(2)",
		EN: "The address family is not one that this machine, or this socket, has.",
		VI: "Họ địa chỉ này máy, hoặc socket này, không có.",
	},
	NoWay: {
		EN: "There is no way from this machine to {ip}: no packet was sent.",
		VI: "Từ máy này không có đường đến {ip}: chưa gói tin nào được gửi.",
	},
	NoWayStream: {
		Sort: Knowledge, Source: "tcp(7)",
		EN: "{ip} stands for many machines (broadcast or multicast), and a connection has one other end: no packet was sent.",
		VI: "{ip} là địa chỉ của nhiều máy (broadcast hoặc multicast), mà một kết nối chỉ có một đầu kia: chưa gói tin nào được gửi.",
	},
	NoWayGroup: {
		EN: "No interface has a route for the multicast group {ip}: loopback often has none for IPv6 groups. No packet was sent.",
		VI: "Không giao diện nào có tuyến cho nhóm multicast {ip}: loopback thường không có tuyến cho nhóm IPv6. Chưa gói tin nào được gửi.",
	},
	HostSilent: {
		Sort: Knowledge, Source: "ip(7)",
		EN: "A router, or this machine for want of an answer on the link, says that {ip} can't be reached.",
		VI: "Một bộ định tuyến, hoặc chính máy này vì không ai trả lời trên đường nối, báo rằng không đến được {ip}.",
	},
	NetworkDown: {
		Sort: Knowledge, Source: "ip(7)",
		EN: "The interface by which it would go is down.",
		VI: "Giao diện mạng phải đi qua đang tắt.",
	},
	GoneInQueue: {
		Sort: Knowledge, Source: "accept(2)",
		EN: "The client had given up before it was accepted.",
		VI: "Máy khách đã bỏ đi trước khi được accept.",
	},
	QueueIsFull: {
		Sort: Knowledge, Source: "connect(2)",
		EN: "The accept queue of the Unix listener is full.",
		VI: "Hàng đợi chấp nhận của socket lắng nghe Unix đã đầy.",
	},
	NoAutoPort: {
		EN: "The OS found no free local port from {range} (ip_local_port_range) for {who}.",
		VI: "Hệ điều hành không tìm được cổng cục bộ trống trong {range} (ip_local_port_range) cho {who}.",
	},
	NotAFolder: {
		Sort: Knowledge, Source: "path_resolution(7)",
		EN: "A part of {path} that should be a folder is none.",
		VI: "Một phần của {path} lẽ ra là thư mục nhưng không phải.",
	},
	LinkLoop: {
		Sort: Knowledge, Source: "path_resolution(7)",
		EN: "{path} goes through too many symbolic links, or links that lead in a circle.",
		VI: "{path} đi qua quá nhiều liên kết tượng trưng, hoặc các liên kết dẫn thành vòng.",
	},
	NameTooLong: {
		Sort: Knowledge, Source: "unix(7)",
		EN: "A name in {path} is too long; the whole path may have 107 bytes.",
		VI: "Một tên trong {path} quá dài; cả đường dẫn được phép dài 107 byte.",
	},
	ReadOnly: {
		Sort: Knowledge, Source: "bind(2)",
		EN: "{path} lies in a file system that is read-only: bind can make no file there.",
		VI: "{path} nằm trong hệ thống tệp chỉ đọc: bind không thể tạo tệp ở đó.",
	},
	NameUnknown: {
		EN: "The name {name} is unknown: it has no address, and so no packet was sent to it.",
		VI: "Tên {name} không ai biết: nó không có địa chỉ, nên chưa gói tin nào được gửi đến nó.",
	},
	NobodyToAsk: {
		EN: "Nobody could be asked for the address of the name {name}: no packet went to it.",
		VI: "Không hỏi được ai về địa chỉ của tên {name}: chưa gói tin nào được gửi đến nó.",
	},

	PortFrom: {
		Sort: Advice,
		EN:   "Use a port from {first} to 65535, or 0 to let the OS choose.",
		VI:   "Hãy dùng cổng từ {first} đến 65535, hoặc 0 để hệ điều hành chọn.",
	},
	OwnFolder: {
		Sort: Advice,
		EN:   "Choose a path in a folder of your own.",
		VI:   "Hãy chọn đường dẫn trong một thư mục của chính bạn.",
	},
	SetBroadcast: {
		Sort: Advice,
		EN:   "setopt({who:arg}, \"broadcast\", true) allows it.",
		VI:   "setopt({who:arg}, \"broadcast\", true) cho phép việc đó.",
	},
	UseSend: {
		Sort: Advice,
		EN:   "Use send({who:arg}, data).",
		VI:   "Hãy dùng send({who:arg}, data).",
	},
	UseSendto: {
		Sort: Advice,
		EN:   "Use sendto({who:arg}, data, addr), or connect it first.",
		VI:   "Hãy dùng sendto({who:arg}, data, addr), hoặc connect trước.",
	},
	TalkThrough: {
		Sort: Advice,
		EN:   "Talk through the socket that accept returned‹: {made}›.",
		VI:   "Hãy trao đổi qua socket mà accept trả về‹: {made}›.",
	},
	AnotherSocket: {
		Sort: Advice,
		EN:   "Make another socket.",
		VI:   "Hãy tạo socket khác.",
	},
	ListenFirst: {
		Sort: Advice,
		EN:   "Only a listener accepts: call listen first.",
		VI:   "Chỉ socket lắng nghe mới accept được: hãy gọi listen trước.",
	},
	UseRecvfrom: {
		Sort: Advice,
		EN:   "recvfrom({who:arg}) gives each datagram with its sender.",
		VI:   "recvfrom({who:arg}) cho từng gói tin kèm người gửi.",
	},
	BindFirst: {
		Sort: Advice,
		EN:   "bind({who:arg}, \"unix://path\") first.",
		VI:   "Hãy bind({who:arg}, \"unix://path\") trước.",
	},
	NameZone: {
		Sort: Advice,
		EN:   "Name the interface behind it, as in [{ip}%eth0].",
		VI:   "Hãy ghi giao diện mạng phía sau, như [{ip}%eth0].",
	},
	PortOfReceiver: {
		Sort: Advice,
		EN:   "Name the port that the receiver has: s.local_port tells it.",
		VI:   "Hãy ghi cổng của bên nhận: s.local_port cho biết cổng đó.",
	},
	ValueWithin: {
		Sort: Advice,
		EN:   "Set a value from {range}.",
		VI:   "Hãy đặt giá trị trong {range}.",
	},
	V6OnlyBefore: {
		Sort: Advice,
		EN:   "Set it before bind, as listen(addr, options) does with its option v6only=true.",
		VI:   "Hãy đặt trước khi bind, như listen(addr, options) làm với tùy chọn v6only=true.",
	},
	GroupFrom: {
		Sort: Advice,
		EN:   "Groups of IPv4 are 224.0.0.0 to 239.255.255.255, those of IPv6 begin with ff.",
		VI:   "Nhóm IPv4 từ 224.0.0.0 đến 239.255.255.255, nhóm IPv6 bắt đầu bằng ff.",
	},
	JoinFirst: {
		Sort: Advice,
		EN:   "It can only leave what it has joined.",
		VI:   "Chỉ rời được nhóm mà nó đã gia nhập.",
	},
	SendPieces: {
		Sort: Advice,
		EN:   "Send it in pieces.",
		VI:   "Hãy gửi thành nhiều phần.",
	},
	CloseSockets: {
		Sort: Advice,
		EN:   "Close those you no longer use.",
		VI:   "Hãy đóng những cái không còn dùng.",
	},
	CloseThoseFirst: {
		Sort: Advice,
		EN:   "The other end has closed {n} of them, you have not. Close those first.",
		VI:   "Đầu kia đã đóng {n} trong số đó, còn bạn thì chưa. Hãy đóng chúng trước.",
	},
	WaitOrClose: {
		Sort: Advice,
		EN:   "Wait, or close the socket.",
		VI:   "Hãy đợi, hoặc đóng socket.",
	},
	CheckAddress: {
		Sort: Advice,
		EN:   "Check the address, and that the network is up.",
		VI:   "Hãy kiểm tra địa chỉ, và xem mạng có đang hoạt động không.",
	},
	CheckName: {
		Sort: Advice,
		EN:   "Check the spelling, or dial an address: localhost and 127.0.0.1 are this machine.",
		VI:   "Hãy kiểm tra chính tả, hoặc dial một địa chỉ: localhost và 127.0.0.1 là máy này.",
	},
	CheckNetwork: {
		Sort: Advice,
		EN:   "Check that the network is up, or dial an address.",
		VI:   "Hãy xem mạng có đang hoạt động không, hoặc dial một địa chỉ.",
	},
	GroupByLoopback: {
		Sort: Advice,
		EN:   "setopt({who:arg}, \"multicast_interface\", \"127.0.0.1\") keeps the datagram on this machine, and needs no flag.",
		VI:   "setopt({who:arg}, \"multicast_interface\", \"127.0.0.1\") giữ gói tin lại trên máy này, không cần cờ nào.",
	},
	SendAgain: {
		Sort: Advice,
		EN:   "Call it again after a while.",
		VI:   "Hãy gọi lại sau một lúc.",
	},
}
