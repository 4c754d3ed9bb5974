package claim

// What is at the path of a Unix socket.
const (
	PathOfOurs     Kind = "path-of-ours"
	PathOfProgram  Kind = "path-of-program"
	PathDead       Kind = "path-dead"
	PathNoSocket   Kind = "path-no-socket"
	PathFolder     Kind = "path-folder"
	PathLink       Kind = "path-link"
	PathNothing    Kind = "path-nothing"
	PathHidden     Kind = "path-hidden"
	NameOfNobody   Kind = "name-of-nobody"
	PathWasOfOurs  Kind = "path-was-of-ours"
	PathNoListener Kind = "path-no-listener"
	PathOtherType  Kind = "path-other-type"
	FolderMissing  Kind = "path-folder-missing"

	AnotherPath   Kind = "try-another-path"
	CloseOrPath   Kind = "try-close-or-path"
	RemoveDead    Kind = "try-remove-dead"
	StartServer   Kind = "try-start-server"
	ListenOnPath  Kind = "try-listen-on-path"
	MakeFolder    Kind = "try-make-folder"
	DialOtherType Kind = "try-dial-other-type"
)

var paths = map[Kind]Meaning{
	PathOfOurs: {
		EN: "{path} is taken by your own {who}‹ (made{made})›.",
		VI: "{path} đã thuộc về {who} của chính bạn‹ (tạo{made})›.",
	},
	PathOfProgram: {
		EN: "A socket of another program‹ ({program})› is bound to {path}.",
		VI: "Socket của một chương trình khác‹ ({program})› đang được bind vào {path}.",
	},
	PathDead: {
		EN: "{path} is the file of a socket that is gone: no process is bound to it. close does not remove such a file, unlink(2) does.",
		VI: "{path} là tệp của một socket không còn nữa: không tiến trình nào được bind vào đó. close không xóa tệp ấy, phải dùng unlink(2).",
	},
	PathNoSocket: {
		EN: "{path} is a file that is no socket.",
		VI: "{path} là một tệp, không phải socket.",
	},
	PathFolder: {
		EN: "{path} is a folder.",
		VI: "{path} là một thư mục.",
	},
	PathLink: {
		EN: "{path} is a symbolic link, and bind does not follow those.",
		VI: "{path} là một liên kết tượng trưng, mà bind không đi theo liên kết.",
	},
	PathNothing: {
		EN: "There is no file {path}.",
		VI: "Không có tệp {path}.",
	},
	PathHidden: {
		Sort: Possibility,
		EN:   "Something is at {path}; what it is, this user may not see: perhaps another program's socket.",
		VI:   "Ở {path} có gì đó; người dùng này không được xem đó là gì: có lẽ là socket của một chương trình khác.",
	},
	NameOfNobody: {
		EN: "No socket has the name {path}.",
		VI: "Không socket nào mang tên {path}.",
	},
	PathWasOfOurs: {
		EN: "{who} had it, and {by} closed it.",
		VI: "{who} từng giữ nó, và {by} đã đóng.",
	},
	PathNoListener: {
		EN: "{who} is bound to {path}, but does not listen.",
		VI: "{who} được bind vào {path} nhưng không lắng nghe.",
	},
	PathOtherType: {
		EN: "The socket at {path}‹, {who},› is of the other type: {network} sockets talk with their like only.",
		VI: "Socket ở {path}‹, {who},› thuộc loại kia: socket {network} chỉ nói chuyện với socket cùng loại.",
	},
	FolderMissing: {
		EN: "There is no folder {folder} in which bind could make the file.",
		VI: "Không có thư mục {folder} để bind tạo tệp trong đó.",
	},

	AnotherPath: {
		Sort: Advice,
		EN:   "Choose another path.",
		VI:   "Hãy chọn đường dẫn khác.",
	},
	CloseOrPath: {
		Sort: Advice,
		EN:   "Close it, or choose another path.",
		VI:   "Hãy đóng nó, hoặc chọn đường dẫn khác.",
	},
	RemoveDead: {
		Sort: Advice,
		EN:   "Remove the file, then bind again; or choose another path.",
		VI:   "Hãy xóa tệp đó rồi bind lại; hoặc chọn đường dẫn khác.",
	},
	StartServer: {
		Sort: Advice,
		EN:   "Start who should be there: it must be bound, and a stream must listen, before another one calls.",
		VI:   "Hãy khởi động bên phải có mặt ở đó: nó phải bind, và với luồng thì phải listen, trước khi bên kia gọi.",
	},
	ListenOnPath: {
		Sort: Advice,
		EN:   "listen({who:arg}) lets others call it.",
		VI:   "listen({who:arg}) để bên khác gọi được đến nó.",
	},
	MakeFolder: {
		Sort: Advice,
		EN:   "Make the folder, or choose a path in one that is there.",
		VI:   "Hãy tạo thư mục đó, hoặc chọn đường dẫn trong một thư mục đã có.",
	},
	DialOtherType: {
		Sort: Advice,
		EN:   "Use {address}.",
		VI:   "Hãy dùng {address}.",
	},
}
