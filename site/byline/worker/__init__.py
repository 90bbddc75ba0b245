"""Work in the background: tasks from the queue, and what the clock asks for."""
