/*
 * How the files of the double hang together. One mutex guards all its tables: what is declared here is called with it
 * held, but for begin(), which takes it. Nobody holds it while a call hangs, sleeps or waits for an event.
 */
#ifndef DOUBLE_H
#define DOUBLE_H

#include "abi.h"
#include <stdbool.h>

/* functions.c: the functions, and what they give */

/* nvmlValueType_t up to U16, in its order. BYTES are written in hexadecimal. */
enum kind { F64, U32, ULONG, U64, I64, I32, U16, U8, TEXT, BYTES };

/* Where one named value of an answer goes in what the caller passed. */
struct slot {
    const char *name;
    enum kind kind;
    size_t offset;
    size_t size; /* of an array; 0 for a text where the caller gives the length */
    bool optional;
};

struct function {
    const char *name;
    int arguments;            /* how many inputs it has beside handles */
    const struct slot *slots; /* ends with a NULL name; NULL where the function gives no values */
};

#define FUNCTION_ID(name, arguments, slots) FN_##name,
enum function_id {
#include "functions.def"
    FUNCTIONS
};
extern const struct function functions[FUNCTIONS];
extern const struct slot field_value_slots[];

/* What a call for the running processes or for their use gives, before it is laid out as the caller wants it. */
enum { MOST_PROCESSES = 8 };
struct processes {
    uint32_t infoCount;
    struct process_info infos[MOST_PROCESSES];
};
struct process_samples {
    uint32_t processSamplesCount;
    struct process_sample utilization[MOST_PROCESSES];
};

/* FUNCTIONS where there is none of that name. */
enum function_id function_named(const char *name, size_t length);

/* answer.c: one line of a capture */

struct member {
    char *name, *text;
    enum { INTEGER, FRACTION, STRING } form;
    bool negative;
    uint64_t integer; /* two's complement */
    double fraction;
};

struct answer {
    char *call; /* with its arguments */
    int code;
    size_t count;
    struct member *members;
};

/* Reads "call operator answer [# comment]"; the operator may be missing where that is said. */
bool read_answer(const char *line, bool operator_needed, struct answer *answer);
void free_answer(struct answer *answer);
bool has_member(const struct answer *answer, const char *name);
/* Whether that is a function, with as many arguments as it has or with none. */
bool known_call(const char *call);
/* Writes the members to the slots of a function; the code of a refusal, and NOT_SUPPORTED for NULL, where it cannot. */
int fill(const struct answer *answer, const struct slot *slots, void *out);
/* A code by its name without NVML_ERROR_, or by its number; -1 where it is neither. */
int code_named(const char *name, size_t length);
/* Keeps the text for double_error() and gives false. */
bool fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern char last_error[512];

/* capture.c: all answers */

/* What a call is asked of: {-1, -1} is the system, mig -1 a whole GPU. */
struct subject {
    int gpu, mig;
};
#define SYSTEM_SUBJECT ((struct subject){-1, -1})

struct section {
    struct subject subject;
    size_t count;
    struct answer *answers; /* by call, in the order of strcmp */
    long long calls[FUNCTIONS];
    bool lost;           /* of a GPU */
    bool removed;        /* of a MIG device: as if there was no such section */
    unsigned int serial; /* which handles are alive, see handles.c */
};

/* Reads "system", "gpu N" or "gpu N mig M" and moves behind it. */
bool read_subject(const char **at, struct subject *subject);
/* Puts the file's answers in place of all there were. */
bool capture_load(const char *path);
/* A line as in a file's section of that subject, or without the operator; makes the section. */
bool capture_set(struct subject subject, const char *line);
struct section *section_of(struct subject subject); /* NULL where the capture has none */
struct section *section_at(size_t position);        /* NULL behind the last */
/* The answer to "name(arguments)"; NULL where the capture has none. */
const struct answer *answer_to(struct subject subject, enum function_id function, const char *arguments);
/* The number of a call that gives one; false where it is refused. */
bool number_of(struct subject subject, enum function_id function, uint64_t *number);
/* The branch of the driver: 570 of 570.86.15; 0 where the capture does not say. */
int driver_branch(void);

