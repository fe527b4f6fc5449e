# Start-up: one line of output.
print("Hello, world!")
