/* What the kernel allows: one event loop that answers every read with the same bytes. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **words) {
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!";
    if (count < 2) return 2;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, server = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 4096) != 0) return 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = server}, ready[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, server, &event);
    while (1) {
        int n = epoll_wait(poll, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == server) {
                fd = accept(server, NULL, NULL);
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                event.data.fd = fd;
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
            } else {
                char request[4096];
                ssize_t got = read(fd, request, sizeof request);
                if (got <= 0 || write(fd, answer, sizeof answer - 1) < 0) close(fd);
            }
        }
    }
}
