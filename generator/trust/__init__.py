"""What a careful reader asks of a page: who wrote it, who stands for it, what it rests on, how to cite it."""
