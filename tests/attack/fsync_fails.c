/* A disk that fails, for one program: loaded before the C library, it lets one fsync fail.

   The file EIO_WAL lets the next fdatasync fail (PostgreSQL's log), EIO_DATA the next fsync of a
   file under base/ (its tables). Each file is used up by it. What was written stays readable, which
   a real disk does not promise. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(const char *name)
{
    const char *flag = getenv(name);
    int before = errno;
    if (flag != NULL && unlink(flag) == 0) {
        errno = EIO;
        return 1;
    }
    errno = before;
    return 0;
}

static int is_a_table(int file)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return strstr(path, "/base/") != NULL;
}

int fdatasync(int file)
{
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    return fails("EIO_WAL") ? -1 : real(file);
}

int fsync(int file)
{
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
    return is_a_table(file) && fails("EIO_DATA") ? -1 : real(file);
}
