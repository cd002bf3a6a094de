/*
 * tls.h - what the tests of TLS share: a server of one's own, with a certificate
 * that was made for it.
 */
#ifndef CU_TEST_DIALECTS_TLS_H
#define CU_TEST_DIALECTS_TLS_H

#include "server_fixture.h"

#include <stdio.h>

static cu_test_server tls_server;

static inline const char *tls_start(const char *kind)
{
    cu_test_server_url(SERVER_VARIABLE);
    if (!tls_server.folder[0])
        cu_test_server_start_tls(&tls_server, kind);
    return tls_server.folder;
}

static inline int tls_remove(void **state)
{
    (void)state;
    cu_test_server_remove(&tls_server);
    return 0;
}

/* The user that must use TLS, at that host, with options of the URL. */
static inline const char *tls_url(const char *kind, const char *host, const char *options)
{
    static char url[1000];
    snprintf(url, sizeof url, "%s://guarded:secret@%s:%s/cupel%s", kind, host, tls_server.port,
             options);
    return url;
}

/* Connecting fails, for a reason whose text has these words. */
static inline void tls_refused(const char *url, const char *words)
{
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *connection = cupel_connect(engine);
    const cupel_error *error = cupel_connection_error(connection);
    if (error->code != CUPEL_OPERATIONAL_ERROR || !strstr(error->text, words))
        fail_msg("%s: %s: not '%s'", cupel_code_name(error->code), error->text, words);
    assert_null(strstr(error->text, "secret"));
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

#endif
