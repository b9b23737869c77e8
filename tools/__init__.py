"""What the project is made with, beside the program: written documents and measured code."""
