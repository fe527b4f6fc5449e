// An echo server.
require("node:net")
  .createServer((client) => {
    client.on("error", () => client.destroy());
    client.pipe(client);
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
