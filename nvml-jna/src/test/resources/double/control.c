/*
 * What the tests do to the calls: commands, by double_command() or one a line in the file NVML_DOUBLE_CONTROL, which
 * may only be appended to.
 *
 *     refuse [SUBJECT] CALL CODE    CODE: NOT_SUPPORTED, ..., or a number; without a subject, whoever is asked
 *     allow [SUBJECT] CALL          undoes it; * undoes all refusals of that subject
 *     hang SUBJECT CALL             calls block, those on a GPU's MIG devices too
 *     slow SUBJECT CALL MILLIS      calls take that long; 0 undoes it
 *     release [SUBJECT]             undoes hang and frees the calls that block
 *     lose gpu N, find gpu N        the handles that were lost stay dead; the GPU gives new ones
 *     lose driver, return driver    likewise
 *     version-mismatch              nvmlInit fails; return driver undoes it
 *     remove gpu N mig M            the capture has no such MIG device any more; its handles and samples are dead
 *     add gpu N mig M               it is there again, with new handles; what was set meanwhile holds
 *     count N                       the GPUs from index N on are gone
 *     set SUBJECT CALL ANSWER       as in a capture, with or without the operator
 *     xid gpu N [gi G] XID          to all event sets that wait for it
 *     event gpu N [gi G] TYPE       the same of another type, by its bit: 512 or 0x200
 *     bind ID, unbind ID            to all event sets of the system; the ID is the driver's own number of a GPU
 *
 * SUBJECT is system, gpu N or gpu N mig M. CALL is written as in a capture; without its arguments it means all of
 * them, and * means every call.
 */
#include "double.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static bool loaded;
static off_t control_read;
static long long calls[FUNCTIONS];

int64_t monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

void wake_all(void) {
    pthread_cond_broadcast(&change);
}

bool capture_loaded(void) {
    return loaded;
}

/* Commands: each gets what follows its words */

/* Reads a call and gives what follows it, "" at the end; NULL where there is none. */
static char *read_call(char *rest, const char **call) {
    char *end = rest + strcspn(rest, " ");
    char *next = end + strspn(end, " ");
    *end = '\0';
    *call = rest;
    return strcmp(rest, "*") == 0 || known_call(rest) ? next : NULL;
}

static bool refuse(struct subject subject, char *rest) {
    const char *call;
    char *name = read_call(rest, &call);
    int code = name == NULL ? -1 : code_named(name, strlen(name));
    if (code <= 0) {
        return name != NULL ? fail("'%s' is no code of NVML's", name) : false;
    }
    add_rule(REFUSE, subject, call, code);
    return true;
}

static bool allow(struct subject subject, char *rest) {
    const char *call;
    return read_call(rest, &call) != NULL &&
           (remove_rules(REFUSE, subject, call) > 0 || fail("nothing refuses %s", call));
}

static bool hang(struct subject subject, char *rest) {
    const char *call;
    if (read_call(rest, &call) == NULL) {
        return false;
    }
    add_rule(HANG, subject, call, 0);
    return true;
}

static bool release(struct subject subject, char *rest) {
    remove_rules(HANG, subject, "*");
    return *rest == '\0' || fail("'%s' follows release", rest);
}

static bool slow(struct subject subject, char *rest) {
    const char *call;
    char *millis = read_call(rest, &call);
    if (millis == NULL) {
        return false;
    }
    if (*millis == '\0' || millis[strspn(millis, "0123456789")] != '\0') {
        return fail("'%s' is no number of milliseconds", millis);
    }
    remove_rules(SLOW, subject, call);
    if (atoi(millis) > 0) {
        add_rule(SLOW, subject, call, atoi(millis));
    }
    return true;
}

static bool set_lost(struct subject subject, bool lost) {
    struct section *gpu = section_of(subject);
    if (gpu == NULL || subject.gpu < 0 || subject.mig >= 0) {
        return fail("the capture has no such GPU");
    }
    gpu->lost = lost;
    gpu->serial = next_serial();
    return true;
}

static bool lose(struct subject subject, char *rest) {
    if (strcmp(rest, "driver") != 0) {
        return set_lost(subject, true);
    }
    set_init_code(DRIVER_NOT_LOADED);
    end_session();
    return true;
}

static bool find(struct subject subject, char *rest) {
    return set_lost(subject, false) && (*rest == '\0' || fail("'%s' follows find", rest));
}

static bool set_removed(struct subject subject, bool removed) {
    struct section *mig_device = section_of(subject);
    if (mig_device == NULL || subject.mig < 0) {
        return fail("the capture has no such MIG device");
    }
    if (mig_device->removed == removed) {
        return fail(removed ? "it was removed before" : "it was not removed");
    }
    mig_device->removed = removed;
    mig_device->serial = next_serial();
    forget_samples(subject);
    return true;
}

