/// HTTP/1.1 messages in buffers of bytes: heads and chunked bodies to values, responses to bytes. It knows nothing of connections, which the module `http` handles in Sley.
/// Begin with [sley.vm.http.Head].
package sley.vm.http;
