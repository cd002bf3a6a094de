#include "server.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

struct cu_test_proxy {
    pthread_t thread;
    int listener, stop[2]; /* stop: a pipe that ends the thread */
    struct sockaddr_un server;
    char path[108];
    size_t limit, passed;
};

/* Passes on what is there; false at the end, or where the limit is reached. */
static bool pass_on(cu_test_proxy *proxy, int from, int to, bool counts)
{
    char bytes[4096];
    size_t room = sizeof bytes;
    if (counts && proxy->limit - proxy->passed < room)
        room = proxy->limit - proxy->passed;
    ssize_t got = room > 0 ? recv(from, bytes, room, 0) : 0;
    if (got <= 0 || send(to, bytes, (size_t)got, MSG_NOSIGNAL) != got)
        return false;
    if (counts)
        proxy->passed += (size_t)got;
    return !counts || proxy->passed < proxy->limit;
}

/* One client, from its first byte to its last; false where the proxy is to end. */
static bool serve(cu_test_proxy *proxy, int client)
{
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    bool goes_on = server >= 0 && connect(server, (const struct sockaddr *)&proxy->server,
                                          sizeof proxy->server) == 0;
    bool stopped = false;
    while (goes_on && !stopped) {
        struct pollfd ends[] = { { .fd = client, .events = POLLIN },
                                 { .fd = server, .events = POLLIN },
                                 { .fd = proxy->stop[0], .events = POLLIN } };
        if (poll(ends, 3, -1) < 0)
            break;
        stopped = ends[2].revents != 0;
        if (ends[0].revents)
            goes_on = pass_on(proxy, client, server, false);
        if (goes_on && ends[1].revents)
            goes_on = pass_on(proxy, server, client, true);
    }
    if (server >= 0)
        close(server);
    close(client);
    return !stopped;
}

static void *run_proxy(void *data)
{
    cu_test_proxy *proxy = data;
    for (bool more = true; more;) {
        struct pollfd ends[] = { { .fd = proxy->listener, .events = POLLIN },
                                 { .fd = proxy->stop[0], .events = POLLIN } };
        if (poll(ends, 2, -1) < 0 || ends[1].revents)
            break;
        int client = accept(proxy->listener, NULL, NULL);
        more = client >= 0 && serve(proxy, client);
    }
    return NULL;
}

cu_test_proxy *cu_test_proxy_open(const char *path, const char *server_path, size_t limit)
{
    cu_test_proxy *proxy = calloc(1, sizeof *proxy);
    struct sockaddr_un own = { .sun_family = AF_UNIX };
    assert_non_null(proxy);
    proxy->limit = limit;
    proxy->server.sun_family = AF_UNIX;
    snprintf(proxy->server.sun_path, sizeof proxy->server.sun_path, "%s", server_path);
    snprintf(own.sun_path, sizeof own.sun_path, "%s", path);
    snprintf(proxy->path, sizeof proxy->path, "%s", path);
    unlink(path);
    proxy->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(proxy->listener >= 0);
    assert_int_equal(bind(proxy->listener, (const struct sockaddr *)&own, sizeof own), 0);
    assert_int_equal(listen(proxy->listener, 5), 0);
    assert_int_equal(pipe(proxy->stop), 0);
    assert_int_equal(pthread_create(&proxy->thread, NULL, run_proxy, proxy), 0);
    return proxy;
}

size_t cu_test_proxy_close(cu_test_proxy *proxy)
{
    assert_int_equal(write(proxy->stop[1], "x", 1), 1);
    assert_int_equal(pthread_join(proxy->thread, NULL), 0);
    size_t passed = proxy->passed;
    close(proxy->listener);
    close(proxy->stop[0]);
    close(proxy->stop[1]);
    unlink(proxy->path);
    free(proxy);
    return passed;
}
