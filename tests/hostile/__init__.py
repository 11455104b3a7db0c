"""What is made to do harm: files, templates, pictures and names, and a way to run the program on them."""