/* rules.c: refusals, and calls that hang or are slow */

#define ANY_SUBJECT ((struct subject){-2, -2})

enum effect { REFUSE, HANG, SLOW };

struct rule {
    struct rule *next;
    enum effect effect;
    struct subject subject;
    char *call;
    int value; /* the code of a refusal, or milliseconds */
};

bool same(struct subject a, struct subject b);
void add_rule(enum effect effect, struct subject subject, const char *call, int value);
/* The newest rule for that call; NULL where there is none. For one of many values, a rule that names this value. */
const struct rule *rule_for(
    enum effect effect, enum function_id function, struct subject subject, const char *arguments, bool one_value);
/* How many rules there were; a call of * and a subject of ANY_SUBJECT mean all. */
size_t remove_rules(enum effect effect, struct subject subject, const char *call);

/* control.c: what is done to the calls */

/* Takes the mutex, executes new lines of the control file, counts the call, and lets it hang or sleep as told. */
void begin(enum function_id function, struct subject subject, const char *arguments);
void end(void);
/* The code that a refuse command gave the call; SUCCESS where none did. */
int refusal(enum function_id function, struct subject subject, const char *arguments);
/* The same for one of many values that a call asks for, which may hang or sleep of its own too. */
int value_refusal(enum function_id function, struct subject subject, const char *arguments);
/* Gives the mutex up until something changes, at most until that time (nanoseconds of the monotonic clock). */
void pause_until(int64_t deadline);
int64_t monotonic(void);
void wake_all(void);
bool capture_loaded(void);

/* handles.c: initialization, and which handles are alive */

/* In place of a device's handle, for a call that takes none. */
#define SYSTEM ((handle)&system_mark)
extern char system_mark;

struct subject subject_of(handle device);
/* What any call on that handle meets first: UNINITIALIZED, INVALID_ARGUMENT, GPU_IS_LOST or SUCCESS. */
int state_of(handle device);
/*
 * begin(), then all that can stand between a call and its answer: the state of its handle, a complaint about its
 * other arguments, a refusal. To be followed by end() whatever it gives.
 */
int enter(enum function_id function, handle device, const char *arguments, int complaint);
unsigned int next_serial(void); /* never given twice */
/* NVML_SUCCESS again, or what nvmlInit fails with from now on. */
void set_init_code(int code);
/* All handles there are die, but the program may go on or initialize again. */
void renew_handles(void);
void end_session(void);

/* getters.c: calls for one value or one struct, from their beginning to their end */

int null_is_invalid(const void *out);
/* NULL, a wrong version word, or nothing to complain about. */
int version_complaint(const void *out, uint32_t right);
/* Fills out with zeros first where it has that size. A refused call leaves it as it was. */
int get(enum function_id function, handle device, const char *arguments, int complaint, void *out, size_t size);
/* The call has one argument, below the given bound. */
int get_number_of(
    enum function_id function, handle device, unsigned int argument, unsigned int bound, unsigned int *out);
/* Copies the answer to a call that has been entered with that code, and ends it. */
int copy_text(
    int code, enum function_id function, handle device, const char *arguments, char *out, unsigned int length);

/* events.c, system_events.c, gpm.c */

/* To all sets that listen to that GPU for an event of that type; false where the capture has no such GPU. */
bool queue_event(int gpu, struct event_data data);
void queue_system_event(struct system_event_data data);
uint64_t supported_events(struct subject gpu);
/* The capture's events happen from now on. */
void restart_events(void);
void play_events(void);
void drop_event_sets(void);
void drop_system_event_sets(void);
void drop_samples(void);
/* No metrics are to be had any more between samples of that subject that were taken so far. */
void forget_samples(struct subject subject);

#define EXPORT __attribute__((visibility("default")))

#endif