static bool remove_mig_device(struct subject subject, char *rest) {
    return set_removed(subject, true) && (*rest == '\0' || fail("'%s' follows remove", rest));
}

static bool add_mig_device(struct subject subject, char *rest) {
    return set_removed(subject, false) && (*rest == '\0' || fail("'%s' follows add", rest));
}

static bool return_driver(struct subject subject, char *rest) {
    (void)subject;
    set_init_code(SUCCESS);
    return strcmp(rest, "driver") == 0 || fail("only a driver can return; a GPU is found");
}

static bool version_mismatch(struct subject subject, char *rest) {
    (void)subject;
    set_init_code(LIB_RM_VERSION_MISMATCH);
    return *rest == '\0' || fail("'%s' follows version-mismatch", rest);
}

static bool count(struct subject subject, char *rest) {
    (void)subject;
    char line[64];
    snprintf(line, sizeof line, "nvmlDeviceGetCount_v2 %.20s", rest);
    return capture_set(SYSTEM_SUBJECT, line);
}

static bool set(struct subject subject, char *rest) {
    return same(subject, ANY_SUBJECT) ? fail("set needs system, gpu N or gpu N mig M") : capture_set(subject, rest);
}

static bool xid(struct subject subject, char *rest) {
    unsigned int gpu_instance = UINT32_MAX;
    unsigned long long code;
    int end = 0;
    if (sscanf(rest, "gi %u %llu%n", &gpu_instance, &code, &end) < 2 && sscanf(rest, "%llu%n", &code, &end) < 1) {
        return fail("'%s' is not [gi G] XID", rest);
    }
    return (rest[end] == '\0' || fail("'%s' follows xid", rest + end)) &&
           queue_event(subject.gpu, (struct event_data){NULL, EVENT_XID, code, gpu_instance, UINT32_MAX});
}

static bool event(struct subject subject, char *rest) {
    unsigned int gpu_instance = UINT32_MAX;
    long long type;
    int end = 0;
    if (sscanf(rest, "gi %u %lli%n", &gpu_instance, &type, &end) < 2 && sscanf(rest, "%lli%n", &type, &end) < 1) {
        return fail("'%s' is not [gi G] TYPE", rest);
    }
    return (rest[end] == '\0' || fail("'%s' follows event", rest + end)) &&
           queue_event(subject.gpu, (struct event_data){NULL, (uint64_t)type, 0, gpu_instance, UINT32_MAX});
}

static bool system_event(char *rest, uint64_t type) {
    unsigned int gpu;
    int end = 0;
    if (sscanf(rest, "%u%n", &gpu, &end) < 1 || rest[end] != '\0') {
        return fail("'%s' is no number of a GPU", rest);
    }
    queue_system_event((struct system_event_data){type, gpu});
    return true;
}

static bool bind_gpu(struct subject subject, char *rest) {
    (void)subject;
    return system_event(rest, EVENT_BIND);
}

static bool unbind_gpu(struct subject subject, char *rest) {
    (void)subject;
    return system_event(rest, EVENT_UNBIND);
}

static const struct {
    const char *word;
    bool (*execute)(struct subject subject, char *rest);
} commands[] = {
    {"refuse", refuse}, {"allow", allow}, {"hang", hang}, {"release", release},
    {"slow", slow},     {"lose", lose},   {"find", find}, {"return", return_driver},
    {"count", count},   {"set", set},     {"xid", xid},   {"version-mismatch", version_mismatch},
    {"remove", remove_mig_device},        {"add", add_mig_device},
    {"event", event},   {"bind", bind_gpu},                        {"unbind", unbind_gpu},
};

static bool execute(const char *text) {
    char *line = strdup(text);
    line[strcspn(line, "\r\n")] = '\0';
    size_t length = strcspn(line, " ");
    const char *at = line + length + strspn(line + length, " ");
    struct subject subject;
    if (!read_subject(&at, &subject)) {
        subject = ANY_SUBJECT;
    }
    char *rest = strdup(at + strspn(at, " "));
    bool known = false;
    bool done = false;
    for (size_t i = 0; i < sizeof commands / sizeof *commands && !known; i++) {
        known = strlen(commands[i].word) == length && memcmp(commands[i].word, line, length) == 0;
        done = known && commands[i].execute(subject, rest);
    }
    done = known ? done : fail("'%s' is no command", line);
    free(rest);
    free(line);
    wake_all();
    return done;
}

/* What surrounds every call */

