// A plaintext HTTP server of the standard library.
require("node:http")
  .createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.end("Hello, world!");
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
