"""What is made from one source description: each module one paper, all of them from the same words and facts."""
