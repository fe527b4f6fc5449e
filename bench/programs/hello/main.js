// Start-up: one line of output.
console.log("Hello, world!");
