/* Preloaded into one process: records what it does to the files of one folder, and makes chosen calls fail.

   FAULT_DISK_FOLDER: the folder, without its subfolders. FAULT_DISK_LOG: where the recording goes; none without it.
   A record: kind (1 byte), length of name, number, length of data (8 bytes each, this machine's order), name, data.
   Kinds: C created, W written at number, T cut to number bytes, S synced, D folder synced, R renamed to data,
   U removed, M a mark that the program set. For one thread at a time; renamed files are not written afterwards.
   Which calls fail is said by each thread for itself. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 4096
#define KILL -1 /* in place of an error: the process dies of SIGKILL before the call is made, in the middle of a write */
#define REAL(name) ((__typeof__(&name))real(#name))
enum { WRITE = 1, SYNC = 2, TRUNCATE = 4, OPEN = 8, NAME = 16, ALLOCATE = 32 };

static char *names[FILES]; /* by descriptor; "" is the folder itself */
static int log_fd = -1;
static __thread int fail_kinds, fail_errno, fail_always;
static __thread long fail_at, seen, failed;
static volatile long room = -1; /* bytes by which files may still grow; -1: as many as they like */

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* The name inside the folder, "" for the folder itself, NULL for everything else. */
static const char *inside(const char *path) {
    const char *folder = getenv("FAULT_DISK_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(path, folder, length)) return NULL;
    if (!path[length]) return "";
    return path[length] == '/' && !strchr(path + length + 1, '/') ? path + length + 1 : NULL;
}

static const char *name_of(int fd) { return fd >= 0 && fd < FILES ? names[fd] : NULL; }

static void record(char kind, const char *name, uint64_t number, const void *data, uint64_t size) {
    uint64_t head[3] = {strlen(name), number, size};
    if (log_fd < 0) {
        const char *path = getenv("FAULT_DISK_LOG");
        if (!path) return;
        log_fd = REAL(open64)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    if (REAL(write)(log_fd, &kind, 1) != 1 || REAL(write)(log_fd, head, sizeof head) != sizeof head ||
        REAL(write)(log_fd, name, head[0]) != (ssize_t)head[0] || REAL(write)(log_fd, data, size) != (ssize_t)size)
        abort();
}

/* From the nth call of these kinds on (always), or only that one, calls fail with this error. nth 0: none does. */
void fault_disk_fail(int kinds, long nth, int error, int always) {
    fail_kinds = kinds, fail_at = nth, fail_errno = error, fail_always = always, seen = failed = 0;
}

long fault_disk_failed(void) { return failed; }

/* From now on files may grow by so many bytes together, and by what other files give back; -1: the disk is never full. */
void fault_disk_room(long bytes) { room = bytes; }

static off64_t size_of(int fd) {
    struct stat64 found;
    return fstat64(fd, &found) ? 0 : found.st_size;
}

/* Whether there is no room for a file that then ends there. What was in it has its room already. */
static int overflows(int fd, off64_t end) {
    off64_t more = end - size_of(fd);
    if (room < 0 || more <= 0) return 0;
    if (more > room) {
        errno = ENOSPC;
        return 1;
    }
    room -= more;
    return 0;
}

void fault_disk_mark(long number) { record('M', "", number, "", 0); }

static int fails(int kind) {
    if (!(fail_kinds & kind) || !fail_at) return 0;
    seen++;
    if (seen != fail_at && !(fail_always && seen > fail_at)) return 0;
    failed++;
    if (fail_errno == KILL && kind != WRITE) kill(getpid(), SIGKILL);
    errno = fail_errno;
    return 1;
}

static ssize_t write_at(int fd, const void *data, size_t size, off64_t at) {
    const char *name = name_of(fd);
    if (name && fails(WRITE)) {
        if (fail_errno == KILL) {
            if (REAL(pwrite64)(fd, data, size / 2, at) >= 0) kill(getpid(), SIGKILL);
            abort();
        }
        if (fail_errno != ENOSPC || failed > 1 || size < 2) return -1;
        size /= 2; /* what fits is written, as a real disk does it; the next call fails for good */
    }
    if (name && overflows(fd, at + (off64_t)size)) return -1;
    ssize_t done = REAL(pwrite64)(fd, data, size, at);
    if (name && done > 0) record('W', name, at, data, done);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return write_at(fd, data, size, at); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return write_at(fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
    if (!name_of(fd)) return REAL(write)(fd, data, size);
    off64_t at = lseek64(fd, 0, SEEK_CUR);
    ssize_t done = write_at(fd, data, size, at);
    if (done > 0) lseek64(fd, at + done, SEEK_SET);
    return done;
}

static int opened(const char *path, int flags, mode_t mode) {
    const char *name = inside(path);
    int is_new = name && (flags & O_CREAT) && access(path, F_OK);
    if (name && (flags & (O_CREAT | O_WRONLY | O_RDWR)) && fails(OPEN)) return -1;
    int fd = REAL(open64)(path, flags, mode);
    if (fd < 0 || !name || fd >= FILES) return fd;
    names[fd] = strdup(name);
    if (is_new) record('C', name, 0, "", 0);
    else if (flags & O_TRUNC) record('T', name, 0, "", 0);
    return fd;
}

#define OPENING(function)                                    \
    int function(const char *path, int flags, ...) {         \
        va_list more;                                        \
        va_start(more, flags);                               \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                        \
        return opened(path, flags, mode);                    \
    }
OPENING(open)
OPENING(open64)

int close(int fd) {
    if (name_of(fd)) {
        free(names[fd]);
        names[fd] = NULL;
    }
    return REAL(close)(fd);
}

static int synced(int fd, int (*call)(int)) {
    const char *name = name_of(fd);
    if (name && fails(SYNC)) return -1;
    int result = call(fd);
    if (name && !result) record(*name ? 'S' : 'D', name, 0, "", 0);
    return result;
}

int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

int ftruncate64(int fd, off64_t size) {
    const char *name = name_of(fd);
    if (name && fails(TRUNCATE)) return -1;
    off64_t given_back = name ? size_of(fd) - size : 0;
    int result = REAL(ftruncate64)(fd, size);
    if (!result && room >= 0 && given_back > 0) room += given_back;
    if (name && !result) record('T', name, size, "", 0);
    return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int posix_fallocate64(int fd, off64_t at, off64_t size) {
    if (name_of(fd) && fails(ALLOCATE)) return fail_errno;
    if (name_of(fd) && overflows(fd, at + size)) return ENOSPC;
    int result = REAL(posix_fallocate64)(fd, at, size);
    if (name_of(fd) && !result) record('T', name_of(fd), lseek64(fd, 0, SEEK_END), "", 0);
    return result;
}
int posix_fallocate(int fd, off_t at, off_t size) { return posix_fallocate64(fd, at, size); }

int rename(const char *from, const char *to) {
    const char *name = inside(from), *new_name = inside(to);
    if (name && fails(NAME)) return -1;
    int result = REAL(rename)(from, to);
    if (name && new_name && !result) record('R', name, 0, new_name, strlen(new_name));
    return result;
}

int unlink(const char *path) {
    const char *name = inside(path);
    if (name && fails(NAME)) return -1;
    struct stat64 found;
    off64_t given_back = name && !stat64(path, &found) ? found.st_size : 0;
    int result = REAL(unlink)(path);
    if (!result && room >= 0) room += given_back;
    if (name && !result) record('U', name, 0, "", 0);
    return result;
}
