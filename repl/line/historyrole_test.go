package line

func historyWriter() int { return 0 }
