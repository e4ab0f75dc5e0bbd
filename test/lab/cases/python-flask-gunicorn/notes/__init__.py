"""Notes, shown by a template that lies beside the program."""