static void read_control_file(void) {
    const char *path = getenv("NVML_DOUBLE_CONTROL");
    struct stat status;
    if (path == NULL || stat(path, &status) != 0 || status.st_size <= control_read) {
        return;
    }
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return;
    }
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    fseeko(file, control_read, SEEK_SET);
    while ((length = getline(&line, &size, file)) > 0 && line[length - 1] == '\n') {
        control_read += length;
        if (line[0] != '\n' && !execute(line)) {
            fprintf(stderr, "%s: %s", path, line);
            fprintf(stderr, "%s: %s\n", path, last_error);
        }
    }
    free(line);
    fclose(file);
}

static void load_from_environment(void) {
    const char *path = getenv("NVML_DOUBLE_CAPTURE");
    if (!loaded && path != NULL) {
        loaded = capture_load(path);
        restart_events();
        if (!loaded) {
            fprintf(stderr, "%s\n", last_error);
        }
    }
}

void pause_until(int64_t deadline) {
    int64_t now = monotonic();
    int64_t slice = 20 * INT64_C(1000000); /* to look into the control file */
    int64_t nanoseconds = deadline - now < slice ? deadline - now : slice;
    if (nanoseconds > 0) {
        struct timespec until;
        until.tv_sec = (now + nanoseconds) / INT64_C(1000000000);
        until.tv_nsec = (now + nanoseconds) % INT64_C(1000000000);
        pthread_cond_clockwait(&change, &mutex, CLOCK_MONOTONIC, &until);
        read_control_file();
    }
}

static void hold(enum function_id function, struct subject subject, const char *arguments, bool one_value) {
    while (rule_for(HANG, function, subject, arguments, one_value) != NULL) {
        pause_until(INT64_MAX);
    }
    const struct rule *slow = rule_for(SLOW, function, subject, arguments, one_value);
    if (slow != NULL) {
        struct timespec time = {slow->value / 1000, slow->value % 1000 * 1000000L};
        pthread_mutex_unlock(&mutex);
        nanosleep(&time, NULL);
        pthread_mutex_lock(&mutex);
    }
}

void begin(enum function_id function, struct subject subject, const char *arguments) {
    pthread_mutex_lock(&mutex);
    load_from_environment();
    read_control_file();
    calls[function]++;
    struct section *section = section_of(subject);
    if (section != NULL) {
        section->calls[function]++;
    }
    hold(function, subject, arguments, false);
}

void end(void) {
    pthread_mutex_unlock(&mutex);
}

int refusal(enum function_id function, struct subject subject, const char *arguments) {
    const struct rule *rule = rule_for(REFUSE, function, subject, arguments, false);
    return rule == NULL ? SUCCESS : rule->value;
}

int value_refusal(enum function_id function, struct subject subject, const char *arguments) {
    hold(function, subject, arguments, true);
    const struct rule *rule = rule_for(REFUSE, function, subject, arguments, true);
    return rule == NULL ? SUCCESS : rule->value;
}

/* For the tests that have loaded the double themselves */

/* 0, or -1 with the reason in double_error(): "capture.txt:12: ...". Forgets all commands; all handles die. */
EXPORT int double_load(const char *path) {
    pthread_mutex_lock(&mutex);
    for (enum effect effect = REFUSE; effect <= SLOW; effect++) {
        remove_rules(effect, ANY_SUBJECT, "*");
    }
    memset(calls, 0, sizeof calls);
    loaded = capture_load(path);
    restart_events();
    set_init_code(SUCCESS);
    end_session();
    pthread_mutex_unlock(&mutex);
    return loaded ? 0 : -1;
}

/* 0, or -1 with the reason in double_error(). */
EXPORT int double_command(const char *line) {
    pthread_mutex_lock(&mutex);
    bool done = execute(line);
    pthread_mutex_unlock(&mutex);
    return done ? 0 : -1;
}

EXPORT const char *double_error(void) {
    return last_error;
}

/*
 * How often "[SUBJECT] FUNCTION" was called since the capture was loaded, hanging calls included; without a function,
 * all of them. -1 with the reason in double_error() where there is no such subject or function.
 */
EXPORT long long double_calls(const char *what) {
    pthread_mutex_lock(&mutex);
    struct subject subject;
    const char *name = what;
    bool of_subject = read_subject(&name, &subject);
    name += strspn(name, " ");
    const struct section *section = of_subject ? section_of(subject) : NULL;
    bool known = (!of_subject || section != NULL) && (*name == '\0' || function_named(name, strlen(name)) != FUNCTIONS);
    long long sum = 0;
    for (enum function_id i = 0; known && i < FUNCTIONS; i++) {
        if (*name == '\0' || strcmp(functions[i].name, name) == 0) {
            sum += of_subject ? section->calls[i] : calls[i];
        }
    }
    if (!known) {
        fail("'%s' is not [SUBJECT] [FUNCTION] of this capture", what);
    }
    pthread_mutex_unlock(&mutex);
    return known ? sum : -1;
}
