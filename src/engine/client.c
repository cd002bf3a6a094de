/*
 * engine/client.c - opening client libraries while the program runs.
 */
#include "engine/client.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

/* One library is opened at a time; once open it is found without the lock. */
static pthread_mutex_t client_lock = PTHREAD_MUTEX_INITIALIZER;

static void *client_open_file(const cu_client *client, cu_error *error)
{
    char why[300] = "no file was named";
    for (size_t i = 0; client->files[i]; i++) {
        void *library = dlopen(client->files[i], RTLD_NOW | RTLD_LOCAL);
        if (library)
            return library;
        /* The first is the one that should be there. */
        const char *text = dlerror();
        if (i == 0)
            snprintf(why, sizeof why, "%s", text ? text : client->files[i]);
    }
    cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                 "the client library of %s cannot be opened; install the package %s (%s)",
                 client->database, client->package, why);
    return NULL;
}

static cupel_code client_find_all(const cu_client *client, void *library, cu_error *error)
{
    char *place = client->functions;
    for (size_t i = 0; i < client->count; i++, place += sizeof(void *)) {
        void *function = dlsym(library, client->names[i]);
        if (!function)
            return cu_error_set(error, CUPEL_NO_SUCH_MODULE,
                                "the client library of %s has no function '%s'; it is too old: "
                                "install a newer version of the package %s",
                                client->database, client->names[i], client->package);
        /* A pointer to a function and one to an object are alike wherever dlsym() exists. */
        memcpy(place, &function, sizeof function);
    }
    return CUPEL_OK;
}

static cupel_code client_load(cu_client *client, cu_error *error)
{
    void *library = client_open_file(client, error);
    if (!library)
        return CUPEL_NO_SUCH_MODULE;
    cupel_code code = client_find_all(client, library, error);
    if (code != CUPEL_OK) {
        dlclose(library);
        return code;
    }
    if (client->opened)
        client->opened();
    client->ready = true;
    return CUPEL_OK;
}

cupel_code cu_client_open(cu_client *client, cu_error *error)
{
    if (client->ready)
        return CUPEL_OK;
    pthread_mutex_lock(&client_lock);
    cupel_code code = client->ready ? CUPEL_OK : client_load(client, error);
    pthread_mutex_unlock(&client_lock);
    return code;
}
