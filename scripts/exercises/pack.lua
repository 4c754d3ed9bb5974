pack {
  format  = 1,
  title   = { en = "Sockets, seen", vi = "Nhìn tận mắt socket" },
  welcome = {
    en = [[
Every exercise asks for a small program, or for a look at what the kernel has. The checks are
the other end of your connections: they dial you, or wait for you to dial them.]],
    vi = [[
Mỗi bài tập yêu cầu bạn viết một chương trình nhỏ, hoặc quan sát những gì nhân hệ điều hành đang giữ.
Các phép kiểm tra chính là đầu bên kia của kết nối: chúng gọi đến bạn, hoặc chờ bạn gọi đến.]],
  },
  final = {
    en = "That was the whole course. What you know now you have seen with your own eyes.",
    vi = "Bạn đã đi hết khóa học. Những gì bạn biết bây giờ, bạn đều đã thấy tận mắt.",
  },
}
